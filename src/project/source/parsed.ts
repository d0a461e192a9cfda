/** What comes of the text of a definition when it is read into nodes. */
import type { PlacedProblem } from '../problems.ts';
import type { Node } from './node.ts';

export type Parsed =
  | { readonly ok: true; readonly node: Node }
  | { readonly ok: false; readonly problems: readonly PlacedProblem[] };
