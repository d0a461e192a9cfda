/**
 * What a received value has to be like: a pattern of plain values, in which matchers of vitest, jest and of this
 * package may stand. Objects may have more than the pattern says. Pure.
 */
import { inspect } from 'node:util';

/** What vitest, jest and this package let stand for a value that differs from run to run. */
export interface AsymmetricMatcher {
  asymmetricMatch(value: unknown): boolean;
}

/** Where a value is not as its pattern says; `path` is empty for the whole. */
export interface Difference {
  readonly path: string;
  readonly expected: string;
  readonly found: string;
}

/** Whether the value is as the pattern says. */
export function fits(pattern: unknown, value: unknown): boolean {
  return differenceOf(pattern, value) === undefined;
}

/**
 * The first place where the value is not as the pattern says. Objects may have more; lists may not. `undefined`
 * stands for what is not there, a regular expression for texts.
 */
export function differenceOf(pattern: unknown, value: unknown, path = ''): Difference | undefined {
  const differs = () => ({ path, expected: describeValue(pattern), found: describeValue(value) });
  if (isAsymmetric(pattern)) return pattern.asymmetricMatch(value) ? undefined : differs();
  if (pattern instanceof RegExp) {
    return typeof value === 'string' && isIn(pattern, value) ? undefined : differs();
  }
  if (Array.isArray(pattern)) {
    if (!Array.isArray(value) || value.length !== pattern.length) return differs();
    return firstOf(pattern.keys(), (index) =>
      differenceOf(pattern[index], value[index], `${path}[${index}]`),
    );
  }
  if (!isObject(pattern)) return Object.is(pattern, value) || pattern === value ? undefined : differs();
  if (!isObject(value) || Array.isArray(value)) return differs();
  return firstOf(Object.keys(pattern), (name) =>
    differenceOf(pattern[name], value[name], path === '' ? name : `${path}.${name}`),
  );
}

/** A pattern or a value on one line. */
export function describeValue(value: unknown): string {
  return inspect(forPrint(value), {
    depth: 8,
    breakLength: Number.POSITIVE_INFINITY,
    maxArrayLength: 20,
    maxStringLength: 500,
  });
}

/** Where a pattern and a value differ, in words. */
export function describeDifference({ path, expected, found }: Difference): string {
  return `${path === '' ? '' : `${path}: `}expected ${expected}, found ${found}`;
}

export function isAsymmetric(value: unknown): value is AsymmetricMatcher {
  return isObject(value) && typeof value.asymmetricMatch === 'function';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Without the memory of where it was that `test` gives to global expressions. */
function isIn(pattern: RegExp, text: string): boolean {
  return text.search(pattern) >= 0;
}

function firstOf<T>(candidates: Iterable<T>, look: (candidate: T) => Difference | undefined) {
  for (const candidate of candidates) {
    const found = look(candidate);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Matchers by their own words: `Any<Number>`, `AnyTimestamp`. */
function forPrint(value: unknown): unknown {
  if (isAsymmetric(value)) return { [inspect.custom]: () => nameOf(value) };
  if (Array.isArray(value)) return value.map(forPrint);
  if (!isObject(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, forPrint(inner)]));
}

function nameOf(matcher: AsymmetricMatcher & { toAsymmetricMatcher?: unknown; sample?: unknown }): string {
  if (typeof matcher.toAsymmetricMatcher === 'function') return String(matcher.toAsymmetricMatcher());
  return `${String(matcher)} ${describeValue(matcher.sample)}`;
}
