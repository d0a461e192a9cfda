/**
 * Route selection expressions: `$request.body.action`, `${request.body.service}/${request.body.action}`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-selection-expressions.html
 */

type Part = { readonly text: string } | { readonly path: readonly string[] };

/** An expression that has been read once and is evaluated for every message. */
export type SelectionExpression = (body: unknown) => string;

const VARIABLE = /\\\$|\$\{request\.body\.([^}]+)\}|\$request\.body\.([\w.[\]'"-]+)/g;

/** @param expression - such as `$request.body.action`; `\$` is a dollar sign, anything else stands for itself. */
export function parseSelectionExpression(expression: string): SelectionExpression {
  const parts: Part[] = [];
  let end = 0;
  for (const match of expression.matchAll(VARIABLE)) {
    parts.push({ text: expression.slice(end, match.index) });
    end = match.index + match[0].length;
    const path = match[1] ?? match[2];
    parts.push(path === undefined ? { text: '$' } : { path: parsePath(path) });
  }
  parts.push({ text: expression.slice(end) });
  return (body) =>
    parts.map((part) => ('text' in part ? part.text : stringify(resolve(body, part.path)))).join('');
}

/** `a.b[0]['c']` → a, b, 0, c */
function parsePath(path: string): string[] {
  return path.split(/\.|\[['"]?|['"]?\]/).filter((part) => part !== '');
}

function resolve(body: unknown, path: readonly string[]): unknown {
  let value = body;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

/** The way Java prints it; what is missing, or `null`, is nothing. */
function stringify(value: unknown): string {
  if (value === undefined || value === null) return '';
  return javaText(value);
}

function javaText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(javaText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(([key, inner]) => `${key}=${javaText(inner)}`);
  return `{${entries.join(', ')}}`;
}
