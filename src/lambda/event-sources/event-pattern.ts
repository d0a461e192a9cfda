/**
 * Event patterns, by which a mapping chooses records: compiled once, and refused with the place of what is wrong.
 * Pure. Rows `dynamodb.stream-filter*`.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 */
import { type Matcher, PatternError, toMatcher } from './pattern-matchers.ts';

export type EventPattern = Readonly<Record<string, unknown>>;
type Predicate = (value: unknown) => boolean;

/**
 * @returns whether a record fits.
 * @throws {PatternError}
 */
export function compilePattern(pattern: EventPattern): Predicate {
  if (Object.keys(pattern).length === 0)
    throw new PatternError('it is empty; write what a record has to have');
  return compileObject(pattern, '');
}

/** What the project's rules ask. */
export function eventPatternProblem(pattern: EventPattern): string | undefined {
  try {
    compilePattern(pattern);
    return undefined;
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
}

function compileObject(pattern: EventPattern, path: string): Predicate {
  const parts = Object.entries(pattern).map(([key, inner]): Predicate => {
    const here = path === '' ? key : `${path}.${key}`;
    if (key === '$or') return compileAlternatives(inner, here);
    const fits = compileValue(inner, here);
    // What is missing is `undefined` all the way down: a leaf may ask for just that.
    return (value) => fits(isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined);
  });
  return (value) => {
    const candidates = Array.isArray(value) ? value : [value];
    return candidates.some((candidate) => parts.every((fits) => fits(candidate)));
  };
}

function compileAlternatives(patterns: unknown, path: string): Predicate {
  if (!Array.isArray(patterns) || patterns.length < 2 || !patterns.every(isObject)) {
    throw new PatternError(`${path}: expected a list of two patterns or more`);
  }
  const alternatives = patterns.map((pattern) => compileObject(pattern, path));
  return (value) => alternatives.some((fits) => fits(value));
}

function compileValue(pattern: unknown, path: string): Predicate {
  if (isObject(pattern) && Object.keys(pattern).length > 0) return compileObject(pattern, path);
  if (!Array.isArray(pattern) || pattern.length === 0) {
    throw new PatternError(
      `${path}: expected a list of what fits, such as ["a"], or an object with something in it; found ${JSON.stringify(pattern)}`,
    );
  }
  const matchers = pattern.map((one) => toMatcher(one, path));
  return (value) => leavesOf(value).some((leaf) => matchers.some((fits: Matcher) => fits(leaf)));
}

/** Of a list each member; what has parts of its own is no leaf, and as good as missing. */
function leavesOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.length === 0 ? [undefined] : value.flatMap(leavesOf);
  return isObject(value) ? [undefined] : [value];
}

function isObject(value: unknown): value is EventPattern {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
