/**
 * JSONPath as API Gateway evaluates it: a definite path gives the value, one that may lead to several places a
 * list. Pure. Row `routing.json-path`.
 */
import { createRequire } from 'node:module';
import type * as JsonP3 from 'json-p3';
import { type PathStep, parsePath, rfcText } from './json-path-syntax.ts';
import { withinTimeLimit } from './time-limit.ts';

/** What a path leads to; undefined when there is nothing. It never throws. */
export type PathQuery = (body: unknown) => unknown;

/** @param path - with `$` before it or without: `a.b[0]`, `['a']`, `$.a[?(@.b == 1)]`. A malformed one finds nothing. */
export function compilePath(path: string): PathQuery {
  const steps = parsePath(path);
  if (steps === undefined) return () => undefined;
  const last = steps.at(-1);
  if (last?.kind !== 'function') return compileSteps(steps);
  const call = FUNCTIONS.get(last.name);
  const before = compileSteps(steps.slice(0, -1));
  return (body) => call?.(before(body));
}

function compileSteps(steps: readonly PathStep[]): PathQuery {
  const definite = steps.every((step, index) => isDefinite(step, index === steps.length - 1));
  if (definite) return (body) => steps.reduce(walk, body);
  const path = `$${steps.map(rfcText).join('')}`;
  let query: JsonP3.JSONPathQuery | undefined;
  return (body) => {
    try {
      const compiled = query ?? jsonp3().compile(path);
      query = compiled;
      if (body === undefined) return undefined;
      // `$..*..*..*` of a message that is nested deeply leads to billions of places.
      return withinTimeLimit(() => compiled.query(body as JsonP3.JSONValue).values());
    } catch {
      return undefined;
    }
  };
}

/** Several names are one object when nothing follows them. */
function isDefinite({ kind }: PathStep, isLast: boolean): boolean {
  return kind === 'name' || kind === 'index' || (kind === 'names' && isLast);
}

function walk(value: unknown, step: PathStep): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (step.kind === 'index') return Array.isArray(value) ? value.at(step.index) : undefined;
  if (Array.isArray(value)) return undefined;
  const members = value as Readonly<Record<string, unknown>>;
  if (step.kind === 'name') return Object.hasOwn(members, step.name) ? members[step.name] : undefined;
  if (step.kind !== 'names') return undefined;
  const present = step.names.filter((name) => Object.hasOwn(members, name));
  return Object.fromEntries(present.map((name) => [name, members[name]]));
}

/** Those of JSONPath for Java that are asked for. */
const FUNCTIONS: ReadonlyMap<string, PathQuery> = new Map<string, PathQuery>([
  ['length', sizeOf],
  ['size', sizeOf],
  ['keys', (value) => (isMap(value) ? Object.keys(value) : undefined)],
  ['first', (value) => (Array.isArray(value) ? value[0] : undefined)],
  ['last', (value) => (Array.isArray(value) ? value.at(-1) : undefined)],
  ['min', (value) => ofNumbers(value, (numbers) => Math.min(...numbers))],
  ['max', (value) => ofNumbers(value, (numbers) => Math.max(...numbers))],
  ['sum', (value) => ofNumbers(value, sum)],
  ['avg', (value) => ofNumbers(value, (numbers) => sum(numbers) / numbers.length)],
]);

function sizeOf(value: unknown): number | undefined {
  if (Array.isArray(value)) return value.length;
  return isMap(value) ? Object.keys(value).length : undefined;
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function ofNumbers(value: unknown, count: (numbers: readonly number[]) => number): number | undefined {
  if (!Array.isArray(value)) return undefined;
  const numbers = value.filter((item): item is number => typeof item === 'number');
  return numbers.length === 0 ? undefined : count(numbers);
}

let loaded: typeof JsonP3 | undefined;

function jsonp3(): typeof JsonP3 {
  // Few expressions need it, and a start-up need not wait for it.
  loaded ??= createRequire(import.meta.url)('json-p3') as typeof JsonP3;
  return loaded;
}
