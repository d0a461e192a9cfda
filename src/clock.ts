/**
 * Time, injected: whatever waits for minutes on API Gateway's behalf asks this clock, so that a test can
 * let ten minutes pass in no time. Only durations that AWS defines go through it; a Lambda timeout, which
 * has to end code that really runs, is measured on the wall.
 */

/** A pending {@link Clock.setTimeout | timeout}. */
export interface Timer {
  /** Forgets the callback; harmless once it has run. */
  cancel(): void;
}

/** Where the emulator takes the time from. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Calls back once, `milliseconds` from now, unless cancelled. A pending timer keeps no process alive. */
  setTimeout(callback: () => void, milliseconds: number): Timer;
  /**
   * The clock that it runs with, where a test moves it on. The emulator's own housekeeping goes by that: no test is
   * about how long execution environments are kept. @defaultValue the clock itself
   */
  readonly base?: Clock;
}

/** The machine's own time. */
export const systemClock: Clock = {
  now: Date.now,
  setTimeout(callback, milliseconds) {
    return new SystemTimer(setTimeout(callback, milliseconds).unref());
  },
};

/** Each connection has two: a class is half of what closures take. */
class SystemTimer implements Timer {
  readonly #timer: NodeJS.Timeout;

  constructor(timer: NodeJS.Timeout) {
    this.#timer = timer;
  }

  cancel(): void {
    clearTimeout(this.#timer);
  }
}

/**
 * A clock that stands still until it is told to move.
 *
 * @example
 * ```ts
 * const clock = new ManualClock();
 * const emulator = await startEmulator({ cwd, port: 0, clock });
 * clock.advance(10 * 60 * 1000); // every idle connection is closed with 1001 "Going away"
 * ```
 */
export class ManualClock implements Clock {
  #now: number;
  readonly #timers = new Set<{ readonly due: number; readonly callback: () => void }>();

  /** @param start - epoch milliseconds at which the clock stands; by default, now. */
  constructor(start: number = Date.now()) {
    this.#now = start;
  }

  /** Where it stands, epoch milliseconds. */
  now(): number {
    return this.#now;
  }

  /** Calls back from within the {@link ManualClock.advance} that reaches the time, `milliseconds` from now. */
  setTimeout(callback: () => void, milliseconds: number): Timer {
    const timer = { due: this.#now + milliseconds, callback };
    this.#timers.add(timer);
    return { cancel: () => this.#timers.delete(timer) };
  }

  /** Moves time on by `milliseconds` and runs, in order, what falls due on the way. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.due);
      next.callback();
    }
    this.#now = end;
  }

  #next(end: number) {
    let first: { readonly due: number; readonly callback: () => void } | undefined;
    for (const timer of this.#timers) {
      if (timer.due <= end && (first === undefined || timer.due < first.due)) first = timer;
    }
    return first;
  }
}
