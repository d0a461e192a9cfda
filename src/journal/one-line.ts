/** What others wrote, in a line of the terminal. Pure. */

const MAX_BODY = 160;

export function shorten(body: string): string {
  if (body.length <= MAX_BODY) return onOneLine(body);
  return `${onOneLine(body.slice(0, MAX_BODY))}… (${Buffer.byteLength(body)} bytes)`;
}

/** What a client sent must neither break the line nor speak to the terminal. */
export function onOneLine(text: string): string {
  // To look first is cheaper by far.
  if (!/\p{Cc}/u.test(text)) return text;
  return text.replaceAll(/\p{Cc}/gu, (control) => {
    const escaped = JSON.stringify(control).slice(1, -1);
    return escaped === control ? `\\u00${control.charCodeAt(0).toString(16)}` : escaped;
  });
}
