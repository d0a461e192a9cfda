/**
 * Problems in a definition: collected, never thrown one by one, and reported together with their places.
 */
import { relative } from 'node:path';
import { type DefinitionProblem, EmulatorError } from '../errors.ts';
import type { DefinitionPath } from './definition-path.ts';

/** Something wrong in a definition file. */
export interface Problem {
  /** Where: the path of the offending value. When the file does not spell it out, what is around it is shown. */
  readonly path: DefinitionPath;
  /** `key`: the place is the key's, not the value's (an unknown key, say). */
  readonly at?: 'key';
  /** Paths of further values without which this would not be a problem. */
  readonly restsOn?: readonly DefinitionPath[];
  /** A sentence: what is wrong and what to write instead. */
  readonly message: string;
}

/** A place in a text, both counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A problem whose place in the file is known. */
export interface PlacedProblem {
  readonly place: Place;
  readonly message: string;
}

/** A place in one of several files. */
export interface FilePlace {
  /** Absolute path. */
  readonly file: string;
  readonly place: Place;
}

/** A problem of one of several files. */
export interface FiledProblem extends FilePlace, PlacedProblem {}

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
  return /^\.\.(?:[\\/]|$)/.test(fromHere) || fromHere === '' ? file : fromHere;
}

/**
 * The refusal of a definition: the whole report, one line a problem, file after file, in the order of each.
 * @param cwd - absolute path that the reported file names are relative to.
 * @param what - what the files say.
 */
export function invalidProject(
  problems: readonly FiledProblem[],
  cwd: string,
  what = 'the project definition',
): EmulatorError {
  return EmulatorError.of('PROJECT_INVALID', reportOf(problems, cwd, what));
}

/** The report, and the problems in its order. The parameters are those of {@link invalidProject}. */
export function reportOf(
  problems: readonly FiledProblem[],
  cwd: string,
  what: string,
): { readonly report: string; readonly problems: readonly DefinitionProblem[] } {
  const sorted = inOrder(problems);
  return {
    report: formatReport(sorted, cwd, what),
    problems: sorted.map(({ file, place, message }) => ({ file, ...place, message })),
  };
}

/** What is said of several parts that share a place, such as all functions' Globals, is said once. */
function inOrder(problems: readonly FiledProblem[]): FiledProblem[] {
  const files = [...new Set(problems.map(({ file }) => file))];
  const keys = problems.map(({ file, place, message }) => JSON.stringify([file, place, message]));
  return problems
    .filter((_, i) => keys.indexOf(keys[i] ?? '') === i)
    .sort(
      (a, b) =>
        files.indexOf(a.file) - files.indexOf(b.file) ||
        a.place.line - b.place.line ||
        a.place.column - b.place.column,
    );
}

function formatReport(problems: readonly FiledProblem[], cwd: string, what: string): string {
  const lines = problems.map(
    ({ file, place, message }) => `  ${formatFile(file, cwd)}:${place.line}:${place.column}  ${message}`,
  );
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return `${count} in ${what}:\n${lines.join('\n')}`;
}

/**
 * Leaves out what was only found because a value is broken; that value has been reported itself, and a
 * stand-in was looked at in its place.
 */
export function withoutConsequences(
  problems: readonly Problem[],
  broken: readonly DefinitionPath[],
): Problem[] {
  return problems.filter(
    ({ path, restsOn = [] }) =>
      !broken.some(
        (value) =>
          startsWith(value, path) ||
          startsWith(path, value) ||
          restsOn.some((other) => startsWith(other, value)),
      ),
  );
}

function startsWith(path: DefinitionPath, start: DefinitionPath): boolean {
  return start.length <= path.length && start.every((step, i) => step === path[i]);
}
