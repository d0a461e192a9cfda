/** Reads an `emulator.config.*`. */
import { dirname } from 'node:path';
import { EmulatorError } from '../../errors.ts';
import type { DefinitionPath } from '../definition-path.ts';
import { type FiledProblem, type FilePlace, invalidProject, withoutConsequences } from '../problems.ts';
import type { ReadContext } from '../read-context.ts';
import type { Reading } from '../reading.ts';
import type { Evaluation } from '../source/evaluation.ts';
import { readText } from '../source/read-definition.ts';
import { checkConfig } from './check-config.ts';
import { findContradictions } from './contradictions.ts';
import { readEnvFiles } from './env-files.ts';
import { toProject } from './to-project.ts';
import { configWords } from './words.ts';

/**
 * @param file - absolute path.
 * @throws {EmulatorError} `PROJECT_FILE_UNREADABLE`; `PROJECT_INVALID` when the text has no value.
 */
export async function readConfig(file: string, { cwd, stage }: ReadContext): Promise<Reading> {
  if (!/\.(json|[cm]?[jt]s)$/.test(file)) {
    const reason = 'a project definition is a file whose name ends in .json, .js, .mjs or .ts.';
    throw EmulatorError.of('PROJECT_FILE_UNREADABLE', { file, reason });
  }
  const source = await readText(file);
  const evaluation = await evaluate(file, source);
  const ofText = evaluation.problems.map((problem) => ({ file, ...problem }));
  if (!evaluation.ok) throw invalidProject(ofText, cwd);
  const { config, problems, broken } = checkConfig(evaluation.value);
  const envFiles = await readEnvFiles(config, dirname(file));
  const contradictions = withoutConsequences(findContradictions(config), broken);
  const sources = [...(evaluation.imports ?? []), ...envFiles.files];
  const place = placeIn(file, source);
  const found: FiledProblem[] = [];
  for (const { path, at, message } of [...problems, ...envFiles.problems, ...contradictions]) {
    found.push({ ...(await place(path, at)), message });
  }
  return {
    project: toProject(config, file, { stage }, { sources, variables: envFiles.variables }),
    problems: [...ofText, ...found],
    broken: [...broken, ...contradictions.map(({ path }) => path)],
    words: configWords,
    place,
  };
}

async function evaluate(file: string, source: string): Promise<Evaluation> {
  if (file.endsWith('.json')) return (await import('../source/evaluate-json.ts')).evaluateJson(source);
  return (await import('../source/evaluate-module.ts')).evaluateModule(file, source);
}

/** The text is taken apart when the first place is asked for. */
function placeIn(file: string, source: string) {
  const load = async () => {
    const { locate } = await import('../source/locate.ts');
    const root = file.endsWith('.json')
      ? (await import('../source/json-text.ts')).jsonRoot(source)
      : (await import('../source/module-text.ts')).moduleRoot(source);
    return { locate, root };
  };
  let loading: ReturnType<typeof load> | undefined;
  return async (path: DefinitionPath, at?: 'key'): Promise<FilePlace> => {
    loading ??= load();
    const { locate, root } = await loading;
    return { file, place: locate(root, path, at) };
  };
}
