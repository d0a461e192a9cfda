/** The files of variables that a definition names (`envFile`). Row `lambda.env-file`. */
import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { codeOf, reasonOf } from '../../errors.ts';
import type { DefinitionPath } from '../definition-path.ts';
import { formatPath, type Problem } from '../problems.ts';
import { parseEnvFile, type Variables, whyMalformed } from '../variables/env-file.ts';
import type { CheckedConfig } from './schema.ts';

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
        const found = parseEnvFile((await readFile(file, 'utf8')).replace(/^\uFEFF/, ''));
        variables = { ...variables, ...found.variables };
        for (const variable of found.malformed) say(`${JSON.stringify(name)} has ${whyMalformed(variable)}`);
      } catch (error) {
        say(whyUnreadable(error, file, root));
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

function whyUnreadable(error: unknown, file: string, root: string): string {
  const name = JSON.stringify(relative(root, file) || file);
  if (codeOf(error) === 'ENOENT') return `there is no file ${name}; create it, or correct the name`;
  if (codeOf(error) === 'EISDIR') return `${name} is a folder; name the file in it`;
  return `${name} cannot be read: ${reasonOf(error)}`;
}
