/**
 * Whether a value has the shape that a schema gives it: a walk over both at once, which says everything that is
 * wrong and goes on with stand-ins, so that the project's rules can look at the rest.
 *
 * The walk is ours because valibot's own stops at an object's first unknown key and leaves out entries named
 * `constructor` or `__proto__`, which are lawful route keys; single values are checked by valibot.
 */
import * as v from 'valibot';
import type { DefinitionPath } from '../definition-path.ts';
import { closest } from '../spelling.ts';
import { preview, rewritten } from './preview.ts';

/** How the language that the value was written in, and its framework, put things. */
export interface Dialect {
  /** How a key and its value are written: `"stage": "dev"`. */
  entry(key: string, value: unknown): string;
  /** Names that a key has elsewhere, of which one may be meant. */
  otherNames(key: string): readonly string[];
  /** Whether a key that is unknown and like no other is right: other programs may know it. */
  readonly hasFurtherKeys: boolean;
}

/** Stands for a value that is wrong in a way that is reported: nothing is said of it, and a stand-in used. */
export const REPORTED = Symbol('reported');

/** Something that does not fit the schema. */
export interface Misfit {
  readonly path: DefinitionPath;
  /** `key`: the place is the key's, not the value's. */
  readonly at?: 'key';
  /** What the sentence is about: the value, or of an unknown key the object that has it. */
  readonly subject: DefinitionPath;
  readonly sentence: string;
  /** The key that the value lacks, with whose name in quotes the sentence begins. */
  readonly missing?: string;
}

export interface Checked<Shape> {
  /** The value, with stand-ins for what is broken. */
  readonly value: Shape;
  readonly misfits: readonly Misfit[];
  /** Keys that are right for others, and of no use here. */
  readonly furtherKeys: readonly DefinitionPath[];
  /** Where the stand-ins are: what a rule finds out from them says nothing about the user's file. */
  readonly broken: readonly DefinitionPath[];
}

export function checkShape<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  dialect: Dialect,
): Checked<v.InferOutput<S>> {
  const walk = new Walk(dialect);
  const checked = walk.check(schema, value, []) ?? standIn(schema);
  const { misfits, furtherKeys, broken } = walk;
  // The walk follows the schema, so what comes out has the schema's type, stand-ins included.
  return { value: checked as v.InferOutput<S>, misfits, furtherKeys, broken };
}

/** What the walk reads of valibot's schemas; each kind has some of these. */
interface Schema extends v.GenericSchema {
  readonly wrapped?: Schema;
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly value?: Schema;
  readonly item?: Schema;
  readonly options?: readonly unknown[];
  readonly message?: unknown;
}

class Walk {
  readonly misfits: Misfit[] = [];
  readonly furtherKeys: DefinitionPath[] = [];
  readonly broken: DefinitionPath[] = [];
  readonly #dialect: Dialect;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  /** The value, mended inside where it had to be, or `undefined` when it is of no use. */
  check(schema: Schema, value: unknown, path: DefinitionPath): unknown {
    if (value === REPORTED) {
      this.broken.push(path);
      return undefined;
    }
    const { entries, value: ofRecord, item: ofArray } = schema;
    if (entries && isObject(value)) return this.#checkObject(entries, value, path);
    if (ofRecord && isObject(value)) {
      // A broken entry keeps its name, so that what refers to it finds it.
      const checked = Object.entries(value).map(([key, inner]) => {
        const mended = this.check(ofRecord, inner, [...path, key]);
        return [key, mended === undefined ? standIn(ofRecord) : mended];
      });
      return Object.fromEntries(checked);
    }
    if (ofArray && Array.isArray(value)) {
      return value.flatMap((inner, i) => this.check(ofArray, inner, [...path, i]) ?? []);
    }
    const branch = branchesOf(schema).find(({ entries, type }) =>
      entries ? isObject(value) : type === typeof value,
    );
    if (branch) return this.check(branch, value, path);
    const parsed = entries || ofRecord ? undefined : v.safeParse(schema, value);
    if (parsed?.success) return parsed.output;
    const [issue = { message: expectation(schema) }] = parsed?.issues ?? [];
    // What is taken as a whole may not fit for nothing but what is said already.
    if (Array.isArray(value) && value.includes(REPORTED)) {
      this.broken.push(path);
      return undefined;
    }
    this.#add(path, `expected ${issue.message}, found ${preview(value)}${rewritten(schema, value)}`);
    this.broken.push(path);
    return undefined;
  }

  #checkObject(entries: NonNullable<Schema['entries']>, object: object, path: DefinitionPath): unknown {
    const given = new Map<string, unknown>(Object.entries(object));
    const misspelt = this.#reportUnknownKeys(Object.keys(entries), given, path);
    const mended = Object.entries(entries).map(([key, entry]): [string, unknown] => {
      const value = given.get(key);
      if (value !== undefined) return [key, this.check(entry.wrapped ?? entry, value, [...path, key])];
      if (!isOptional(entry) && !misspelt.has(key)) {
        const sentence = `"${key}" is missing; write ${this.#example(key, entry)}`;
        this.misfits.push({ path, subject: path, sentence, missing: key });
        this.broken.push([...path, key]);
      }
      return [key, undefined];
    });
    const filled = mended.flatMap(([key, value]) => {
      const entry = entries[key];
      if (value !== undefined) return [[key, value]];
      return entry === undefined || isOptional(entry) ? [] : [[key, standIn(entry)]];
    });
    return Object.fromEntries(filled);
  }

  /** @returns the known keys that the unknown ones seem to mean: their values are there, but unread. */
  #reportUnknownKeys(known: string[], given: ReadonlyMap<string, unknown>, path: DefinitionPath) {
    const misspelt = new Set<string>();
    for (const key of given.keys()) {
      if (known.includes(key)) continue;
      const meant = this.#dialect.otherNames(key).find((name) => known.includes(name)) ?? closest(key, known);
      if (meant === undefined && this.#dialect.hasFurtherKeys) {
        this.furtherKeys.push([...path, key]);
        continue;
      }
      const hint = meant === undefined ? `known here: ${known.join(', ')}` : `did you mean "${meant}"?`;
      this.#add(path, `unknown key ${JSON.stringify(key)}; ${hint}`, key);
      if (meant === undefined || given.has(meant)) continue;
      misspelt.add(meant);
      this.broken.push([...path, meant]);
    }
    return misspelt;
  }

  #example(key: string, schema: Schema): string {
    const [value]: readonly unknown[] = v.getExamples(schema);
    return this.#dialect.entry(key, value);
  }

  /** @param key - the key to point at, of the object at `path`. */
  #add(subject: DefinitionPath, sentence: string, key?: string): void {
    const where = key === undefined ? { path: subject } : { path: [...subject, key], at: 'key' as const };
    this.misfits.push({ ...where, subject, sentence });
  }
}

/** A union's; the options of other schemas are plain values. */
function branchesOf({ type, options = [] }: Schema): readonly Schema[] {
  return type === 'union' ? (options as readonly Schema[]) : [];
}

function expectation({ message, entries }: Schema): string {
  if (typeof message === 'string') return message;
  const keys = Object.entries(entries ?? {}).flatMap(([key, entry]) => (isOptional(entry) ? [] : `"${key}"`));
  return keys.length === 0 ? 'an object' : `an object with ${keys.join(' and ')}`;
}

/** The least that has the schema's type. */
function standIn(schema: Schema): unknown {
  if (schema.entries) {
    const required = Object.entries(schema.entries).filter(([, entry]) => !isOptional(entry));
    return Object.fromEntries(required.map(([key, entry]) => [key, standIn(entry)]));
  }
  if (schema.type === 'array') return [];
  return schema.type === 'record' ? {} : '';
}

function isOptional(schema: Schema): boolean {
  return schema.wrapped !== undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
