/** Texts of others, fit for one line of a terminal. Pure. */

/** Of control characters, and those that change the direction of writing, their escapes. */
export function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (control) => {
    const escaped = JSON.stringify(control).slice(1, -1);
    return escaped === control ? `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}` : escaped;
  });
}

/** At most so many columns, with how much is left out. */
export function shortened(text: string, width: number): string {
  if (text.length <= width) return text;
  const note = leftOut(text.length - width);
  const kept = text.slice(0, Math.max(0, width - note.length));
  return `${kept}${leftOut(text.length - kept.length)}`.slice(0, width);
}

/** At most so many columns, with the letter at `index` among them. */
export function around(text: string, index: number, width: number): string {
  if (text.length <= width || index < width / 2) return shortened(text, width);
  const from = Math.min(index, text.length) - Math.floor(width / 4);
  const note = `… ${from} … `;
  return `${note}${shortened(text.slice(from), width - note.length)}`;
}

function leftOut(letters: number): string {
  return ` … ${letters} more`;
}
