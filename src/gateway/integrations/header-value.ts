/** What the value of a header in an answer may be. Pure. */

/** Control characters; a tab may stand there. */
const CONTROL = /[^\P{Cc}\t]/u;

/** A line break would be the beginning of another header. */
export function isHeaderValue(text: string): boolean {
  return !CONTROL.test(text);
}
