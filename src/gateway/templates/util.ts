/**
 * `$util` of templates. Pure. Rows `template.util.*`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html
 */
import { javaText } from '../java-text.ts';
import { JavaException } from './template-error.ts';
import { fromJson, isNothing, JavaObject } from './values.ts';

export const UTIL = new JavaObject(
  '$util',
  {},
  {
    escapeJavaScript: ofText(escapeJavaScript),
    parseJson: ofText(parseJson),
    urlEncode: ofText(urlEncode),
    urlDecode: ofText(urlDecode),
    base64Encode: ofText((text) => Buffer.from(text).toString('base64')),
    base64Decode: ofText((text) => Buffer.from(text, 'base64').toString()),
  },
);

/** Of nothing, nothing comes. */
function ofText(convert: (text: string) => unknown): (value: unknown) => unknown {
  return (value) => (isNothing(value) ? undefined : convert(javaText(value)));
}

const SHORT: ReadonlyMap<string, string> = new Map(
  Object.entries({ '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t' }),
);

/** As Apache Commons does; the escaped single quotes and slashes are AWS's, too. */
function escapeJavaScript(text: string): string {
  return text.replace(/["'\\/]|[^\x20-\x7e]/g, (character) => {
    if (/["'\\/]/.test(character)) return `\\${character}`;
    const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    return SHORT.get(character) ?? (character === '\x7f' ? character : `\\u${code}`);
  });
}

function parseJson(text: string): unknown {
  try {
    return fromJson(JSON.parse(text));
  } catch {
    throw new JavaException(
      `$util.parseJson was given what is no JSON: ${JSON.stringify(text.slice(0, 40))}`,
    );
  }
}

/** Half a character is none in UTF-8. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

/** As Java's `URLEncoder`. */
function urlEncode(text: string): string {
  return encodeURIComponent(wellFormed(text))
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

function urlDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new JavaException(`$util.urlDecode was given ${JSON.stringify(text.slice(0, 40))}`);
  }
}
