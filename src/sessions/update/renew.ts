/**
 * The pattern that a value fits: the old one as far as it does, with its placeholders; what differs is the value's. Pure.
 * Row `replay.update`.
 */
import { isJsonList, isJsonObject, type JsonValue } from '../json-value.ts';
import { matchValue } from '../match.ts';
import { type Bindings, escaped } from '../placeholders.ts';
import type { Expectation, Pattern } from '../session.ts';

export function renew(
  kind: Expectation['kind'],
  pattern: Pattern,
  value: JsonValue,
  bindings: Bindings,
): Pattern {
  if (matchValue({ kind, pattern }, value, bindings).ok) return pattern;
  if (isJsonList(pattern) && isJsonList(value)) {
    return value.map((item, i) => {
      const old = pattern[i];
      return old === undefined ? asPattern(item, bindings) : renew(kind, old, item, bindings);
    });
  }
  if (!isJsonObject(pattern) || !isJsonObject(value)) return asPattern(value, bindings);
  // What was asked about first, in the order of the file.
  const asked = Object.keys(pattern).filter((key) => Object.hasOwn(value, key));
  const others = kind === 'contains' ? [] : Object.keys(value).filter((key) => !asked.includes(key));
  return Object.fromEntries(
    [...asked, ...others].map((key) => {
      const [old, now = null] = [pattern[key], value[key]];
      const isOld = Object.hasOwn(pattern, key) && old !== undefined;
      return isOld ? [key, renew(kind, old, now, bindings)] : [escaped(key), asPattern(now, bindings)];
    }),
  );
}

/** Shorter texts are found in others by chance. */
const SHORTEST_ID = 8;

/** A value as it is, but what is known by a name stands there by that name. */
function asPattern(value: JsonValue, bindings: Bindings): Pattern {
  if (isJsonList(value)) return value.map((item) => asPattern(item, bindings));
  if (isJsonObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [escaped(key), asPattern(inner, bindings)]),
    );
  }
  return typeof value === 'string' ? withNames(value, bindings) : value;
}

function withNames(text: string, bindings: Bindings): string {
  let named = escaped(text);
  for (const [name, value] of bindings) {
    if (typeof value !== 'string' || value.length < SHORTEST_ID) continue;
    named = named.replaceAll(escaped(value), () => `{{${name}}}`);
  }
  return named;
}
