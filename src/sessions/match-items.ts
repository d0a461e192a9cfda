/**
 * The items of a table against those that a session expects, in any order. Pure; row `session.any-order`.
 */
import type { JsonValue } from './json-value.ts';
import { type Difference, type Matched, matchValue } from './match.ts';
import { type Bindings, placeholdersOf } from './placeholders.ts';
import type { Expectation, Pattern } from './session.ts';

export type MatchedItems =
  | { readonly ok: true; readonly bindings: Bindings }
  | {
      readonly ok: false;
      readonly differences: readonly Difference[];
      /** The items in the order of those that were expected; undefined where there is none for one. */
      readonly received: readonly (JsonValue | undefined)[];
      /** What was known and captured until then, for showing it. */
      readonly bindings: Bindings;
    };

/** How many pairs are tried before it is given up: captures could ask for every order there is. */
const MOST_TRIES = 20_000;

/** @param expectation - of a list; with `contains` there may be more items, and more in each. */
export function matchItems(
  expectation: Expectation,
  items: readonly JsonValue[],
  bindings: Bindings,
): MatchedItems {
  const { kind, pattern } = expectation;
  const patterns = Array.isArray(pattern) ? (pattern as readonly Pattern[]) : [pattern];
  const search = new Search(kind, patterns, items);
  if (kind === 'contains' || patterns.length === items.length) {
    const found = search.assign(bindings);
    if (found !== undefined) return { ok: true, bindings: found };
  }
  return describe(kind, patterns, items, bindings);
}

class Search {
  readonly #kind: Expectation['kind'];
  readonly #patterns: readonly Pattern[];
  readonly #items: readonly JsonValue[];
  readonly #taken = new Set<number>();
  #tries = 0;

  constructor(kind: Expectation['kind'], patterns: readonly Pattern[], items: readonly JsonValue[]) {
    this.#kind = kind;
    // What captures nothing fits few items; the others take what is left.
    this.#patterns = [...patterns].sort((a, b) => placeholdersOf(a).length - placeholdersOf(b).length);
    this.#items = items;
  }

  assign(bindings: Bindings, next = 0): Bindings | undefined {
    const pattern = this.#patterns[next];
    if (pattern === undefined) return bindings;
    for (const [i, item] of this.#items.entries()) {
      if (this.#taken.has(i) || ++this.#tries > MOST_TRIES) continue;
      const matched = matchValue({ kind: this.#kind, pattern }, item, bindings);
      if (!matched.ok) continue;
      this.#taken.add(i);
      const found = this.assign(matched.bindings, next + 1);
      if (found !== undefined) return found;
      this.#taken.delete(i);
    }
    return undefined;
  }
}

/** Pairs what fits, then what differs least, and says how those differ, and which have none. */
function describe(
  kind: Expectation['kind'],
  patterns: readonly Pattern[],
  items: readonly JsonValue[],
  bindings: Bindings,
): MatchedItems {
  let known = bindings;
  const left = new Map(items.entries());
  const received: (JsonValue | undefined)[] = patterns.map((pattern) => {
    for (const [i, item] of left) {
      const matched = matchValue({ kind, pattern }, item, known);
      if (!matched.ok) continue;
      known = matched.bindings;
      left.delete(i);
      return item;
    }
    return undefined;
  });
  const differences: Difference[] = [];
  for (const [i, pattern] of patterns.entries()) {
    if (received[i] !== undefined) continue;
    const nearest = nearestOf(kind, pattern, left, known);
    if (nearest === undefined) differences.push({ path: [i], expected: pattern, received: undefined });
    else {
      received[i] = left.get(nearest.index);
      left.delete(nearest.index);
      differences.push(...nearest.differences.map((one) => ({ ...one, path: [i, ...one.path] })));
    }
  }
  if (kind === 'equals') {
    for (const item of left.values()) {
      differences.push({ path: [received.length], expected: undefined, received: item });
      received.push(item);
    }
  }
  // The search was given up before it came to this.
  if (differences.length === 0) return { ok: true, bindings: known };
  return { ok: false, differences, received, bindings: known };
}

function nearestOf(
  kind: Expectation['kind'],
  pattern: Pattern,
  left: ReadonlyMap<number, JsonValue>,
  bindings: Bindings,
): { readonly index: number; readonly differences: readonly Difference[] } | undefined {
  const candidates = [...left].flatMap(([index, item]) => {
    const matched: Matched = matchValue({ kind, pattern }, item, bindings);
    return matched.ok ? [] : [{ index, differences: matched.differences }];
  });
  return candidates.sort((a, b) => a.differences.length - b.differences.length)[0];
}
