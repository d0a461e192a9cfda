/** Runs an `emulator.config.js`, `.mjs` or `.ts`, or any module that is part of a definition, and takes what it exports. */
import { createRequire } from 'node:module';
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { types } from 'node:util';
import { reasonOf } from '../../errors.ts';
import type { Place, PlacedProblem } from '../problems.ts';
import type { Evaluation } from './evaluation.ts';

/** `defineConfig` alone, for projects that have not installed this package (`npx`, a global install). */
const OWN_PACKAGE = fileURLToPath(new URL(`../config/types${extname(import.meta.url)}`, import.meta.url));

const PACKAGES = /[\\/]node_modules[\\/]/;

const START: Place = { line: 1, column: 1 };
const NO_CONFIGURATION =
  'the file exports no configuration; write export default { apis: { … }, functions: { … } }, or module.exports = { … }';
const NO_EXPORT = 'the file exports nothing; write export default { … }, or module.exports = { … }';

/** What a module exports, as it is. */
export type ModuleRun =
  | {
      readonly ok: true;
      readonly exported: unknown;
      /** Absolute paths of the files that it imports, as far as they are read anew each time. */
      readonly imports: readonly string[];
    }
  | { readonly ok: false; readonly problems: readonly PlacedProblem[] };

export async function evaluateModule(file: string, source: string): Promise<Evaluation> {
  const run = await runModule(file, source);
  if (!run.ok) return run;
  try {
    const exported = takeExport(run.exported);
    if (exported === undefined) {
      const message = basename(file).startsWith('emulator.config') ? NO_CONFIGURATION : NO_EXPORT;
      return { ok: false, problems: [{ place: START, message }] };
    }
    const value = typeof exported === 'function' ? await exported() : await exported;
    return { ok: true, value, problems: [], imports: run.imports };
  } catch (error) {
    return { ok: false, problems: [describeFailure(error, file, source)] };
  }
}

/** @param file - absolute path. */
export async function runModule(file: string, source: string): Promise<ModuleRun> {
  const read = new Set<string>();
  try {
    const exported = await takingRequired(file, read, () => evaluateAnew(file, source, read));
    const imports = [...read].filter((path) => path !== file && path !== OWN_PACKAGE && !PACKAGES.test(path));
    return { ok: true, exported, imports };
  } catch (error) {
    const { findSyntaxErrors } = await import('./module-text.ts');
    const mistakes = findSyntaxErrors(source);
    return { ok: false, problems: mistakes.length > 0 ? mistakes : [describeFailure(error, file, source)] };
  }
}

/** CommonJS that needs no compiling is loaded by Node, which would keep it: here it is forgotten, to be read anew. */
async function takingRequired<T>(file: string, read: Set<string>, run: () => Promise<T>): Promise<T> {
  const { cache } = createRequire(file);
  const before = new Set(Object.keys(cache));
  try {
    return await run();
  } finally {
    for (const path of Object.keys(cache)) {
      if (before.has(path) || PACKAGES.test(path)) continue;
      read.add(path);
      delete cache[path];
    }
  }
}

function describeFailure(error: unknown, file: string, source: string): PlacedProblem {
  return { place: placeOf(error, file, source), message: `running the file failed: ${summary(error)}` };
}

/**
 * From its text, and with no cache: a file that was changed and is read again is evaluated again.
 * @param read - takes the paths of the files that are read.
 */
async function evaluateAnew(file: string, source: string, read: Set<string>): Promise<unknown> {
  const { createJiti } = await import('jiti');
  const alias = { 'apigateway-websocket-emulator': OWN_PACKAGE };
  const options = { moduleCache: false, fsCache: false, interopDefault: false, alias, tsconfigPaths: true };
  const plain = createJiti(file, options);
  const jiti = createJiti(file, {
    ...options,
    transform: (module) => {
      if (module.filename !== undefined) read.add(module.filename);
      return { code: plain.transform(module) };
    },
  });
  return jiti.evalModule(source, { filename: file, async: true, forceTranspile: true });
}

/** The default export of an ES module, all that a CommonJS module exports, or `undefined` for nothing. */
export function takeExport(module: unknown): unknown {
  if (typeof module !== 'object' || module === null) return module;
  if (!('__esModule' in module) && !types.isModuleNamespaceObject(module)) {
    return Object.keys(module).length === 0 && !types.isPromise(module) ? undefined : module;
  }
  // CommonJS comes with one layer more, or two, when a compiler has made it from an ES module.
  return 'default' in module ? takeExport(module.default) : undefined;
}

/** The line of the user's own file that the error came from; jiti keeps lines, but not columns. */
function placeOf(error: unknown, file: string, source: string): Place {
  const stack = error instanceof Error ? (error.stack ?? '').replaceAll('\\', '/') : '';
  const at = stack.indexOf(`${file.replaceAll('\\', '/')}:`);
  const line = at < 0 ? Number.NaN : Number.parseInt(stack.slice(at + file.length + 1), 10);
  const text = source.split('\n')[line - 1];
  return text === undefined ? START : { line, column: Math.max(text.search(/\S/), 0) + 1 };
}

/** The error's message on one line, without the list of files that Node appends to a failed import. */
function summary(error: unknown): string {
  return reasonOf(error)
    .replace(/\s*Require stack:[\s\S]*/, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
