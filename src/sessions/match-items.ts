/**
 * The items of a table against those that a session expects, in any order. Pure; row `session.any-order`.
 */
import { type Assigned, assign, type Wanted } from './assign.ts';
import { isJsonList, type JsonValue } from './json-value.ts';
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

/** @param expectation - of a list; with `contains` there may be more items, and more in each. */
export function matchItems(
  expectation: Expectation,
  items: readonly JsonValue[],
  bindings: Bindings,
): MatchedItems {
  const { kind, pattern } = expectation;
  const patterns: readonly Pattern[] = isJsonList(pattern) ? pattern : [pattern];
  const wanted = patterns.map(
    (one): Wanted => ({
      captures: placeholdersOf(one).length > 0,
      match(index, known) {
        const matched = matchValue({ kind, pattern: one }, items[index] ?? null, known);
        return matched.ok ? matched.bindings : undefined;
      },
    }),
  );
  const isPossible = kind === 'contains' || patterns.length === items.length;
  const assigned = assign(wanted, items.length, bindings, isPossible ? undefined : 0);
  if (isPossible && assigned.pairs.size === patterns.length) return { ok: true, bindings: assigned.bindings };
  return describe(kind, patterns, items, assigned);
}

/** To what fits comes what differs least; how that differs is said, and which have none. */
function describe(
  kind: Expectation['kind'],
  patterns: readonly Pattern[],
  items: readonly JsonValue[],
  { pairs, bindings }: Assigned,
): MatchedItems {
  const left = new Map(items.entries());
  for (const index of pairs.values()) left.delete(index);
  const received = patterns.map((_, i): JsonValue | undefined => items[pairs.get(i) ?? -1]);
  const differences: Difference[] = [];
  for (const [i, pattern] of patterns.entries()) {
    if (pairs.has(i)) continue;
    const nearest = nearestOf(kind, pattern, left, bindings);
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
  return { ok: false, differences, received, bindings };
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
