/**
 * Emulators for what is played beside each other: each has one to itself, that begins anew between two of them. Row
 * `replay.parallel`.
 */
import { availableParallelism, totalmem } from 'node:os';
import { EmulatorError } from '../errors.ts';
import { startEmulator } from '../testing/start-emulator.ts';
import type { TestEmulator, TestOptions } from '../testing/test-emulator.ts';

/** One emulator, started when it is first needed. */
export class Seat {
  readonly startsCold = true;
  readonly #options: TestOptions;
  #emulator: TestEmulator | undefined;

  constructor(options: TestOptions) {
    this.#options = options;
  }

  /** The emulator as it was at its start. */
  async ready(): Promise<TestEmulator> {
    try {
      await this.#emulator?.reset();
    } catch (error) {
      if (!(error instanceof EmulatorError) || error.code !== 'RESET_BLOCKED') throw error;
      // A handler that does not end keeps its emulator; the next session gets another.
      await this.close();
    }
    this.#emulator ??= await startEmulator(this.#options);
    return this.#emulator;
  }

  async close(): Promise<void> {
    const emulator = this.#emulator;
    this.#emulator = undefined;
    await emulator?.close();
  }
}

/** Emulators that wait for each other's sockets and threads, a core. */
const PER_CORE = 2;
/** What an emulator with a few functions holds, MB. */
const USUAL_MB = 256;

/** How many emulators this machine is good for. */
export function mostSeats(): number {
  const limit = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  const memoryMb = Math.min(totalmem(), limit) / 1024 / 1024;
  return Math.max(1, Math.min(availableParallelism() * PER_CORE, Math.floor(memoryMb / 2 / USUAL_MB)));
}
