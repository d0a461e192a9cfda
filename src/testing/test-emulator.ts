/// <reference lib="esnext.disposable" preserve="true" />
/** An emulator for tests, as they see it: what to start, and what it can do beside what every emulator can. */
import type { Fact, JournalEntry } from '../journal/facts.ts';
import type { Emulator } from '../running-emulator.ts';
import type { StartOptions } from '../start-options.ts';
import type { TestClient } from './client.ts';
import type { HandshakeOptions } from './connect.ts';
import type { FactOf } from './fact-history.ts';
import type { Invocation, LogLine } from './invocations.ts';
import type { Patience } from './patience.ts';
import type { TestTable } from './tables.ts';
import type { TestClock } from './test-clock.ts';

/**
 * What to start: as for every emulator, but on a free port unless `port` says which.
 *
 * `clock` is what the test's clock runs with; a `ManualClock` makes it stand still between advances.
 */
export interface TestOptions extends StartOptions {
  /**
   * How long clients, matchers and what else waits do so unless they are told otherwise, milliseconds of real time.
   * Less than the time that a test may take shows the conversation when nothing comes.
   * @defaultValue 4000
   */
  readonly within?: number | undefined;
}

/** Where and how to connect. Everything is optional. */
export interface ConnectOptions extends HandshakeOptions {
  /** Name of the API. @defaultValue the project's first */
  readonly api?: string | undefined;
  /** Name of its stage. @defaultValue the API's first */
  readonly stage?: string | undefined;
  /** The whole address instead, such as `wss://localhost:3001/dev`. */
  readonly url?: string | undefined;
}

/** A running emulator with all that a test needs: clients, time, and a look at everything that happened. */
export interface TestEmulator extends Emulator {
  /** How long whoever waits does so by default, milliseconds of real time. */
  readonly within: number;
  /** The emulator's time: it runs with the machine's, and a test can move it on. */
  readonly clock: TestClock;
  /**
   * Connects a client. A refused handshake is a value, the client's `refused`.
   *
   * @throws {EmulatorError} `API_UNKNOWN`
   * @example
   * ```ts
   * const alice = await emulator.connect({ query: { name: 'alice' } });
   * ```
   */
  connect(options?: ConnectOptions): Promise<TestClient>;
  /**
   * The invocations that have ended since the start or the last reset, in the order in which they ended.
   *
   * @param functionName - its name, or what the definition calls it; by default, all functions.
   * @throws {EmulatorError} `FUNCTION_UNKNOWN`
   */
  invocations<Event = unknown, Result = unknown>(functionName?: string): readonly Invocation<Event, Result>[];
  /**
   * Takes the first invocation that has ended, now or later, and that was not taken before.
   *
   * @param event - what the event has to be like, as a subset; by default, anything.
   * @throws {EmulatorError} `FUNCTION_UNKNOWN`
   * @throws {ConversationError} when there was none in time.
   * @example
   * ```ts
   * const { result, logs } = await emulator.invoked('onMessage', { body: '{"action":"hi"}' });
   * ```
   */
  invoked<Event = unknown, Result = unknown>(
    functionName: string,
    event?: object,
    options?: Patience,
  ): Promise<Invocation<Event, Result>>;
  /** What handlers have logged since the start or the last reset. @throws {EmulatorError} `FUNCTION_UNKNOWN` */
  logs(functionName?: string): readonly LogLine[];
  /**
   * A table of the project.
   *
   * @param name - its name, or what the definition calls it.
   * @throws {EmulatorError} `TABLE_UNKNOWN`
   * @example
   * ```ts
   * await emulator.table('Connections').put({ connectionId: 'gone' });
   * ```
   */
  table<Row extends object = Record<string, unknown>>(name: string): TestTable<Row>;
  /** The facts since the start or the last reset. */
  readonly facts: readonly JournalEntry[];
  /**
   * The first fact of this type that fits, now or later.
   *
   * @throws {ConversationError} when there was none in time.
   * @example
   * ```ts
   * await emulator.journal('message.unrouted', ({ connectionId }) => connectionId === alice.connectionId);
   * ```
   */
  journal<Type extends Fact['type']>(
    type: Type,
    fits?: (fact: FactOf<Type>) => boolean,
    options?: Patience,
  ): Promise<FactOf<Type>>;
  /** What happened since the start or the last reset, a line each: what clients sent and received, and handlers logged. */
  transcript(): string;
}
