/** The starts of a function's execution environments: how many are on their way, what the last took, whether the code loads. */
import { type Booted, boot } from './boot.ts';
import type { Fleet } from './fleet.ts';
import type { FunctionEnvironments } from './function-environments.ts';

interface StartServices {
  readonly fleet: Fleet;
  /** The code could not be loaded. */
  initFailed(): void;
}

export class EnvironmentStarts {
  readonly #environments: FunctionEnvironments;
  readonly #timeoutMs: number;
  readonly #services: StartServices;
  #count = 0;
  #isHeld = false;
  #coldStartMs: number | undefined;
  #brokenSince: number | undefined;

  /**
   * @param timeoutMs - the function's.
   * @param coldStartMs - what one took with the code before.
   */
  constructor(
    environments: FunctionEnvironments,
    timeoutMs: number,
    coldStartMs: number | undefined,
    services: StartServices,
  ) {
    this.#environments = environments;
    this.#timeoutMs = timeoutMs;
    this.#coldStartMs = coldStartMs;
    this.#services = services;
  }

  /** Those that are on their way. */
  get count(): number {
    return this.#count;
  }

  /** What the last one took, milliseconds. */
  get coldStartMs(): number | undefined {
    return this.#coldStartMs;
  }

  /** When the last one that failed was begun, epoch milliseconds; undefined when the code loads. */
  get brokenSince(): number | undefined {
    return this.#brokenSince;
  }

  /** Whether one that starts would run other code than those that there are. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  hold(): void {
    this.#isHeld = true;
    this.#brokenSince = Date.now();
  }

  /**
   * @param mayRetry - whether an init phase that took too long is to start again.
   * @returns undefined when the machine gives no more threads, and those that there are have to do.
   */
  async boot(mayRetry: () => boolean): Promise<Booted | undefined> {
    this.#count++;
    const since = Date.now();
    const create = this.#environments.create.bind(this.#environments);
    const booted = await boot(create, this.#timeoutMs, mayRetry).catch((error) => this.#withoutThread(error));
    this.#count--;
    if (booted?.ok) {
      this.#coldStartMs = booted.initDurationMs;
      if (!this.#isHeld) this.#brokenSince = undefined;
    } else if (booted !== undefined) {
      this.#brokenSince = since;
      this.#services.initFailed();
    }
    return booted;
  }

  #withoutThread(error: unknown): Booted | undefined {
    this.#services.fleet.exhausted();
    if (this.#environments.size > 0) return undefined;
    const errorMessage = `The execution environment could not be started: ${error}`;
    const notStarted = { errorType: 'Sandbox.NotStarted', errorMessage };
    return { ok: false, initDurationMs: 0, failure: { by: 'error', error: notStarted } };
  }
}
