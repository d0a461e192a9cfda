/** The `.env` files that feed `${env:}`. Row `serverless.dotenv`. */
import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { codeOf } from '../../errors.ts';
import { type Node, nodeAt, toText, toValue } from '../source/node.ts';

type Variables = Readonly<Record<string, string | undefined>>;

export interface Dotenv {
  /** Variables of the files alone. */
  readonly ofFiles: Variables;
  /** These, and those of the process before them. */
  readonly env: Variables;
  /** Absolute paths of the files that are there. */
  readonly files: readonly string[];
}

/**
 * Up to version 3 a service asks for them (`useDotenv`), and `.env.{stage}` is read instead of `.env`; from version 4
 * on they are read always, both, and `useDotenv` may name more, which count last.
 */
export async function readDotenv(
  root: Node,
  folder: string,
  stage: string,
  process: Variables,
): Promise<Dotenv> {
  const setting = nodeAt(root, 'useDotenv');
  const version = Number.parseInt(
    /\d+/.exec(toText(nodeAt(root, 'frameworkVersion')) ?? '4')?.[0] ?? '4',
    10,
  );
  const own = [join(folder, `.env.${stage}`), join(folder, '.env')];
  let found: [file: string, text: string][] = [];
  if (version >= 4) found = await readThose([...own, ...(await filesNamed(setting, folder, stage))]);
  else if (setting !== undefined && toValue(setting) === true) found = (await readThose(own)).slice(0, 1);
  let ofFiles: Variables = {};
  // The first file that has a variable counts; a later one may refer to it.
  for (const [, text] of found) ofFiles = { ...expanded(text, { ...ofFiles, ...process }), ...ofFiles };
  return { ofFiles, env: { ...ofFiles, ...process }, files: found.map(([file]) => file) };
}

/** Files, and of folders the two that a service has itself. */
async function filesNamed(setting: Node | undefined, folder: string, stage: string): Promise<string[]> {
  const named = setting?.kind === 'list' ? setting.items.map(toText) : [toText(setting)];
  const files: string[] = [];
  for (const name of named) {
    if (name === undefined || name === 'true' || name === 'false') continue;
    const path = resolve(folder, name);
    files.push(...((await isFolder(path)) ? [join(path, `.env.${stage}`), join(path, '.env')] : [path]));
  }
  return files;
}

async function readThose(files: readonly string[]): Promise<[file: string, text: string][]> {
  const texts: [string, string][] = [];
  for (const file of files) {
    try {
      texts.push([file, (await readFile(file, 'utf8')).replace(/^\uFEFF/, '')]);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EISDIR') throw error;
    }
  }
  return texts;
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

/** `$NAME`, `${NAME}` and `${NAME:-default}` stand for other variables, as the framework has them. */
function expanded(text: string, known: Variables): Variables {
  const own: Variables = parseEnv(text);
  const expand = (value: string, depth = 0): string =>
    value.replace(
      /(\\)?\$(?:\{(\w+)(?::-([^}]*))?\}|([A-Za-z_]\w*))/g,
      (all, escaped, braced, fallback, bare) => {
        if (escaped !== undefined) return all.slice(1);
        const found = known[braced ?? bare] ?? own[braced ?? bare];
        return found === undefined || depth > 9 ? (fallback ?? '') : expand(found, depth + 1);
      },
    );
  return Object.fromEntries(Object.entries(own).map(([name, value]) => [name, expand(value ?? '')]));
}
