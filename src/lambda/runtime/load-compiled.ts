/**
 * Loads a handler that was compiled and is in no file: under the name that the file would have, so that what it
 * requires and imports is found from there. Rows `lambda.typescript*`.
 */
import module, { Module } from 'node:module';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RuntimeError } from './errors.ts';
import type { CompiledModule, Era, HandlerCode } from './protocol.ts';
import { beforeImport } from './supplied-packages.ts';

/** What Node's own declarations lack, or have for later versions only. */
interface Loader {
  readonly _nodeModulePaths: (folder: string) => string[];
  readonly setSourceMapsSupport?: (enabled: boolean, options: { nodeModules: boolean }) => void;
  readonly registerHooks?: (hooks: {
    resolve(specifier: string, context: object, next: NextResolve): Resolved;
    load(url: string, context: object, next: NextLoad): Loaded;
  }) => unknown;
}

interface CommonJs extends Module {
  paths: string[];
  _compile(source: string, file: string): void;
}

interface Resolved {
  readonly url: string;
  readonly format?: string;
  readonly shortCircuit?: boolean;
}

interface Loaded {
  readonly format: string;
  readonly source?: unknown;
  readonly shortCircuit?: boolean;
}

type NextResolve = (specifier: string, context?: object) => Resolved;
type NextLoad = (url: string, context?: object) => Loaded;

const loader = module as unknown as Loader;

/** @throws {RuntimeError} when there is nothing to load, for it did not compile. */
export async function loadCompiled(code: HandlerCode, era: Era): Promise<unknown> {
  if ('error' in code) {
    const { errorType, errorMessage, where } = code.error;
    const error = new RuntimeError(errorType, errorMessage);
    error.stack = [`${errorType}: ${errorMessage}`, ...(where === '' ? [] : [where])].join('\n');
    throw error;
  }
  mapSources();
  if (code.format === 'module') return importSource(code);
  const exported = requireSource(code, era);
  // nodejs24.x imports CommonJS, whose exports are the default one then.
  return era === 'promises' ? { default: exported } : exported;
}

/** So that stacks name the lines that were written. */
function mapSources(): void {
  // Packages are not the user's to read: Node 20 alone cannot leave out their maps.
  if (loader.setSourceMapsSupport) loader.setSourceMapsSupport(true, { nodeModules: false });
  else process.setSourceMapsEnabled(true);
}

function requireSource({ file, source }: CompiledModule, era: Era): unknown {
  const compiled = new Module(file, era === 'callbacks' ? runtimeModule() : undefined) as CommonJs;
  compiled.filename = file;
  compiled.paths = loader._nodeModulePaths(dirname(file));
  module.createRequire(file).cache[file] = compiled;
  compiled._compile(source, file);
  compiled.loaded = true;
  return compiled.exports;
}

/** Lambda's runtime is what requires the handler, and stands in the require stack of its errors. */
function runtimeModule(): Module {
  const runtime = new Module('/var/runtime/index.mjs');
  runtime.filename = runtime.id;
  return runtime;
}

async function importSource({ file, source }: CompiledModule): Promise<unknown> {
  const own = pathToFileURL(file).href;
  beforeImport();
  if (loader.registerHooks === undefined) {
    module.register('./compiled-hooks.js', { parentURL: import.meta.url, data: { url: own, source } });
  } else {
    const format = 'module';
    loader.registerHooks({
      resolve: (specifier, context, next) =>
        specifier === own ? { url: own, format, shortCircuit: true } : next(specifier, context),
      load: (url, context, next) =>
        url === own ? { format, source, shortCircuit: true } : next(url, context),
    });
  }
  return import(own);
}
