/**
 * What is expected against what came: the session goes on with what was captured, or fails, or with `--update` the file
 * is to be corrected. Row `replay.failure`.
 */
import type { Comparison } from '../difference.ts';
import { type JsonValue, parseJson } from '../json-value.ts';
import { type Matched, matchText, matchValue } from '../match.ts';
import type { Expectation, Pattern, Place } from '../session.ts';
import { renew } from '../update/renew.ts';
import type { Run } from './run.ts';
import { StepFailure } from './step-failure.ts';

/** What expectations are held against, and what becomes of it: a session's run, or that of an event case. */
export type Expecting = Pick<Run, 'bindings' | 'corrections'> & {
  readonly options: Pick<Run['options'], 'isUpdate'>;
};

/** A message, a body. */
export function expectText(run: Expecting, expectation: Expectation, text: string, what: string): void {
  settle(run, expectation, matchText(expectation, text, run.bindings), what);
}

/** To catch what failed before there was anything to compare: what was expected stands there alone. */
export function showMissing({ bindings }: Pick<Expecting, 'bindings'>, { pattern }: Expectation) {
  return (error: unknown): never => {
    if (!(error instanceof StepFailure) || error.comparison !== undefined) throw error;
    const differences = [{ path: [], expected: pattern, received: undefined }];
    const comparison = { expected: pattern, received: undefined, differences, bindings };
    throw new StepFailure(error.message, error.place, comparison);
  };
}

/** A JSON value. */
export function expectValue(run: Expecting, expectation: Expectation, value: JsonValue, what: string): void {
  settle(run, expectation, matchValue(expectation, value, run.bindings), what);
}

export function settle(run: Expecting, expectation: Expectation, matched: Matched, what: string): void {
  if (matched.ok) {
    run.bindings = matched.bindings;
    return;
  }
  const { kind, pattern } = expectation;
  differs(run, expectation, matched, what, () => {
    const received = typeof pattern === 'string' ? matched.received : jsonOf(matched.received);
    const after = renew(kind, pattern, received, run.bindings);
    const again = matchValue({ kind, pattern: after }, received, run.bindings);
    if (again.ok) run.bindings = again.bindings;
    return after;
  });
}

/**
 * The step fails, or the file is to be corrected.
 * @param renewed - what it should say; called then alone.
 */
export function differs(
  run: Expecting,
  { pattern, place }: Expectation,
  { differences, received, bindings }: Omit<Comparison, 'expected'>,
  what: string,
  renewed: () => Pattern,
): void {
  const comparison = { expected: pattern, differences, received, bindings };
  if (run.options.isUpdate !== true) throw new StepFailure(what, place, comparison);
  run.corrections.push({ place, entry: [], before: pattern, after: renewed(), what, comparison });
}

function jsonOf(value: JsonValue): JsonValue {
  return typeof value === 'string' ? (parseJson(value) ?? value) : value;
}

/**
 * A status, a code, a count.
 * @param place - of the step, or of the mapping in which the entry stands.
 * @param expected - undefined: anything is right.
 */
export function expectPlain(
  run: Expecting,
  { place, entry }: { readonly place: Place; readonly entry: readonly string[] },
  expected: number | string | undefined,
  received: number | string,
  what: string,
): void {
  if (expected === undefined || expected === received) return;
  const differences = [{ path: [], expected, received }];
  const comparison = { expected, received, differences, bindings: run.bindings };
  if (run.options.isUpdate !== true) throw new StepFailure(what, undefined, comparison);
  run.corrections.push({ place, entry, before: expected, after: received, what, comparison });
}
