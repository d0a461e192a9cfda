/**
 * Time that stands still while a debugger holds what it is measured for: a function's timeouts and API Gateway's.
 * Row `lambda.debug-timeouts`.
 */
import type { Clock, Timer } from '../../clock.ts';

/** What a debugger may hold: a thread, or all of them, which any one holds. */
export interface Held {
  readonly isHeld: boolean;
  /** So far, milliseconds. */
  readonly heldMs: number;
  /** Brings both up to date; undefined when no inspector is open and there is nothing to wait for. */
  look(): Promise<void> | undefined;
}

/** How often what is held is looked at, milliseconds. */
export const LOOK_MS = 50;

/** A clock whose timeouts come later by what was held meanwhile. */
export function patientClock(clock: Clock, held: Held): Clock {
  return {
    now: () => clock.now(),
    setTimeout: (callback, milliseconds) => new PatientTimer(clock, held, callback, milliseconds),
  };
}

class PatientTimer implements Timer {
  readonly #clock: Clock;
  readonly #held: Held;
  readonly #callback: () => void;
  readonly #heldBefore: number;
  /** Milliseconds that it has been given beyond its own. */
  #given = 0;
  #timer: Timer | undefined;

  constructor(clock: Clock, held: Held, callback: () => void, milliseconds: number) {
    this.#clock = clock;
    this.#held = held;
    this.#callback = callback;
    this.#heldBefore = held.heldMs;
    this.#wait(milliseconds);
  }

  cancel(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #wait(milliseconds: number): void {
    this.#timer = this.#clock.setTimeout(() => {
      const looked = this.#held.look();
      if (looked === undefined) this.#decide();
      else void looked.then(() => this.#decide());
    }, milliseconds);
  }

  #decide(): void {
    if (this.#timer === undefined) return;
    const { isHeld, heldMs } = this.#held;
    const owed = heldMs - this.#heldBefore - this.#given;
    const more = isHeld ? Math.max(owed, LOOK_MS) : owed;
    if (more > 0) {
      this.#given += more;
      this.#wait(more);
    } else this.#callback();
  }
}
