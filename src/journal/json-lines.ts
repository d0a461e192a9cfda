/**
 * The journal as JSON lines, one fact each, for machines. What a client or a function keeps to itself, such as the
 * tokens in headers and queries, is left out, for the lines end up in the logs of a CI.
 */
import type { JournalEntry } from './facts.ts';
import type { JournalReader } from './journal.ts';
import { withoutQuery } from './without-query.ts';

/** @param write - takes one line, its newline included. */
export function jsonLinesReader(write: (line: string) => void): JournalReader {
  return (entry) => write(`${JSON.stringify(withoutPrivate(entry), errorsAsObjects)}\n`);
}

function withoutPrivate(entry: JournalEntry): object {
  switch (entry.type) {
    case 'connection.opened': {
      const { url: _url, headers: _headers, ...rest } = entry;
      return rest;
    }
    case 'connection.refused': {
      const { headers: _headers, ...rest } = entry;
      return { ...rest, url: withoutQuery(entry.url) };
    }
    case 'request.refused':
      return { ...entry, url: withoutQuery(entry.url) };
    case 'invocation.started': {
      const { event: _event, ...rest } = entry;
      return rest;
    }
    case 'invocation.ended': {
      const { payload: _payload, ...rest } = entry;
      return rest;
    }
    default:
      return entry;
  }
}

function errorsAsObjects(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  return { name: value.name, message: value.message, stack: value.stack } satisfies Record<string, unknown>;
}
