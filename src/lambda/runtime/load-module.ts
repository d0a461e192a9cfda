/**
 * Finds and loads a function's module as the two generations of Lambda's runtime do it: the same candidates in
 * the same order. Rows `lambda.handler-*`.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { functionConsole } from './function-console.ts';
import { layerFile } from './layers.ts';
import { isModulePackage } from './package-type.ts';
import { beforeImport } from './supplied-packages.ts';

/** Where a module is looked for. */
export interface ModulePlace {
  readonly taskRoot: string;
  /** The handler's folder, relative to {@link taskRoot}, or absolute. */
  readonly moduleRoot: string;
  readonly module: string;
  readonly layers: readonly string[];
}

/** Lambda's runtime is what requires the module, and stands in the require stack of its errors. */
const require = createRequire('/var/runtime/index.mjs');

/** nodejs22.x and earlier: `require`, unless the file is an ES module by its name or its package. */
export async function loadByRequire(place: ModulePlace): Promise<unknown> {
  const base = baseOf(place);
  const isModule = existsSync(`${base}.js`) && isModuleFolder(dirname(base));
  return (
    requireFile(base) ||
    (!isModule && requireFile(`${base}.js`)) ||
    (isModule && (await importFile(`${base}.js`))) ||
    (await importFile(`${base}.mjs`)) ||
    requireFile(`${base}.cjs`) ||
    requirePackage(place)
  );
}

/** nodejs24.x: `import`, which takes CommonJS too. */
export async function loadByImport(place: ModulePlace): Promise<unknown> {
  const base = baseOf(place);
  for (const extension of ['', '.js', '.mjs', '.cjs']) {
    const found = await importFile(base + extension);
    if (found) return found;
  }
  return requirePackage(place);
}

/** The module's file, but for its extension. */
export function baseOf({ taskRoot, moduleRoot, module, layers }: ModulePlace): string {
  const base = resolve(taskRoot, moduleRoot, module);
  return layerFile(base, layers, (path) => existsSync(dirname(path))) ?? base;
}

function requireFile(file: string): unknown {
  return existsSync(file) ? require(file) : undefined;
}

async function importFile(file: string): Promise<unknown> {
  if (!existsSync(file)) return undefined;
  const isCommonJs = file.endsWith('.cjs') || (file.endsWith('.js') && !isModulePackage(dirname(file)));
  if (!isCommonJs) beforeImport();
  return import(pathToFileURL(file).href);
}

/** A package of the function's, or one that `NODE_PATH` leads to. */
function requirePackage({ taskRoot, moduleRoot, module }: ModulePlace): unknown {
  return require(require.resolve(module, { paths: [taskRoot, resolve(taskRoot, moduleRoot)] }));
}

function isModuleFolder(folder: string): boolean {
  return isModulePackage(folder, (file, error) =>
    functionConsole.warn(
      `${file} cannot be read, it will be ignored for ES module detection purposes.`,
      error,
    ),
  );
}
