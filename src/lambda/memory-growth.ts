/** By how much the process has grown for others than the emulator's own thread. */

/** Bytes; `besideOurs` is without the heap and the Buffers of this thread, which is the emulator's. */
export interface Memory {
  readonly resident: number;
  readonly besideOurs: number;
}

export function memoryNow(): Memory {
  const { rss, heapTotal, external } = process.memoryUsage();
  return { resident: rss, besideOurs: rss - heapTotal - external };
}

/**
 * By how much the process has grown of which this thread did not. Both count from their lowest: what others give
 * back would hide what one takes. And the lesser of both counts: memory that this thread frees the system may not
 * have back yet, nor has it given all that this thread has asked for.
 */
export class Growth {
  #lowest: Memory;
  bytes = 0;

  constructor(from: Memory) {
    this.#lowest = from;
  }

  see({ resident, besideOurs }: Memory): void {
    this.#lowest = {
      resident: Math.min(this.#lowest.resident, resident),
      besideOurs: Math.min(this.#lowest.besideOurs, besideOurs),
    };
    this.bytes = Math.min(resident - this.#lowest.resident, besideOurs - this.#lowest.besideOurs);
  }
}
