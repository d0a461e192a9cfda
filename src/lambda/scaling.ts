/** When another execution environment is worth its start. Pure. Rows `lambda.grows`, `lambda.recursion`. */

/** How often those that wait are looked at, milliseconds. */
export const LOOK_MS = 10;

/** The shortest cold start, of bare threads on a quiet machine; waiting for less is always quicker, milliseconds. */
const SHORTEST_COLD_START_MS = 50;

/**
 * A queue is worth another environment once it is there for longer than so many cold starts: first invocations are
 * slow, and most bursts are over by then. One in which nobody is served is worth it after a single one.
 */
const PATIENCE = 3;

/** A core counts as free when this much of it is. */
const FREE_CORE = 0.5;

/**
 * When nothing has moved for so long, and for as long as a cold start takes, those that run are no longer waited
 * for, computing or not, milliseconds.
 */
const LONG_MS = 500;

/** When nothing has moved for so long, those that run may be waiting for those that queue, milliseconds. */
const STUCK_MS = 1000;

/** Busier than this is computing. */
const COMPUTING = 0.5;

/** How many environments a function may have beyond its cap when its invocations wait for each other. */
export const MAX_BEYOND_CAP = 8;

/** What is known of a function whose invocations queue. */
export interface Demand {
  /** Invocations in the queue. */
  readonly waiting: number;
  /** Environments that are starting; each will take one of them. */
  readonly starting: number;
  /** Environments, those that are starting included. */
  readonly size: number;
  /** What the function's last cold start took, milliseconds; undefined before the first. */
  readonly coldStartMs: number | undefined;
  /** How long there has been a queue beside environments that were ready, milliseconds. */
  readonly queuedMs: number;
  /** How long it would be there yet, as fast as it was served so far, milliseconds; for ever when nobody was. */
  readonly leftMs: number;
  /** How long nothing has started or ended, milliseconds. */
  readonly stuckMs: number;
}

/**
 * Whether one more environment serves those that wait sooner than those that there are.
 * @param free - cores.
 */
export function isWorthStarting(demand: Demand, free: number): boolean {
  const { waiting, starting, size, coldStartMs = 0, stuckMs } = demand;
  if (waiting <= starting) return false;
  if (size === 0 || (starting === 0 && stuckMs >= Math.max(LONG_MS, coldStartMs))) return true;
  if (free < FREE_CORE) return false;
  // A second one is kept ready anyway; how fast they serve will be seen before there is a third.
  return size === starting ? size === 1 : isWorthColdStart(demand);
}

function isWorthColdStart({ coldStartMs = 0, queuedMs, leftMs }: Demand): boolean {
  const coldStart = Math.max(coldStartMs, SHORTEST_COLD_START_MS);
  if (leftMs < SHORTEST_COLD_START_MS) return false;
  return queuedMs >= coldStart * (leftMs === Number.POSITIVE_INFINITY ? 1 : PATIENCE);
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
