/**
 * A function's environments that have nothing to do. The one that was used last is used next, so that the others
 * are unused for long and can end. Row `lambda.shrinks`.
 */
import type { Clock, Timer } from '../clock.ts';
import type { Environment } from './environment.ts';

/** Lambda keeps what nobody uses for minutes; here it is memory of the machine that people work on. */
const UNUSED_MS = 60_000;

interface Idle {
  readonly environment: Environment;
  /** By the clock. */
  readonly since: number;
}

export class IdleEnvironments {
  readonly #clock: Clock;
  readonly #maySpare: () => boolean;
  /** In the order in which they will end: those that were never used, then those unused for the longest. */
  readonly #idle: Idle[] = [];
  #timer: Timer | undefined;

  /** @param maySpare - whether one of them can be done without. */
  constructor(clock: Clock, maySpare: () => boolean) {
    this.#clock = clock;
    this.#maySpare = maySpare;
  }

  get size(): number {
    return this.#idle.length;
  }

  /** How long the one that ends next has been idle; undefined when there is none. */
  get unusedMs(): number | undefined {
    const [first] = this.#idle;
    return first && this.#clock.now() - first.since;
  }

  /** One that was used just now. */
  put(environment: Environment): void {
    this.#idle.push({ environment, since: this.#clock.now() });
    this.#watch(UNUSED_MS);
  }

  /** One that was never used; those that were come first. */
  putSpare(environment: Environment): void {
    this.#idle.unshift({ environment, since: this.#clock.now() });
    this.#watch(UNUSED_MS);
  }

  take(): Environment | undefined {
    return this.#idle.pop()?.environment;
  }

  /** Whether it was one of them. */
  remove(environment: Environment): boolean {
    const index = this.#idle.findIndex((idle) => idle.environment === environment);
    if (index >= 0) this.#idle.splice(index, 1);
    return index >= 0;
  }

  endFirst(): void {
    this.#idle.shift()?.environment.end();
  }

  endAll(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const { environment } of this.#idle.splice(0)) environment.end();
  }

  #watch(milliseconds: number): void {
    if (this.#timer !== undefined || !this.#maySpare()) return;
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = undefined;
      this.#shrink();
    }, milliseconds);
  }

  #shrink(): void {
    while ((this.unusedMs ?? 0) >= UNUSED_MS && this.#maySpare()) this.endFirst();
    if (this.unusedMs !== undefined) this.#watch(UNUSED_MS - this.unusedMs);
  }
}
