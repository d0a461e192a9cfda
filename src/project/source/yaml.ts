/**
 * Reads YAML into nodes. A local tag is an intrinsic function of CloudFormation's short form: `!Sub x` is
 * `{ "Fn::Sub": x }`; which of them there are is not known here.
 */
import {
  type AliasEvent,
  EVENT_ID,
  type Event,
  getScalarValue,
  type MappingEvent,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  type SequenceEvent,
  YAMLException,
} from 'js-yaml';
import type { PlacedProblem } from '../problems.ts';
import { linePlaces } from './line-places.ts';
import { Location } from './location.ts';
import { DEEPEST, TOO_DEEP } from './nesting.ts';
import {
  type Entry,
  list,
  type Mapping,
  mappingOf,
  type Node,
  type Scalar,
  scalar,
  toText,
  toValue,
} from './node.ts';
import type { Parsed } from './parsed.ts';
import { plainScalar } from './yaml-scalars.ts';

/** @param file - absolute path. */
export function parseYaml(file: string, text: string): Parsed {
  const placeAt = linePlaces(text);
  try {
    const reader = new Reader(text, parseEvents(text, { maxDepth: DEEPEST }));
    const node = reader.readAll(Location.top({ file, placeOf: ({ offset }) => placeAt(offset) }));
    if (reader.problems.length === 0) return { ok: true, node };
    const place = ({ offset, message }: Wrong): PlacedProblem => ({ place: placeAt(offset), message });
    return { ok: false, problems: reader.problems.map(place) };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { line = 0, column = 0 } = error.mark ?? {};
    return {
      ok: false,
      problems: [{ place: { line: line + 1, column: column + 1 }, message: describe(error.reason) }],
    };
  }
}

/** What is said beside the parser's own words. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/tab/, 'YAML is indented by spaces; replace the tab'],
  [/deficient indentation/, 'a quote or a bracket above it is not closed, or it is indented too little'],
  [/indentation/, 'indent it like its neighbours, or put a text with ": " in it into quotes'],
  [/multiline key|implicit key|implicit map/, 'the line above it lacks its ":"'],
  [/flow collection|flow sequence|flow mapping/, 'a "," or a closing bracket is missing before it'],
  [/end of the stream within/, 'close the text with its quote'],
  [/end of the stream or/, 'the line above it lacks its ":", or it is indented unlike its neighbours'],
];

function describe(reason: string): string {
  if (reason.includes('maxDepth')) return TOO_DEEP;
  const advice = ADVICE.find(([pattern]) => pattern.test(reason))?.[1];
  return `not YAML: ${reason}${advice === undefined ? '' : `; ${advice}`}`;
}

interface Wrong {
  readonly offset: number;
  readonly message: string;
}

type ValueEvent = ScalarEvent | SequenceEvent | MappingEvent | AliasEvent;

const MERGE_KEY = '<<';

/** Definitions repeat a few parts; one that grows beyond this by aliases was made to. */
const MOST_ALIASED_EVENTS = 100_000;

/** Goes through the parser's events, each of which knows where it stands in the text. */
class Reader {
  readonly problems: Wrong[] = [];
  readonly #text: string;
  readonly #events: readonly Event[];
  #next = 0;
  /** Which event each anchor stands at. */
  readonly #anchors = new Map<string, number>();
  /** Anchors of what is being read, around the current event. */
  readonly #around = new Set<number>();
  #aliased = 0;

  constructor(text: string, events: readonly Event[]) {
    this.#text = text;
    this.#events = events;
  }

  /** The only document. */
  readAll(top: Location): Node {
    const documents = this.#events.filter(({ type }) => type === EVENT_ID.DOCUMENT);
    if (documents.length === 0) return scalar(null, top);
    this.#next = 1;
    const node = this.#read(top);
    if (documents.length > 1) {
      const after = this.#events.findIndex((event, i) => i > 0 && event.type === EVENT_ID.DOCUMENT);
      const message = 'a definition is one document; remove the "---" and what follows';
      this.problems.push({ offset: this.#offsetOf(this.#events[after + 1]) ?? 0, message });
    }
    return node;
  }

  #read(at: Location): Node {
    const index = this.#next++;
    const event = this.#events[index];
    if (!isValue(event)) return scalar(null, at);
    if (event.type === EVENT_ID.ALIAS) return this.#readAlias(event, at);
    if (event.anchorStart >= 0) {
      this.#anchors.set(this.#text.slice(event.anchorStart, event.anchorEnd), index);
    }
    this.#around.add(index);
    const tag = event.tagStart < 0 ? '' : this.#text.slice(event.tagStart, event.tagEnd);
    const node = this.#readUntagged(event, tag, at);
    this.#around.delete(index);
    if (!/^![^!]/.test(tag)) return node;
    const name = tag.slice(1);
    const key = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
    return mappingOf(new Map([[key, { key: at, value: node }]]), at);
  }

  #readUntagged(event: Exclude<ValueEvent, AliasEvent>, tag: string, at: Location): Node {
    if (event.type === EVENT_ID.MAPPING) return this.#readMap(at);
    if (event.type === EVENT_ID.SCALAR) return this.#readScalar(event, tag, at);
    const items: Node[] = [];
    while (!this.#takePop()) items.push(this.#read(this.#below(at, items.length)));
    return list(items, at);
  }

  /** What is quoted, or has a tag, is a text. */
  #readScalar(event: ScalarEvent, tag: string, at: Location): Scalar {
    const text = event.valueStart < 0 ? '' : getScalarValue(this.#text, event);
    if (event.style !== SCALAR_STYLE.PLAIN || tag !== '') return scalar(text, at);
    const value = plainScalar(text);
    return typeof value === 'string' || value === null ? scalar(value, at) : { ...scalar(value, at), text };
  }

  #readMap(at: Location): Mapping {
    const entries = new Map<string, Entry>();
    const merged: Node[] = [];
    while (!this.#takePop()) {
      const keyEvent = this.#events[this.#next];
      const offset = this.#offsetOf(keyEvent) ?? at.offset;
      const name = this.#readKey(keyEvent, at);
      const value = this.#read(this.#below(at, name, offset));
      const isMerge =
        name === MERGE_KEY && keyEvent?.type === EVENT_ID.SCALAR && keyEvent.style === SCALAR_STYLE.PLAIN;
      if (isMerge) merged.push(...(value.kind === 'list' ? value.items : [value]));
      else if (entries.has(name)) this.#reportTwice(name, entries.get(name)?.key, offset);
      else entries.set(name, { key: at.below(name, offset), value });
    }
    // What a mapping has itself counts before what it merges, wherever that stands.
    for (const node of merged) {
      if (node.kind !== 'mapping') continue;
      for (const [name, entry] of node.entries) if (!entries.has(name)) entries.set(name, entry);
    }
    return mappingOf(entries, at);
  }

  /** Keys are texts, however they are spelt; most are nothing but that. */
  #readKey(event: Event | undefined, at: Location): string {
    if (event?.type === EVENT_ID.SCALAR && event.tagStart < 0 && event.anchorStart < 0) {
      this.#next++;
      return event.valueStart < 0 ? '' : getScalarValue(this.#text, event);
    }
    const key = this.#read(at);
    return toText(key) ?? JSON.stringify(toValue(key));
  }

  #reportTwice(name: string, first: Location | undefined, offset: number): void {
    const message = `${name} stands on line ${first?.place.line} already; rename or remove one of the two`;
    this.problems.push({ offset, message });
  }

  /** Reads the events of the anchor again, as a value of their own place. */
  #readAlias({ anchorStart, anchorEnd }: AliasEvent, at: Location): Node {
    const name = this.#text.slice(anchorStart, anchorEnd);
    const target = this.#anchors.get(name);
    if (target === undefined || this.#around.has(target)) {
      const why =
        target === undefined
          ? `there is no anchor &${name} above; a text that begins with "*" stands in quotes: "*${name}"`
          : `*${name} stands for something that it is part of itself; write it out`;
      this.problems.push({ offset: anchorStart - 1, message: why });
      return scalar(null, at);
    }
    const back = this.#next;
    this.#next = target;
    const node = this.#read(at);
    this.#aliased += this.#next - target;
    this.#next = back;
    if (this.#aliased <= MOST_ALIASED_EVENTS) return node;
    YAMLException.throwAt(this.#text, anchorStart - 1, 'aliases repeat more than a definition can have');
  }

  #takePop(): boolean {
    const event = this.#events[this.#next];
    if (event !== undefined && event.type !== EVENT_ID.POP) return false;
    this.#next++;
    return true;
  }

  /** @param otherwise - of an empty value, which stands nowhere. */
  #below(at: Location, step: string | number, otherwise = at.offset): Location {
    return at.below(step, this.#offsetOf(this.#events[this.#next]) ?? otherwise);
  }

  #offsetOf(event: Event | undefined): number | undefined {
    if (!isValue(event)) return undefined;
    const start =
      event.type === EVENT_ID.SCALAR
        ? event.valueStart
        : event.type === EVENT_ID.ALIAS
          ? event.anchorStart - 1
          : event.start;
    if (start < 0) return undefined;
    const isQuoted =
      event.type === EVENT_ID.SCALAR &&
      (event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED);
    return isQuoted ? start - 1 : start;
  }
}

function isValue(event: Event | undefined): event is ValueEvent {
  return event !== undefined && event.type !== EVENT_ID.DOCUMENT && event.type !== EVENT_ID.POP;
}
