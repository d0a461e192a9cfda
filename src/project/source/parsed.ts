/** What comes of the text of a definition when it is read into nodes. */
import type { PlacedProblem } from '../problems.ts';
import type { Node } from './node.ts';

export type Parsed =
  | { readonly ok: true; readonly node: Node }
  | { readonly ok: false; readonly problems: readonly PlacedProblem[] };

/** Levels that no definition has, and that readers, which call themselves for each, still get down to. */
export const DEEPEST = 200;

export const TOO_DEEP = `it is nested more than ${DEEPEST} levels deep; take the innermost out`;
