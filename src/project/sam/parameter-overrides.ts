/** Values of a template's parameters as SAM's command line takes them. Row `sam.parameter-overrides`. */

export type ParameterOverrides =
  | { readonly ok: true; readonly values: ReadonlyMap<string, string> }
  /** A sentence. */
  | { readonly ok: false; readonly problem: string };

/**
 * An argument: what stands between spaces, which count for nothing in quotes and after a backslash. An apostrophe
 * within a word is no quote.
 */
const ARGUMENT = /(?:"(?:\\.|[^"\\])*"|(?<![^\s=])'(?:\\.|[^'\\])*'|\\.|[^\s"\\])+|"/g;

const PAIR = /^(?:ParameterKey=([^=,]+),ParameterValue=|([^=,]+)=)([\s\S]*)$/;

/**
 * Reads `Key=Value`, `Key="a value"`, `ParameterKey=Key,ParameterValue=Value`, each several times in a text.
 *
 * @param texts - those of the command line, or the items of a list; a later value counts before an earlier one.
 */
export function parseParameterOverrides(texts: readonly string[]): ParameterOverrides {
  const values = new Map<string, string>();
  for (const argument of texts.flatMap((text) => text.match(ARGUMENT) ?? [])) {
    const [, longKey, shortKey, value] = PAIR.exec(isQuoted(argument) ? unquoted(argument) : argument) ?? [];
    const key = unquoted(longKey ?? shortKey ?? '');
    if (value === undefined || !/^[A-Za-z0-9]+$/.test(key))
      return { ok: false, problem: problemOf(argument) };
    values.set(key, unquoted(value));
  }
  return { ok: true, values };
}

function problemOf(argument: string): string {
  const shown = JSON.stringify(argument);
  if (argument.startsWith('file://')) {
    return `${shown} names a file, which is not read here; write its parameters as Key=Value`;
  }
  if (argument === '"') return `a quote is not closed; write Key="a value"`;
  return `${shown} is no parameter with its value; write Key=Value, or Key="a value" when it has spaces`;
}

function isQuoted(text: string): boolean {
  return /^"(?:\\.|[^"\\])*"$|^'(?:\\.|[^'\\])*'$/.test(text);
}

/** Without the quotes around it, and the backslashes that keep spaces and quotes. */
function unquoted(text: string): string {
  const inside = isQuoted(text) ? text.slice(1, -1) : text;
  return inside.replaceAll(/\\([ "'])/g, '$1');
}
