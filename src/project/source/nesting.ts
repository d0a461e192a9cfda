/**
 * How deep values may stand within each other. Parsers and readers call themselves for each level, and with enough of
 * them the process ends.
 */

/** No definition has as many levels. */
export const DEEPEST = 200;

export const TOO_DEEP = `it is nested more than ${DEEPEST} levels deep; take the innermost out`;

/** Where the first bracket of a JSON text is that is within too many others. */
export function jsonTooDeep(text: string): number | undefined {
  let open = 0;
  for (const { 0: part, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (part === '[' || part === '{') open++;
    else if (part === ']' || part === '}') open = Math.max(open - 1, 0);
    if (open > DEEPEST) return index;
  }
  return undefined;
}
