/** What ends a session: a step that is not as expected, or that there is no time for any more. */
import type { Comparison } from '../difference.ts';
import type { Place } from '../session.ts';

export class StepFailure extends Error {
  override readonly name = 'StepFailure';
  /** Where; undefined: the step's own place. */
  readonly place: Place | undefined;
  readonly comparison: Comparison | undefined;

  constructor(what: string, place?: Place, comparison?: Comparison) {
    super(what);
    this.place = place;
    this.comparison = comparison;
  }
}

/** The session is given up, for the user interrupted it. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}
