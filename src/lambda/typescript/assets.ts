/**
 * Files that a build would write beside the module, as the loaders `file` and `copy` have it. Nothing is written
 * here: the module is led to the files themselves. Row `lambda.build-loader`.
 */
import { relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { OnResolveArgs, OnResolveResult, Plugin } from 'esbuild';

/**
 * @param folder - that the compiled module is in.
 * @param loaders - by extension.
 */
export function assets(
  folder: string,
  format: 'commonjs' | 'module',
  loaders: Readonly<Record<string, string>>,
): Plugin {
  const endsWith = (extension: string) => new RegExp(`${extension.replaceAll('.', '\\.')}$`);
  const extensionsOf = (kind: string) =>
    Object.keys(loaders).filter((extension) => loaders[extension] === kind);
  return {
    name: 'assets',
    setup({ onLoad, onResolve, resolve }) {
      for (const extension of extensionsOf('file')) {
        onLoad({ filter: endsWith(extension) }, ({ path }) => {
          const name = relative(folder, path).replaceAll('\\', '/');
          return { contents: JSON.stringify(name.startsWith('.') ? name : `./${name}`), loader: 'json' };
        });
      }
      for (const extension of extensionsOf('copy')) {
        onResolve({ filter: endsWith(extension) }, async (args): Promise<OnResolveResult | undefined> => {
          // Somebody is asking already.
          if (args.pluginData !== undefined) return undefined;
          const { path, kind, importer, resolveDir, namespace } = args;
          const asked = { kind, importer, resolveDir, namespace, pluginData: 'asked by assets' };
          const found = await resolve(path, asked);
          if (found.errors.length > 0 || found.external) return undefined;
          return {
            path: isImported(args, format) ? pathToFileURL(found.path).href : found.path,
            external: true,
          };
        });
      }
    },
  };
}

/** Whether it is Node's `import` that will look for it. */
function isImported({ kind }: OnResolveArgs, format: 'commonjs' | 'module'): boolean {
  return kind === 'dynamic-import' || (kind === 'import-statement' && format === 'module');
}
