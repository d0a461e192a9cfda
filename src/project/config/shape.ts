/** Whether a value has the shape of an `emulator.config.*`; every deviation becomes a sentence. */
import * as v from 'valibot';
import type { DefinitionPath } from '../model.ts';
import { closest, formatPath, type Problem } from '../problems.ts';
import { type CheckedConfig, configSchema } from './schema.ts';

type Shape =
  | { readonly config: CheckedConfig; readonly problems: readonly [] }
  | { readonly config?: undefined; readonly problems: readonly Problem[] };

export function findShapeProblems(value: unknown): Shape {
  const result = v.safeParse(configSchema, value);
  if (result.success) return { config: result.output, problems: [] };
  return { problems: result.issues.flatMap((issue) => toProblems(issue)) };
}

function toProblems(issue: v.BaseIssue<unknown>): Problem[] {
  const path = (issue.path ?? []).map((item) => item.key as string | number);
  // A union reports what each of its branches has to say; the branch of the value's own type knows best.
  if (issue.type === 'union' && isObject(issue.input) && issue.issues !== undefined) {
    const inner = issue.issues.filter((deeper) => deeper.path !== undefined);
    if (inner.length > 0) return inner.flatMap((deeper) => toProblems(prefixed(deeper, issue)));
  }
  if (issue.type === 'strict_object' && issue.expected === 'never') return [unknownKey(path)];
  if (issue.type === 'strict_object' && issue.path !== undefined && issue.received === 'undefined') {
    const key = String(path.at(-1));
    return [{ path: path.slice(0, -1), message: `${at(path.slice(0, -1))}"${key}" is missing` }];
  }
  const expected = issue.type === 'strict_object' ? 'an object' : issue.message;
  return [{ path, message: `${at(path)}expected ${expected}, found ${preview(issue.input)}` }];
}

function prefixed(issue: v.BaseIssue<unknown>, outer: v.BaseIssue<unknown>): v.BaseIssue<unknown> {
  const path = [...(outer.path ?? []), ...(issue.path ?? [])] as [v.IssuePathItem, ...v.IssuePathItem[]];
  return { ...issue, path };
}

function unknownKey(path: DefinitionPath): Problem {
  const key = String(path.at(-1));
  const known = knownKeys(path.slice(0, -1));
  const meant = closest(key, known);
  const hint = meant === undefined ? `known here: ${known.join(', ')}` : `did you mean "${meant}"?`;
  return { path, at: 'key', message: `${at(path.slice(0, -1))}unknown key "${key}"; ${hint}` };
}

/** The keys that the schema knows where this path ends. */
function knownKeys(path: DefinitionPath): string[] {
  let schema: unknown = configSchema;
  for (const part of path) {
    schema = unwrap(schema);
    if (hasEntries(schema)) schema = schema.entries[part];
    else if (isObject(schema) && 'value' in schema) schema = schema.value;
  }
  schema = unwrap(schema);
  return hasEntries(schema) ? Object.keys(schema.entries) : [];
}

/** Looks through `optional`, `pipe` and the object branch of a union. */
function unwrap(schema: unknown): unknown {
  let inner = schema;
  for (;;) {
    if (!isObject(inner)) return inner;
    if ('wrapped' in inner) inner = inner.wrapped;
    else if (inner.type === 'union') inner = (inner.options as unknown[]).find(hasEntries);
    else return inner;
  }
}

function hasEntries(schema: unknown): schema is { entries: Record<string | number, unknown> } {
  return isObject(schema) && isObject(schema.entries);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function at(path: DefinitionPath): string {
  return path.length === 0 ? '' : `${formatPath(path)}: `;
}

function preview(value: unknown): string {
  if (value === undefined) return 'nothing';
  const json = typeof value === 'function' ? 'a function' : (JSON.stringify(value) ?? String(value));
  return json.length > 60 ? `${json.slice(0, 57)}…` : json;
}
