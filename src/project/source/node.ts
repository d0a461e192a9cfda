/**
 * A definition's values, each with where it is written. Readers that merge, copy and rename parts of a definition
 * (Globals, `${file(…)}`, SAM's transform) do it with these, so that a report still points at what the user wrote.
 */
import type { DefinitionPath } from '../definition-path.ts';
import type { Location } from './location.ts';

export type Node = Scalar | List | Mapping;

export interface Scalar {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As it is spelt, where that says more than the value: `0123456789`. */
  readonly text?: string;
  /** Stands for a value that nobody knows, because of a mistake that is reported; what is made of it is unknown too. */
  readonly isUnknown?: true;
  readonly at: Location;
}

export interface List {
  readonly kind: 'list';
  readonly items: readonly Node[];
  readonly at: Location;
}

export interface Mapping {
  readonly kind: 'mapping';
  readonly entries: ReadonlyMap<string, Entry>;
  readonly at: Location;
}

export interface Entry {
  /** Where the key is. */
  readonly key: Location;
  readonly value: Node;
}

export function scalar(value: Scalar['value'], at: Location): Scalar {
  return { kind: 'scalar', value, at };
}

export function unknown(at: Location): Scalar {
  return { kind: 'scalar', value: null, isUnknown: true, at };
}

export function isUnknown(node: Node | undefined): boolean {
  return node?.kind === 'scalar' && node.isUnknown === true;
}

export function list(items: readonly Node[], at: Location): List {
  return { kind: 'list', items, at };
}

/** A mapping with values from anywhere; a key is where its value is. */
export function mapping(values: Readonly<Record<string, Node | undefined>>, at: Location): Mapping {
  const entries = Object.entries(values).flatMap(([key, value]): [string, Entry][] =>
    value === undefined ? [] : [[key, { key: value.at, value }]],
  );
  return mappingOf(new Map(entries), at);
}

/** A mapping with keys that are written somewhere. */
export function mappingOf(entries: ReadonlyMap<string, Entry>, at: Location): Mapping {
  return { kind: 'mapping', entries, at };
}

/** A value of the reader's own making, all of it where `at` is. */
export function written(value: unknown, at: Location): Node {
  if (Array.isArray(value))
    return list(
      value.map((item) => written(item, at)),
      at,
    );
  if (typeof value === 'object' && value !== null) {
    return mapping(
      Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, written(inner, at)])),
      at,
    );
  }
  return scalar(value as Scalar['value'], at);
}

/** The entry of that name; none of what is no mapping. */
export function entryOf(node: Node | undefined, key: string): Entry | undefined {
  return node?.kind === 'mapping' ? node.entries.get(key) : undefined;
}

/** All entries; none of what is no mapping. */
export function entriesOf(node: Node | undefined): readonly (readonly [string, Entry])[] {
  return node?.kind === 'mapping' ? [...node.entries] : [];
}

/** The items; none of what is no list. */
export function itemsOf(node: Node | undefined): readonly Node[] {
  return node?.kind === 'list' ? node.items : [];
}

/** The value below these keys and indexes. */
export function nodeAt(node: Node | undefined, ...path: DefinitionPath): Node | undefined {
  let found = node;
  for (const step of path) {
    if (found === undefined) return undefined;
    found = found.kind === 'list' ? found.items[Number(step)] : entryOf(found, String(step))?.value;
  }
  return found;
}

/** Where the value below is, or its key, or the nearest thing around it that is written out. */
export function locationOf(node: Node, path: DefinitionPath, at?: 'key'): Location {
  const [step, ...rest] = path;
  if (step === undefined) return node.at;
  const entry = entryOf(node, String(step));
  if (entry !== undefined && at === 'key' && rest.length === 0) return entry.key;
  const inner = entry?.value ?? nodeAt(node, step);
  return inner === undefined ? node.at : locationOf(inner, rest, at);
}

/** The plain value. */
export function toValue(node: Node): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toValue);
  return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, toValue(value)]));
}

/** What a scalar is as text: `0123456789` keeps its zero. Undefined for what is no text. */
export function toText(node: Node | undefined): string | undefined {
  if (node?.kind !== 'scalar' || node.value === null) return undefined;
  return typeof node.value === 'string' ? node.value : (node.text ?? String(node.value));
}

/** The entries of `over` before those of `under`, all the way down; lists are one value. */
export function merged(under: Node | undefined, over: Node | undefined): Node | undefined {
  if (under?.kind !== 'mapping' || over?.kind !== 'mapping') return over ?? under;
  const entries = new Map(under.entries);
  for (const [key, entry] of over.entries) {
    const value = merged(entries.get(key)?.value, entry.value) ?? entry.value;
    entries.set(key, { key: entry.key, value });
  }
  return mappingOf(entries, over.at);
}
