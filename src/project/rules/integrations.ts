/** Rules of integrations: their templates, the keys of their responses, the services that they call. */
import type { Integration } from '../api-model.ts';
import type { DefinitionPath } from '../definition-path.ts';
import type { Project } from '../model.ts';
import type { Problem } from '../problems.ts';
import { closest } from '../spelling.ts';
import { about, type Rule } from './rule.ts';

const templatesParse: Rule = (project, { templateProblem }, words) =>
  integrationsOf(project).flatMap((integration) =>
    templatesOf(integration).flatMap(([path, source]): Problem[] => {
      const problem = templateProblem(source);
      if (problem === undefined) return [];
      const { message, line, column } = problem;
      const sentence = `the template is broken, in its line ${line}, column ${column}: ${message}`;
      return [{ path, message: about(words, path, sentence) }];
    }),
  );

function templatesOf({
  path,
  requestTemplates,
  responses,
}: Integration): [path: DefinitionPath, source: string][] {
  return [
    ...Object.entries(requestTemplates).map(([key, source]): [DefinitionPath, string] => [
      [...path, 'requestTemplates', key],
      source,
    ]),
    ...responses.flatMap((response) =>
      Object.entries(response.responseTemplates).map(([key, source]): [DefinitionPath, string] => [
        [...path, 'responses', response.key, 'responseTemplates', key],
        source,
      ]),
    ),
  ];
}

const responseKeysAreExpressions: Rule = (project, { responseKeyProblem }, words) =>
  integrationsOf(project).flatMap(({ path: integration, responses }) =>
    responses.flatMap(({ key }): Problem[] => {
      const problem = responseKeyProblem(key);
      if (problem === undefined) return [];
      const path = [...integration, 'responses', key];
      return [{ path, at: 'key', message: about(words, path, problem) }];
    }),
  );

/** Services whose actions the emulator carries out. */
const EMULATED = ['dynamodb'];

const servicesAreEmulated: Rule = (project, _checks, words) =>
  integrationsOf(project).flatMap(({ path: integration, target }): Problem[] => {
    if (target?.kind !== 'action' || EMULATED.includes(target.service)) return [];
    const path = [...integration, 'uri'];
    const sentence = `${target.service} is not emulated, only ${EMULATED.join(', ')} is; let a function do this, or use a MOCK integration here`;
    return [{ path, message: about(words, path, sentence) }];
  });

const TARGET = /^integration\.request\.(header|querystring|path)\.[A-Za-z0-9._$-]+$/;
const SOURCE =
  /^('.*'|context\..+|stageVariables\..+|route\.request\.(body(\b.*)?|(multivalue)?(header|querystring)\..+))$/s;

/** AWS refuses such mappings too; here they would only be dropped. */
const parametersAreMappings: Rule = (project, _checks, words) =>
  integrationsOf(project).flatMap(({ path: integration, requestParameters }) =>
    Object.entries(requestParameters).flatMap(([target, source]): Problem[] => {
      const path = [...integration, 'requestParameters', target];
      if (!TARGET.test(target)) {
        const sentence =
          'this is no place in the request; write integration.request.header.X, .querystring.X or .path.X';
        return [{ path, at: 'key', message: about(words, path, sentence) }];
      }
      if (SOURCE.test(source)) return [];
      const sentence = `${JSON.stringify(source)} is no source; write context.X, stageVariables.X, route.request.body.X, route.request.header.X, route.request.querystring.X (the last two on $connect only), or 'a text' in single quotes`;
      return [{ path, message: about(words, path, sentence) }];
    }),
  );

/** Actions of DynamoDB's API. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html */
const DYNAMODB_ACTIONS = [
  'BatchExecuteStatement',
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'DescribeTimeToLive',
  'ExecuteStatement',
  'ExecuteTransaction',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'Scan',
  'TagResource',
  'TransactGetItems',
  'TransactWriteItems',
  'UntagResource',
  'UpdateItem',
  'UpdateTable',
  'UpdateTimeToLive',
];

const actionsExist: Rule = (project, _checks, words) =>
  integrationsOf(project).flatMap(({ path: integration, target }): Problem[] => {
    if (target?.kind !== 'action' || target.service !== 'dynamodb') return [];
    if (DYNAMODB_ACTIONS.includes(target.action)) return [];
    const meant = closest(target.action, DYNAMODB_ACTIONS);
    const hint = meant === undefined ? `there is: ${DYNAMODB_ACTIONS.join(', ')}` : `did you mean ${meant}?`;
    const path = [...integration, 'uri'];
    return [{ path, message: about(words, path, `DynamoDB has no action ${target.action}; ${hint}`) }];
  });

function integrationsOf({ apis }: Project): Integration[] {
  return apis.flatMap(({ routes }) => routes.map(({ integration }) => integration));
}

export const integrationRules: readonly Rule[] = [
  templatesParse,
  responseKeysAreExpressions,
  servicesAreEmulated,
  actionsExist,
  parametersAreMappings,
];
