/** A text against one with placeholders in it. Pure. */
import { asText, type JsonValue } from './json-value.ts';
import { fromText, type PlaceholderType, patternInText } from './placeholder-types.ts';
import type { Bindings, Placeholder } from './placeholders.ts';

/**
 * What is known after it, or undefined when the text is another. A placeholder takes as little as it can.
 * @param anywhere - whether other text may stand around it.
 */
export function matchPieces(
  pieces: readonly (string | Placeholder)[],
  text: string,
  bindings: Bindings,
  anywhere: boolean,
): Bindings | undefined {
  const filled = pieces.map((piece): string | Placeholder => {
    if (typeof piece === 'string' || piece.name === undefined) return piece;
    const known = bindings.get(piece.name);
    return known === undefined ? piece : asText(known);
  });
  if (filled.every((piece) => typeof piece === 'string')) {
    const whole = filled.join('');
    return (anywhere ? text.includes(whole) : text === whole) ? bindings : undefined;
  }
  const long = new StandIns(filled.filter((piece) => typeof piece === 'string'));
  const groups: { readonly name: string; readonly type: PlaceholderType | undefined }[] = [];
  const source = filled.map((piece) => {
    if (typeof piece === 'string') return escapeRegExp(long.in(piece));
    const { name, type } = piece;
    if (name === undefined) return `(?:${patternInText(type)})`;
    const again = groups.findIndex((group) => group.name === name);
    // Behind a reference, a digit of the text would be one of its number.
    if (again >= 0) return `(?:\\${again + 1})`;
    groups.push({ name, type });
    return `(${patternInText(type)})`;
  });
  const found = new RegExp(anywhere ? source.join('') : `^(?:${source.join('')})$`).exec(long.in(text));
  if (found === null) return undefined;
  const captured = groups.map(({ name, type }, i): [string, JsonValue] => [
    name,
    fromText(long.out(found[i + 1] ?? ''), type),
  ]);
  return captured.length === 0 ? bindings : new Map([...bindings, ...captured]);
}

/** An expression with more letters than this is slow, and with some ten thousand is refused. */
const LONG = 1000;

/** One letter each in place of long texts, for an expression has a limit and messages have 128 KB. */
class StandIns {
  readonly #letters: ReadonlyMap<string, string>;

  constructor(texts: readonly string[]) {
    const long = [...new Set(texts.filter(({ length }) => length > LONG))];
    long.sort((a, b) => b.length - a.length);
    // Of Unicode's last private plane, whose letters nobody uses.
    this.#letters = new Map(long.map((one, i) => [one, String.fromCodePoint(0x10_0000 + i)]));
  }

  in(text: string): string {
    return [...this.#letters].reduce((rest, [one, letter]) => rest.replaceAll(one, letter), text);
  }

  out(text: string): string {
    return [...this.#letters].reduce((rest, [one, letter]) => rest.replaceAll(letter, () => one), text);
  }
}

/** The source of an expression that finds this text. */
export function escapeRegExp(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
