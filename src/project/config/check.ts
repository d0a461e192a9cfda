/**
 * Whether a value has the shape of an `emulator.config.*`: a walk over the schema and the value at once, which
 * says everything that is wrong and goes on with stand-ins, so that the project's rules can look at the rest.
 *
 * The walk is ours because valibot's own stops at an object's first unknown key and leaves out entries named
 * `constructor` or `__proto__`, which are lawful route keys; single values are checked by valibot.
 */
import * as v from 'valibot';
import type { DefinitionPath } from '../definition-path.ts';
import { formatPath, type Problem } from '../problems.ts';
import { closest } from '../spelling.ts';
import { preview, rewritten } from './preview.ts';
import { type CheckedConfig, configSchema } from './schema.ts';

export interface Checked {
  /** The configuration, with stand-ins for what is broken. */
  readonly config: CheckedConfig;
  readonly problems: readonly Problem[];
  /** Where the stand-ins are: what a rule finds out from them says nothing about the user's file. */
  readonly broken: readonly DefinitionPath[];
}

export function checkShape(value: unknown): Checked {
  const walk = new Walk();
  const config = walk.check(configSchema, value, []) ?? standIn(configSchema);
  // The walk follows the schema, so what comes out has the schema's type, stand-ins included.
  return { config: config as CheckedConfig, problems: walk.problems, broken: walk.broken };
}

/** What is named otherwise in CloudFormation, or one level up, by its name there in lower case. */
const CLOUDFORMATION_NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  ['stagevariables', ['variables']],
  ['variables', ['stageVariables', 'environment']],
  ['destinationarn', ['destination']],
  ['integrationtype', ['type']],
  ['integrationuri', ['uri']],
  ['authorizeruri', ['function']],
  ['authorizertype', ['type']],
  ['authorizerid', ['authorizer']],
  ['routeresponseselectionexpression', ['routeResponse']],
  ['integrationresponses', ['responses']],
  ['functionname', ['function']],
  ['keyschema', ['partitionKey']],
  ['globalsecondaryindexes', ['indexes']],
  ['timetolivespecification', ['timeToLive']],
  ['streamspecification', ['stream']],
  ['eventsourcearn', ['table']],
  ['filtercriteria', ['filters']],
]);

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
  readonly problems: Problem[] = [];
  readonly broken: DefinitionPath[] = [];

  /** The value, mended inside where it had to be, or `undefined` when it is of no use. */
  check(schema: Schema, value: unknown, path: DefinitionPath): unknown {
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
    const [issue] = entries || ofRecord ? [{ message: expectation(schema) }] : issuesOf(schema, value);
    if (issue === undefined) return value;
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
        this.#add(path, `"${key}" is missing; write ${example(key, entry)}`);
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
      const meant =
        CLOUDFORMATION_NAMES.get(key.toLowerCase())?.find((name) => known.includes(name)) ??
        closest(key, known);
      const hint = meant === undefined ? `known here: ${known.join(', ')}` : `did you mean "${meant}"?`;
      this.#add(path, `unknown key ${JSON.stringify(key)}; ${hint}`, key);
      if (meant === undefined || given.has(meant)) continue;
      misspelt.add(meant);
      this.broken.push([...path, meant]);
    }
    return misspelt;
  }

  /** @param key - the key to point at, of the object at `path`. */
  #add(path: DefinitionPath, sentence: string, key?: string): void {
    const message = path.length === 0 ? sentence : `${formatPath(path)}: ${sentence}`;
    this.problems.push(key === undefined ? { path, message } : { path: [...path, key], at: 'key', message });
  }
}

/** A union's; the options of other schemas are plain values. */
function branchesOf({ type, options = [] }: Schema): readonly Schema[] {
  return type === 'union' ? (options as readonly Schema[]) : [];
}

function issuesOf(schema: Schema, value: unknown): readonly { readonly message: string }[] {
  return v.safeParse(schema, value).issues ?? [];
}

function expectation({ message, entries }: Schema): string {
  if (typeof message === 'string') return message;
  const keys = Object.entries(entries ?? {}).flatMap(([key, entry]) => (isOptional(entry) ? [] : `"${key}"`));
  return keys.length === 0 ? 'an object' : `an object with ${keys.join(' and ')}`;
}

function example(key: string, schema: Schema): string {
  const [value]: readonly unknown[] = v.getExamples(schema);
  return `"${key}": ${JSON.stringify(value)}`;
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
