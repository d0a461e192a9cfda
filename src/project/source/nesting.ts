/**
 * How deep values may stand within each other. Parsers and readers call themselves for each level, and with enough of
 * them the process ends.
 */

/** No definition has as many levels. */
export const DEEPEST = 200;

export const TOO_DEEP = `it is nested more than ${DEEPEST} levels deep; take the innermost out`;

/** Where the first bracket is that is within too many others. */
export function jsonTooDeep(text: string): number | undefined {
  return tooDeep(text, /"(?:[^"\\]|\\.)*"|[[\]{}]/g, DEEPEST);
}

/**
 * The same as far as a glance tells: what stands in texts and comments is counted too, so that the limit is three times
 * the one that is held when the text is read.
 */
export function yamlTooDeep(text: string): number | undefined {
  return /^[ -]{600}/m.exec(text)?.index ?? tooDeep(text, /[[\]{}]/g, 600);
}

function tooDeep(text: string, parts: RegExp, most: number): number | undefined {
  let open = 0;
  for (const { 0: part, index } of text.matchAll(parts)) {
    if (part === '[' || part === '{') open++;
    else if (part === ']' || part === '}') open = Math.max(open - 1, 0);
    if (open > most) return index;
  }
  return undefined;
}
