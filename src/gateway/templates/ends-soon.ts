/**
 * Which templates end soon whatever the message says, so that none need watch over them: each of their parts is
 * rendered once, and takes a time and gives a text that grow as the message does. Pure. Row `template.time-limit`.
 */
import { parsePath } from '../json-path-syntax.ts';
import type { Expression, Node, Reference } from './syntax.ts';

/** Each may double a text, and the next one that. */
const MOST_DOUBLINGS = 4;
const NEVER = Number.POSITIVE_INFINITY;

/** What looks at each character of a text, or member of a list, once, and makes nothing longer of it. */
const LINEAR: ReadonlySet<string> = new Set([
  ...['parseJson', 'base64Decode', 'urlDecode', 'getBody', 'params'],
  ...['length', 'trim', 'toLowerCase', 'substring', 'charAt', 'startsWith', 'endsWith'],
  ...['size', 'isEmpty', 'get', 'containsKey', 'equals', 'equalsIgnoreCase', 'toString', 'intValue'],
]);
const DOUBLING: ReadonlySet<string> = new Set([
  ...['escapeJavaScript', 'urlEncode', 'base64Encode'],
  ...['concat', 'toUpperCase'],
]);

/** Loops, macros, lists of lists, regular expressions and whatever else is not known to end soon do not count. */
export function endsSoon(nodes: readonly Node[]): boolean {
  return doublings(nodes) <= MOST_DOUBLINGS;
}

/** How often a text may double in this part of a template; {@link NEVER} for what may not end. */
function doublings(part: unknown): number {
  if (typeof part !== 'object' || part === null) return 0;
  const inner = Object.values(part).reduce((sum: number, value: unknown) => sum + doublings(value), 0);
  return inner + ownDoublings(part);
}

function ownDoublings(part: Part): number {
  switch (part.type) {
    // A list of parts, or a place in the text.
    case undefined:
    case 'raw':
    case 'comment':
    case 'references':
    case 'property':
    case 'index':
    case 'if':
    case 'elseif':
    case 'else':
    case 'integer':
    case 'decimal':
    case 'bool':
      return 0;
    case 'string':
      // A template within the template, but for the likes of "$.a".
      return part.isEval === true && /#|\$[!{\w]/.test(String(part.value)) ? NEVER : 0;
    case 'math':
      return part.operator === '+' ? 1 : 0;
    case 'set':
      return part.equal?.[0].path === undefined || isPlain(part.equal[1]) ? 0 : NEVER;
    case 'method':
      return ofMethod(String(part.id), part.args || []);
    default:
      return NEVER;
  }
}

/** What is looked at of any part of a template. */
interface Part {
  readonly type?: string;
  readonly value?: unknown;
  readonly isEval?: boolean;
  readonly operator?: string;
  readonly equal?: readonly [Reference, Expression];
  readonly id?: unknown;
  readonly args?: readonly Expression[] | false;
}

/** What is put into a map can be put there twice, and that again. */
function isPlain({ type }: Expression): boolean {
  return type === 'string' || type === 'integer' || type === 'decimal' || type === 'bool';
}

function ofMethod(name: string, [path]: readonly Expression[]): number {
  if (LINEAR.has(name)) return 0;
  if (DOUBLING.has(name)) return 1;
  const isQuery = name === 'json' || name === 'path';
  return isQuery && path?.type === 'string' && leadsToOnePlace(path.value) ? 0 : NEVER;
}

/** `$..*` may lead to more places than the message has letters. */
function leadsToOnePlace(path: string): boolean {
  return parsePath(path)?.every(({ kind }) => kind === 'name' || kind === 'index') ?? true;
}
