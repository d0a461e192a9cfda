/**
 * Selection expressions: `$request.body.action`, `${request.body.service}/${request.body.action}`, `\$default`.
 * Pure. Rows `routing.*`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-selection-expressions.html
 */
import { javaText } from './java-text.ts';
import { compilePath, type PathQuery } from './json-path.ts';
import { closingBracket } from './json-path-syntax.ts';

/**
 * An expression that has been read once and is evaluated for every request.
 *
 * @param variable - the value of a variable, by its name without the dollar sign and braces.
 */
export type SelectionExpression = (variable: (name: string) => unknown) => string;

type Part = { readonly text: string } | { readonly variable: string };

/** A `$` that is escaped; else the name that follows it is read by hand, for brackets nest. */
const DOLLAR = /\\\$|\$/g;
/** One more step of a name without braces: `.action`, `..x`, `.*`. */
const STEP = /\.{1,2}(?:\*|[\w-]*\w)|\.\.(?=\[)/y;
const FIRST = /[A-Za-z_](?:[\w-]*\w)?/y;

export function parseSelectionExpression(expression: string): SelectionExpression {
  const parts = parse(expression);
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && 'variable' in only) {
    return (variable) => stringify(variable(only.variable));
  }
  return (variable) =>
    parts.map((part) => ('text' in part ? part.text : stringify(variable(part.variable)))).join('');
}

function parse(expression: string): readonly Part[] {
  const parts: Part[] = [];
  let text = '';
  let at = 0;
  while (at < expression.length) {
    DOLLAR.lastIndex = at;
    const dollar = DOLLAR.exec(expression);
    if (dollar === null) break;
    text += expression.slice(at, dollar.index);
    at = dollar.index + dollar[0].length;
    const found = dollar[0] === '$' ? readVariable(expression, at) : undefined;
    if (found === undefined) text += '$';
    else {
      if (text !== '') parts.push({ text });
      text = '';
      parts.push({ variable: found.name });
      at = found.end;
    }
  }
  text += expression.slice(at);
  return text === '' ? parts : [...parts, { text }];
}

/** The variable whose name begins at `start`, behind the dollar sign. */
function readVariable(expression: string, start: number): { name: string; end: number } | undefined {
  if (expression[start] !== '{') {
    const end = endOfName(expression, start);
    return end === undefined ? undefined : { name: expression.slice(start, end), end };
  }
  const end = closingBrace(expression, start + 1);
  return end === undefined ? undefined : { name: expression.slice(start + 1, end), end: end + 1 };
}

/** A name without braces goes on for as long as it can be a path. */
function endOfName(expression: string, start: number): number | undefined {
  FIRST.lastIndex = start;
  const first = FIRST.exec(expression);
  if (first === null) return undefined;
  let at = start + first[0].length;
  for (;;) {
    STEP.lastIndex = at;
    const step = STEP.exec(expression);
    if (step !== null) at += step[0].length;
    else {
      const end = expression[at] === '[' ? closingBracket(expression, at) : undefined;
      if (end === undefined) return at;
      at = end + 1;
    }
  }
}

/** The brace that closes a name; one within brackets is part of the path. */
function closingBrace(expression: string, start: number): number | undefined {
  for (let at = start; at < expression.length; at += 1) {
    if (expression[at] === '}') return at;
    if (expression[at] === '[') at = closingBracket(expression, at) ?? at;
  }
  return undefined;
}

/** What is missing, or `null`, is nothing. */
function stringify(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  try {
    return javaText(value);
  } catch (error) {
    // A message can be nested deeper than the stack; such a thing is no key.
    if (error instanceof RangeError) return '';
    throw error;
  }
}

/** The value of `request.body`, `request.body.{path}` and `request.body[…]`; undefined for any other variable. */
export function requestBodyVariable(body: unknown, name: string): unknown {
  return bodyVariable(body, name, 'request.body');
}

/** The same for a body of another name, such as `integration.response.body`. */
export function bodyVariable(body: unknown, name: string, prefix: string): unknown {
  if (!name.startsWith(prefix)) return undefined;
  const path = name.slice(prefix.length);
  if (path === '') return body;
  return path.startsWith('.') || path.startsWith('[') ? resolveBodyPath(body, path) : undefined;
}

/** Paths come from definitions, of which there are few; a template can make more of them. */
const MOST_PATHS = 500;
const paths = new Map<string, PathQuery>();

/**
 * @param path - what follows `request.body.`, any JSONPath; a `$` before it is one too.
 * @returns the value, or the list of values when the path may lead to several; undefined when there is nothing,
 * or the path is malformed.
 */
export function resolveBodyPath(body: unknown, path: string): unknown {
  let query = paths.get(path);
  if (query === undefined) {
    if (paths.size >= MOST_PATHS) paths.clear();
    query = compilePath(path);
    paths.set(path, query);
  }
  return query(body);
}
