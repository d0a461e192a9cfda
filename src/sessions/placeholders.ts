/**
 * Placeholders: `{{name}}`, `{{name:type}}`, `{{:type}}` and `{{env:NAME}}` in the texts of a session file. `{{{{` is
 * two braces that mean themselves. Pure; row `session.placeholders`.
 */
import { didYouMean } from '../project/spelling.ts';
import { asText, isJsonList, isJsonObject, type JsonValue } from './json-value.ts';
import { PLACEHOLDER_TYPES, type PlaceholderType } from './placeholder-types.ts';
import type { Pattern, Session } from './session.ts';

export interface Placeholder {
  /** What it is called; `env:NAME` for a variable of the environment, undefined for one that captures nothing. */
  readonly name: string | undefined;
  readonly type: PlaceholderType | undefined;
  /** As it is written. */
  readonly text: string;
}

/** What the names stand for: captured values, connection ids by the name of the client, variables by `env:NAME`. */
export type Bindings = ReadonlyMap<string, JsonValue>;

export const ENVIRONMENT = 'env:';

const NAME = /^[A-Za-z_][\w-]*$/;
const TOKEN = /\{\{\{\{|\{\{([^{}]*)\}\}/g;

/** What is known before the first step. */
export function initialBindings({ environment }: Pick<Session, 'environment'>): Bindings {
  return new Map(Object.entries(environment).map(([name, value]) => [`${ENVIRONMENT}${name}`, value]));
}

/** Whether a client may be called so. */
export function isName(text: string): boolean {
  return NAME.test(text) && text !== 'env';
}

/** A text, taken apart: texts that mean themselves, and placeholders. What is wrong means itself. */
export function piecesOf(text: string): readonly (string | Placeholder)[] {
  const pieces: (string | Placeholder)[] = [];
  const add = (literal: string) => {
    const last = pieces.at(-1);
    if (typeof last === 'string') pieces[pieces.length - 1] = last + literal;
    else if (literal !== '') pieces.push(literal);
  };
  let from = 0;
  for (const { 0: token, 1: inside, index } of text.matchAll(TOKEN)) {
    add(text.slice(from, index));
    const parsed = inside === undefined ? undefined : parse(inside);
    if (inside === undefined) add('{{');
    else if (typeof parsed === 'object') pieces.push(parsed);
    else add(token);
    from = index + token.length;
  }
  add(text.slice(from));
  return pieces;
}

/** The placeholder that the text is, when it is nothing else. */
export function wholePlaceholder(text: string): Placeholder | undefined {
  const [piece, ...others] = text.startsWith('{{') ? piecesOf(text) : [];
  return typeof piece === 'object' && others.length === 0 ? piece : undefined;
}

/** What is wrong with the placeholders of a text, a sentence each. */
export function placeholderProblems(text: string): readonly string[] {
  const problems: string[] = [];
  const rest = text.replaceAll(TOKEN, (_token, inside: string | undefined) => {
    const parsed = inside === undefined ? undefined : parse(inside);
    if (typeof parsed === 'string') problems.push(parsed);
    return '';
  });
  if (/\{\{/.test(rest)) {
    problems.push('this "{{" begins no placeholder; close it with "}}", or write {{{{ for two braces');
  }
  return problems;
}

/** A placeholder from what stands between its braces, or what is wrong with that. */
function parse(inside: string): Placeholder | string {
  const text = `{{${inside}}}`;
  const [first = '', type, ...others] = inside.split(':').map((part) => part.trim());
  const name = first === '' ? undefined : first;
  if (others.length > 0 || (name !== undefined && !NAME.test(name)) || inside.trim() === '') {
    return `${text} is no placeholder; write {{name}}, {{name:type}} or {{:type}}, or {{{{ for two braces`;
  }
  if (name === 'env') {
    if (type !== undefined && /^\w+$/.test(type))
      return { name: `${ENVIRONMENT}${type}`, type: undefined, text };
    return `${text} names no variable of the environment; write {{env:TOKEN}}`;
  }
  if (type === undefined) return { name, type, text };
  const known = PLACEHOLDER_TYPES.find((one) => one === type);
  if (known !== undefined) return { name, type: known, text };
  return `${text} has a type that there is not; ${didYouMean(type, PLACEHOLDER_TYPES, `there are ${PLACEHOLDER_TYPES.join(', ')}`)}`;
}

/** A text that means itself, as it is written in a session file. */
export function escaped(text: string): string {
  return text.replaceAll('{{', '{{{{');
}

/** A pattern with all its placeholders filled in, or those that nobody knows yet. */
export type Rendered<T> =
  | { readonly ok: true; readonly value: T }
  /** As they are written. */
  | { readonly ok: false; readonly unknown: readonly string[] };

/** For sending. A placeholder that is the whole text keeps its value's type. */
export function render(pattern: Pattern, bindings: Bindings): Rendered<JsonValue> {
  const unknown: string[] = [];
  const value = fill(pattern, bindings, unknown);
  return unknown.length === 0 ? { ok: true, value } : { ok: false, unknown };
}

/** {@link render} of what ends up as text: a header, a connection id. */
export function renderText(text: string, bindings: Bindings): Rendered<string> {
  const rendered = render(text, bindings);
  return rendered.ok ? { ok: true, value: asText(rendered.value) } : rendered;
}

/** With what is known filled in, and the rest as it is written. */
export function renderKnown(pattern: Pattern, bindings: Bindings): JsonValue {
  return fill(pattern, bindings, []);
}

function fill(pattern: Pattern, bindings: Bindings, unknown: string[]): JsonValue {
  if (typeof pattern === 'string') return fillText(pattern, bindings, unknown);
  if (isJsonList(pattern)) return pattern.map((item) => fill(item, bindings, unknown));
  if (!isJsonObject(pattern)) return pattern;
  return Object.fromEntries(
    Object.entries(pattern).map(([key, value]) => [
      asText(fillText(key, bindings, unknown)),
      fill(value, bindings, unknown),
    ]),
  );
}

function fillText(text: string, bindings: Bindings, unknown: string[]): JsonValue {
  const pieces = piecesOf(text).map((piece) => {
    if (typeof piece === 'string') return piece;
    const known = piece.name === undefined ? undefined : bindings.get(piece.name);
    if (known === undefined) unknown.push(piece.text);
    return known ?? piece.text;
  });
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only : pieces.map(asText).join('');
}

/** Every placeholder of a pattern, keys included. */
export function placeholdersOf(pattern: Pattern): readonly Placeholder[] {
  if (typeof pattern === 'string') return piecesOf(pattern).filter((piece) => typeof piece === 'object');
  if (isJsonList(pattern)) return pattern.flatMap(placeholdersOf);
  if (!isJsonObject(pattern)) return [];
  return Object.entries(pattern).flatMap(([key, value]) => [
    ...placeholdersOf(key),
    ...placeholdersOf(value),
  ]);
}
