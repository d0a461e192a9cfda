/** Standard output, as far as it is not as simple as it looks. */
import { codeOf } from '../errors.ts';

/** How long what is printed may wait for more, milliseconds: a screen shows no more than 60 pictures a second. */
const GATHER_MS = 16;

/**
 * What is printed within a moment is written in one go, for a write takes as long as all else that is done for a
 * message: it wakes whoever reads, often on the same core. What is printed before it is released waits, so that what
 * has to come first does.
 */
export class HeldOutput {
  #printed = '';
  #isReleased = false;
  #flush: NodeJS.Timeout | undefined;

  constructor() {
    process.on('exit', this.flush);
  }

  readonly print = (text: string): void => {
    this.#printed += text;
    if (this.#isReleased) this.#flush ??= setTimeout(this.flush, GATHER_MS);
  };

  /** Prints `first`, then what has waited. */
  release(first: string): void {
    this.#isReleased = true;
    this.#printed = first + this.#printed;
    this.flush();
  }

  /** Writes at once what has been printed: whoever ends the process otherwise than by `process.exit` has to. */
  readonly flush = (): void => {
    clearTimeout(this.#flush);
    this.#flush = undefined;
    if (!this.#isReleased || this.#printed === '') return;
    const printed = this.#printed;
    this.#printed = '';
    // As bytes: Node takes several times as long to write a string that was put together of many.
    process.stdout.write(Buffer.from(printed));
  };
}

/** What a pipe says whose reader has gone, and a terminal that was closed. */
const READER_GONE: readonly (string | undefined)[] = ['EPIPE', 'EIO'];

/** Calls back when whoever read our output has gone, as `head -1` does once it has its line. */
export function onReaderGone(callback: () => void): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      if (!READER_GONE.includes(codeOf(error))) throw error;
      callback();
    });
  }
}
