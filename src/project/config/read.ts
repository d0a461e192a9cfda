/** Reads an `emulator.config.*` into a {@link Project}, or throws one report of everything wrong with it. */
import { dirname } from 'node:path';
import { EmulatorError } from '../../errors.ts';
import type { Project } from '../model.ts';
import { formatReport, type PlacedProblem, type Problem, withoutConsequences } from '../problems.ts';
import type { ProjectChecks } from '../rules/rule.ts';
import { findProjectProblems } from '../rules.ts';
import type { Evaluation } from '../source/evaluation.ts';
import { readText } from '../source/read-definition.ts';
import { checkConfig } from './check-config.ts';
import { findContradictions } from './contradictions.ts';
import { readEnvFiles } from './env-files.ts';
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
  if (!/\.(json|[cm]?[jt]s)$/.test(file)) {
    const reason = 'a project definition is a file whose name ends in .json, .js, .mjs or .ts.';
    throw EmulatorError.of('PROJECT_FILE_UNREADABLE', { file, reason });
  }
  const source = await readText(file);
  const evaluation = await evaluate(file, source);
  if (!evaluation.ok) throw invalid(file, cwd, evaluation.problems);
  const { config, problems, broken } = checkConfig(evaluation.value);
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

async function evaluate(file: string, source: string): Promise<Evaluation> {
  if (file.endsWith('.json')) return (await import('../source/evaluate-json.ts')).evaluateJson(source);
  return (await import('../source/evaluate-module.ts')).evaluateModule(file, source);
}

async function place(
  problems: readonly Problem[],
  file: string,
  source: string,
): Promise<readonly PlacedProblem[]> {
  const { locate } = await import('../source/locate.ts');
  const root = file.endsWith('.json')
    ? (await import('../source/json-text.ts')).jsonRoot(source)
    : (await import('../source/module-text.ts')).moduleRoot(source);
  return problems.map(({ path, at, message }) => ({ message, place: locate(root, path, at) }));
}

function invalid(file: string, cwd: string, problems: readonly PlacedProblem[]): EmulatorError {
  return EmulatorError.of('PROJECT_INVALID', {
    report: formatReport(
      problems.map((problem) => ({ file, ...problem })),
      cwd,
    ),
  });
}
