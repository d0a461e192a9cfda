/**
 * What an environment that tries a change prints while it starts. The error that keeps it from loading is told with
 * its place by whoever tries, so the runtime's own line about it is left out, whatever its language and log format.
 * Row `lambda.reload-error`.
 */
import type { Init } from './environment.ts';
import type { FunctionError } from './outcomes.ts';

interface Line {
  readonly line: string;
  readonly level: string | undefined;
}

export class TrialLines {
  readonly #kept: Line[] = [];

  /** Whether it has to wait: it may be that line, or come after it. */
  keep(line: string, level: string | undefined): boolean {
    const waits = mayBeError(level) || this.#kept.length > 0;
    if (waits) this.#kept.push({ line, level });
    return waits;
  }

  /** What is left to print, now that it is known how the start went. */
  after(init: Init): readonly Line[] {
    // Of an exit or a timeout, what was printed before may be all that tells why.
    if (init.ok || init.failure === 'timeout' || init.failure.by !== 'error') return this.#kept;
    const { error } = init.failure;
    return this.#kept.flatMap(({ line, level }) => {
      const said = mayBeError(level) ? beforeError(line, error) : line;
      return said === undefined ? [] : [{ line: said, level }];
    });
  }
}

/** What was written at once is one text, with the function's own lines before the error's. */
function beforeError(text: string, error: FunctionError): string | undefined {
  if (!tells(text, error)) return text;
  const lines = text.split('\n');
  const first = lines.findIndex((line) => tells(line, error));
  return first > 0 ? lines.slice(0, first).join('\n') : undefined;
}

/** A runtime in another process does not say the level. */
function mayBeError(level: string | undefined): boolean {
  return level === undefined || level === 'ERROR';
}

/** Whether it has the error's message, as it is or within JSON; Python writes other letters than ASCII as codes. */
function tells(line: string, { errorType = '', errorMessage }: FunctionError): boolean {
  const text = errorMessage || errorType;
  const inJson = JSON.stringify(text).slice(1, -1);
  const inAscii = inJson.replaceAll(
    /[\u0080-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return [text, inJson, inAscii].some((form) => line.includes(form));
}
