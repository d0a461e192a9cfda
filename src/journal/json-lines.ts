/** The journal as JSON lines, one fact each, for machines. */
import type { JournalReader } from './journal.ts';

/** @param write - takes one line, its newline included. */
export function jsonLinesReader(write: (line: string) => void): JournalReader {
  return (entry) => write(`${JSON.stringify(entry, errorsAsObjects)}\n`);
}

function errorsAsObjects(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  return { name: value.name, message: value.message, stack: value.stack } satisfies Record<string, unknown>;
}
