/**
 * How busy environments are: the share of a while that they did not wait; of threads, that their event loops
 * did not. Of processes the system tells (`carriers/child-usage.ts`).
 *
 * Node reads it from outside, out of the loop's own clock, so a thread that never returns to its loop is seen as
 * busy as it is. One that blocks without computing (`execSync`, `Atomics.wait`) is not told from one that
 * computes. A thread that has not begun yet shows nothing, and is on its way: it counts as busy.
 */

/** Since the thread began, milliseconds. */
export interface LoopTimes {
  readonly idle: number;
  readonly active: number;
}

export interface Thread {
  readonly loopTimes: LoopTimes;
}

/** From 0, waiting, to 1, computing. */
export class Load {
  readonly #own = { before: performance.eventLoopUtilization(), busy: 0 };
  readonly #process = { before: spentByNow(), cores: 0 };
  #before = new Map<Thread, LoopTimes>();
  #busy = new Map<Thread, number>();

  /** Forgets what was and begins a new while. */
  begin(threads: Iterable<Thread>): void {
    this.#before.clear();
    this.measure(threads);
  }

  /** Ends a while, which {@link of} and {@link own} tell about, and begins the next. */
  measure(threads: Iterable<Thread>): void {
    const own = performance.eventLoopUtilization();
    this.#own.busy = performance.eventLoopUtilization(own, this.#own.before).utilization;
    this.#own.before = own;
    const spent = spentByNow();
    this.#process.cores = (spent.cpuMs - this.#process.before.cpuMs) / (spent.at - this.#process.before.at);
    this.#process.before = spent;
    const [before, after] = [this.#before, new Map<Thread, LoopTimes>()];
    this.#busy = new Map();
    for (const thread of threads) {
      const now = thread.loopTimes;
      this.#busy.set(thread, busyBetween(before.get(thread), now));
      after.set(thread, now);
    }
    this.#before = after;
  }

  of(thread: Thread): number {
    return this.#busy.get(thread) ?? 1;
  }

  /** Of all the threads that were measured, in cores. */
  get ofAll(): number {
    let sum = 0;
    for (const busy of this.#busy.values()) sum += busy;
    return sum;
  }

  /** Of the emulator's own thread. */
  get own(): number {
    return this.#own.busy;
  }

  /**
   * Processor time of the process, in cores: that of V8's own threads too, which compile and collect for all others,
   * and in a new environment as much as it computes itself.
   */
  get spent(): number {
    return this.#process.cores;
  }
}

function spentByNow() {
  const { user, system } = process.cpuUsage();
  return { at: performance.now(), cpuMs: (user + system) / 1000 };
}

function busyBetween(before: LoopTimes | undefined, now: LoopTimes): number {
  if (before === undefined) return 1;
  const active = now.active - before.active;
  const whole = active + now.idle - before.idle;
  // A process is measured otherwise before it has begun, so that the two are not to be subtracted.
  return whole > 0 ? Math.min(1, Math.max(0, active / whole)) : 1;
}
