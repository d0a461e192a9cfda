/**
 * Whether what came is what a session expects: a pattern against a text or a JSON value, with what placeholders stand
 * for so far. Pure; rows `session.placeholders`, `session.contains`, `session.any-order`.
 */
import {
  isJsonList,
  isJsonObject,
  isSameJson,
  type JsonObject,
  type JsonValue,
  parseJson,
} from './json-value.ts';
import { matchPieces } from './match-text.ts';
import { isOfType } from './placeholder-types.ts';
import { type Bindings, piecesOf, renderText, wholePlaceholder } from './placeholders.ts';
import type { Expectation, Pattern } from './session.ts';

/** Where it differs, and how. */
export interface Difference {
  /** Keys and indexes of the value that was received. */
  readonly path: readonly (string | number)[];
  /** Undefined: nothing was expected there. */
  readonly expected: Pattern | undefined;
  /** Undefined: nothing is there. */
  readonly received: JsonValue | undefined;
}

export type Matched =
  /** With what was captured beside what was known. */
  | { readonly ok: true; readonly bindings: Bindings }
  | {
      readonly ok: false;
      readonly differences: readonly Difference[];
      /** What was compared: JSON where JSON was expected and has come, else text. */
      readonly received: JsonValue;
      /** What was known and captured until then, for showing it. */
      readonly bindings: Bindings;
    };

/** A message, a body, an error's message: a text pattern expects text, any other JSON. */
export function matchText({ kind, pattern }: Expectation, text: string, bindings: Bindings): Matched {
  if (typeof pattern === 'string') {
    const captured = matchPieces(piecesOf(pattern), text, bindings, kind === 'contains');
    if (captured !== undefined) return { ok: true, bindings: captured };
    return differentText(pattern, text, bindings);
  }
  const value = parseJson(text);
  if (value !== undefined) return matchValue({ kind, pattern }, value, bindings);
  return differentText(pattern, text, bindings);
}

/** A JSON value. */
export function matchValue(
  { kind, pattern }: Pick<Expectation, 'kind' | 'pattern'>,
  value: JsonValue,
  bindings: Bindings,
): Matched {
  const walk = new Walk(kind, bindings);
  walk.compare(pattern, value, []);
  if (walk.differences.length === 0) return { ok: true, bindings: walk.bindings };
  return { ok: false, differences: walk.differences, received: value, bindings: walk.bindings };
}

function differentText(pattern: Pattern, text: string, bindings: Bindings): Matched {
  const differences = [{ path: [], expected: pattern, received: text }];
  return { ok: false, differences, received: text, bindings };
}

class Walk {
  bindings: Bindings;
  readonly differences: Difference[] = [];
  readonly #kind: Expectation['kind'];

  constructor(kind: Expectation['kind'], bindings: Bindings) {
    this.#kind = kind;
    this.bindings = bindings;
  }

  compare(expected: Pattern, received: JsonValue, path: Difference['path']): void {
    if (isJsonObject(expected) && isJsonObject(received)) this.#compareObjects(expected, received, path);
    else if (isJsonList(expected) && isJsonList(received)) {
      for (let i = 0; i < Math.max(expected.length, received.length); i++) {
        this.#compareEntries(expected[i], received[i], [...path, i]);
      }
    } else if (!this.#isRight(expected, received)) this.differences.push({ path, expected, received });
  }

  #compareObjects(expected: JsonObject, received: JsonObject, path: Difference['path']): void {
    const taken = new Set<string>();
    const open: [string, Pattern][] = [];
    for (const [written, value] of Object.entries(expected)) {
      const rendered = renderText(written, this.bindings);
      if (rendered.ok) {
        const key = rendered.value;
        taken.add(key);
        this.#compareEntries(value, Object.hasOwn(received, key) ? received[key] : undefined, [...path, key]);
      } else open.push([written, value]);
    }
    // A key that captures takes what the others leave.
    for (const [key, value] of open) {
      const found = Object.keys(received).find(
        (name) => !taken.has(name) && this.#take(key, name, value, received),
      );
      if (found === undefined) this.#compareEntries(value, undefined, [...path, key]);
      else taken.add(found);
    }
    if (this.#kind === 'contains') return;
    for (const [key, value] of Object.entries(received)) {
      if (!taken.has(key)) this.#compareEntries(undefined, value, [...path, key]);
    }
  }

  /** Takes the entry for that of a key with placeholders, when both key and value are right. */
  #take(key: string, name: string, value: Pattern, received: JsonObject): boolean {
    const captured = matchPieces(piecesOf(key), name, this.bindings, false);
    const found = received[name];
    if (captured === undefined || found === undefined) return false;
    const matched = matchValue({ kind: this.#kind, pattern: value }, found, captured);
    if (matched.ok) this.bindings = matched.bindings;
    return matched.ok;
  }

  #compareEntries(expected: Pattern | undefined, received: JsonValue | undefined, path: Difference['path']) {
    if (expected !== undefined && received !== undefined) this.compare(expected, received, path);
    else this.differences.push({ path, expected, received });
  }

  #isRight(expected: Pattern, received: JsonValue): boolean {
    return typeof expected === 'string'
      ? this.#compareText(expected, received)
      : isSameJson(expected, received);
  }

  #compareText(expected: string, received: JsonValue): boolean {
    const whole = wholePlaceholder(expected);
    if (whole !== undefined) {
      const known = whole.name === undefined ? undefined : this.bindings.get(whole.name);
      if (known !== undefined) return isSameJson(known, received);
      if (!isOfType(received, whole.type)) return false;
      if (whole.name !== undefined) this.bindings = new Map(this.bindings).set(whole.name, received);
      return true;
    }
    if (typeof received !== 'string') return false;
    const captured = matchPieces(piecesOf(expected), received, this.bindings, false);
    this.bindings = captured ?? this.bindings;
    return captured !== undefined;
  }
}
