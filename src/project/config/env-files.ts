/** The files of variables that a definition names (`envFile`). Row `lambda.env-file`. */
import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { codeOf, reasonOf } from '../../errors.ts';
import type { DefinitionPath } from '../definition-path.ts';
import { LAWFUL_NAMES, variableProblem } from '../lambda-variables.ts';
import { formatPath, type Problem } from '../problems.ts';
import type { CheckedConfig } from './schema.ts';

type Variables = Readonly<Record<string, string>>;

export interface EnvFiles {
  /** Absolute paths. */
  readonly files: readonly string[];
  /** What each function has of them, by its name. */
  readonly variables: ReadonlyMap<string, Variables>;
  readonly problems: readonly Problem[];
}

/** @param root - absolute path of the folder that the names are relative to. */
export async function readEnvFiles(
  { envFile: shared, functions }: CheckedConfig,
  root: string,
): Promise<EnvFiles> {
  const files = new Set<string>();
  const problems: Problem[] = [];
  const read = async (setting: string | readonly string[] | undefined, path: DefinitionPath) => {
    const named = typeof setting === 'string' ? [{ name: setting, path }] : listed(setting, path);
    let variables: Variables = {};
    for (const { name, path: at } of named) {
      const file = resolve(root, name);
      files.add(file);
      const say = (what: string) => problems.push({ path: at, message: `${formatPath(at)}: ${what}` });
      try {
        const [found, malformed] = await readVariables(file);
        variables = { ...variables, ...found };
        for (const variable of malformed) {
          const what = `${JSON.stringify(name)} has a variable ${JSON.stringify(variable)}`;
          say(`${what}; ${LAWFUL_NAMES}; rename it`);
        }
      } catch (error) {
        say(reasonFor(error, file, root));
      }
    }
    return variables;
  };
  const ofAll = await read(shared, ['envFile']);
  const variables = new Map<string, Variables>();
  for (const [name, { envFile }] of Object.entries(functions)) {
    variables.set(name, { ...ofAll, ...(await read(envFile, ['functions', name, 'envFile'])) });
  }
  return { files: [...files], variables, problems };
}

function listed(names: readonly string[] = [], path: DefinitionPath) {
  return names.map((name, index) => ({ name, path: [...path, index] }));
}

/** What Lambda sets itself is left out, for such files often serve other programs too. */
async function readVariables(file: string): Promise<[variables: Variables, malformed: string[]]> {
  const text = (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  const all = Object.entries(parseEnv(text)) as [string, string][];
  const ofKind = (kind: ReturnType<typeof variableProblem>) =>
    all.filter(([name]) => variableProblem(name) === kind);
  return [Object.fromEntries(ofKind(undefined)), ofKind('malformed').map(([name]) => name)];
}

function reasonFor(error: unknown, file: string, root: string): string {
  const name = JSON.stringify(relative(root, file) || file);
  if (codeOf(error) === 'ENOENT') return `there is no file ${name}; create it, or correct the name`;
  if (codeOf(error) === 'EISDIR') return `${name} is a folder; name the file in it`;
  return `${name} cannot be read: ${reasonOf(error)}`;
}
