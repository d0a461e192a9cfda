/**
 * What a handler imports by name, for esbuild. Packages stay outside and are loaded by Node, as on Lambda;
 * inside goes what Node could not find or load: aliases of tsconfig and package.json, and packages of a
 * workspace that are TypeScript themselves. Rows `lambda.typescript-packages`, `lambda.typescript-paths`, `lambda.typescript-workspace`.
 */
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { OnResolveArgs, OnResolveResult, Plugin, ResolveResult } from 'esbuild';

/** Marks a question of this plugin's own. */
const ASKED_HERE = Symbol('asked here');

/** @param folder - that the compiled module is in, from which Node resolves what stays outside. */
export function packages(folder: string, format: 'commonjs' | 'module'): Plugin {
  return {
    name: 'packages',
    setup({ onResolve, resolve }) {
      onResolve({ filter: /^[^./]/ }, async (args): Promise<OnResolveResult | undefined> => {
        if (args.kind === 'entry-point' || args.pluginData === ASKED_HERE) return undefined;
        const { path, kind, importer, resolveDir, namespace } = args;
        const found = await resolve(path, { kind, importer, resolveDir, namespace, pluginData: ASKED_HERE });
        if (found.errors.length > 0) {
          // Perhaps Lambda's runtime or a layer has it; an import of the package's own is esbuild's to report.
          return path.startsWith('#') ? undefined : { path, external: true };
        }
        if (found.external) return { path: found.path, external: true };
        if (!isPackage(found, args)) return { path: found.path, suffix: found.suffix };
        return { path: nameFrom(folder, found, args, format), external: true };
      });
    },
  };
}

function isPackage({ path }: ResolveResult, args: OnResolveArgs): boolean {
  if (/[\\/]node_modules[\\/]/.test(path)) return true;
  // A workspace's package, which is linked, may be built already.
  return /\.[cm]?js$/.test(path) && installed(args.resolveDir, args.path) !== undefined;
}

/** By what name Node finds the same package from the compiled module, whichever file imported it. */
function nameFrom(
  folder: string,
  found: ResolveResult,
  { path, kind, importer, resolveDir }: OnResolveArgs,
  format: 'commonjs' | 'module',
): string {
  const wanted = installed(resolveDir, path);
  if (wanted === undefined || wanted === installed(folder, path)) return path;
  const isImport = kind === 'dynamic-import' || (kind === 'import-statement' && format === 'module');
  if (isImport) return pathToFileURL(found.path).href;
  try {
    return createRequire(importer).resolve(path);
  } catch {
    return found.path;
  }
}

/** Where a package is for the files of a folder; `@scope/name/part` is of the package `@scope/name`. */
function installed(folder: string, specifier: string): string | undefined {
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  const candidate = join(folder, 'node_modules', name);
  if (existsSync(candidate)) return realpathSync(candidate);
  const parent = dirname(folder);
  return parent === folder ? undefined : installed(parent, specifier);
}
