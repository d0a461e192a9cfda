/** The source file that esbuild has made a function's module from (`NodejsFunction`). */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { isFile } from '../../file-kinds.ts';
import { onlyFile, type SourceTree } from './source-tree.ts';

export interface BundleEntry {
  /** Absolute path. */
  readonly entryPoint: string;
  readonly format: 'cjs' | 'esm';
}

/**
 * @param asset - absolute path of the function's folder.
 * @param handler - as Lambda takes it.
 * @param constructs - paths of the constructs whose code it is.
 */
export function bundleEntry(
  asset: string,
  handler: string,
  constructs: readonly string[],
  tree: SourceTree,
): BundleEntry | undefined {
  const { file, name } = moduleOf(asset, handler);
  if (file === undefined || !isAllOf(asset, basename(file))) return undefined;
  const entryPoint = toldByMap(file, tree) ?? toldByComments(file, tree) ?? byDefault(constructs, tree);
  if (entryPoint === undefined || !readFileSync(entryPoint, 'utf8').includes(name)) return undefined;
  return { entryPoint, format: file.endsWith('.mjs') ? 'esm' : 'cjs' };
}

function moduleOf(asset: string, handler: string): { file: string | undefined; name: string } {
  const [, module = '', name = ''] = /^([^.]+)\.([^.]+)$/.exec(handler) ?? [];
  return { file: ['.js', '.mjs', '.cjs'].map((end) => join(asset, module + end)).find(existsSync), name };
}

/** Nobody writes lines of such a length; a minifier writes hardly any others. */
const MINIFIED_LINE = 300;

/** Whether a function's module is a minified bundle that does not say what it was made from. */
export function isSilentBundle(asset: string, handler: string): boolean {
  const { file } = moduleOf(asset, handler);
  if (file === undefined || !isAllOf(asset, basename(file)) || mapOf(file) !== undefined) return false;
  return readFileSync(file, 'utf8')
    .split('\n')
    .some((line) => line.length > MINIFIED_LINE);
}

/** What a hook has put beside the module would be missing beside its source. */
function isAllOf(asset: string, module: string): boolean {
  const ofNpm = [
    'node_modules',
    'package.json',
    'package-lock.json',
    'yarn.lock',
    'pnpm-lock.yaml',
    'bun.lock',
  ];
  return readdirSync(asset).every((name) => [module, `${module}.map`, ...ofNpm].includes(name));
}

/** https://tc39.es/ecma426/: its sources are in the order in which the bundle has them, the entry last. */
function toldByMap(file: string, tree: SourceTree): string | undefined {
  const text = mapOf(file);
  if (text === undefined) return undefined;
  try {
    const map: unknown = JSON.parse(text);
    const hasSources = typeof map === 'object' && map !== null && 'sources' in map;
    const sources = hasSources && Array.isArray(map.sources) ? map.sources : [];
    return lastOf(
      sources.filter((source) => typeof source === 'string'),
      dirname(file),
      tree,
    );
  } catch {
    // It is no map.
    return undefined;
  }
}

function mapOf(file: string): string | undefined {
  return existsSync(`${file}.map`) ? readFileSync(`${file}.map`, 'utf8') : mapWithin(file);
}

function mapWithin(file: string): string | undefined {
  const map = /^\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/m;
  const [, data] = map.exec(readFileSync(file, 'utf8')) ?? [];
  return data === undefined ? undefined : Buffer.from(data, 'base64').toString();
}

/** Where it does not minify, esbuild writes above each part which file it is from. */
function toldByComments(file: string, tree: SourceTree): string | undefined {
  const comments = readFileSync(file, 'utf8').matchAll(/^\/\/ (\S.*\.[cm]?[jt]sx?)$/gm);
  return lastOf(
    [...comments].map(([, path = '']) => path),
    dirname(file),
    tree,
  );
}

/** `stack.my-handler.ts` beside `stack.ts`, which has a construct `my-handler`. */
function byDefault(constructs: readonly string[], { files }: SourceTree): string | undefined {
  const ids = new Set(constructs.map((path) => path.split('/').at(-2)));
  const found = files.filter((file) => {
    const [, id] = /^[^.].*?\.(.+)\.[cm]?[jt]s$/.exec(basename(file)) ?? [];
    return id !== undefined && ids.has(id);
  });
  return found.length === 1 ? found[0] : undefined;
}

/** The last of the app's own files: what it imports comes before it. */
function lastOf(paths: readonly string[], asset: string, tree: SourceTree): string | undefined {
  const own = paths.filter((path) => !/(^|\/)node_modules\//.test(path)).at(-1);
  return own === undefined ? undefined : locate(own, asset, tree);
}

/** Folders above the app's that a lock file, from which paths count, may be in. */
const MAX_ABOVE = 4;

/** @param path - from the folder of the bundle, or from that of the lock file; in Docker, from `/asset-input`. */
function locate(path: string, asset: string, tree: SourceTree): string | undefined {
  const plain = path.replace(/^(?:\.{0,2}\/)+/, '').replace(/^asset-input\//, '');
  const above = [tree.root];
  for (let i = 0; i < MAX_ABOVE; i++) above.push(dirname(above[i] ?? tree.root));
  const places = [resolve(asset, path), ...above.map((folder) => join(folder, plain))];
  return places.find(isFile) ?? onlyFile(tree, join(plain));
}
