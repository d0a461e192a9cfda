/** Rules of APIs and their routes. */
import { closest } from '../spelling.ts';
import { about, findDoubles, type Rule } from './rule.ts';

/** Path segments that the port itself answers to, so that no stage can have them. */
const RESERVED_STAGES = ['_emulator', '@connections', 'ping', 'sping'];

const SPECIAL_ROUTES = ['$connect', '$disconnect', '$default'];

const hasAnApi: Rule = ({ apis }, _checks, words) => {
  if (apis.length > 0) return [];
  const path = ['apis'];
  return [{ path, message: about(words, path, `there is no API; ${words.advice('api', '')}`) }];
};

const hasRoutes: Rule = ({ apis }, _checks, words) =>
  apis
    .filter((api) => api.routes.length === 0)
    .map(({ path: api }) => {
      const path = [...api, 'routes'];
      return { path, message: about(words, path, `there is no route; ${words.advice('route', '')}`) };
    });

const routeKeysAreKnown: Rule = ({ apis }, _checks, words) =>
  apis.flatMap((api) =>
    api.routes
      .filter(({ routeKey }) => routeKey.startsWith('$') && !SPECIAL_ROUTES.includes(routeKey))
      .map(({ routeKey, path }) => {
        const meant = closest(routeKey, SPECIAL_ROUTES) ?? routeKey.slice(1);
        const sentence = `a route key with "$" in front is one of ${SPECIAL_ROUTES.join(', ')}; did you mean ${JSON.stringify(meant)}?`;
        return { path, at: 'key' as const, message: about(words, path, sentence) };
      }),
  );

const stagesAreLegal: Rule = ({ apis }, _checks, words) =>
  apis.flatMap(({ stages }) =>
    stages.flatMap(({ name, path }) => {
      const why = RESERVED_STAGES.includes(name)
        ? 'is reserved for the emulator; choose another'
        : 'is no stage name; write 1 to 128 letters, digits, "-" and "_"';
      if (/^[A-Za-z0-9_-]{1,128}$/.test(name) && !RESERVED_STAGES.includes(name)) return [];
      return [{ path, message: about(words, path, `${JSON.stringify(name)} ${why}`) }];
    }),
  );

/** APIs on one port are told apart by the stage in the path. */
const stagesDiffer: Rule = ({ apis }, _checks, words) => {
  const all = apis.flatMap((api) => api.stages.map((stage) => ({ api, stage })));
  return findDoubles(all, ({ api, stage }) => `${api.port}/${stage.name}`).map(([{ api, stage }, first]) => ({
    path: stage.path,
    restsOn: [[...api.path, 'port'], first.stage.path, [...first.api.path, 'port']],
    message: about(
      words,
      api.path,
      `${words.path(first.api.path)} has the stage "${stage.name}" on port ${api.port} already; give one of them another ${words.setting('stage')} or ${words.setting('port')}`,
    ),
  }));
};

const apiIdsDiffer: Rule = ({ apis }, _checks, words) =>
  findDoubles(apis, ({ apiId }) => apiId).map(([{ path, apiId }, first]) => ({
    path: [...path, 'apiId'],
    restsOn: [[...first.path, 'apiId']],
    message: about(
      words,
      path,
      `${words.path(first.path)} has the id "${apiId}" already; give one of them another ${words.setting('apiId')}`,
    ),
  }));

/** API Gateway refuses the second. */
const routeKeysDiffer: Rule = ({ apis }, _checks, words) =>
  apis.flatMap(({ routes }) =>
    findDoubles(routes, ({ routeKey }) => routeKey).map(([{ path, routeKey }, first]) => ({
      path,
      at: 'key' as const,
      message: about(
        words,
        path,
        `${words.path(first.path)} is the route ${JSON.stringify(routeKey)} already; remove one of them, or give it another route key`,
      ),
    })),
  );

/** What of a route AWS looks at on `$connect` only. */
const onlyConnectIsGuarded: Rule = ({ apis }, _checks, words) =>
  apis.flatMap(({ routes }) =>
    routes
      .filter(({ routeKey }) => routeKey !== '$connect')
      .flatMap((route) => {
        const { authorization, apiKeyRequired, requestParameters, path } = route;
        const setting =
          authorization === 'AWS_IAM'
            ? 'authorizationType'
            : authorization !== 'NONE'
              ? 'authorizer'
              : apiKeyRequired
                ? 'apiKeyRequired'
                : Object.keys(requestParameters).length > 0
                  ? 'requestParameters'
                  : undefined;
        if (setting === undefined) return [];
        const place = [...path, setting];
        const sentence = 'only "$connect" can have this; move it there';
        return [{ path: place, message: about(words, place, sentence) }];
      }),
  );

const modelsAreSchemas: Rule = ({ apis }, { modelProblem }, words) =>
  apis.flatMap((api) =>
    api.models.flatMap(({ name, path }) => {
      const problem = modelProblem(api, name);
      if (problem === undefined) return [];
      return [{ path, message: about(words, path, `this is no JSON Schema (draft 4): ${problem}`) }];
    }),
  );

export const apiRules: readonly Rule[] = [
  hasAnApi,
  hasRoutes,
  routeKeysAreKnown,
  routeKeysDiffer,
  stagesAreLegal,
  stagesDiffer,
  apiIdsDiffer,
  onlyConnectIsGuarded,
  modelsAreSchemas,
];
