/** The journal for people: one readable line a fact. Pure but for the colours of the terminal. */
import type { ChalkInstance } from 'chalk';
import type { JournalReader } from './journal.ts';
import { toLine } from './terminal-lines.ts';

/**
 * @param write - takes one line, its newline included.
 * @param timeOfDay - `hh:mm:ss.mmm`
 */
export function terminalReader(
  write: (line: string) => void,
  colours: ChalkInstance,
  timeOfDay: (epochMs: number) => string,
): JournalReader {
  const paints = { good: colours.green, bad: colours.red, quiet: colours.dim, plain: colours.cyan };
  const { dim } = colours;
  return (entry) => {
    const line = toLine(entry);
    if (line === undefined) return;
    const label = paints[line.tone ?? 'plain'](line.label.padEnd(10));
    const text = line.tone === 'quiet' ? dim(line.text) : line.text;
    write(`${dim(timeOfDay(entry.at))}  ${label} ${indented(text)}\n`);
  };
}

/** `hh:mm:ss.mmm`, two spaces, the label and one space. */
const MARGIN = 12 + 2 + 10 + 1;
const NEXT_LINE = `\n${' '.repeat(MARGIN)}`;

/** To look first is cheaper by far: hardly a text has several lines. */
function indented(text: string): string {
  return /[\r\n]/.test(text) ? text.replaceAll(/\r?\n|\r/g, NEXT_LINE) : text;
}
