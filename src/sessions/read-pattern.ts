/** Reads a value with placeholders. */
import type { Location } from '../project/source/location.ts';
import type { Node } from '../project/source/node.ts';
import type { ProblemList } from '../project/source/problem-list.ts';
import { type Placeholder, piecesOf, placeholderProblems } from './placeholders.ts';
import type { Pattern, Place } from './session.ts';

/** Called with each placeholder, and where it is. */
export type Seen = (placeholder: Placeholder, at: Location) => void;

export function readPattern(node: Node, problems: ProblemList, seen: Seen): Pattern {
  if (node.kind === 'list') return node.items.map((item) => readPattern(item, problems, seen));
  if (node.kind === 'mapping') {
    return Object.fromEntries(
      [...node.entries].map(([key, entry]) => {
        readPlaceholders(key, entry.key, problems, seen);
        return [key, readPattern(entry.value, problems, seen)];
      }),
    );
  }
  const { value, at } = node;
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    problems.add(at, 'this number has too many digits; write the message as the text of its JSON');
  }
  if (typeof value === 'string') readPlaceholders(value, at, problems, seen);
  return value;
}

export function readPlaceholders(text: string, at: Location, problems: ProblemList, seen: Seen): void {
  for (const problem of placeholderProblems(text)) problems.add(at, problem);
  for (const piece of piecesOf(text)) if (typeof piece === 'object') seen(piece, at);
}

export function placeOf(at: Location): Place {
  return { file: at.file, ...at.place };
}
