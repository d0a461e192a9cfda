/**
 * The DynamoDB that the project uses: the built-in engine on a thread of its own, started again on the same
 * port when it dies, or one that is already running elsewhere.
 */
import type { EventLoopUtilization } from 'node:perf_hooks';
import { EmulatorError } from '../errors.ts';
import type { RequestFaults } from './asked-faults.ts';
import { takeDataDirectory } from './data-directory.ts';
import { endWaitingWorker } from './engine-worker.ts';
import { NextExpiry } from './next-expiry.ts';
import { type StreamRecord, toStreamRecord } from './stream-record.ts';
import { type EngineListener, type EngineThread, startThread } from './thread.ts';

export interface EngineOptions {
  /** A DynamoDB that is already running. */
  readonly endpoint: string | undefined;
  /** Directory to keep tables in; in memory when undefined. */
  readonly dataDirectory: string | undefined;
  /** What the tables' ARNs name. */
  readonly region: string;
  readonly accountId: string;
  readonly faults: RequestFaults;
  /** Epoch milliseconds. */
  now(): number;
  /** What the stream of a table says, of the built-in engine. */
  streamed(table: string, record: StreamRecord): void;
  /** The engine died and runs again, with its tables gone unless they are on disk. */
  restarted(reason: string): Promise<void>;
  /** The engine cannot be started again, or does not do its work. */
  failed(during: string, error: unknown): void;
}

interface EngineAddress {
  readonly address: string;
  readonly port: number;
}

export interface DynamoDbEngine {
  /** URL that any DynamoDB client can use. */
  readonly endpoint: string;
  /** Whether it is ours, and not somebody else's that already ran. */
  readonly builtIn: boolean;
  /** Where it listens, of the built-in one. */
  readonly address: EngineAddress | undefined;
  /** How busy it is, of the built-in one. */
  readonly thread: { readonly loopTimes: EventLoopUtilization } | undefined;
  /** Deletes what has expired; an engine elsewhere does so by itself. */
  sweep(): Promise<void>;
  /** Settles when {@link EngineOptions.streamed} has been told of everything that is written by now. */
  tell(): Promise<void>;
  /** Remembers all tables as they are now. */
  keep(): Promise<void>;
  /** Makes all tables what they were when they were kept, without telling anybody. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

/** An engine that dies more often than this within a minute is not started again. */
const MAX_RESTARTS = 5;
const RESTART_WINDOW_MS = 60_000;

/** @throws {EmulatorError} `DYNAMODB_ENGINE_FAILED` and those of the data directory. */
export async function startEngine(options: EngineOptions): Promise<DynamoDbEngine> {
  if (options.endpoint !== undefined) {
    endWaitingWorker();
    const endpoint = options.endpoint.replace(/\/+$/, '');
    const nothing = async () => {};
    return {
      endpoint,
      builtIn: false,
      address: undefined,
      thread: undefined,
      sweep: nothing,
      tell: nothing,
      keep: nothing,
      restore: nothing,
      close: nothing,
    };
  }
  const directory =
    options.dataDirectory === undefined ? undefined : await takeDataDirectory(options.dataDirectory);
  const nextExpiry = new NextExpiry();
  let deaths: number[] = [];
  let thread: EngineThread;
  let closing = false;
  let reviving: Promise<void> = Promise.resolve();

  const launch = async (port: number): Promise<number> => {
    const settings = {
      region: options.region,
      accountId: options.accountId,
      port,
      path: directory?.path,
      areFaultsAsked: options.faults.areAsked,
      nextExpiry: nextExpiry.shared,
    };
    const started = await startThread(settings, listenerFor(options));
    thread = started;
    started.ended.then((reason) => {
      if (!closing) reviving = revive(started.port, reason);
    });
    return started.port;
  };
  const revive = async (port: number, reason: string) => {
    const now = performance.now();
    deaths = [...deaths.filter((at) => now - at < RESTART_WINDOW_MS), now];
    try {
      if (deaths.length > MAX_RESTARTS) throw EmulatorError.of('DYNAMODB_ENGINE_FAILED', { reason });
      await launch(port);
      await options.restarted(reason);
    } catch (error) {
      options.failed('restarting DynamoDB', error);
    }
  };

  try {
    const address = { address: '127.0.0.1', port: await launch(0) };
    return {
      endpoint: `http://${address.address}:${address.port}`,
      builtIn: true,
      address,
      thread: {
        get loopTimes() {
          return thread.loopTimes;
        },
      },
      async sweep() {
        const now = options.now();
        if (nextExpiry.mayBeReached(now)) await thread.order({ type: 'sweep', now });
      },
      tell: () => thread.order({ type: 'tell' }),
      keep: () => thread.order({ type: 'keep' }),
      async restore() {
        // One that has just been started anew has nothing kept until its tables are there.
        await reviving;
        await thread.order({ type: 'restore' });
        await reviving;
      },
      async close() {
        closing = true;
        // A thread that is just being started must not be left behind.
        await reviving;
        await thread.terminate();
        await directory?.release();
      },
    };
  } catch (error) {
    await directory?.release();
    throw error;
  }
}

function listenerFor({ region, faults, now, streamed }: EngineOptions): EngineListener {
  return {
    changed(changes) {
      const at = now();
      for (const change of changes) streamed(change.table, toStreamRecord(change, region, at));
    },
    async faultOf(request) {
      const fault = faults.of(request);
      await fault?.delayed;
      return fault?.end;
    },
  };
}
