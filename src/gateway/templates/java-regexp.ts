/** Java's regular expressions, as far as JavaScript's can stand in for them. Pure. Row `template.regular-expressions`. */
import { JavaException } from './template-error.ts';

/** @param flags - of JavaScript; all matches by default. */
export function javaRegExp(pattern: string, flags = 'g'): RegExp {
  // JavaScript has flags, but not at the beginning of a pattern.
  const inline = /^(\^\(\?:)?\(\?([ims]+)\)/.exec(pattern);
  const rest = inline === null ? pattern : (inline[1] ?? '') + pattern.slice(inline[0].length);
  try {
    return new RegExp(rest, flags + (inline?.[2] ?? ''));
  } catch (error) {
    throw new JavaException(
      `${JSON.stringify(pattern)} is no regular expression: ${error instanceof Error ? error.message : error}`,
    );
  }
}

/** In a Java replacement a backslash makes the next character ordinary, and `$1` is the first group. */
export function javaReplacement(replacement: string): (...match: unknown[]) => string {
  return (...match) =>
    replacement.replace(/\\(.)|\$(\d)|\\$/gs, (_, ordinary?: string, group?: string) => {
      if (group === undefined) return ordinary ?? '';
      const value = match[Number(group)];
      return typeof value === 'string' ? value : '';
    });
}

/** `String.split`: without a limit, empty texts at the end are left out. */
export function splitByRegExp(string: string, pattern: RegExp, limit: number): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const match of string.matchAll(pattern)) {
    if (limit > 0 && parts.length === limit - 1) break;
    const end = match.index + match[0].length;
    // What matches nothing splits between characters, and neither before the first nor behind the last.
    if (end === 0 || match.index >= string.length) continue;
    parts.push(string.slice(from, match.index));
    from = end;
  }
  parts.push(string.slice(from));
  if (limit !== 0 || parts.length === 1) return parts;
  const last = parts.findLastIndex((part) => part !== '');
  return parts.slice(0, last + 1);
}
