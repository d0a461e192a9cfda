/**
 * Which files say how source files are compiled: esbuild reads them, and does not say which. Row
 * `lambda.typescript-once`.
 */
import { readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { isFile } from '../../file-kinds.ts';

const PACKAGES = /[\\/]node_modules[\\/]/;

/**
 * Absolute paths of source files, and of the nearest tsconfig.json, with what it extends, and package.json of each.
 * @param tsconfig - the one that counts for all of them.
 */
export function withSettings(sources: readonly string[], tsconfig?: string): ReadonlySet<string> {
  const found = new Set(sources);
  // One that is not there yet is to be seen when it comes.
  if (tsconfig !== undefined && !isFile(tsconfig)) found.add(tsconfig);
  else if (tsconfig !== undefined) addWithExtended(tsconfig, found);
  for (const folder of new Set(sources.map(dirname))) {
    const config = nearest(folder, 'tsconfig.json');
    if (config !== undefined) addWithExtended(config, found);
    const manifest = nearest(folder, 'package.json');
    if (manifest !== undefined && !PACKAGES.test(manifest)) found.add(manifest);
  }
  return found;
}

function nearest(folder: string, name: string): string | undefined {
  const file = join(folder, name);
  if (isFile(file)) return file;
  const parent = dirname(folder);
  return parent === folder ? undefined : nearest(parent, name);
}

/** Those of installed packages do not change. */
function addWithExtended(config: string, found: Set<string>): void {
  if (found.has(config) || PACKAGES.test(config)) return;
  found.add(config);
  for (const specifier of extendsOf(readFileSync(config, 'utf8'))) {
    const extended = extendedFile(specifier, config);
    if (extended !== undefined) addWithExtended(extended, found);
  }
}

/** With comments and commas too many it is no JSON; what stands in a comment is a file too many at worst. */
function extendsOf(text: string): string[] {
  const settings = text.matchAll(/"extends"\s*:\s*(\[[^\]]*\]|"(?:[^"\\]|\\.)*")/g);
  return [...settings].flatMap(([, value = '']) =>
    [...value.matchAll(/"(?:[^"\\]|\\.)*"/g)].map(([name]) => name.slice(1, -1).replaceAll('\\\\', '\\')),
  );
}

function extendedFile(specifier: string, config: string): string | undefined {
  const isPath = /^(\.|\/|[A-Za-z]:)/.test(specifier);
  const names = isPath
    ? [specifier, `${specifier}.json`]
    : [`${specifier}/tsconfig.json`, specifier, `${specifier}.json`];
  for (const name of names) {
    const file = isPath ? resolve(dirname(config), name) : installed(name, config);
    if (file !== undefined && isFile(file)) return file;
  }
  return undefined;
}

/** A package of the workspace is linked, and the user's own. */
function installed(name: string, config: string): string | undefined {
  try {
    return realpathSync(createRequire(config).resolve(name));
  } catch {
    return undefined;
  }
}
