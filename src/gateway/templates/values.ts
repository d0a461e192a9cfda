/**
 * What a template can hold. Maps are `Map`s, lists are arrays and everything else that has methods is a
 * `JavaObject`: no name that a template writes is ever looked up in a JavaScript object, so none reaches a
 * constructor or a prototype. Pure. Row `template.sandbox`.
 */
import { javaText, Printable } from '../java-text.ts';

export type TemplateMap = Map<unknown, unknown>;
export type Method = (...args: readonly unknown[]) => unknown;

/** An object of API Gateway's or Velocity's, with these properties and methods and no others. */
export class JavaObject extends Printable {
  readonly #name: string;
  readonly properties: ReadonlyMap<string, unknown>;
  readonly methods: ReadonlyMap<string, Method>;

  constructor(
    name: string,
    properties: Readonly<Record<string, unknown>>,
    methods: Readonly<Record<string, Method>> = {},
  ) {
    super();
    this.#name = name;
    this.properties = new Map(Object.entries(properties));
    this.methods = new Map(Object.entries(methods));
  }

  text(): string {
    return this.#name;
  }
}

/**
 * A list that was JSON. It prints as JSON, and what it holds does too; one that a template wrote (`["a", "b"]`)
 * prints as Java's lists do.
 */
class JsonList extends Printable {
  readonly items: unknown[];

  constructor(items: unknown[]) {
    super();
    this.items = items;
  }

  text(): string {
    return jsonText(this);
  }
}

/** The items of a list of either kind; undefined for what is none. */
export function itemsOf(value: unknown): unknown[] | undefined {
  if (value instanceof JsonList) return value.items;
  return Array.isArray(value) ? value : undefined;
}

/** A copy of JSON data for a template to walk and to change. */
export function fromJson(value: unknown): unknown {
  if (Array.isArray(value)) return new JsonList(value.map(fromJson));
  if (typeof value !== 'object' || value === null) return value;
  return mapOf(value, fromJson);
}

/** A map of an object's own members. */
export function mapOf(members: object, convert: (value: unknown) => unknown = (value) => value): TemplateMap {
  return new Map(Object.entries(members).map(([key, value]) => [key, convert(value)]));
}

/** JSON text of a template's value. */
function jsonText(value: unknown): string {
  const items = itemsOf(value);
  if (items !== undefined) return `[${items.map(jsonText).join(',')}]`;
  if (value instanceof Map) {
    const members = [...value].map(([key, member]) => `${JSON.stringify(javaText(key))}:${jsonText(member)}`);
    return `{${members.join(',')}}`;
  }
  if (value instanceof Printable) return JSON.stringify(value.text());
  return JSON.stringify(value ?? null);
}

/** What Velocity takes for the same: numbers by value, everything else by its text. */
export function isEqual(left: unknown, right: unknown): boolean {
  if (isNothing(left) || isNothing(right)) return isNothing(left) && isNothing(right);
  if (typeof left === 'number' && typeof right === 'number') return left === right;
  return javaText(left) === javaText(right);
}

export function isNothing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}
