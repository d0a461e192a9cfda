/** Why an integration could not be carried out, thrown by its steps and caught in one place. */
import type { FailureCause } from './result.ts';

/** What the project or the backend did wrong; the message is the reason, for people. */
export class IntegrationFailure extends Error {
  readonly failure: FailureCause;

  constructor(failure: FailureCause, reason: string) {
    super(reason);
    this.failure = failure;
  }
}
