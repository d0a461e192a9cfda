/** Reads definitions the way `emulator start` does, for tests of what is said about them. */

import { EmulatorError } from '../../src/errors.ts';
import type { Project } from '../../src/project/model.ts';
import type { ReadContext } from '../../src/project/read-context.ts';
import { readProject } from '../../src/project/read-project.ts';
import type { ProjectChecks } from '../../src/project/rules/rule.ts';
import { PROJECT_CHECKS } from '../../src/project-checks.ts';
import { type Files, useFiles } from '../support/project.ts';

/** A handler that is there, for definitions that are right about it. */
const HANDLER: Files = { 'echo.js': 'exports.handler = async () => ({ statusCode: 200 });' };

/** A definition with nothing wrong in it, to put mistakes into. */
export const SOUND = {
  apis: { chat: { routes: { $default: 'echo' } } },
  functions: { echo: { handler: 'echo.handler' } },
};

/** The project in a folder of these files, one of which is an `emulator.config.*`. */
export async function readFiles(files: Files, stage?: string): Promise<Project> {
  return readFolder(await useFiles({ ...HANDLER, ...files }), stage);
}

export async function readFolder(
  cwd: string,
  stage?: string,
  handlers: ProjectChecks['handlerProblem'] = PROJECT_CHECKS.handlerProblem,
): Promise<Project> {
  return readNamed(cwd, undefined, { stage, checks: { ...PROJECT_CHECKS, handlerProblem: handlers } });
}

/** @param named - the definition, relative to `cwd`; what is found there when it is not given. */
export function readNamed(
  cwd: string,
  named: string | undefined,
  context: Partial<ReadContext> = {},
): Promise<Project> {
  return readProject(named, {
    cwd,
    parameterOverrides: new Map(),
    params: {},
    env: {},
    checks: PROJECT_CHECKS,
    ...context,
  });
}

/** The report of what is wrong with an `emulator.config.json` of this text or value. */
export function reportOf(definition: string | object, files: Files = {}, stage?: string): Promise<string> {
  return reportOfFiles({ 'emulator.config.json': definition, ...files }, stage);
}

/** The same for a folder of any files. */
export async function reportOfFiles(files: Files, stage?: string): Promise<string> {
  const error = await failureOf(() => readFiles(files, stage));
  if (error.code !== 'PROJECT_INVALID') throw error;
  return error.message;
}

/** What a refused definition is refused with. */
export async function failureOf(read: () => unknown): Promise<EmulatorError> {
  try {
    await read();
  } catch (error) {
    if (error instanceof EmulatorError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
