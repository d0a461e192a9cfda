/** The methods of Java's `String` that templates call. Pure. Row `template.strings`. */

import { javaRegExp, javaReplacement, splitByRegExp } from './java-regexp.ts';
import { integer, methodTable, text } from './method-table.ts';
import { JavaException } from './template-error.ts';
import { isNothing } from './values.ts';

export const STRING_METHODS = methodTable<string>({
  length: (string) => string.length,
  isEmpty: (string) => string === '',
  trim: (string) => string.trim(),
  toUpperCase: (string) => string.toUpperCase(),
  toLowerCase: (string) => string.toLowerCase(),
  equals: (string, other) => string === other,
  equalsIgnoreCase: (string, other) =>
    typeof other === 'string' && string.toLowerCase() === other.toLowerCase(),
  compareTo: (string, other) => compare(string, text(other)),
  compareToIgnoreCase: (string, other) => compare(string.toLowerCase(), text(other).toLowerCase()),
  concat: (string, other) => string + text(other),
  contains: (string, part) => string.includes(text(part)),
  startsWith: (string, part, from) => string.startsWith(text(part), isNothing(from) ? 0 : integer(from)),
  endsWith: (string, part) => string.endsWith(text(part)),
  indexOf: (string, part, from) => string.indexOf(text(part), isNothing(from) ? 0 : integer(from)),
  lastIndexOf: (string, part, from) =>
    isNothing(from) ? string.lastIndexOf(text(part)) : string.lastIndexOf(text(part), integer(from)),
  charAt: (string, index) => within(string, integer(index), integer(index) + 1, 'charAt'),
  substring: (string, begin, end) =>
    within(string, integer(begin), isNothing(end) ? string.length : integer(end), 'substring'),
  subSequence: (string, begin, end) => within(string, integer(begin), integer(end), 'subSequence'),
  replace: (string, part, by) => string.replaceAll(text(part), () => text(by)),
  replaceAll: (string, pattern, by) => string.replace(javaRegExp(text(pattern)), javaReplacement(text(by))),
  replaceFirst: (string, pattern, by) =>
    string.replace(javaRegExp(text(pattern), ''), javaReplacement(text(by))),
  matches: (string, pattern) => javaRegExp(`^(?:${text(pattern)})$`, '').test(string),
  split: (string, pattern, limit) =>
    splitByRegExp(string, javaRegExp(text(pattern)), isNothing(limit) ? 0 : integer(limit)),
});

function compare(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const difference = left.charCodeAt(at) - right.charCodeAt(at);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Java throws where JavaScript gives what there is. */
function within(string: string, begin: number, end: number, method: string): string {
  if (begin < 0 || begin > end || end > string.length) {
    throw new JavaException(
      `${method} from ${begin} to ${end} is outside a text of ${string.length} characters`,
    );
  }
  return string.slice(begin, end);
}
