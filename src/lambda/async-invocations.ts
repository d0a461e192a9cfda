/**
 * Invocations that nobody waits for: accepted at once, run when there is room, and tried again when the function
 * fails. They live in memory; what is left of them when the emulator stops is lost, and said to be.
 * Rows `invoke.async-*`.
 */
import type { Clock, Timer } from '../clock.ts';
import { EmulatorError } from '../errors.ts';
import type { Journal } from '../journal/journal.ts';
import { afterAttempt } from './async-retries.ts';
import type { InvokeOptions } from './invoke-options.ts';
import type { Invoked } from './outcomes.ts';

interface AsyncServices {
  readonly clock: Clock;
  readonly journal: Journal;
  /** @throws {EmulatorError} `FUNCTION_UNKNOWN`, for a function that is not deployed any more. */
  invoke(functionName: string, event: string, options: InvokeOptions): Promise<Invoked>;
  /** Whether the function may not run at all, its reserved concurrency being 0. */
  isSwitchedOff(functionName: string): boolean;
}

interface Accepted {
  readonly functionName: string;
  readonly event: string;
  readonly options: InvokeOptions & { readonly requestId: string };
  /** By the clock. */
  readonly since: number;
  attempts: number;
  throttles: number;
  /** Set while it waits for its next attempt. */
  timer: Timer | undefined;
}

export class AsyncInvocations {
  readonly #services: AsyncServices;
  readonly #accepted = new Set<Accepted>();
  #closed = false;

  constructor(services: AsyncServices) {
    this.#services = services;
  }

  accept(functionName: string, event: string, options: Accepted['options']): void {
    const since = this.#services.clock.now();
    const one: Accepted = {
      functionName,
      event,
      options,
      since,
      attempts: 0,
      throttles: 0,
      timer: undefined,
    };
    this.#accepted.add(one);
    void this.#attempt(one);
  }

  /** What waits for its next attempt is dropped. */
  forget(): void {
    for (const one of this.#accepted) if (one.timer !== undefined) this.#drop(one, RESET);
  }

  /** What waits is dropped now, what runs when it has ended. */
  close(): void {
    this.#closed = true;
    for (const one of this.#accepted) {
      if (one.timer !== undefined) this.#drop(one, STOPPED);
    }
  }

  async #attempt(one: Accepted): Promise<void> {
    one.timer = undefined;
    const { clock, journal, invoke, isSwitchedOff } = this.#services;
    const attempt = one.attempts + 1;
    try {
      const invoked = await invoke(one.functionName, one.event, { ...one.options, attempt });
      if ('throttled' in invoked) one.throttles++;
      else one.attempts++;
      const next = afterAttempt(invoked, { ...one, ageMs: clock.now() - one.since });
      if (next === 'done') this.#accepted.delete(one);
      else if (this.#closed) this.#drop(one, STOPPED);
      else if ('dropped' in next) this.#drop(one, next.dropped);
      else if (isSwitchedOff(one.functionName)) this.#drop(one, SWITCHED_OFF);
      else this.#postpone(one, next.delayMs, reasonOf(invoked));
    } catch (error) {
      if (error instanceof EmulatorError) this.#drop(one, error.message);
      else journal.append?.({ type: 'internal-error', during: 'an asynchronous invocation', error });
      this.#accepted.delete(one);
    }
  }

  #postpone(one: Accepted, delayMs: number, reason: string): void {
    one.timer = this.#services.clock.setTimeout(() => void this.#attempt(one), delayMs);
    const { functionName, options, attempts } = one;
    this.#services.journal.append?.({
      type: 'invocation.postponed',
      function: functionName,
      requestId: options.requestId,
      attempt: attempts + 1,
      delayMs,
      reason,
    });
  }

  #drop(one: Accepted, reason: string): void {
    one.timer?.cancel();
    this.#accepted.delete(one);
    const { functionName, options, attempts } = one;
    this.#services.journal.append?.({
      type: 'invocation.dropped',
      function: functionName,
      requestId: options.requestId,
      attempts,
      reason,
    });
  }
}

const STOPPED = 'the emulator stops';
const RESET = 'the emulator was reset';
const SWITCHED_OFF = 'the function may not run, its reserved concurrency is 0';

function reasonOf(invoked: Invoked): string {
  if (invoked.ok) return '';
  if ('throttled' in invoked) return invoked.message;
  const { errorType, errorMessage } = invoked.error;
  return errorType === undefined ? errorMessage : `${errorType}: ${errorMessage}`;
}
