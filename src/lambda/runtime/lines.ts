/** Puts together again what reaches a stream in pieces, so that a line is one entry of the log. */
import { StringDecoder } from 'node:string_decoder';

/** How long a piece waits for the rest of its line. */
const PATIENCE_MS = 50;

// Kept, for a test in the user's code may replace the global one.
const setTimer = setTimeout;

export class Lines {
  readonly #post: (text: string) => void;
  readonly #decoder = new StringDecoder();
  #piece = '';
  #timer: NodeJS.Timeout | undefined;

  /** @param post - gets whole lines, without the last one's end; what is written at once stays together. */
  constructor(post: (text: string) => void) {
    this.#post = post;
  }

  write(bytes: Uint8Array): void {
    const text = this.#piece + this.#decoder.write(bytes as Buffer);
    const end = text.lastIndexOf('\n');
    this.#piece = text.slice(end + 1);
    if (end !== -1) this.#post(text.slice(0, end));
    if (this.#piece !== '') this.#timer ??= setTimer(() => this.flush(), PATIENCE_MS).unref();
  }

  /** Posts a line that has not ended, when nothing more is waited for. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const piece = this.#piece + this.#decoder.end();
    this.#piece = '';
    if (piece !== '') this.#post(piece);
  }
}
