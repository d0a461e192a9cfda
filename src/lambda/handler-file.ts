/** Whether a function's handler can be loaded at all, told before anything runs. */
import { readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { HandlerProblem, LambdaFunction } from '../project/model.ts';
import { MODULE_EXTENSIONS, parseHandlerName } from './runtime/handler-name.ts';

const FILE_EXTENSIONS = new Set(['js', 'mjs', 'cjs', 'ts', 'mts', 'cts']);

/** What stands in the way of loading the handler; the project's rules say it in words. */
export function handlerProblem(fn: LambdaFunction): HandlerProblem | undefined {
  if (isFile(fn.codeUri)) return { problem: 'code-is-file' };
  if (!isFolder(fn.codeUri))
    return { problem: 'no-folder', nearby: entriesOf(dirname(fn.codeUri), isFolder) };
  let base: string;
  try {
    const { moduleRoot, module, exportPath } = parseHandlerName(fn.handler);
    // `src/app.js` is the export `js` of `src/app` to Lambda, and never what was meant.
    if (module === '' || FILE_EXTENSIONS.has(exportPath.join('.'))) return { problem: 'malformed' };
    base = resolve(fn.codeUri, moduleRoot, module);
  } catch {
    return { problem: 'malformed' };
  }
  if (MODULE_EXTENSIONS.some((extension) => isFile(base + extension))) return undefined;
  const source = ['.ts', '.mts', '.cts'].find((extension) => isFile(base + extension));
  if (source !== undefined) return { problem: 'typescript', file: base + source };
  const isModule = (file: string) => /[\\/][^.\\/]+\.[cm]?js$/.test(file) && isFile(file);
  return { problem: 'no-file', base, nearby: entriesOf(dirname(base), isModule) };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Absolute paths, sorted; none when there is no such folder. */
function entriesOf(folder: string, filter: (path: string) => boolean): string[] {
  if (!isFolder(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .filter(filter);
}
