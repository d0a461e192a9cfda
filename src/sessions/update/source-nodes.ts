/** The values of a YAML text (JSON is YAML too) with the range of each, for whoever changes the text in place. Pure. */
import {
  COLLECTION_STYLE,
  EVENT_ID,
  type Event,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
} from 'js-yaml';
import { hideBraces, showBraces } from '../hidden-braces.ts';

/** From its first character to behind its last one, without comments. */
interface Range {
  readonly start: number;
  readonly end: number;
}

export interface SourceEntry extends Range {
  readonly name: string;
  readonly value: SourceNode;
}

export type SourceNode = Range & {
  /** Where the readers of definitions say that it is: of a text in a block its first letter, of nothing the key. */
  readonly at: number;
} & (
    | { readonly kind: 'scalar'; readonly style: 'inline' | 'block' }
    | { readonly kind: 'list'; readonly style: 'flow' | 'block'; readonly items: readonly SourceNode[] }
    | { readonly kind: 'mapping'; readonly style: 'flow' | 'block'; readonly entries: readonly SourceEntry[] }
  );

/** The first document. */
export function readSourceNodes(text: string): SourceNode {
  return new Reader(text).readAll();
}

class Reader {
  readonly #text: string;
  readonly #events: readonly Event[];
  #next = 0;
  /** How far the text has been gone through. */
  #at = 0;

  constructor(text: string) {
    this.#text = hideBraces(text);
    this.#events = parseEvents(this.#text, {});
  }

  readAll(): SourceNode {
    this.#next = 1;
    return this.#read();
  }

  /** @param at - where a value is said to be that is nothing. */
  #read(at = this.#at): SourceNode {
    const event = this.#events[this.#next++];
    if (event?.type === EVENT_ID.SCALAR) return this.#readScalar(event, at);
    if (event?.type === EVENT_ID.ALIAS) {
      this.#at = event.anchorEnd;
      const start = event.anchorStart - 1;
      return { kind: 'scalar', style: 'inline', at: start, start, end: event.anchorEnd };
    }
    if (event?.type !== EVENT_ID.SEQUENCE && event?.type !== EVENT_ID.MAPPING) {
      return this.#nothing(this.#at);
    }
    const { start } = event;
    const style = event.style === COLLECTION_STYLE.FLOW ? 'flow' : 'block';
    this.#at = style === 'flow' ? start + 1 : start;
    if (event.type === EVENT_ID.MAPPING) {
      const entries = this.#readEntries();
      return { kind: 'mapping', style, at: start, start, end: this.#endOf(style), entries };
    }
    const items: SourceNode[] = [];
    while (!this.#takePop()) items.push(this.#read());
    return { kind: 'list', style, at: start, start, end: this.#endOf(style), items };
  }

  #readEntries(): SourceEntry[] {
    const entries: SourceEntry[] = [];
    while (!this.#takePop()) {
      const event = this.#events[this.#next];
      const key = this.#read();
      const name = event?.type === EVENT_ID.SCALAR ? showBraces(getScalarValue(this.#text, event)) : '';
      // An empty value stands behind the colon.
      this.#at = this.#text.indexOf(':', key.end) + 1;
      const value = this.#read(key.start);
      entries.push({ name, start: key.start, end: Math.max(this.#at, value.end), value });
    }
    return entries;
  }

  #nothing(at: number): SourceNode {
    return { kind: 'scalar', style: 'inline', at, start: this.#at, end: this.#at };
  }

  /** @param at - of nothing. */
  #readScalar(event: ScalarEvent, at: number): SourceNode {
    const { valueStart, valueEnd, style } = event;
    if (valueStart < 0) return this.#nothing(at);
    const isBlock = style === SCALAR_STYLE.LITERAL_BLOCK || style === SCALAR_STYLE.FOLDED_BLOCK;
    const isQuoted = style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED;
    const start = isBlock ? this.#headerOf(valueStart) : isQuoted ? valueStart - 1 : valueStart;
    this.#at = isQuoted ? valueEnd + 1 : isBlock ? this.#lineEndBefore(valueEnd) : valueEnd;
    return {
      kind: 'scalar',
      style: isBlock ? 'block' : 'inline',
      at: isBlock ? valueStart : start,
      start,
      end: this.#at,
    };
  }

  /** Of a literal or folded text the `|` or `>` in the line before it. */
  #headerOf(valueStart: number): number {
    const before = this.#text.slice(0, valueStart);
    return /[|>][-+\d]*[ \t]*(?:#.*)?\r?\n$/.exec(before)?.index ?? valueStart;
  }

  #lineEndBefore(end: number): number {
    const text = this.#text.slice(0, end);
    return text.length - (/(?:\r?\n)+$/.exec(text)?.[0].length ?? 0);
  }

  /** What closes a flow collection is no event. */
  #endOf(style: 'flow' | 'block'): number {
    if (style === 'flow')
      this.#at += (/^(?:[\s,]|#.*)*[\]}]/.exec(this.#text.slice(this.#at))?.[0] ?? '').length;
    return this.#at;
  }

  #takePop(): boolean {
    const event = this.#events[this.#next];
    if (event !== undefined && event.type !== EVENT_ID.POP) return false;
    this.#next++;
    return true;
  }
}
