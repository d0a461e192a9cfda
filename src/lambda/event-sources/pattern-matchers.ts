/** What a single value is held against in an event pattern. Pure. */

/** @param leaf - `undefined` when there is none. */
export type Matcher = (leaf: unknown) => boolean;

/** Why a pattern is none. */
export class PatternError extends Error {}

/** @param path - where the matcher stands in the pattern, for what is wrong with it. */
export function toMatcher(matcher: unknown, path: string): Matcher {
  if (typeof matcher !== 'object' || matcher === null) return (leaf) => leaf === matcher;
  const [entry, ...others] = Object.entries(matcher);
  const [name = '', operand] = entry ?? [];
  const make = MAKERS[name];
  if (make === undefined || others.length > 0) {
    throw new PatternError(
      `${path}: expected one of ${Object.keys(MAKERS).join(', ')}, found ${quote(matcher)}`,
    );
  }
  const made = make(operand);
  if (typeof made !== 'string') return made;
  throw new PatternError(`${path}: expected ${made}, found ${quote(matcher)}`);
}

const quote = (value: unknown) => JSON.stringify(value);

/** @returns the matcher, or what was expected instead. */
type Maker = (operand: unknown) => Matcher | string;

const MAKERS: Readonly<Record<string, Maker>> = {
  prefix: ofText('prefix', (leaf, operand) => leaf.startsWith(operand)),
  suffix: ofText('suffix', (leaf, operand) => leaf.endsWith(operand)),
  'equals-ignore-case': (operand) =>
    typeof operand === 'string'
      ? (leaf) => typeof leaf === 'string' && leaf.toLowerCase() === operand.toLowerCase()
      : '{ "equals-ignore-case": "text" }',
  wildcard: (operand) =>
    typeof operand === 'string' ? matchesWildcard(operand) : '{ "wildcard": "text with *" }',
  exists: (operand) =>
    typeof operand === 'boolean' ? (leaf) => (leaf !== undefined) === operand : '{ "exists": true } or false',
  numeric: (operand) => (Array.isArray(operand) ? comparesNumbers(operand) : NUMERIC),
  'anything-but': (operand) => anythingBut(operand),
};

/** Of a text's beginning or end, in either case where that is said. */
function ofText(name: string, fits: (leaf: string, operand: string) => boolean): Maker {
  return (operand) => {
    if (typeof operand === 'string') return (leaf) => typeof leaf === 'string' && fits(leaf, operand);
    const inner = (operand as Record<string, unknown> | null)?.['equals-ignore-case'];
    if (typeof inner !== 'string') return `{ "${name}": "text" }`;
    const lower = inner.toLowerCase();
    return (leaf) => typeof leaf === 'string' && fits(leaf.toLowerCase(), lower);
  };
}

function matchesWildcard(text: string): Matcher {
  const parts = text.split('*').map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const pattern = new RegExp(`^${parts.join('.*')}$`, 's');
  return (leaf) => typeof leaf === 'string' && pattern.test(leaf);
}

const NUMERIC = '{ "numeric": [">", 0, "<=", 5] }';

const COMPARISONS: Readonly<Record<string, (leaf: number, operand: number) => boolean>> = {
  '=': (leaf, operand) => leaf === operand,
  '<': (leaf, operand) => leaf < operand,
  '<=': (leaf, operand) => leaf <= operand,
  '>': (leaf, operand) => leaf > operand,
  '>=': (leaf, operand) => leaf >= operand,
};

function comparesNumbers(operands: readonly unknown[]): Matcher | string {
  if (operands.length !== 2 && operands.length !== 4) return NUMERIC;
  const comparisons: ((leaf: number) => boolean)[] = [];
  for (let i = 0; i < operands.length; i += 2) {
    const compare = COMPARISONS[String(operands[i])];
    const operand = operands[i + 1];
    if (compare === undefined || typeof operand !== 'number') return NUMERIC;
    comparisons.push((leaf) => compare(leaf, operand));
  }
  return (leaf) => typeof leaf === 'number' && comparisons.every((fits) => fits(leaf));
}

function anythingBut(operand: unknown): Matcher | string {
  const expected = '{ "anything-but": "text" }, a number, a list of them, or a prefix or suffix';
  const excluded = Array.isArray(operand) ? operand : [operand];
  if (excluded.length === 0) return expected;
  const matchers: Matcher[] = [];
  for (const one of excluded) {
    if (typeof one !== 'object' || one === null) matchers.push((leaf) => leaf === one);
    else {
      const [name = '', inner] = Object.entries(one)[0] ?? [];
      const make = ['prefix', 'suffix', 'equals-ignore-case', 'wildcard'].includes(name) && MAKERS[name];
      const alternatives = Array.isArray(inner) ? inner : [inner];
      for (const alternative of alternatives) {
        const made = make ? make(alternative) : expected;
        if (typeof made === 'string') return expected;
        matchers.push(made);
      }
    }
  }
  return (leaf) => leaf !== undefined && !matchers.some((fits) => fits(leaf));
}
