/** Environment variables that are not the definition's: of files that were named when the emulator was started. */
import { resolve } from 'node:path';
import type { Project } from '../model.ts';
import { type FiledProblem, invalidProject } from '../problems.ts';
import { readText } from '../source/read-definition.ts';
import { parseEnvFile, placeOfVariable, type Variables, whyMalformed } from './env-file.ts';

/** Names of files, relative to where the emulator was started. */
export interface VariableFiles {
  /** Variables of every function; a later file counts before an earlier one, the function's own before all. */
  readonly envFiles?: readonly string[] | undefined;
  /** Values for variables that functions declare, in `sam local`'s format. */
  readonly envVars?: string | undefined;
}

/**
 * The project with these variables; the files are sources of it.
 * @param cwd - absolute path.
 * @throws {EmulatorError} `PROJECT_FILE_UNREADABLE`, `PROJECT_INVALID`.
 */
export async function withOutsideVariables(
  project: Project,
  cwd: string,
  { envFiles = [], envVars }: VariableFiles,
): Promise<Project> {
  const files = envFiles.map((name) => resolve(cwd, name));
  const filled = files.length === 0 ? project : withVariables(project, files, await readAll(files, cwd));
  if (envVars === undefined) return filled;
  const { applyEnvVars } = await import('./env-vars.ts');
  const { readEnvVars } = await import('./env-vars-file.ts');
  const file = resolve(cwd, envVars);
  return applyEnvVars({ ...filled, sources: [...filled.sources, file] }, await readEnvVars(file, cwd));
}

function withVariables(project: Project, files: readonly string[], variables: Variables): Project {
  return {
    ...project,
    sources: [...project.sources, ...files],
    functions: project.functions.map((fn) => ({ ...fn, environment: { ...variables, ...fn.environment } })),
  };
}

async function readAll(files: readonly string[], cwd: string): Promise<Variables> {
  const problems: FiledProblem[] = [];
  let variables: Variables = {};
  for (const file of files) {
    const text = await readText(file);
    const read = parseEnvFile(text);
    variables = { ...variables, ...read.variables };
    for (const name of read.malformed) {
      problems.push({ file, place: placeOfVariable(text, name), message: whyMalformed(name) });
    }
  }
  if (problems.length === 0) return variables;
  throw invalidProject(problems, cwd, 'the environment variables');
}
