/** How a reload on save reads in the terminal. Pure but for the folder that names are relative to. */
import { relative } from 'node:path';
import type { JournalEntry } from './facts.ts';

/** Longer lines of code, of minified ones say, are not shown. */
const MAX_SOURCE = 160;

/** `echo (src/echo.js), 63 ms` */
export function reloadedText(entry: JournalEntry & { type: 'function.reloaded' }): string {
  return `${entry.function} (${fileList(entry.files)}), ${Math.round(entry.durationMs)} ms`;
}

/** The error, its place and the line there with a mark below. */
export function notReloadedText(entry: JournalEntry & { type: 'function.not-reloaded' }): string {
  const { errorType, errorMessage } = entry.error;
  // Lambda's name for it, and after it JavaScript's own, say the same twice.
  const message = /^\w*Error: /.test(errorMessage) ? errorMessage : `${errorType}: ${errorMessage}`;
  const [what] = message.split('\nRequire stack:');
  const head = `${entry.function} (${fileList(entry.files)})  ${what}`;
  const end = entry.isServed ? ['The code from before goes on.'] : [];
  return [head, ...placeLines(entry.place), ...end].join('\n');
}

function placeLines(place: (JournalEntry & { type: 'function.not-reloaded' })['place']): string[] {
  if (place === undefined) return [];
  const { file, line, column, source } = place;
  const at = `${shortName(file)}:${line}${column === undefined ? '' : `:${column}`}`;
  if (source.length > MAX_SOURCE) return [at];
  const margin = `${line} | `;
  const lines = [at, `${margin}${source.trimEnd()}`];
  if (column !== undefined) {
    const before = source.slice(0, column - 1).replaceAll(/[^\t]/g, ' ');
    lines.push(`${' '.repeat(margin.length - 2)}| ${before}^`);
  }
  return lines;
}

function fileList(files: readonly string[]): string {
  const [first = '', ...others] = files;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return `${shortName(first)}${more}`;
}

function shortName(file: string): string {
  const name = relative(process.cwd(), file);
  return name === '' || name.startsWith('..') ? file : name;
}
