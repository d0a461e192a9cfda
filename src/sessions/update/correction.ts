/** What a session file should say instead of what it says, as `--update` finds out. Plain data. */
import type { Comparison } from '../difference.ts';
import type { Pattern, Place } from '../session.ts';

export interface Correction {
  /** Of the value; with `entry`, of the step or the mapping that has or lacks the entry. */
  readonly place: Place;
  /** Names of entries, from what stands at the place down to the value. */
  readonly entry: readonly string[];
  /** What the file says; undefined: nothing, so that what goes without saying counted. */
  readonly before: Pattern | undefined;
  readonly after: Pattern;
  /** Why, as the failure would have it. */
  readonly what: string;
  readonly comparison: Comparison;
}
