/**
 * Placeholders without quotes in YAML, which would read `{{alice}}` as a map in a map. While it is parsed, each of
 * their letters is one of Unicode's private use, so that nothing means anything and all places stay as they are. Pure.
 */

const WRITTEN = /\{\{\{\{|\{\{[^{}\r\n]*\}\}/g;
const HIDDEN = /[\uF600-\uF67F]+/g;
const FIRST = 0xf600;
const LAST_ASCII = 0x7f;

export function hideBraces(text: string): string {
  return text.replaceAll(WRITTEN, (token) =>
    shift(token, (code) => (code <= LAST_ASCII ? FIRST + code : code)),
  );
}

export function showBraces(text: string): string {
  return text.replaceAll(HIDDEN, (token) => shift(token, (code) => code - FIRST));
}

function shift(text: string, move: (code: number) => number): string {
  return text.replaceAll(/./gs, (letter) => String.fromCharCode(move(letter.charCodeAt(0))));
}
