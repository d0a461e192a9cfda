/** Starts an emulator for tests. Rows `testing.*`. */
import { startEmulator as start } from '../emulator.ts';
import type { JournalEntry } from '../journal/facts.ts';
import { functionNamed } from '../project/named-function.ts';
import type { Emulator } from '../running-emulator.ts';
import { Clients } from './clients.ts';
import type { FactOf } from './fact-history.ts';
import { callerOf } from './failure.ts';
import type { Invocation } from './invocations.ts';
import { Observations } from './observations.ts';
import { PATIENCE_MS } from './patience.ts';
import { Stillness } from './stillness.ts';
import { Tables } from './tables.ts';
import { TestClock } from './test-clock.ts';
import type { TestEmulator, TestOptions } from './test-emulator.ts';

/** What a test emulator has beside every emulator, and what it does otherwise. */
type Extras = Omit<
  TestEmulator,
  Exclude<keyof Emulator, 'settled' | 'reset' | 'close' | typeof Symbol.asyncDispose>
>;

/** After how long without anything happening a jump of the clock begins all the same, milliseconds of real time. */
const START_PATIENCE_MS = 2000;
/** And after how long it goes on. */
const JUMP_PATIENCE_MS = 5000;
/** The same, while something still runs that did before it. */
const BLOCKED_PATIENCE_MS = 100;
/**
 * Starts the project for tests: on a free port, with a clock that the test can move on. Tables are in memory.
 *
 * @throws {EmulatorError} as `startEmulator` of the package itself does.
 * @example
 * ```ts
 * import { startEmulator } from 'apigateway-websocket-emulator/testing';
 *
 * const emulator = await startEmulator({ cwd: 'my-project' });
 * const alice = await emulator.connect();
 * alice.send({ action: 'echo', data: 'hello' });
 * await alice.next('hello');
 * await emulator.close();
 * ```
 */
export async function startEmulator({
  within = PATIENCE_MS,
  ...options
}: TestOptions = {}): Promise<TestEmulator> {
  const seen = new Observations(within);
  const { history, invocations, timeline, changes } = seen;
  const stillness = new Stillness(changes);
  const settled = () => stillness.reached();
  const clock = new TestClock(options.clock, async () => {
    await stillness.reachedOrStuck(START_PATIENCE_MS);
    const before = [...invocations.running];
    return () => {
      const isBlocked = before.some((requestId) => invocations.running.has(requestId));
      return stillness.reachedOrStuck(isBlocked ? BLOCKED_PATIENCE_MS : JUMP_PATIENCE_MS);
    };
  });
  const onFact = (entry: JournalEntry) => {
    stillness.read(entry);
    seen.read(entry);
    options.onFact?.(entry);
    if (entry.type === 'internal-error' && options.onFact === undefined) warnOfDefect(entry);
  };

  const core = await start({ port: 0, ...options, clock, onFact });
  const host = { timeline, changes, within, now: () => clock.now(), settled };
  const clients = new Clients(core, host, history);
  stillness.watch(core, clients.all);
  const tables = new Tables(core);
  const nameOf = (functionName: string) => functionNamed(core.project, functionName).name;

  const { reset, close } = core;
  const closeAll = async () => {
    try {
      await close();
    } finally {
      seen.end();
      await clients.end();
      await tables.close();
    }
  };
  let closing: Promise<void> | undefined;
  const closeOnce = () => {
    closing ??= closeAll();
    return closing;
  };

  const extras: Extras = {
    within,
    clock,
    facts: history.all,
    connect: (wanted) => clients.connect(wanted),
    invocations: (name) => invocations.of(name && nameOf(name)) as Invocation<never, never>[],
    async invoked(name, event, patience = {}) {
      const found = seen.invoked(nameOf(name), event, patience, callerOf(extras.invoked));
      return (await found) as Invocation<never, never>;
    },
    logs: (name) => invocations.logsOf(name && nameOf(name)),
    table: (name) => tables.open(name),
    journal: async (type, fits = () => true, patience = {}) =>
      seen.fact(type, fits, patience, callerOf(extras.journal)),
    transcript: () => timeline.format(),
    settled,
    async reset() {
      clients.abandon();
      await reset();
      await clients.end();
      seen.clear();
      stillness.clear();
      // Handlers write what the machine's clock says: far behind, their items would expire at once.
      clock.rewind();
    },
    close: closeOnce,
    [Symbol.asyncDispose]: closeOnce,
  };
  return Object.assign(core, extras);
}

/** A defect of ours must not go by unseen because the test passes. */
function warnOfDefect({ during, error }: FactOf<'internal-error'>): void {
  process.emitWarning(error instanceof Error ? error : String(error), { detail: `while ${during}` });
}
