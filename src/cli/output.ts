/** Standard output, as far as it is not as simple as it looks. */
import { codeOf } from '../errors.ts';

/** What is printed before it is released waits, so that what has to come first does. */
export class HeldOutput {
  #held: string[] | undefined = [];

  readonly print = (text: string): void => {
    if (this.#held === undefined) process.stdout.write(text);
    else this.#held.push(text);
  };

  /** Prints `first`, then what has waited. */
  release(first: string): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    process.stdout.write(first + held.join(''));
  }
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
