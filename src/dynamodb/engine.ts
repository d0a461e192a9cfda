/**
 * The DynamoDB that the project uses: the built-in engine on a thread of its own, started again on the same
 * port when it dies, or one that is already running elsewhere.
 */
import { Worker } from 'node:worker_threads';
import { EmulatorError } from '../errors.ts';
import { takeDataDirectory } from './data-directory.ts';
import type { EngineSettings, FromEngine } from './engine-thread.ts';

export interface EngineOptions {
  /** A DynamoDB that is already running. */
  readonly endpoint: string | undefined;
  /** Directory to keep tables in; in memory when undefined. */
  readonly dataDirectory: string | undefined;
  /** The engine died and runs again, with its tables gone unless they are on disk. */
  restarted(reason: string): Promise<void>;
  /** The engine cannot be started again. */
  lost(error: unknown): void;
}

export interface DynamoDbEngine {
  /** URL that any DynamoDB client can use. */
  readonly endpoint: string;
  /** Whether it is ours, and not somebody else's that already ran. */
  readonly builtIn: boolean;
  close(): Promise<void>;
}

/** An engine that dies this often within a minute is not started again. */
const MAX_RESTARTS = 5;
const RESTART_WINDOW_MS = 60_000;

/** @throws {EmulatorError} `DYNAMODB_ENGINE_FAILED` and those of the data directory. */
export async function startEngine(options: EngineOptions): Promise<DynamoDbEngine> {
  if (options.endpoint !== undefined) {
    return { endpoint: options.endpoint.replace(/\/+$/, ''), builtIn: false, close: async () => {} };
  }
  const directory =
    options.dataDirectory === undefined ? undefined : await takeDataDirectory(options.dataDirectory);
  const deaths: number[] = [];
  let worker: Worker;
  let closing = false;

  const launch = async (port: number): Promise<number> => {
    const thread = await startThread({ port, path: directory?.path });
    worker = thread.worker;
    worker.on('error', (error) => {
      thread.worker.removeAllListeners('exit');
      void revive(thread.port, String(error));
    });
    worker.on('exit', (code) => void revive(thread.port, `its thread exited with code ${code}`));
    return thread.port;
  };
  const revive = async (port: number, reason: string) => {
    if (closing) return;
    const now = performance.now();
    deaths.push(now);
    const recent = deaths.filter((at) => now - at < RESTART_WINDOW_MS);
    try {
      if (recent.length > MAX_RESTARTS) throw EmulatorError.of('DYNAMODB_ENGINE_FAILED', { reason });
      await launch(port);
      await options.restarted(reason);
    } catch (error) {
      options.lost(error);
    }
  };

  try {
    const port = await launch(0);
    return {
      endpoint: `http://127.0.0.1:${port}`,
      builtIn: true,
      async close() {
        closing = true;
        await worker.terminate();
        await directory?.release();
      },
    };
  } catch (error) {
    await directory?.release();
    throw error;
  }
}

function startThread(settings: EngineSettings): Promise<{ worker: Worker; port: number }> {
  const worker = new Worker(new URL('./engine-thread.js', import.meta.url), {
    name: 'dynamodb',
    workerData: settings,
    argv: [],
    execArgv: [],
  });
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => reject(EmulatorError.of('DYNAMODB_ENGINE_FAILED', { reason }));
    worker.once('error', (error) => fail(String(error)));
    worker.once('exit', (code) => fail(`its thread exited with code ${code}`));
    worker.once('message', (message: FromEngine) => {
      worker.removeAllListeners();
      if (message.type === 'listening') resolve({ worker, port: message.port });
      else {
        void worker.terminate();
        fail(message.reason);
      }
    });
  });
}
