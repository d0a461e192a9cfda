/** A line at the end of what is printed that says how far it is; on a terminal only. */

/** What it needs of standard output. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const ERASE_LINE = '\r\u001B[2K';
const BAR = 24;

export class Progress {
  readonly #terminal: Terminal;
  readonly #isShown: boolean;
  #line = '';

  /** @param isCi - whether nobody looks on, though it may be a terminal. */
  constructor(terminal: Terminal, isCi: boolean) {
    this.#terminal = terminal;
    this.#isShown = terminal.isTTY === true && !isCi;
  }

  /** Prints text that ends with a newline above the line. */
  print(text: string): void {
    this.#terminal.write(`${this.#line === '' ? '' : ERASE_LINE}${text}${this.#line}`);
  }

  /** @param text - what is said beside the bar. */
  show(done: number, all: number, text: string): void {
    if (!this.#isShown) return;
    const full = Math.round((BAR * done) / Math.max(1, all));
    const line = `${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${done}/${all}  ${text}`;
    this.#line = line.slice(0, (this.#terminal.columns || 80) - 1);
    this.#terminal.write(ERASE_LINE + this.#line);
  }

  end(): void {
    if (this.#line !== '') this.#terminal.write(ERASE_LINE);
    this.#line = '';
  }
}
