/** Rules of APIs and their routes. */
import type { Api } from '../model.ts';
import { formatPath } from '../problems.ts';
import { closest } from '../spelling.ts';
import type { Rule } from './rule.ts';

/** Path segments that the port itself answers to, so that no stage can have them. */
const RESERVED_STAGES = ['_emulator', '@connections', 'ping', 'sping'];

const SPECIAL_ROUTES = ['$connect', '$disconnect', '$default'];

const hasAnApi: Rule = ({ apis }) =>
  apis.length > 0
    ? []
    : [
        {
          path: ['apis'],
          message:
            'apis: there is no API; write at least one, such as "chat": { "routes": { "$default": "echo" } }',
        },
      ];

const hasRoutes: Rule = ({ apis }) =>
  apis
    .filter((api) => api.routes.length === 0)
    .map(({ path: api }) => {
      const path = [...api, 'routes'];
      return {
        path,
        message: `${formatPath(path)}: there is no route; write at least one, such as "$default": "echo"`,
      };
    });

const routesHaveFunctions: Rule = ({ apis, functions }) => {
  const names = functions.map((fn) => fn.name);
  return apis.flatMap((api) =>
    api.routes
      .filter((route) => !names.includes(route.functionName))
      .map(({ path, functionName }) => ({
        path: [...path, 'function'],
        restsOn: [['functions']],
        message: `${formatPath(path)}: there is no function ${JSON.stringify(functionName)}; ${functionHint(functionName, names)}`,
      })),
  );
};

function functionHint(name: string, names: readonly string[]): string {
  const meant = closest(name, names);
  if (meant !== undefined) return `did you mean ${JSON.stringify(meant)}?`;
  return names.length === 0 ? 'add it to "functions"' : `there is: ${names.join(', ')}`;
}

const routeKeysAreKnown: Rule = ({ apis }) =>
  apis.flatMap((api) =>
    api.routes
      .filter(({ routeKey }) => routeKey.startsWith('$') && !SPECIAL_ROUTES.includes(routeKey))
      .map(({ routeKey, path }) => {
        const meant = closest(routeKey, SPECIAL_ROUTES) ?? routeKey.slice(1);
        return {
          path,
          at: 'key' as const,
          message: `${formatPath(path)}: a route key with "$" in front is one of ${SPECIAL_ROUTES.join(', ')}; did you mean ${JSON.stringify(meant)}?`,
        };
      }),
  );

const stagesAreLegal: Rule = ({ apis }) =>
  apis.flatMap(({ stage, path: api }) => {
    const path = [...api, 'stage'];
    const why = RESERVED_STAGES.includes(stage)
      ? 'is reserved for the emulator; choose another'
      : 'is no stage name; write 1 to 128 letters, digits, "-" and "_"';
    if (/^[A-Za-z0-9_-]{1,128}$/.test(stage) && !RESERVED_STAGES.includes(stage)) return [];
    return [{ path, message: `${formatPath(path)}: ${JSON.stringify(stage)} ${why}` }];
  });

/** APIs on one port are told apart by the stage in the path. */
const stagesDiffer: Rule = ({ apis }) =>
  findDoubles(apis, ({ port, stage }) => `${port}/${stage}`).map(([{ path, port, stage }, first]) => ({
    path: [...path, 'stage'],
    restsOn: [
      [...path, 'port'],
      [...first.path, 'stage'],
      [...first.path, 'port'],
    ],
    message: `${formatPath(path)}: ${formatPath(first.path)} has the stage "${stage}" on port ${port} already; give one of them another "stage" or "port"`,
  }));

const apiIdsDiffer: Rule = ({ apis }) =>
  findDoubles(apis, ({ apiId }) => apiId).map(([{ path, apiId }, first]) => ({
    path: [...path, 'apiId'],
    restsOn: [[...first.path, 'apiId']],
    message: `${formatPath(path)}: ${formatPath(first.path)} has the id "${apiId}" already; give one of them another "apiId"`,
  }));

/** The APIs whose key earlier ones have, with each of those. */
function findDoubles(apis: readonly Api[], keyOf: (api: Api) => string): [again: Api, first: Api][] {
  return apis.flatMap((again, i) =>
    apis
      .slice(0, i)
      .filter((first) => keyOf(first) === keyOf(again))
      .map((first): [Api, Api] => [again, first]),
  );
}

export const apiRules: readonly Rule[] = [
  hasAnApi,
  hasRoutes,
  routesHaveFunctions,
  routeKeysAreKnown,
  stagesAreLegal,
  stagesDiffer,
  apiIdsDiffer,
];
