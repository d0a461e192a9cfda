/** IAM's wildcards: `*` is any text, `?` any one character. Pure. */

/** Linear in both texts: a policy of many stars costs no more than another. */
export function matchesPattern(pattern: string, text: string): boolean {
  let [at, position] = [0, 0];
  let [star, resumeAt] = [-1, 0];
  while (position < text.length) {
    if (at < pattern.length && pattern[at] === '*') {
      star = at++;
      resumeAt = position;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[position])) {
      at++;
      position++;
    } else if (star >= 0) {
      // The last star takes one character more.
      at = star + 1;
      position = ++resumeAt;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
