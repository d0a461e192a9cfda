/** Rules of integrations: their templates, the keys of their responses, the services that they call. */
import type { Integration } from '../api-model.ts';
import type { DefinitionPath } from '../definition-path.ts';
import type { Project } from '../model.ts';
import { formatPath, type Problem } from '../problems.ts';
import type { Rule } from './rule.ts';

const templatesParse: Rule = (project, { templateProblem }) =>
  integrationsOf(project).flatMap((integration) =>
    templatesOf(integration).flatMap(([path, source]): Problem[] => {
      const problem = templateProblem(source);
      if (problem === undefined) return [];
      const { message, line, column } = problem;
      const sentence = `the template is broken, in its line ${line}, column ${column}: ${message}`;
      return [{ path, message: `${formatPath(path)}: ${sentence}` }];
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

const responseKeysAreExpressions: Rule = (project, { responseKeyProblem }) =>
  integrationsOf(project).flatMap(({ path: integration, responses }) =>
    responses.flatMap(({ key }): Problem[] => {
      const problem = responseKeyProblem(key);
      if (problem === undefined) return [];
      const path = [...integration, 'responses', key];
      return [{ path, at: 'key', message: `${formatPath(path)}: ${problem}` }];
    }),
  );

/** Services whose actions the emulator carries out. */
const EMULATED = ['dynamodb'];

const servicesAreEmulated: Rule = (project) =>
  integrationsOf(project).flatMap(({ path: integration, target }): Problem[] => {
    if (target?.kind !== 'action' || EMULATED.includes(target.service)) return [];
    const path = [...integration, 'uri'];
    const message = `${formatPath(path)}: ${target.service} is not emulated, only ${EMULATED.join(', ')} is; let a function do this, or use a MOCK integration here`;
    return [{ path, message }];
  });

function integrationsOf({ apis }: Project): Integration[] {
  return apis.flatMap(({ routes }) => routes.map(({ integration }) => integration));
}

export const integrationRules: readonly Rule[] = [
  templatesParse,
  responseKeysAreExpressions,
  servicesAreEmulated,
];
