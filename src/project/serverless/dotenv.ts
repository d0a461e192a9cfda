/** The `.env` files that feed `${env:}`. Row `serverless.dotenv`. */
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { isFile, isFolder } from '../../file-kinds.ts';
import { variableProblem } from '../lambda-variables.ts';
import { ownValue } from '../own.ts';
import { mapping, merged, type Node, nodeAt, toText, toValue, written } from '../source/node.ts';
import { readText } from '../source/read-definition.ts';

const PLUGIN = 'serverless-dotenv-plugin';

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
  if (version >= 4 || usesPlugin(root))
    found = await readThose([...own, ...filesNamed(setting, folder, stage)]);
  else if (setting !== undefined && toValue(setting) === true) found = (await readThose(own)).slice(0, 1);
  let ofFiles: Variables = {};
  // The first file that has a variable counts; a later one may refer to it.
  for (const [, text] of found) ofFiles = { ...expanded(text, { ...ofFiles, ...process }), ...ofFiles };
  return { ofFiles, env: { ...ofFiles, ...process }, files: found.map(([file]) => file) };
}

/** serverless-dotenv-plugin gives the variables of the files to the functions too. */
export function withPluginVariables(service: Node, { ofFiles }: Dotenv): Node {
  if (!usesPlugin(service)) return service;
  const at = nodeAt(service, 'provider')?.at ?? service.at;
  const choice = (key: string) =>
    nodeAt(service, 'custom', 'dotenv', key)?.kind === 'list'
      ? (toValue(nodeAt(service, 'custom', 'dotenv', key) ?? service) as unknown[])
      : undefined;
  const [include, exclude] = [choice('include'), choice('exclude')];
  const chosen = Object.entries(ofFiles).filter(
    ([name]) => variableProblem(name) === undefined && (include?.includes(name) ?? !exclude?.includes(name)),
  );
  const environment = written(Object.fromEntries(chosen), at);
  return merged(mapping({ provider: mapping({ environment }, at) }, service.at), service) ?? service;
}

function usesPlugin(root: Node): boolean {
  const plugins = nodeAt(root, 'plugins');
  return plugins?.kind === 'list' && plugins.items.some((item) => toText(item) === PLUGIN);
}

/** Files, and of folders the two that a service has itself. */
function filesNamed(setting: Node | undefined, folder: string, stage: string): string[] {
  const named = setting?.kind === 'list' ? setting.items.map(toText) : [toText(setting)];
  return named.flatMap((name) => {
    if (name === undefined || name === 'true' || name === 'false') return [];
    const path = resolve(folder, name);
    return isFolder(path) ? [join(path, `.env.${stage}`), join(path, '.env')] : [path];
  });
}

/** @throws {EmulatorError} `PROJECT_FILE_UNREADABLE`. */
async function readThose(files: readonly string[]): Promise<[file: string, text: string][]> {
  const texts: [string, string][] = [];
  for (const file of files) if (isFile(file)) texts.push([file, await readText(file)]);
  return texts;
}

/** `$NAME`, `${NAME}` and `${NAME:-default}` stand for other variables, as the framework has them. */
function expanded(text: string, known: Variables): Variables {
  const own: Variables = parseEnv(text);
  const expand = (value: string, depth = 0): string =>
    value.replace(
      /(\\)?\$(?:\{(\w+)(?::-([^}]*))?\}|([A-Za-z_]\w*))/g,
      (all, escaped, braced, fallback, bare) => {
        if (escaped !== undefined) return all.slice(1);
        const found = ownValue(known, braced ?? bare) ?? ownValue(own, braced ?? bare);
        return found === undefined || depth > 9 ? (fallback ?? '') : expand(found, depth + 1);
      },
    );
  return Object.fromEntries(Object.entries(own).map(([name, value]) => [name, expand(value ?? '')]));
}
