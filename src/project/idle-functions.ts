/** Functions that this machine cannot run, and that nothing of the project invokes. */
import type { Api } from './api-model.ts';
import type { Project } from './model.ts';
import type { ProjectChecks } from './rules/rule.ts';

/**
 * The project without them: a function in Java behind a REST API is no reason not to serve the WebSocket API beside it.
 * The user is told, for another function may invoke it.
 */
export function withoutIdleForeigners(project: Project, { handlerProblem }: ProjectChecks): Project {
  const invoked = new Set([
    ...project.apis.flatMap(functionsOf),
    ...project.eventSourceMappings.map(({ functionName }) => functionName),
  ]);
  // A stage variable may stand for any of them.
  if ([...invoked].some((name) => name.includes('${'))) return project;
  const idle = project.functions.filter(
    (fn) => !invoked.has(fn.name) && handlerProblem(fn, project.root)?.problem === 'not-run',
  );
  if (idle.length === 0) return project;
  const notices = idle.map(
    ({ name, runtime }) =>
      `${name}: functions of ${runtime} do not run here; no route needs it, and what invokes it gets an error.`,
  );
  return {
    ...project,
    functions: project.functions.filter((fn) => !idle.includes(fn)),
    notices: [...project.notices, ...notices],
  };
}

function functionsOf({ routes, authorizers }: Api): string[] {
  return [
    ...routes.flatMap(({ integration: { target } }) =>
      target?.kind === 'function' ? target.functionName : [],
    ),
    ...authorizers.map(({ functionName }) => functionName),
  ];
}
