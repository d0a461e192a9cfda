/**
 * How many execution environments this machine is good for: the caps that hold where the project sets none.
 * The figures behind them are in docs/decisions/0009. Row `lambda.cap`.
 */
import { availableParallelism, totalmem } from 'node:os';

/** What environments share. */
export interface Machine {
  readonly cores: number;
  /** What this process may have, MB. */
  readonly memoryMb: number;
}

/** Environments that mostly wait, a core: enough for 500 handlers of 200 ms in two seconds on two cores. */
const PER_CORE = 32;
/** What an environment with the SDK loaded holds, and some data, MB. */
const USUAL_MB = 64;
/** Of the memory, what environments may have. */
const SHARE = 1 / 2;
/** A function seldom holds what it is configured with, for on Lambda memory is how one buys processor time. */
const HELD_OF_MEMORY_SIZE = 1 / 4;

export function thisMachine(): Machine {
  // In a container its limit counts. Where there is none, this is 0, or more than the machine has.
  const limit = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return { cores: availableParallelism(), memoryMb: Math.min(totalmem(), limit) / 1024 / 1024 };
}

/** Environments of all functions together. */
export function environmentsInAll({ cores, memoryMb }: Machine): number {
  return Math.max(2, Math.min(cores * PER_CORE, Math.floor((memoryMb * SHARE) / USUAL_MB)));
}

/** Environments of one function of this memory size, MB. */
export function environmentsOfFunction(memorySize: number, machine: Machine): number {
  const held = Math.max(USUAL_MB, memorySize * HELD_OF_MEMORY_SIZE);
  return Math.max(2, Math.min(environmentsInAll(machine), Math.floor((machine.memoryMb * SHARE) / held)));
}
