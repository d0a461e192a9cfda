/** The built-in engine's thread, from outside: its start and its end. */
import { Worker } from 'node:worker_threads';
import { EmulatorError } from '../errors.ts';
import type { AskedError, AskedRequest } from './asked-faults.ts';
import type { Change } from './changes.ts';
import type { EngineSettings, FromEngine, ToEngine } from './engine-thread.ts';

export interface EngineThread {
  readonly port: number;
  /** Settles with the reason when the thread is gone and its port is free again. */
  readonly ended: Promise<string>;
  /** Has what has expired deleted. @param now - epoch milliseconds. */
  sweep(now: number): void;
  terminate(): Promise<void>;
}

/** Who is told what happens in the thread. */
export interface EngineListener {
  changed(changes: readonly Change[]): void;
  sweepFailed(reason: string): void;
  /** @returns the error that the request is to be answered with, if any, when it is time to. */
  faultOf(request: AskedRequest): Promise<AskedError | undefined>;
}

/** @throws {EmulatorError} `DYNAMODB_ENGINE_FAILED` */
export async function startThread(
  settings: EngineSettings,
  region: string,
  accountId: string,
  listener: EngineListener,
): Promise<EngineThread> {
  const worker = new Worker(new URL('./engine-thread.js', import.meta.url), {
    name: 'dynamodb',
    workerData: settings,
    // dynalite takes the parts of its ARNs from here alone.
    env: { ...process.env, AWS_REGION: region, AWS_ACCOUNT_ID: accountId },
    argv: [],
    execArgv: [],
  });
  // A thread that throws says so first and ends only then.
  let failure: unknown;
  worker.on('error', (error) => (failure = error));
  const ended = new Promise<string>((resolve) => {
    worker.on('exit', (code) =>
      resolve(failure === undefined ? `its thread exited with code ${code}` : String(failure)),
    );
  });
  const tell = (message: ToEngine) => worker.postMessage(message);
  worker.on('message', (message: FromEngine) => {
    if (message.type === 'fault-asked') {
      const { id, request } = message;
      void listener.faultOf(request).then((end) => tell({ type: 'fault-answered', id, end }));
    }
    if (message.type === 'changed') listener.changed(message.changes);
    if (message.type === 'sweep-failed') listener.sweepFailed(message.reason);
  });
  const sweep = (now: number) => tell({ type: 'sweep', now });
  const terminate = async () => {
    await worker.terminate();
  };
  const answer = await Promise.race([
    new Promise<FromEngine>((resolve) => worker.once('message', resolve)),
    ended.then((reason): FromEngine => ({ type: 'failed', reason })),
  ]);
  if (answer.type === 'listening') return { port: answer.port, ended, sweep, terminate };
  await terminate();
  const reason = answer.type === 'failed' ? answer.reason : `it said "${answer.type}" first`;
  throw EmulatorError.of('DYNAMODB_ENGINE_FAILED', { reason });
}
