/**
 * A clock that runs with another, the machine's by default, and that a test can move on. Moved on, it goes from one
 * thing that falls due to the next and waits for what comes of each, so that ten minutes are what they would have
 * been. Row `testing.clock`.
 */
import { type Clock, systemClock, type Timer } from '../clock.ts';

interface Pending {
  /** By this clock, epoch milliseconds. */
  due: number;
  readonly callback: () => void;
}

/** Settles when what callbacks have set going is done. */
export type Settle = () => Promise<void>;

/** Node's own limit; what is later is looked at again then. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * The clock of a test emulator.
 *
 * @example
 * ```ts
 * await emulator.clock.advance(10 * 60 * 1000); // an idle connection is closed, and its $disconnect has run
 * ```
 */
export class TestClock implements Clock {
  /** What it runs with. */
  readonly base: Clock;
  readonly #begin: () => Promise<Settle>;
  /** How far it was moved on. */
  #offset = 0;
  /** In the order in which they were set. */
  readonly #pending = new Set<Pending>();
  /** What wakes this clock for the first that falls due. */
  #alarm: { readonly due: number; readonly timer: Timer } | undefined;
  /** What is moved on until then; one advance after another. */
  #advancing: Promise<void> = Promise.resolve();

  /**
   * @param base - what it runs with; a `ManualClock` makes it stand still between advances.
   * @param begin - settles when time may begin to be moved on.
   */
  constructor(base: Clock = systemClock, begin: () => Promise<Settle> = async () => async () => {}) {
    this.base = base;
    this.#begin = begin;
  }

  /** Epoch milliseconds. */
  now(): number {
    return this.base.now() + this.#offset;
  }

  /** Calls back once, when so many milliseconds have passed or were jumped over. */
  setTimeout(callback: () => void, milliseconds: number): Timer {
    const pending = { due: this.now() + milliseconds, callback };
    this.#pending.add(pending);
    this.#setAlarm(pending.due);
    return { cancel: () => void this.#pending.delete(pending) };
  }

  /**
   * Moves time on, once what is underway has been dealt with. What falls due on the way runs in its order, each at its
   * time, and is waited for: closing handshakes, invocations, expired items. What they set anew runs too when it falls
   * due on the way.
   *
   * @param milliseconds - how far, in milliseconds.
   * @returns what settles when it is done.
   * @throws {RangeError} for what is no time, or before now.
   */
  advance(milliseconds: number): Promise<void> {
    if (!(milliseconds >= 0 && Number.isFinite(milliseconds))) {
      throw new RangeError(`time goes on by a number of milliseconds, not by ${milliseconds}`);
    }
    const advanced = this.#advancing.then(() => this.#advance(milliseconds));
    this.#advancing = advanced.catch(() => {});
    return advanced;
  }

  async #advance(milliseconds: number): Promise<void> {
    try {
      const settle = await this.#begin();
      let left = milliseconds;
      for (let next = this.#first(); next !== undefined; next = this.#first()) {
        const ahead = Math.max(0, next.due - this.now());
        if (ahead > left) break;
        this.#offset += ahead;
        left -= ahead;
        this.#runDue();
        await settle();
      }
      this.#offset += left;
    } finally {
      // It was set for what was left then.
      this.#setAlarmAnew();
    }
  }

  /** Back to the time of what it runs with; what waits has as long to wait as before. @internal */
  rewind(): void {
    for (const pending of this.#pending) pending.due -= this.#offset;
    this.#offset = 0;
    this.#setAlarmAnew();
  }

  #runDue(): void {
    const now = this.now();
    // Those that are due now: what they set is for the next time, be it at once.
    const due = [...this.#pending].filter((pending) => pending.due <= now).sort((a, b) => a.due - b.due);
    for (const pending of due) {
      // One before it may have cancelled it.
      if (this.#pending.delete(pending)) pending.callback();
    }
  }

  #first(): Pending | undefined {
    let first: Pending | undefined;
    for (const pending of this.#pending) {
      if (first === undefined || pending.due < first.due) first = pending;
    }
    return first;
  }

  #setAlarmAnew(): void {
    this.#alarm?.timer.cancel();
    this.#alarm = undefined;
    this.#setAlarm(this.#first()?.due);
  }

  /** One alarm for all: a timer that is cancelled leaves it, and it then finds nothing to do. */
  #setAlarm(due: number | undefined): void {
    if (due === undefined || (this.#alarm !== undefined && this.#alarm.due <= due)) return;
    this.#alarm?.timer.cancel();
    const ring = () => {
      this.#alarm = undefined;
      try {
        this.#runDue();
      } finally {
        this.#setAlarm(this.#first()?.due);
      }
    };
    const timer = this.base.setTimeout(ring, Math.min(due - this.now(), LONGEST_MS));
    this.#alarm = { due, timer };
  }
}
