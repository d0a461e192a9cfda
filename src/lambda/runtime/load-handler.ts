/**
 * Finds and loads the handler as Lambda's Node.js runtime does: the same candidates in the same order, the
 * same error types. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RuntimeError } from './errors.ts';
import { MODULE_EXTENSIONS, parseHandlerName } from './handler-name.ts';

/** A user's handler; what it takes and returns is between it and {@link parseHandlerName}'s caller. */
export type Handler = (event: unknown, context: object, callback?: unknown) => unknown;

/** @throws what Lambda's runtime would throw, with its names. */
export async function loadHandler(taskRoot: string, handler: string): Promise<Handler> {
  const { moduleRoot, module, exportPath } = parseHandlerName(handler);
  let found: unknown;
  try {
    found = await loadModule(taskRoot, moduleRoot, module);
  } catch (error) {
    throw named(error);
  }
  const value = exportPath.reduce(lookUp, found);
  if (value === undefined) {
    throw new RuntimeError('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
  }
  if (typeof value !== 'function') {
    throw new RuntimeError('Runtime.HandlerNotFound', `${handler} is not a function`);
  }
  return value as Handler;
}

/** A CommonJS module that was imported keeps its exports under `default`. */
function lookUp(container: unknown, name: string): unknown {
  const direct = (container as Record<string, unknown> | null | undefined)?.[name];
  if (direct !== undefined) return direct;
  return (container as { default?: Record<string, unknown> } | null | undefined)?.default?.[name];
}

async function loadModule(taskRoot: string, moduleRoot: string, module: string): Promise<unknown> {
  const base = resolve(taskRoot, moduleRoot, module);
  const require = createRequire(join(taskRoot, 'noop.js'));
  for (const extension of MODULE_EXTENSIONS) {
    const file = base + extension;
    if (!existsSync(file)) continue;
    const esm = extension === '.mjs' || (extension === '.js' && isModulePackage(dirname(file)));
    if (esm) return import(pathToFileURL(file).href);
    try {
      return require(file);
    } catch (error) {
      // `''` matches a folder too: a package of that name, or nothing at all.
      if (extension !== '' || !isNotFound(error, file)) throw error;
    }
  }
  return require(require.resolve(module, { paths: [taskRoot, resolve(taskRoot, moduleRoot)] }));
}

/** Whether the nearest package.json, `node_modules` being the border, says `"type": "module"`. */
function isModulePackage(folder: string): boolean {
  for (let current = folder; !current.endsWith('node_modules'); current = dirname(current)) {
    const file = join(current, 'package.json');
    if (existsSync(file)) {
      try {
        return (JSON.parse(readFileSync(file, 'utf8')) as { type?: unknown }).type === 'module';
      } catch (_error) {
        return false;
      }
    }
    if (dirname(current) === current) return false;
  }
  return false;
}

function isNotFound(error: unknown, file: string): boolean {
  return error instanceof Error && error.message.startsWith(`Cannot find module '${file}'`);
}

function named(error: unknown): unknown {
  if (error instanceof SyntaxError) return withType('Runtime.UserCodeSyntaxError', error);
  if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') {
    return withType('Runtime.ImportModuleError', error);
  }
  return error;
}

/** Lambda's runtime prints the original error into the message and keeps its stack. */
function withType(type: string, error: Error): RuntimeError {
  const wrapped = new RuntimeError(type, String(error));
  if (error.stack !== undefined) wrapped.stack = error.stack.replace(/^\w*Error/, type);
  return wrapped;
}
