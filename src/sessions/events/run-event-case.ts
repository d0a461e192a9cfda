/** Runs an event case: the tables, the event, the function, and what came of it. Rows `event-case.*`. */
import { reasonOf } from '../../errors.ts';
import type { Project } from '../../project/model.ts';
import { functionNamed } from '../../project/named-function.ts';
import type { InvokeResult } from '../../running-emulator.ts';
import type { TestEmulator } from '../../testing/test-emulator.ts';
import { EmulatorStage } from '../emulator-stage.ts';
import { isJsonObject, type JsonValue } from '../json-value.ts';
import { type Matched, matchText, matchValue } from '../match.ts';
import { type Bindings, initialBindings, render } from '../placeholders.ts';
import type { Failure, Played } from '../played.ts';
import { expectItems } from '../playing/behind.ts';
import { settle } from '../playing/expecting.ts';
import { known, type PlayOptions } from '../playing/run.ts';
import { StepFailure } from '../playing/step-failure.ts';
import type { Expectation } from '../session.ts';
import type { Correction } from '../update/correction.ts';
import type { CaseEvent, EventCase } from './event-case.ts';
import { generateEvent } from './generate.ts';
import { modernizeEvent } from './modernize.ts';
import { findTarget } from './target.ts';

/**
 * Runs a case on an emulator that has been reset.
 *
 * @returns undefined when it was interrupted.
 */
export async function runEventCase(
  eventCase: EventCase,
  emulator: TestEmulator,
  options: Pick<PlayOptions, 'isUpdate' | 'signal'> = {},
): Promise<Played | undefined> {
  const run = new CaseRun(eventCase, emulator, options);
  const start = performance.now();
  try {
    const failure = await interruptible(run.play(), options.signal);
    if (failure === INTERRUPTED) return undefined;
    return {
      kind: 'event',
      file: eventCase.file,
      line: 1,
      name: eventCase.name,
      round: undefined,
      outcome: failure === undefined ? 'passed' : 'failed',
      durationMs: performance.now() - start,
      notes: run.notes,
      failure,
      corrections: run.corrections,
    };
  } finally {
    run.close();
  }
}

const INTERRUPTED: unique symbol = Symbol('interrupted');

async function interruptible<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T | typeof INTERRUPTED> {
  if (signal === undefined) return work;
  const done = new AbortController();
  const interrupted = new Promise<typeof INTERRUPTED>((resolve) => {
    if (signal.aborted) resolve(INTERRUPTED);
    signal.addEventListener('abort', () => resolve(INTERRUPTED), { signal: done.signal });
  });
  return Promise.race([interrupted, work]).finally(() => done.abort());
}

class CaseRun {
  bindings: Bindings;
  readonly corrections: Correction[] = [];
  readonly options: Pick<PlayOptions, 'isUpdate'>;
  /** What the event did not say, being an old one. */
  notes: readonly string[] = [];
  readonly #case: EventCase;
  readonly #emulator: TestEmulator;
  readonly #stage: EmulatorStage;

  constructor(eventCase: EventCase, emulator: TestEmulator, options: Pick<PlayOptions, 'isUpdate'>) {
    this.#case = eventCase;
    this.#emulator = emulator;
    this.#stage = new EmulatorStage(emulator);
    this.options = options;
    this.bindings = initialBindings(eventCase);
  }

  /** How it failed, if it did. */
  async play(): Promise<Failure | undefined> {
    const { seed, items, functionPlace } = this.#case;
    const { behind } = this.#stage;
    for (const { table, items: patterns, place } of seed) {
      const written = patterns.map((pattern) => known(render(pattern, this.bindings)));
      const failure = await this.#step(`seed ${table}`, place, () => behind.seed(table, written));
      if (failure !== undefined) return failure;
    }
    const { name } = functionNamed(this.#emulator.project, this.#case.function);
    const failure = await this.#step(`invoke ${name}`, functionPlace, () => this.#invoke(name));
    if (failure !== undefined) return failure;
    for (const { table, items: expectation, place } of items) {
      const differs = await this.#step(`table ${table}`, place, async () =>
        expectItems(this, expectation, await behind.items(table)),
      );
      if (differs !== undefined) return differs;
    }
    return undefined;
  }

  close(): void {
    this.#stage.close();
  }

  async #step(step: string, place: Failure['place'], act: () => Promise<void>): Promise<Failure | undefined> {
    try {
      await act();
      return undefined;
    } catch (error) {
      const foreseen = error instanceof StepFailure ? error : undefined;
      return {
        place: foreseen?.place ?? place,
        step,
        what: reasonOf(error),
        comparison: foreseen?.comparison,
        conversation: [],
        logs: this.#stage.logs,
      };
    }
  }

  async #invoke(name: string): Promise<void> {
    const event = this.#event(this.#case.event, this.#emulator.project);
    this.bindings = new Map([...contextOf(event), ...this.bindings]);
    const invoked = await this.#emulator.invoke(name, event);
    // What it has set off belongs to it: streams of tables, functions that nobody waits for.
    await this.#stage.behind.settled();
    const { result, error } = this.#case;
    if (error !== undefined) this.#expectError(name, error, invoked);
    else if (!invoked.ok) {
      const { errorType, errorMessage } = invoked.error;
      throw new StepFailure(`${name} failed: ${errorType}: ${errorMessage}`);
    } else if (result !== undefined) {
      const matched = matchValue(result, invoked.result as JsonValue, this.bindings);
      settle(this, result, matched, `${name} returned something else`);
    }
  }

  #expectError(name: string, expectation: Expectation, invoked: InvokeResult): void {
    const { pattern, place } = expectation;
    if (invoked.ok) {
      const received = invoked.result as JsonValue;
      const differences = [{ path: [], expected: pattern, received }];
      const comparison = { expected: pattern, received, differences, bindings: this.bindings };
      throw new StepFailure(`${name} did not fail`, place, comparison);
    }
    const { error } = invoked;
    const matched: Matched =
      typeof pattern === 'string'
        ? matchText(expectation, error.errorMessage, this.bindings)
        : matchValue(expectation, JSON.parse(JSON.stringify(error)) as JsonValue, this.bindings);
    settle(this, expectation, matched, `${name} failed otherwise`);
  }

  #event(event: CaseEvent, project: Project): unknown {
    if (event.kind === 'generated') {
      const generated = generateEvent(event.settings, project, this.#stage.now());
      if (generated.ok) return generated.event;
      throw new StepFailure(generated.problems.map(({ message }) => message).join('; '), event.place);
    }
    const target = findTarget(project, {});
    if (!this.#case.isModernized || 'setting' in target) return event.value;
    const modernized = modernizeEvent(event.value, target);
    this.notes = modernized.notes;
    return modernized.event;
  }
}

/** What the event says of its request stands for itself: `{{connectionId}}`, `{{requestId}}`, … */
function contextOf(event: unknown): (readonly [string, JsonValue])[] {
  const value = JSON.parse(JSON.stringify(event ?? null)) as JsonValue;
  const context = isJsonObject(value) && isJsonObject(value.requestContext) ? value.requestContext : {};
  return Object.entries(context).filter(([, one]) => typeof one !== 'object');
}
