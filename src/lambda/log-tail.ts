/** The end of one invocation's log, as it is handed to a caller who asks for it. Row `invoke.log-tail`. */
import { LOG_TAIL_BYTES } from '../limits.ts';

export class LogTailCollector {
  #lines: Buffer[] = [];
  #size = 0;

  /** @param line - without its end. */
  add(line: string): void {
    const bytes = Buffer.from(`${line}\n`);
    this.#lines.push(bytes);
    this.#size += bytes.length;
    // What came first is not wanted any more as soon as the rest is enough.
    while (this.#size - (this.#lines[0]?.length ?? 0) >= LOG_TAIL_BYTES) {
      this.#size -= this.#lines.shift()?.length ?? 0;
    }
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#lines).subarray(-LOG_TAIL_BYTES);
  }
}
