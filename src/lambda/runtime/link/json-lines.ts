/** Values over a pipe: each is a line of JSON. */

const NEWLINE = 0x0a;

// Kept, for a test in the user's code may replace the others.
const { parse, stringify } = JSON;
const concat = Buffer.concat.bind(Buffer);

export function toJsonLine(value: unknown): string {
  return `${stringify(value)}\n`;
}

/** Puts the lines together again, and parses them. */
export class JsonLines {
  readonly #take: (value: unknown) => void;
  readonly #notJson: (line: string) => void;
  #pieces: Uint8Array[] = [];

  /** @param notJson - gets a line that somebody else has written. */
  constructor(take: (value: unknown) => void, notJson: (line: string) => void = () => {}) {
    this.#take = take;
    this.#notJson = notJson;
  }

  write(bytes: Uint8Array): void {
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
      this.#pieces.push(bytes.subarray(start, end));
      const line = concat(this.#pieces).toString();
      this.#pieces = [];
      start = end + 1;
      this.#parse(line);
    }
    // A copy, for the reader may use its memory again.
    if (start < bytes.length) this.#pieces.push(bytes.slice(start));
  }

  #parse(line: string): void {
    let value: unknown;
    try {
      value = parse(line);
    } catch {
      this.#notJson(line);
      return;
    }
    this.#take(value);
  }
}
