/** Rules of names: what one part of a project says of another has to be there. */
import type { Api } from '../api-model.ts';
import type { DefinitionPath } from '../definition-path.ts';
import type { Problem } from '../problems.ts';
import type { Words } from '../reading.ts';
import { didYouMean } from '../spelling.ts';
import { withStageVariables } from '../stage-variables.ts';
import { about, type Rule } from './rule.ts';

/** A name, what it should be the name of, and which names there are. */
interface Reference {
  readonly path: DefinitionPath;
  /** The path that the message names, when it is another. */
  readonly shown?: DefinitionPath;
  readonly what: string;
  readonly name: string;
  readonly names: readonly string[];
  /** Where they are defined. */
  readonly definedIn: DefinitionPath;
  /** What else says that there is a name. */
  readonly because?: readonly DefinitionPath[];
}

function dangling(words: Words, references: readonly Reference[]): Problem[] {
  return references
    .filter(({ name, names }) => !names.includes(name))
    .map(({ path, shown = path, what, name, names, definedIn, because = [] }) => ({
      path,
      restsOn: [definedIn, ...because],
      message: about(
        words,
        shown,
        `there is no ${what} ${JSON.stringify(name)}; ${hint(words, name, names, definedIn)}`,
      ),
    }));
}

function hint(words: Words, name: string, names: readonly string[], definedIn: DefinitionPath): string {
  const isNone = names.length === 0;
  const known = isNone
    ? `add it to ${words.setting(String(definedIn.at(-1)))}`
    : `there is: ${names.join(', ')}`;
  return didYouMean(name, names, known);
}

const functionsExist: Rule = ({ apis, functions }, _checks, words) =>
  dangling(
    words,
    apis.flatMap((api) => {
      const used = [
        ...api.routes.flatMap(({ integration: { target, path } }) =>
          target?.kind === 'function' ? [{ path, name: target.functionName }] : [],
        ),
        ...api.authorizers.map(({ path, functionName }) => ({ path, name: functionName })),
      ];
      return used.flatMap(({ path, name }) =>
        api.stages.map((stage) => ({
          path: [...path, 'function'],
          shown: path,
          what: 'function',
          name: withStageVariables(name, stage),
          names: functions.map((fn) => fn.name),
          definedIn: ['functions'],
          because: [
            [...path, 'uri'],
            [...path, 'type'],
          ],
        })),
      );
    }),
  );

const mappedFunctionsExist: Rule = ({ functions, eventSourceMappings }, _checks, words) =>
  dangling(
    words,
    eventSourceMappings.map(({ functionName, path }) => ({
      path: [...path, 'function'],
      what: 'function',
      name: functionName,
      names: functions.map(({ name }) => name),
      definedIn: ['functions'],
    })),
  );

const mappedTablesExist: Rule = ({ tables, eventSourceMappings }, _checks, words) =>
  dangling(
    words,
    eventSourceMappings.map(({ table, path }) => ({
      path: [...path, 'table'],
      what: 'table',
      name: table,
      names: tables.map(({ name }) => name),
      definedIn: ['tables'],
    })),
  );

const authorizersExist: Rule = ({ apis }, _checks, words) =>
  dangling(
    words,
    apis.flatMap(({ routes, authorizers, path: api }) =>
      routes.flatMap(({ authorization, path }) =>
        typeof authorization === 'string'
          ? []
          : {
              path: [...path, 'authorizer'],
              what: 'authorizer',
              name: authorization.authorizer,
              names: authorizers.map(({ name }) => name),
              definedIn: [...api, 'authorizers'],
              because: [[...path, 'authorizationType']],
            },
      ),
    ),
  );

const modelsExist: Rule = ({ apis }, _checks, words) =>
  dangling(
    words,
    apis.flatMap(({ routes, models, path: api }) =>
      routes.flatMap(({ requestModels, path }) =>
        Object.entries(requestModels).map(([key, name]) => ({
          path: [...path, 'requestModels', key],
          what: 'model',
          name,
          names: models.map((model) => model.name),
          definedIn: [...api, 'models'],
        })),
      ),
    ),
  );

const mappedStagesExist: Rule = ({ apis, domains }, _checks, words) =>
  domains.flatMap(({ mappings }) =>
    mappings.flatMap(({ api, stage, path }) => stageProblems(words, apis, api, stage, path)),
  );

const plannedStagesExist: Rule = ({ apis, usagePlans }, _checks, words) =>
  usagePlans.flatMap(({ stages = [], path }) =>
    stages.flatMap((target, i) => {
      const [api = '', stage] = target.split('/');
      return stageProblems(words, apis, api, stage, [...path, 'stages', i]);
    }),
  );

function stageProblems(
  words: Words,
  apis: readonly Api[],
  name: string,
  stage: string | undefined,
  path: DefinitionPath,
): Problem[] {
  const api = apis.find((one) => one.name === name);
  const names = apis.map((one) => one.name);
  if (api === undefined) return dangling(words, [{ path, what: 'API', name, names, definedIn: ['apis'] }]);
  if (stage === undefined) return [];
  const stages = api.stages.map((one) => one.name);
  return dangling(words, [{ path, what: 'stage', name: stage, names: stages, definedIn: api.path }]);
}

const plannedKeysExist: Rule = ({ apiKeys, usagePlans }, _checks, words) =>
  dangling(
    words,
    usagePlans.flatMap((plan) =>
      plan.apiKeys.map((name, i) => ({
        path: [...plan.path, 'apiKeys', i],
        what: 'API key',
        name,
        names: apiKeys.map((key) => key.name),
        definedIn: ['apiKeys'],
      })),
    ),
  );

/** As on AWS, where such a key is answered 403. */
const keysHavePlans: Rule = ({ apiKeys, usagePlans }, _checks, words) =>
  apiKeys
    .filter(({ name }) => !usagePlans.some((plan) => plan.apiKeys.includes(name)))
    .map(({ name, path }) => ({
      path,
      restsOn: [['usagePlans']],
      message: about(
        words,
        path,
        `no usage plan has this key, so it opens nothing; ${words.advice('usagePlan', name)}`,
      ),
    }));

const routeSettingsHaveRoutes: Rule = ({ apis }, _checks, words) =>
  dangling(
    words,
    apis.flatMap(({ stages, routes, path: api }) =>
      stages.flatMap(({ routeSettings, path }) =>
        Object.keys(routeSettings).map((name) => ({
          path: [...path, 'routeSettings', name],
          what: 'route',
          name,
          names: routes.map(({ routeKey }) => routeKey),
          definedIn: [...api, 'routes'],
        })),
      ),
    ),
  );

export const referenceRules: readonly Rule[] = [
  functionsExist,
  mappedFunctionsExist,
  mappedTablesExist,
  authorizersExist,
  modelsExist,
  mappedStagesExist,
  plannedStagesExist,
  plannedKeysExist,
  keysHavePlans,
  routeSettingsHaveRoutes,
];
