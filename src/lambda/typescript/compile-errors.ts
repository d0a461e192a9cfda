/**
 * What esbuild says of a handler's code, in Lambda's terms and for people. Pure. Rows `lambda.typescript-error`,
 * `lambda.build-error`.
 */
import { resolve } from 'node:path';
import type { Message } from 'esbuild';
import type { SourcePlace } from '../../journal/invocation-facts.ts';
import type { LoadError } from '../runtime/protocol.ts';

/** Whether it is a setting of the build that is wrong, rather than the code. */
export function isOfSettings([first]: readonly Message[]): boolean {
  return first !== undefined && !first.location && !isOfMissing(first);
}

function isOfMissing({ text }: Message): boolean {
  return text.startsWith('Could not resolve ');
}

/**
 * What loading the handler fails with, as Lambda's runtime names it.
 * @param format - what the function says that its code is to be.
 */
export function loadErrorOf(errors: readonly Message[], format?: string): LoadError {
  const [first] = errors;
  const text = first === undefined ? 'the code could not be compiled' : describe(first);
  const isMissing = first !== undefined && isOfMissing(first);
  return {
    errorType: isMissing ? 'Runtime.ImportModuleError' : 'Runtime.UserCodeSyntaxError',
    errorMessage: `${isMissing ? 'Error' : 'SyntaxError'}: ${text}`,
    where: errors
      .map((error, index) => (index === 0 ? detailsOf(error, format) : messageText(error)))
      .join('\n'),
  };
}

/**
 * Where the first of them is.
 * @param root - absolute path of the folder from which they count paths.
 */
export function placeOf([first]: readonly Message[], root: string): SourcePlace | undefined {
  const location = first?.location;
  if (!location) return undefined;
  const { file, line, lineText: source } = location;
  return { file: resolve(root, file), line, column: columnOf(location) + 1, source };
}

/** A message with its place and its line. */
export function messageText(message: Message): string {
  return `${describe(message)}\n${detailsOf(message)}`.trimEnd();
}

/** `src/app.ts:3:9: Expected ";" but found "b"`; line and column count from 1. */
function describe({ text, location }: Pick<Message, 'text' | 'location'>): string {
  if (!location) return text;
  return `${location.file}:${location.line}:${columnOf(location) + 1}: ${text}`;
}

/** What CommonJS does not have. */
const NEEDS_MODULE = /"cjs" output format/;
const TO_MODULE =
  '    It is CommonJS: write "type": "module" into the nearest package.json, or name the file .mts';
const TO_ESM = '    It is built as CommonJS: set the format of the build to "esm"';

/** The line, a caret below the place, and what esbuild knows beside. */
function detailsOf({ text, location, notes }: Message, format?: string): string {
  const hints = notes.map((note) => `    ${describe({ text: note.text, location: note.location })}`);
  const remedy = NEEDS_MODULE.test(text) ? [format === undefined ? TO_MODULE : TO_ESM] : [];
  return [...(location ? [frame(location)] : []), ...hints, ...remedy].join('\n');
}

type Location = NonNullable<Message['location']>;

function frame(location: Location): string {
  const { lineText, length } = location;
  const column = columnOf(location);
  // Tabs stay, so that the caret is below the place however wide they are.
  const indent = lineText.slice(0, column).replaceAll(/[^\t]/g, ' ');
  const marked = Buffer.from(lineText.slice(column)).subarray(0, length).toString().length;
  return `    ${lineText}\n    ${indent}${'^'.repeat(Math.max(marked, 1))}`;
}

/** esbuild counts bytes. */
function columnOf({ lineText, column }: Location): number {
  return Buffer.from(lineText).subarray(0, column).toString().length;
}
