/**
 * How a function's queue goes: for how long invocations have been waiting, and how many were served meanwhile. A
 * queue that is empty is forgotten as slowly as it was there, for one that ends and begins again with each message
 * is one queue to those who wait. Pure.
 */

/** What is longer ago counts less and less, milliseconds. */
const MEMORY_MS = 10_000;

export class QueuePace {
  #queuedMs = 0;
  #served = 0;
  #isWaiting = false;
  #at = 0;

  /** @param isWaiting - whether invocations wait from now on, while there are environments that could serve them. */
  set(isWaiting: boolean, now: number): void {
    this.#pass(now);
    this.#isWaiting = isWaiting;
  }

  /** One has ended. */
  ended(now: number): void {
    this.#pass(now);
    if (this.#isWaiting) this.#served++;
  }

  /** How long there has been a queue, milliseconds. */
  queuedMs(now: number): number {
    this.#pass(now);
    return this.#queuedMs;
  }

  /** Whether anybody was served while others waited. */
  get isServed(): boolean {
    return this.#served > 0;
  }

  /** How long it takes to serve so many, milliseconds; as far as has been seen, for ever where none has ended. */
  msFor(waiting: number, now: number): number {
    this.#pass(now);
    return this.#served > 0 ? (waiting * this.#queuedMs) / this.#served : Number.POSITIVE_INFINITY;
  }

  #pass(now: number): void {
    const passed = now - this.#at;
    this.#at = now;
    const before = this.#queuedMs + (this.#isWaiting ? passed : 0);
    const after = this.#isWaiting ? Math.min(MEMORY_MS, before) : Math.max(0, before - passed);
    if (after !== before) this.#served *= after / before;
    this.#queuedMs = after;
  }
}
