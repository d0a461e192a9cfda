/** The built-in engine's thread, from outside: its start and its end. */
import { Worker } from 'node:worker_threads';
import { EmulatorError } from '../errors.ts';
import type { EngineSettings, FromEngine } from './engine-thread.ts';

export interface EngineThread {
  readonly port: number;
  /** Settles with the reason when the thread is gone and its port is free again. */
  readonly ended: Promise<string>;
  terminate(): Promise<void>;
}

/** @throws {EmulatorError} `DYNAMODB_ENGINE_FAILED` */
export async function startThread(
  settings: EngineSettings,
  region: string,
  accountId: string,
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
  const terminate = async () => {
    await worker.terminate();
  };
  const answer = await Promise.race([
    new Promise<FromEngine>((resolve) => worker.once('message', resolve)),
    ended.then((reason): FromEngine => ({ type: 'failed', reason })),
  ]);
  if (answer.type === 'listening') return { port: answer.port, ended, terminate };
  await terminate();
  throw EmulatorError.of('DYNAMODB_ENGINE_FAILED', { reason: answer.reason });
}
