/**
 * What was expected beside what was received, as lines for a terminal: JSON one value a line, what differs marked,
 * what is the same left out where it is long. Pure but for the colours of the terminal. Row `session.difference`.
 */
import type { ChalkInstance } from 'chalk';
import { isJsonList, isJsonObject, type JsonValue } from './json-value.ts';
import type { Difference } from './match.ts';
import { type Bindings, placeholdersOf, renderKnown } from './placeholders.ts';
import type { Pattern } from './session.ts';
import { around, shortened, visible } from './visible-text.ts';

/** A value of which parts may not be there. */
type Received = JsonValue | undefined | readonly (JsonValue | undefined)[];

export interface Comparison {
  readonly expected: Pattern;
  /** What was compared, as the matcher returns it. */
  readonly received: Received;
  readonly differences: readonly Difference[];
  /** What placeholders stood for, as the matcher returns it. */
  readonly bindings: Bindings;
}

export interface Appearance {
  /** Columns of the terminal. */
  readonly width: number;
  readonly colours: ChalkInstance;
}

interface Row {
  /** `≠` differs, `-` is missing, `+` is too much. */
  readonly mark: ' ' | '≠' | '-' | '+';
  readonly left: string;
  readonly right: string;
}

/** Narrower, nobody can read two columns. */
const NARROWEST = 24;
const GUTTER = '│';
/** How many lines that are the same stay beside what differs. */
const KEPT = 2;

/** Lines without newlines; the first is the heading. */
export function sideBySide(comparison: Comparison, { width, colours }: Appearance): readonly string[] {
  // The mark and a space in front, three columns between.
  const half = Math.max(NARROWEST, Math.floor((width - 5) / 2));
  const rows = new Rows(comparison, half).all();
  const line = ({ mark, left, right }: Row, paintLeft = plain, paintRight = plain) =>
    `${mark} ${paintLeft(left.padEnd(half))} ${colours.dim(GUTTER)} ${paintRight(right)}`.trimEnd();
  const heading = line({ mark: ' ', left: 'expected', right: 'received' }, colours.bold, colours.bold);
  return [
    heading,
    ...withoutLongRests(rows).map((row) => {
      if ('leftOut' in row) return colours.dim(`  … ${row.leftOut} lines that are the same`);
      return row.mark === ' ' ? line(row, colours.dim, colours.dim) : line(row, colours.green, colours.red);
    }),
  ];
}

const plain = (text: string) => text;

class Rows {
  readonly #rows: Row[] = [];
  readonly #comparison: Comparison;
  readonly #width: number;
  readonly #differing: ReadonlySet<string>;

  constructor(comparison: Comparison, width: number) {
    this.#comparison = comparison;
    this.#width = width;
    this.#differing = new Set(comparison.differences.map(({ path }) => JSON.stringify(path)));
  }

  all(): readonly Row[] {
    const { expected, received } = this.#comparison;
    if (typeof expected === 'string' && typeof received === 'string') this.#texts(expected, received);
    else this.#walk(expected, received, [], '', '', '');
    return this.#rows;
  }

  /** Two texts that are no JSON, line by line. */
  #texts(expected: string, received: string): void {
    const left = String(renderKnown(expected, this.#comparison.bindings)).split('\n');
    const right = received.split('\n');
    for (let i = 0; i < Math.max(left.length, right.length); i++) {
      const [a, b] = [left[i], right[i]];
      if (a === b) this.#add(' ', visible(a ?? ''), visible(b ?? ''));
      else if (a === undefined) this.#add('+', '', visible(b ?? ''));
      else if (b === undefined) this.#add('-', visible(a), '');
      else this.#addDiffering(visible(a), visible(b), '');
    }
  }

  /** @param key - what stands in front of the value. @param comma - what stands behind it. */
  #walk(
    expected: Pattern | undefined,
    received: Received,
    path: Difference['path'],
    indent: string,
    key: string,
    comma: string,
  ): void {
    const isDifferent = this.#differing.has(JSON.stringify(path));
    if (!isDifferent && isList(expected) && isList(received)) {
      const length = Math.max(expected.length, received.length);
      const entries = Array.from({ length }, (_, i): Pair => [i, '', expected[i], received[i]]);
      this.#both('[', ']', entries, path, indent, key, comma);
    } else if (!isDifferent && isJsonObject(expected) && isObject(received)) {
      this.#both('{', '}', this.#pairs(expected, received, path), path, indent, key, comma);
    } else if (isDifferent || expected === undefined || received === undefined) {
      this.#different(expected, received, `${indent}${key}`, comma);
    } else {
      const right = `${indent}${key}${oneLine(received)}${comma}`;
      this.#add(' ', `${indent}${key}${oneLine(expected)}${comma}`, right);
    }
  }

  #both(
    open: string,
    close: string,
    entries: readonly Pair[],
    path: Difference['path'],
    indent: string,
    key: string,
    comma: string,
  ): void {
    this.#add(' ', `${indent}${key}${open}`, `${indent}${key}${open}`);
    for (const [i, [step, name, expected, received]] of entries.entries()) {
      const behind = i < entries.length - 1 ? ',' : '';
      this.#walk(expected, received, [...path, step], `${indent}  `, name, behind);
    }
    this.#add(' ', `${indent}${close}${comma}`, `${indent}${close}${comma}`);
  }

  /** In the order of what was expected; what else has come is shown where it is a difference. */
  #pairs(
    expected: { readonly [name: string]: Pattern },
    received: { readonly [name: string]: JsonValue },
    path: Difference['path'],
  ): readonly Pair[] {
    const names = Object.keys(expected).map((key) => String(renderKnown(key, this.#comparison.bindings)));
    const own = Object.values(expected).map((value, i): Pair => {
      const name = names[i] ?? '';
      return [
        name,
        `${visibleJson(name)}: `,
        value,
        Object.hasOwn(received, name) ? received[name] : undefined,
      ];
    });
    const more = Object.entries(received).flatMap(([name, value]): Pair[] => {
      const isDifferent = this.#differing.has(JSON.stringify([...path, name]));
      return names.includes(name) || !isDifferent ? [] : [[name, `${visibleJson(name)}: `, undefined, value]];
    });
    return [...own, ...more];
  }

  #different(expected: Pattern | undefined, received: Received, front: string, comma: string): void {
    const left = expected === undefined ? [] : this.#explained(expected, front, comma);
    const right = received === undefined ? [] : block(received, front, comma);
    if (left.length === 1 && right.length === 1) {
      this.#addDiffering(left[0] ?? '', right[0] ?? '', front);
      return;
    }
    const mark = left.length === 0 ? '+' : right.length === 0 ? '-' : '≠';
    for (let i = 0; i < Math.max(left.length, right.length); i++)
      this.#add(mark, left[i] ?? '', right[i] ?? '');
  }

  /** With what is known filled in, and the placeholders named that it came from. */
  #explained(expected: Pattern, front: string, comma: string): readonly string[] {
    const lines = block(renderKnown(expected, this.#comparison.bindings), front, comma);
    const known = placeholdersOf(expected).filter(({ name = '' }) => this.#comparison.bindings.has(name));
    const [only, ...others] = lines;
    if (only === undefined || others.length > 0 || known.length === 0) return lines;
    return [`${only}  ← ${known.map(({ text }) => text).join(', ')}`];
  }

  /** Shortened to where they begin to differ. */
  #addDiffering(left: string, right: string, front: string): void {
    let same = 0;
    while (same < Math.min(left.length, right.length) && left[same] === right[same]) same++;
    const [a, b] = [left, right].map((text) => around(text, Math.max(same, front.length), this.#width));
    this.#rows.push({ mark: '≠', left: a ?? '', right: b ?? '' });
  }

  #add(mark: Row['mark'], left: string, right: string): void {
    this.#rows.push({ mark, left: shortened(left, this.#width), right: shortened(right, this.#width) });
  }
}

/** A key or an index, how the key is written, what was expected and what has come. */
type Pair = readonly [string | number, string, Pattern | undefined, Received];

/** JSON over several lines. */
function block(value: Received, front: string, comma: string): readonly string[] {
  const indent = front.slice(0, front.length - front.trimStart().length);
  const lines = JSON.stringify(value, null, 2).split('\n');
  return lines.map((line, i) => {
    const text = i === 0 ? `${front}${visible(line)}` : `${indent}${visible(line)}`;
    return i === lines.length - 1 ? `${text}${comma}` : text;
  });
}

function oneLine(value: Received): string {
  return visible(JSON.stringify(value));
}

function visibleJson(text: string): string {
  return visible(JSON.stringify(text));
}

function isList(value: Received): value is readonly (JsonValue | undefined)[] {
  return Array.isArray(value);
}

function isObject(value: Received): value is { readonly [name: string]: JsonValue } {
  return !isList(value) && isJsonObject(value) && !isJsonList(value);
}

/** What is the same is left out but for a few lines around what is not. */
function withoutLongRests(rows: readonly Row[]): readonly (Row | { readonly leftOut: number })[] {
  const isNear = (i: number) =>
    rows.slice(Math.max(0, i - KEPT), i + KEPT + 1).some(({ mark }) => mark !== ' ');
  const result: (Row | { readonly leftOut: number })[] = [];
  for (let i = 0; i < rows.length; ) {
    let end = i;
    while (end < rows.length && !isNear(end)) end++;
    const row = rows[i];
    // One line in place of one saves nothing.
    if (end - i > 1) result.push({ leftOut: end - i });
    else if (row !== undefined) result.push(row);
    i = end - i > 1 ? end : i + 1;
  }
  return result;
}
