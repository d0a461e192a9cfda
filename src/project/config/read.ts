/** Reads an `emulator.config.*` into a {@link Project}, or throws one report of everything wrong with it. */
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EmulatorError, reasonOf } from '../../errors.ts';
import type { Project } from '../model.ts';
import { formatFile, formatReport, type Problem } from '../problems.ts';
import { findProjectProblems, type ProjectChecks } from '../rules.ts';
import { findShapeProblems } from './shape.ts';
import { toProject } from './to-project.ts';

/** What a caller may set over the file's head. */
export interface ConfigOverrides {
  /** Stage of every API. */
  readonly stage?: string | undefined;
}

/**
 * @param file - absolute path.
 * @param cwd - absolute path that reported file names are relative to.
 * @throws {EmulatorError} `PROJECT_FILE_UNREADABLE`, `PROJECT_INVALID`.
 */
export async function readConfig(
  file: string,
  cwd: string,
  overrides: ConfigOverrides,
  checks: ProjectChecks,
): Promise<Project> {
  const source = await readFile(file, 'utf8').catch((error: unknown) => {
    throw EmulatorError.of('PROJECT_FILE_UNREADABLE', { file, reason: reasonOf(error) });
  });
  const fail = async (problems: readonly Problem[]): Promise<never> => {
    const { locate } = await import('./locate.ts');
    const report = problems.map(({ path, at, message }) => ({
      message,
      place: locate(file, source, path, at),
    }));
    throw EmulatorError.of('PROJECT_INVALID', { report: formatReport(formatFile(file, cwd), report) });
  };

  const value = await evaluate(file, source, cwd);
  const shape = findShapeProblems(value);
  if (shape.config === undefined) return fail(shape.problems);
  const project = toProject(shape.config, file, overrides);
  const problems = findProjectProblems(project, checks);
  return problems.length > 0 ? fail(problems) : project;
}

async function evaluate(file: string, source: string, cwd: string): Promise<unknown> {
  if (extname(file) === '.json') return parseJson(file, source, cwd);
  try {
    return unwrapDefault(await importModule(file));
  } catch (error) {
    throw EmulatorError.of('PROJECT_FILE_UNREADABLE', { file, reason: placeOf(error, file) }, error);
  }
}

async function parseJson(file: string, source: string, cwd: string): Promise<unknown> {
  try {
    return JSON.parse(source);
  } catch {
    const { findJsonErrors } = await import('./locate.ts');
    const report = formatReport(formatFile(file, cwd), findJsonErrors(source));
    throw EmulatorError.of('PROJECT_INVALID', { report });
  }
}

/** A module that was changed and is read again has to be read anew, hence the query. */
async function importModule(file: string): Promise<unknown> {
  if (extname(file) !== '.ts') return import(`${pathToFileURL(file)}?read=${Date.now()}`);
  const { createJiti } = await import('jiti');
  return createJiti(file, { moduleCache: false, fsCache: false }).import(file);
}

/** The default export, through the extra layer that CommonJS puts around it; a promise is awaited. */
async function unwrapDefault(module: unknown): Promise<unknown> {
  let value = module;
  for (let layer = 0; layer < 2 && hasDefault(value); layer++) value = value.default;
  return typeof value === 'function' ? value() : value;
}

function hasDefault(value: unknown): value is { default: unknown } {
  return typeof value === 'object' && value !== null && 'default' in value;
}

/** The error's message, with the line of the user's own file that it came from when its stack knows it. */
function placeOf(error: unknown, file: string): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const at = stack.indexOf(basename(file));
  const line = at < 0 ? undefined : /:(\d+)/.exec(stack.slice(at))?.[1];
  return line === undefined ? reasonOf(error) : `${reasonOf(error)} (line ${line})`;
}
