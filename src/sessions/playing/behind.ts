/**
 * The steps that reach behind the sockets: advance, table, invocations. Of a stage that runs elsewhere, time is waited
 * for and the others are passed over, with a note. Rows `replay.advance`, `replay.behind`.
 */
import { formatDuration } from '../durations.ts';
import { isJsonList, type JsonValue } from '../json-value.ts';
import { matchText, matchValue } from '../match.ts';
import { matchItems } from '../match-items.ts';
import { render } from '../placeholders.ts';
import type { AdvanceStep, Expectation, InvocationsStep, Pattern, TableStep } from '../session.ts';
import type { Behind, StageInvocation } from '../stage.ts';
import { renew } from '../update/renew.ts';
import { differs, type Expecting, expectPlain, expectText, expectValue } from './expecting.ts';
import { known, type Run } from './run.ts';
import { StepFailure } from './step-failure.ts';
import { lookUntil, waitFor } from './waiting.ts';

/** What happens as time passes may take long, and is to be done when the step is. */
const MOST_OF_ADVANCE_MS = 60_000;

export async function advance(run: Run, step: AdvanceStep): Promise<void> {
  const { milliseconds } = step;
  run.say('clock', ' ', `${formatDuration(milliseconds)} pass`);
  const { behind } = run.stage;
  if (behind === undefined) return run.pause(milliseconds);
  const timing = { withinMs: step.withinMs ?? MOST_OF_ADVANCE_MS };
  await waitFor(run, timing, behind.advance(milliseconds), 'what fell due was not done');
}

export async function seed(run: Run): Promise<void> {
  const { behind } = run.stage;
  for (const [table, patterns] of Object.entries(run.session.seed)) {
    if (behind === undefined) return run.note('seed: no items were written, for a target has its own');
    await behind.seed(
      table,
      patterns.map((pattern) => known(render(pattern, run.bindings))),
    );
  }
}

export async function table(run: Run, step: TableStep): Promise<void> {
  const { behind } = run.stage;
  if (behind === undefined) return run.note(`table ${step.table} was not looked at: it is a target's`);
  let items: readonly JsonValue[] = [];
  await lookUntil(run, step, async () => {
    items = await behind.items(step.table);
    const isCount = step.count === undefined || step.count === items.length;
    return isCount && (step.items === undefined || matchItems(step.items, items, run.bindings).ok);
  });
  const what = `the table has ${items.length === 1 ? '1 item' : `${items.length} items`}`;
  expectPlain(run, { place: step.place, entry: ['count'] }, step.count, items.length, what);
  if (step.items !== undefined) expectItems(run, step.items, items);
}

export function expectItems(run: Expecting, expectation: Expectation, items: readonly JsonValue[]): void {
  const matched = matchItems(expectation, items, run.bindings);
  if (matched.ok) {
    run.bindings = matched.bindings;
    return;
  }
  const { kind, pattern } = expectation;
  const patterns: readonly Pattern[] = isJsonList(pattern) ? pattern : [];
  differs(run, expectation, matched, 'the table has other items', () =>
    matched.received.flatMap((item, i) =>
      item === undefined ? [] : [renew(kind, patterns[i] ?? item, item, run.bindings)],
    ),
  );
}

export async function invocations(run: Run, step: InvocationsStep): Promise<void> {
  const { behind } = run.stage;
  const { function: name } = step;
  if (behind === undefined) return run.note(`invocations of ${name} were not looked at: they are a target's`);
  await lookUntil(run, step, async () => isAsExpected(run, step, behind));
  const all = behind.invocations(name);
  const what = `${name} was invoked ${all.length === 1 ? 'once' : `${all.length} times`}`;
  expectPlain(run, { place: step.place, entry: ['count'] }, step.count, all.length, what);
  const last = all.at(-1);
  for (const part of PARTS) {
    const expectation = step[part];
    if (expectation === undefined) continue;
    expectPart(run, expectation, last?.[part], describePart(name, part, last));
  }
}

const PARTS = ['event', 'result', 'error'] as const;
type Part = (typeof PARTS)[number];

function isAsExpected(run: Run, step: InvocationsStep, behind: Behind): boolean {
  const all = behind.invocations(step.function);
  if (step.count !== undefined && step.count !== all.length) return false;
  return PARTS.every((part) => {
    const expectation = step[part];
    return expectation === undefined || isPart(run, expectation, all.at(-1)?.[part]);
  });
}

function isPart(run: Run, expectation: Expectation, found: StageInvocation[Part]): boolean {
  if (found === undefined) return false;
  if (typeof expectation.pattern === 'string' && isError(found)) {
    return matchText(expectation, found.errorMessage, run.bindings).ok;
  }
  return matchValue(expectation, found as JsonValue, run.bindings).ok;
}

/** A text is a part of an error's message. */
function expectPart(run: Run, expectation: Expectation, found: StageInvocation[Part], what: string): void {
  const { pattern } = expectation;
  if (found === undefined) throw new StepFailure(what, expectation.place);
  if (typeof pattern === 'string' && isError(found)) expectText(run, expectation, found.errorMessage, what);
  else expectValue(run, expectation, found as JsonValue, what);
}

function isError(found: StageInvocation[Part]): found is NonNullable<StageInvocation['error']> {
  return (
    typeof found === 'object' &&
    found !== null &&
    'errorMessage' in found &&
    typeof found.errorMessage === 'string'
  );
}

function describePart(name: string, part: Part, last: StageInvocation | undefined): string {
  if (last === undefined) return `${name} was not invoked`;
  if (part === 'result' && last.error !== undefined) {
    return `${name} failed: ${last.error.errorType}: ${last.error.errorMessage}`;
  }
  if (part === 'error' && last.error === undefined) return `${name} did not fail`;
  return `the last ${part} of ${name} is another`;
}
