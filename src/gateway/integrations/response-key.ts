/** Keys of integration responses: `$default`, or a regular expression between slashes, in Java's words. Pure. */

/** The whole text has to fit, as in Java. */
export function fitsKey(key: string, text: string): boolean {
  const source = /^\/(.*)\/$/s.exec(key)?.[1];
  return source === undefined ? key === text : expressionOf(source).test(text);
}

/** @returns why a key is no regular expression, or undefined. */
export function responseKeyProblem(key: string): string | undefined {
  try {
    fitsKey(key, '');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const expressions = new Map<string, RegExp>();

function expressionOf(source: string): RegExp {
  const known = expressions.get(source);
  if (known !== undefined) return known;
  // Java writes flags into the expression.
  const [, flags = '', rest = source] = /^\(\?([ims]+)\)(.*)$/s.exec(source) ?? [];
  const expression = new RegExp(`^(?:${rest})$`, flags);
  expressions.set(source, expression);
  return expression;
}
