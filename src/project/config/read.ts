/** Reads an `emulator.config.*` into a {@link Project}, or throws one report of everything wrong with it. */
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf, EmulatorError, reasonOf } from '../../errors.ts';
import type { Project } from '../model.ts';
import {
  formatFile,
  formatReport,
  type PlacedProblem,
  type Problem,
  withoutConsequences,
} from '../problems.ts';
import type { ProjectChecks } from '../rules/rule.ts';
import { findProjectProblems } from '../rules.ts';
import { checkShape } from './check.ts';
import { findContradictions } from './contradictions.ts';
import { readEnvFiles } from './env-files.ts';
import type { Evaluation } from './evaluation.ts';
import { type ConfigOverrides, toProject } from './to-project.ts';

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
  const source = await readSource(file);
  const evaluation = await evaluate(file, source);
  if (!evaluation.ok) throw invalid(file, cwd, evaluation.problems);
  const { config, problems, broken } = checkShape(evaluation.value);
  const envFiles = await readEnvFiles(config, dirname(file));
  const sources = [...(evaluation.imports ?? []), ...envFiles.files];
  const project = toProject(config, file, overrides, { sources, variables: envFiles.variables });
  const contradictions = withoutConsequences(findContradictions(config), broken);
  const wrong = [...broken, ...contradictions.map(({ path }) => path)];
  const found = [
    ...problems,
    ...envFiles.problems,
    ...contradictions,
    ...findProjectProblems(project, checks, wrong),
  ];
  if (found.length === 0 && evaluation.problems.length === 0) return project;
  throw invalid(file, cwd, [...evaluation.problems, ...(await place(found, file, source))]);
}

/** The text, without the mark that some editors on Windows put in front. */
async function readSource(file: string): Promise<string> {
  if (!/\.(json|[cm]?[jt]s)$/.test(file)) {
    const reason = 'a project definition is a file whose name ends in .json, .js, .mjs or .ts.';
    throw EmulatorError.of('PROJECT_FILE_UNREADABLE', { file, reason });
  }
  try {
    const bytes = await readFile(file);
    if (!isUtf16(bytes)) return bytes.toString('utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const reason = codeOf(error) === 'EISDIR' ? 'it is a folder; name the file in it.' : reasonOf(error);
    throw EmulatorError.of('PROJECT_FILE_UNREADABLE', { file, reason });
  }
  throw EmulatorError.of('PROJECT_FILE_UNREADABLE', { file, reason: 'it is in UTF-16; save it as UTF-8.' });
}

/** As Windows PowerShell writes files that a command's output is sent to. */
function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

async function evaluate(file: string, source: string): Promise<Evaluation> {
  if (file.endsWith('.json')) return (await import('./evaluate-json.ts')).evaluateJson(source);
  return (await import('./evaluate-module.ts')).evaluateModule(file, source);
}

async function place(
  problems: readonly Problem[],
  file: string,
  source: string,
): Promise<readonly PlacedProblem[]> {
  const { locate } = await import('./locate.ts');
  const root = file.endsWith('.json')
    ? (await import('./json-source.ts')).jsonRoot(source)
    : (await import('./module-source.ts')).moduleRoot(source);
  return problems.map(({ path, at, message }) => ({ message, place: locate(root, path, at) }));
}

function invalid(file: string, cwd: string, problems: readonly PlacedProblem[]): EmulatorError {
  return EmulatorError.of('PROJECT_INVALID', { report: formatReport(formatFile(file, cwd), problems) });
}
