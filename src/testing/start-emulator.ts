/** Starts an emulator for tests. Rows `testing.*`. */
import { startEmulator as start } from '../emulator.ts';
import type { JournalEntry } from '../journal/facts.ts';
import { functionNamed } from '../project/named-function.ts';
import { Changes } from './changes.ts';
import { Clients } from './clients.ts';
import { FactHistory } from './fact-history.ts';
import { callerOf, conversationError } from './failure.ts';
import { Invocations } from './invocations.ts';
import { describeMs, PATIENCE_MS, type Patience } from './patience.ts';
import { describeDifference, describeValue, differenceOf } from './pattern.ts';
import { Stillness } from './stillness.ts';
import { tellStory } from './story.ts';
import { Tables } from './tables.ts';
import { TestClock } from './test-clock.ts';
import type { TestEmulator, TestOptions } from './test-emulator.ts';
import { Timeline } from './timeline.ts';

/** After how long without anything happening a jump of the clock begins all the same, milliseconds of real time. */
const START_PATIENCE_MS = 2000;
/** And after how long it goes on. */
const JUMP_PATIENCE_MS = 5000;
/** The same, while something still runs that did before it. */
const BLOCKED_PATIENCE_MS = 100;
/** How many invocations a failure says why they do not fit. */
const MAX_DIFFERENCES = 3;

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
  const history = new FactHistory();
  const invocations = new Invocations();
  const timeline = new Timeline();
  const changes = new Changes();
  const stillness = new Stillness(changes);
  const clock = new TestClock(options.clock, async () => {
    await stillness.reachedOrStuck(START_PATIENCE_MS);
    const before = [...invocations.running];
    return () => {
      const isBlocked = before.some((requestId) => invocations.running.has(requestId));
      return stillness.reachedOrStuck(isBlocked ? BLOCKED_PATIENCE_MS : JUMP_PATIENCE_MS);
    };
  });
  const onFact = (entry: JournalEntry) => {
    history.read(entry);
    invocations.read(entry);
    stillness.read(entry);
    tellStory(timeline, entry);
    changes.announce();
    options.onFact?.(entry);
  };

  const core = await start({ port: 0, ...options, clock, onFact });
  const host = { timeline, changes, within, now: () => clock.now(), settled: () => stillness.reached() };
  const clients = new Clients(core, host, history);
  const builtIn = options.dynamodbEndpoint === undefined && core.project.dynamodbEndpoint === undefined;
  const tables = new Tables(() => core.project, { endpoint: core.dynamodb.endpoint, builtIn });
  stillness.watch(core, clients.all);

  const nameOf = (functionName: string) => functionNamed(core.project, functionName).name;
  let isClosed = false;
  /** What `look` finds, now or later, or an error that begins with this. */
  const find = <Found>(
    look: () => Found | undefined,
    { within: atMost = within }: Patience,
    headline: (until: string) => string,
    caller: ReturnType<typeof callerOf>,
  ) => {
    const missing = (until: string) => conversationError(headline(until), timeline.format(), caller);
    return changes.until(
      () => {
        const found = look();
        if (found === undefined && isClosed) throw missing('before the emulator was closed');
        return found;
      },
      atMost,
      () => missing(`within ${describeMs(atMost)}`),
    );
  };

  const { reset, close } = core;
  const closeAll = async () => {
    isClosed = true;
    try {
      await close();
    } finally {
      changes.announce();
      await clients.end();
      await tables.close();
    }
  };
  let closing: Promise<void> | undefined;
  const closeOnce = () => {
    closing ??= closeAll();
    return closing;
  };

  const extras: Omit<TestEmulator, Exclude<keyof typeof core, 'settled' | 'reset' | 'close'>> = {
    within,
    clock,
    facts: history.all,
    connect: (wanted) => clients.connect(wanted),
    invocations: (name) => invocations.of(name && nameOf(name)) as never,
    logs: (name) => {
      const wanted = name && nameOf(name);
      return invocations.logs.filter((line) => wanted === undefined || line.function === wanted);
    },
    async invoked(functionName, event, patience = {}) {
      const caller = callerOf(extras.invoked);
      const name = nameOf(functionName);
      const found = await find(
        () => invocations.take(name, event),
        patience,
        (until) => {
          const what = event === undefined ? '' : ` with ${describeValue(event)}`;
          return [`${name} was not invoked${what} ${until}.`, ...misfits(event, name)].join('\n');
        },
        caller,
      );
      return found as never;
    },
    table: (name) => tables.open(name),
    async journal(type, fits = () => true, patience = {}) {
      const caller = callerOf(extras.journal);
      const headline = (until: string) => `There was no fact "${type}" that fits ${until}.`;
      return find(() => history.find(type, fits), patience, headline, caller);
    },
    transcript: () => timeline.format(),
    settled: () => stillness.reached(),
    async reset() {
      clients.abandon();
      await reset();
      await clients.end();
      for (const record of [history, invocations, timeline, stillness]) record.clear();
      // Handlers write what the machine's clock says: far behind, their items would expire at once.
      clock.rewind();
    },
    close: closeOnce,
  };
  const misfits = (event: unknown, name: string) =>
    event === undefined
      ? []
      : invocations
          .of(name)
          .slice(-MAX_DIFFERENCES)
          .flatMap((one) => {
            const difference = differenceOf(event, one.event);
            return difference === undefined
              ? []
              : [`  not ${one.requestId}: ${describeDifference(difference)}`];
          });
  return Object.assign(core, extras, { [Symbol.asyncDispose]: closeOnce });
}
