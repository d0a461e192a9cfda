/** One fault that was asked for: how often it was applied, how often it may still be, and who waits because of it. */

/**
 * A fault that was set.
 *
 * @example
 * ```ts
 * const fault = emulator.faults.lambda('SendMessage', { throttle: true });
 * // …
 * expect(fault.hits).toBe(1);
 * fault.remove();
 * ```
 */
export interface Fault {
  /** Ends it; what waits because of it goes on at once. Harmless once it is gone. */
  remove(): void;
  /** How often it has been applied: to an invocation, a request, a frame. */
  readonly hits: number;
}

export class ActiveFault<Settings> implements Fault {
  readonly settings: Settings;
  #hits = 0;
  #left: number;
  readonly #waiting = new Set<() => void>();
  readonly #changed: () => void;

  /** @param changed - called when it has come to an end. */
  constructor(settings: Settings, times: number | undefined, changed: () => void) {
    this.settings = settings;
    this.#left = times ?? Number.POSITIVE_INFINITY;
    this.#changed = changed;
  }

  get hits(): number {
    return this.#hits;
  }

  /** Whether it is for nothing more that comes. */
  get isOver(): boolean {
    return this.#left <= 0;
  }

  /** Whether anybody still waits because of it. */
  get isAwaited(): boolean {
    return this.#waiting.size > 0;
  }

  hit(): void {
    this.#hits++;
    this.#left--;
    if (this.isOver) this.#changed();
  }

  /** Calls `goOn` when it is removed, until the returned function is called. */
  onRemoved(goOn: () => void): () => void {
    this.#waiting.add(goOn);
    return () => {
      this.#waiting.delete(goOn);
      if (this.isOver) this.#changed();
    };
  }

  remove(): void {
    this.#left = 0;
    for (const goOn of [...this.#waiting]) goOn();
    this.#changed();
  }
}
