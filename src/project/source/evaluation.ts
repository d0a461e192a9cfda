/** What comes of a definition file's text, whatever language it is in. */
import type { PlacedProblem } from '../problems.ts';

export type Evaluation =
  | {
      readonly ok: true;
      readonly value: unknown;
      /** What is wrong with the text although it has a value. */
      readonly problems: readonly PlacedProblem[];
      /** Absolute paths of the files that the text imports, as far as they are read anew each time. */
      readonly imports?: readonly string[];
    }
  /** The text has no value. */
  | { readonly ok: false; readonly problems: readonly PlacedProblem[] };
