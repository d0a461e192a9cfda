/** When another execution environment is worth its start. Pure. Rows `lambda.grows`, `lambda.recursion`. */

/** How often those that wait are looked at, milliseconds. */
export const LOOK_MS = 10;

/** Waiting for less than this is quicker than a cold start, milliseconds. */
const COLD_START_MS = 50;

/** A core counts as free when this much of it is. */
const FREE_CORE = 0.25;

/** A thread of the emulator that is busier than this is what invocations wait for; environments are not. */
const SATURATED = 0.9;

/** Invocations that make nobody ready for so long are no longer waited for, computing or not, milliseconds. */
const LONG_MS = 500;

/** When nothing has moved for so long, those that run may be waiting for those that queue, milliseconds. */
const STUCK_MS = 1000;

/** Busier than this is computing. */
const COMPUTING = 0.5;

/** How many environments a function may have beyond its cap when its invocations wait for each other. */
export const MAX_BEYOND_CAP = 8;

/** The cores that nothing of ours uses; `ownLoad` is the emulator's thread's, `load` the environments', in cores. */
export function freeCores(cores: number, ownLoad: number, load: number): number {
  return ownLoad > SATURATED ? 0 : cores - ownLoad - load;
}

/** What is known of a function whose invocations queue. */
export interface Demand {
  /** Invocations in the queue. */
  readonly waiting: number;
  /** Environments that are starting; each will take one of them. */
  readonly starting: number;
  /** Environments, those that are starting included. */
  readonly size: number;
  /** Invocations that have ended since the last look. */
  readonly completed: number;
  /** How long nothing has started or ended, milliseconds. */
  readonly stuckMs: number;
}

/** Whether one more environment serves those that wait sooner than those that there are. */
export function isWorthStarting(demand: Demand, free: number): boolean {
  const { waiting, starting, size, completed, stuckMs } = demand;
  if (waiting <= starting) return false;
  if (size === 0 || stuckMs >= LONG_MS) return true;
  if (completed > 0 && (waiting / completed) * LOOK_MS < COLD_START_MS) return false;
  return free >= FREE_CORE;
}

/**
 * Whether invocations that run may be waiting for invocations that queue, which only another environment can
 * resolve: nothing moves, and nobody computes.
 * @param loads - of the environments that run.
 */
export function mayBeDeadlocked(demand: Demand, timeoutMs: number, loads: readonly number[]): boolean {
  const { waiting, starting, stuckMs } = demand;
  if (waiting === 0 || starting > 0 || stuckMs < Math.min(STUCK_MS, timeoutMs / 2)) return false;
  return loads.every((load) => load < COMPUTING);
}
