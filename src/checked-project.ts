/** The project in a folder, held against the rules with what only other rooms can tell. */
import { resolve } from 'node:path';
import { responseKeyProblem } from './gateway/integrations/response-key.ts';
import { modelProblem } from './gateway/request-models.ts';
import { templateProblem } from './gateway/templates/render.ts';
import { handlerProblem } from './lambda/handler-file.ts';
import type { Project } from './project/model.ts';
import { readProject } from './project/read-project.ts';
import type { ProjectChecks } from './project/rules/rule.ts';
import { withOutsideVariables } from './project/variables/outside.ts';
import type { ReadOptions } from './start-options.ts';

const CHECKS: ProjectChecks = { handlerProblem, modelProblem, templateProblem, responseKeyProblem };

/** @throws {EmulatorError} `PROJECT_*` */
export async function readCheckedProject(options: ReadOptions): Promise<Project> {
  const { config, stage, passthrough = [] } = options;
  const cwd = resolve(options.cwd ?? '.');
  const read = await readProject(config, {
    cwd,
    stage,
    parameterOverrides: new Map(),
    params: {},
    env: process.env,
    checks: CHECKS,
  });
  const project = await withOutsideVariables(read, cwd, options);
  return { ...project, passthrough: [...new Set([...project.passthrough, ...passthrough])] };
}
