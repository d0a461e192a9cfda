/** The project in a folder, held against the rules with what only other rooms can tell. */
import { resolve } from 'node:path';
import { responseKeyProblem } from './gateway/integrations/response-key.ts';
import { modelProblem } from './gateway/request-models.ts';
import { templateProblem } from './gateway/templates/render.ts';
import { handlerProblem } from './lambda/handler-file.ts';
import type { Project } from './project/model.ts';
import { readProject } from './project/read-project.ts';
import type { ProjectChecks } from './project/rules/rule.ts';
import type { ReadOptions } from './start-options.ts';

const CHECKS: ProjectChecks = { handlerProblem, modelProblem, templateProblem, responseKeyProblem };

/** @throws {EmulatorError} `PROJECT_*` */
export async function readCheckedProject({
  cwd = '.',
  config,
  stage,
  passthrough = [],
}: ReadOptions): Promise<Project> {
  const project = await readProject(config, {
    cwd: resolve(cwd),
    stage,
    parameterOverrides: new Map(),
    params: {},
    env: process.env,
    checks: CHECKS,
  });
  return { ...project, passthrough: [...new Set([...project.passthrough, ...passthrough])] };
}
