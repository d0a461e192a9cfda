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
  const groups: { readonly name: string; readonly type: PlaceholderType | undefined }[] = [];
  const source = pieces.map((piece) => {
    if (typeof piece === 'string') return escapeRegExp(piece);
    const { name, type } = piece;
    const known = name === undefined ? undefined : bindings.get(name);
    if (known !== undefined) return escapeRegExp(asText(known));
    if (name === undefined) return `(?:${patternInText(type)})`;
    const again = groups.findIndex((group) => group.name === name);
    // Behind a reference, a digit of the text would be one of its number.
    if (again >= 0) return `(?:\\${again + 1})`;
    groups.push({ name, type });
    return `(${patternInText(type)})`;
  });
  const found = new RegExp(anywhere ? source.join('') : `^(?:${source.join('')})$`).exec(text);
  if (found === null) return undefined;
  const captured = groups.map(({ name, type }, i): [string, JsonValue] => [
    name,
    fromText(found[i + 1] ?? '', type),
  ]);
  return captured.length === 0 ? bindings : new Map([...bindings, ...captured]);
}

/** The source of an expression that finds this text. */
export function escapeRegExp(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
