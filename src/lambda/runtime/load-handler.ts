/**
 * Loads the handler as Lambda's Node.js runtime does, with the same error types.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html. Rows `lambda.handler-*`.
 */
import { RuntimeError } from './errors.ts';
import { parseHandlerName } from './handler-name.ts';
import { baseOf, loadByImport, loadByRequire } from './load-module.ts';
import type { EnvironmentData, Era, HandlerCode } from './protocol.ts';

/** A user's handler; what it takes and returns is between it and whoever invokes it. */
export type Handler = (event: unknown, second: object, third?: unknown) => unknown;

type LoadSettings = Pick<EnvironmentData, 'era' | 'layers' | 'breakAtStart'>;

/**
 * @param code - what the handler was compiled to, when it is not to be loaded from its file.
 * @throws what Lambda's runtime would throw, with its names.
 */
export async function loadHandler(
  taskRoot: string,
  handler: string,
  { era, layers, breakAtStart }: LoadSettings,
  code?: HandlerCode,
): Promise<Handler> {
  const { moduleRoot, module, exportPath } = parseHandlerName(handler);
  const place = { taskRoot, moduleRoot, module, layers };
  const load = era === 'promises' ? loadByImport : loadByRequire;
  const endBreak =
    breakAtStart && (await import('./break-at-start.ts')).breakAtStart(fileOf(code) ?? baseOf(place));
  const found = await (code === undefined ? load(place) : compiled(code, era)).catch((error: unknown) => {
    throw named(error, era);
  });
  if (endBreak) endBreak();
  const value = era === 'promises' ? findInModule(found, exportPath) : exportPath.reduce(lookUp, found);
  if (!value) throw new RuntimeError('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
  if (typeof value !== 'function') {
    throw new RuntimeError('Runtime.HandlerNotFound', `${handler} is not a function`);
  }
  return value as Handler;
}

/** What was compiled may be from elsewhere than the handler's name says. */
function fileOf(code: HandlerCode | undefined): string | undefined {
  return code !== undefined && 'file' in code ? code.file : undefined;
}

async function compiled(code: HandlerCode, era: Era): Promise<unknown> {
  const { loadCompiled } = await import('./load-compiled.ts');
  return loadCompiled(code, era);
}

function lookUp(container: unknown, name: string): unknown {
  return container && (container as Record<string, unknown>)[name];
}

/** A CommonJS module that was imported keeps its exports under `default`. */
function findInModule(module: unknown, path: readonly string[]): unknown {
  const find = (start: unknown) =>
    path.reduce<unknown>(
      (container, name) => (typeof container === 'object' ? lookUp(container, name) : undefined),
      start,
    );
  return find(module) || find((module as { default?: unknown } | null)?.default);
}

function named(error: unknown, era: Era): unknown {
  if (error instanceof SyntaxError) return withType('Runtime.UserCodeSyntaxError', error, era);
  if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') {
    return withType('Runtime.ImportModuleError', error, era);
  }
  return error;
}

/**
 * The original error as text is the message. Its stack is kept, for it tells where; on Lambda only that of a
 * syntax error of nodejs24.x is.
 */
function withType(type: string, error: Error, era: Era): RuntimeError {
  const wrapped = new RuntimeError(type, String(error));
  const original = error.stack ?? '';
  const isSyntax = error instanceof SyntaxError;
  if (isSyntax && era === 'promises') wrapped.stack = original;
  else {
    const [header = ''] = (wrapped.stack ?? '').split('\n    at ');
    const where = isSyntax ? original : original.slice(String(error).length).replace(/^\n/, '');
    wrapped.stack = `${header}\n${where}`;
  }
  return wrapped;
}
