/** Where in the user's code an error that keeps a function from loading is. Row `lambda.reload-error`. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { SourcePlace } from '../journal/invocation-facts.ts';
import { missingPythonModule, placeInTraceback, pythonImport } from './executables/python-traceback.ts';
import type { FunctionError } from './outcomes.ts';

type Position = Omit<SourcePlace, 'source'>;

/** Of the emulator's code, bundled or not. */
const OWN_FOLDER = fileURLToPath(new URL('..', import.meta.url));

/** @param files - where an error that does not say where it is may be, the likeliest first. */
export async function findFailurePlace(
  error: FunctionError,
  files: readonly string[],
): Promise<SourcePlace | undefined> {
  const { trace, stackTrace } = stacksOf(error);
  const position =
    headOf(trace) ??
    (await unparsable(error, files)) ??
    (await importOf(error, files)) ??
    frameOf(trace) ??
    placeInTraceback(stackTrace) ??
    (await pythonImportOf(error, files));
  if (position === undefined) return undefined;
  const source = (await textOf(position.file)).split(/\r?\n/)[position.line - 1];
  return source === undefined ? undefined : { column: undefined, ...position, source };
}

/** Node's and Python's. A runtime that is the user's own may post whatever it likes under these names. */
function stacksOf(error: FunctionError) {
  const { trace, stackTrace } = error as { readonly trace?: unknown; readonly stackTrace?: unknown };
  return { trace: textsOf(trace).flatMap((line) => line.split('\n')), stackTrace: textsOf(stackTrace) };
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** What Node puts before the stack of a syntax error: the place, the line, and a mark below it. */
function headOf(trace: readonly string[]): Position | undefined {
  const index = trace.findIndex((line) => /^(file:\/\/|\/|[A-Za-z]:\\).*:\d+$/.test(line));
  const [, path = '', line] = /^(.*):(\d+)$/.exec(trace[index] ?? '') ?? [];
  if (line === undefined) return undefined;
  const mark = trace.slice(index + 1, index + 4).find((text) => /^\s*\^+\s*$/.test(text));
  return {
    file: pathOf(path),
    line: Number(line),
    column: mark === undefined ? undefined : mark.indexOf('^') + 1,
  };
}

/** Of an ES module that cannot be parsed, Node says neither the file nor the line. */
async function unparsable(error: FunctionError, files: readonly string[]): Promise<Position | undefined> {
  if (!/SyntaxError/.test(`${error.errorType} ${error.errorMessage}`)) return undefined;
  const { parse } = await import('@babel/parser');
  for (const file of files) {
    if (!/\.[cm]?js$/.test(file)) continue;
    try {
      parse(await textOf(file), { sourceType: 'unambiguous', allowReturnOutsideFunction: true });
    } catch (mistake) {
      const { loc } = mistake as { loc?: { readonly line: number; readonly column: number } };
      if (loc !== undefined) return { file, line: loc.line, column: loc.column + 1 };
    }
  }
  return undefined;
}

/** The first frame that is the user's, of their own code rather than of a package. */
function frameOf(trace: readonly string[]): Position | undefined {
  const frames = trace.flatMap((line) => {
    const [, path = '', row, column] = /^\s+at (?:.*\()?(.*?):(\d+):(\d+)\)?$/.exec(line) ?? [];
    if (row === undefined || path.startsWith('node:')) return [];
    const file = pathOf(path.replace(/^async /, ''));
    return file.startsWith(OWN_FOLDER) ? [] : [{ file, line: Number(row), column: Number(column) }];
  });
  return frames.find(({ file }) => !/[\\/]node_modules[\\/]/.test(file)) ?? frames[0];
}

/** Who asks for a module that there is not; the stack is often too short to say it. */
async function importOf(
  { errorMessage }: FunctionError,
  files: readonly string[],
): Promise<Position | undefined> {
  const [, missing = '', imported, required] =
    /Cannot find (?:module|package) '([^']+)'(?: imported from (.+)|\nRequire stack:\n- (.+))/.exec(
      errorMessage,
    ) ?? [];
  const importer = imported ?? required;
  if (importer === undefined) return undefined;
  const named = pathOf(importer);
  // Of an import, the message has the whole path.
  const name = imported === undefined ? missing : (missing.split(/[\\/]/).at(-1) ?? missing);
  const isImport = (line: string) => /\b(import|from|require)\b/.test(line) && line.includes(name);
  // What TypeScript was compiled to is in no file: it is one of those that it was made from.
  for (const file of existsSync(named) ? [named] : files) {
    const lines = (await textOf(file)).split('\n');
    const index = lines.findIndex(isImport);
    if (index >= 0) return { file, line: index + 1, column: (lines[index]?.indexOf(name) ?? 0) + 1 };
  }
  return undefined;
}

async function pythonImportOf(
  { errorMessage }: FunctionError,
  files: readonly string[],
): Promise<Position | undefined> {
  const module = missingPythonModule(errorMessage);
  if (module === undefined) return undefined;
  for (const file of files) {
    if (!file.endsWith('.py')) continue;
    const lines = (await textOf(file)).split('\n');
    const index = pythonImport(lines, module);
    if (index >= 0) return { file, line: index + 1, column: (lines[index]?.indexOf(module) ?? 0) + 1 };
  }
  return undefined;
}

function pathOf(text: string): string {
  return text.startsWith('file:') ? fileURLToPath(text) : text;
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
