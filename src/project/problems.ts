/**
 * Problems in a definition: collected, never thrown one by one, and reported together with their places.
 */
import { relative } from 'node:path';
import type { DefinitionPath } from './model.ts';

/** Something wrong in a definition file. */
export interface Problem {
  /** Where: the path of the offending value, or of the nearest thing around it. */
  readonly path: DefinitionPath;
  /** `key`: the place is the key's, not the value's (an unknown key, say). */
  readonly at?: 'key';
  /** A sentence: what is wrong and what to write instead. */
  readonly message: string;
}

/** A place in a text, both counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A path as people write it: `functions.echo.timeout`, `apis["my api"].routes.$connect`. */
export function formatPath(path: DefinitionPath): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (/^[\w$]+$/.test(part)) text += text === '' ? part : `.${part}`;
    else text += `[${JSON.stringify(part)}]`;
  }
  return text;
}

/** A file as it is best named to somebody who stands in `cwd`. */
export function formatFile(file: string, cwd: string): string {
  const fromHere = relative(cwd, file);
  return fromHere.startsWith('..') || fromHere === '' ? file : fromHere;
}

/** The whole report: one line a problem, in the order of the file. */
export function formatReport(
  file: string,
  problems: readonly { readonly place: Place; readonly message: string }[],
): string {
  const lines = [...problems]
    .sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column)
    .map(({ place, message }) => `  ${file}:${place.line}:${place.column}  ${message}`);
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return `${count} in the project definition:\n${lines.join('\n')}`;
}

/** The candidate that was most likely meant, for "did you mean". */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
