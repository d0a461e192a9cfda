/**
 * Values that differ from run to run, found in what was recorded and made placeholders. What a client sends first is
 * sent again as it is; what it got from the other side is captured. Pure; row `session.recorded-placeholders`.
 */
import { looksLikeConnectionId, looksLikeRequestId } from '../../ids.ts';
import { CONNECTION_ID, TRACE_ID, UUID } from '../../value-shapes.ts';
import { isJsonList, isJsonObject, type JsonValue } from '../json-value.ts';
import { escapeRegExp } from '../match-text.ts';
import type { PlaceholderType } from '../placeholder-types.ts';
import { escaped } from '../placeholders.ts';

/** One alternative a type; what stands around may make it something else. */
const CANDIDATE = new RegExp(
  [
    `(?<uuid>(?<![\\da-zA-Z])${UUID}(?![\\da-zA-Z]))`,
    `(?<trace>(?<![\\da-zA-Z])${TRACE_ID}(?![\\da-zA-Z]))`,
    '(?<time>(?<!\\d)\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?(?:Z|[+-]\\d\\d:?\\d\\d)?' +
      '|(?<!\\d)\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}' +
      '|(?<![A-Za-z])[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT' +
      '|(?<![\\w.-])(?:\\d{13}|\\d{10})(?![\\w-]|\\.\\d))',
    `(?<id>(?<![\\w+/-])(?:${CONNECTION_ID})(?![\\w+/=-]))`,
  ].join('|'),
  'g',
);

const TYPES: Readonly<Record<string, PlaceholderType>> = {
  uuid: 'uuid',
  trace: 'traceId',
  time: 'timestamp',
  connection: 'connectionId',
  request: 'requestId',
};

/** A time that is farther away from that of the recording is one of the data's own. */
const NEAR_MS = 366 * 24 * 60 * 60 * 1000;

interface Found {
  /** Which of {@link TYPES}; also what its name begins with. */
  readonly kind: string;
  readonly isSentFirst: boolean;
  count: number;
  isSent: boolean;
  name: string | undefined;
}

/** Who sent a value: a client, or the other side. */
export type Direction = 'sent' | 'received';

export class Varying {
  readonly #known: ReadonlyMap<string, string>;
  readonly #candidate: RegExp;
  readonly #now: number;
  readonly #found = new Map<string, Found>();
  readonly #names = new Map<string, number>();

  /**
   * @param known - what certain texts are, wherever they stand: `{{client1}}` for a connection id.
   * @param now - of the recording, epoch milliseconds.
   */
  constructor(known: ReadonlyMap<string, string>, now: number) {
    this.#known = known;
    this.#now = now;
    const texts = [...known.keys()].sort((a, b) => b.length - a.length).map(escapeRegExp);
    const sources = texts.length === 0 ? [] : [`(?<known>${texts.join('|')})`];
    this.#candidate = new RegExp([...sources, CANDIDATE.source].join('|'), 'g');
  }

  /** Looks for such values; all are seen, in their order, before any is written. */
  see(value: JsonValue, direction: Direction): void {
    if (typeof value === 'string') this.#seeText(value, direction, '');
    else if (typeof value === 'number') this.#seeText(String(value), direction, NUMBER);
    else if (isJsonList(value)) for (const item of value) this.see(item, direction);
    else if (isJsonObject(value)) {
      for (const [key, inner] of Object.entries(value)) {
        this.#seeText(key, direction, '');
        this.see(inner, direction);
      }
    }
  }

  /** The value as the file has it. */
  write(value: JsonValue, direction: Direction): JsonValue {
    if (typeof value === 'string') return this.#writeText(value, direction, '');
    if (typeof value === 'number') {
      const text = String(value);
      const written = this.#writeText(text, direction, NUMBER);
      return written === text ? value : written;
    }
    if (isJsonList(value)) return value.map((item) => this.write(item, direction));
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        this.#writeText(key, direction, ''),
        this.write(inner, direction),
      ]),
    );
  }

  #seeText(text: string, direction: Direction, form: string): void {
    for (const match of text.matchAll(this.#candidate)) {
      const kind = this.#kindOf(match);
      if (kind === undefined) continue;
      const isSent = direction === 'sent';
      const found = this.#found.get(form + match[0]);
      if (found === undefined) {
        const first: Found = { kind, isSentFirst: isSent, count: 1, isSent, name: undefined };
        this.#found.set(form + match[0], first);
      } else {
        found.count++;
        found.isSent ||= isSent;
      }
    }
  }

  #writeText(text: string, direction: Direction, form: string): string {
    let from = 0;
    let written = '';
    for (const match of text.matchAll(this.#candidate)) {
      const [token] = match;
      const placeholder = this.#known.get(token) ?? this.#placeholder(form + token, direction);
      if (placeholder === undefined) continue;
      written += escaped(text.slice(from, match.index)) + placeholder;
      from = match.index + token.length;
    }
    return written + escaped(text.slice(from));
  }

  #placeholder(key: string, direction: Direction): string | undefined {
    const found = this.#found.get(key);
    if (found === undefined || found.isSentFirst) return undefined;
    if (found.name !== undefined) return `{{${found.name}}}`;
    const type = TYPES[found.kind];
    // Two times may be the same by chance, and differ the next time.
    const isNamed = found.kind === 'time' ? found.isSent : found.count > 1;
    if (!isNamed && direction === 'received') return `{{:${type}}}`;
    const number = (this.#names.get(found.kind) ?? 0) + 1;
    this.#names.set(found.kind, number);
    found.name = `${found.kind}${number}`;
    return `{{${found.name}:${type}}}`;
  }

  #kindOf({ 0: token, groups = {} }: RegExpExecArray): string | undefined {
    if (groups.uuid !== undefined) return 'uuid';
    if (groups.trace !== undefined) return 'trace';
    if (groups.id !== undefined) {
      return looksLikeConnectionId(token) ? 'connection' : looksLikeRequestId(token) ? 'request' : undefined;
    }
    const isNear = groups.time !== undefined && Math.abs(timeOf(token) - this.#now) < NEAR_MS;
    return isNear ? 'time' : undefined;
  }
}

/** A number in JSON is not the same as its digits in a text. */
const NUMBER = 'number ';

/** Epoch milliseconds. */
function timeOf(text: string): number {
  if (/^\d{13}$/.test(text)) return Number(text);
  if (/^\d{10}$/.test(text)) return Number(text) * 1000;
  return Date.parse(text.replace(/^(\d\d)\/(\w{3})\/(\d{4}):/, '$1 $2 $3 '));
}
