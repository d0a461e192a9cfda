/** The built-in engine's thread, from outside: its start and its end. */
import type { EventLoopUtilization } from 'node:perf_hooks';
import { EmulatorError } from '../errors.ts';
import type { AskedError, AskedRequest } from './asked-faults.ts';
import type { Change } from './changes.ts';
import type { EngineSettings, FromEngine, Order, ToEngine } from './engine-thread.ts';
import { takeWorker } from './engine-worker.ts';

export interface EngineThread {
  readonly port: number;
  /** Settles with the reason when the thread is gone and its port is free again. */
  readonly ended: Promise<string>;
  /** How long its event loop has computed and waited. */
  readonly loopTimes: EventLoopUtilization;
  /**
   * Has the thread do something, and settles when it is done; also when the thread has ended.
   * @throws with the reason why it could not be done.
   */
  order(order: Order): Promise<void>;
  terminate(): Promise<void>;
}

/** Who is told what happens in the thread. */
export interface EngineListener {
  changed(changes: readonly Change[]): void;
  /** @returns the error that the request is to be answered with, if any, when it is time to. */
  faultOf(request: AskedRequest): Promise<AskedError | undefined>;
}

/** @throws {EmulatorError} `DYNAMODB_ENGINE_FAILED` */
export async function startThread(settings: EngineSettings, listener: EngineListener): Promise<EngineThread> {
  const worker = takeWorker();
  // A thread that throws says so first and ends only then.
  let failure: unknown;
  worker.on('error', (error) => (failure = error));
  const ended = new Promise<string>((resolve) => {
    worker.on('exit', (code) =>
      resolve(failure === undefined ? `its thread exited with code ${code}` : String(failure)),
    );
  });
  const tell = (message: ToEngine) => worker.postMessage(message);
  const orders = new Map<number, (reason?: string) => void>();
  worker.on('message', (message: FromEngine) => {
    if (message.type === 'fault-asked') {
      const { id, request } = message;
      void listener.faultOf(request).then((end) => tell({ type: 'fault-answered', id, end }));
    }
    if (message.type === 'changed') listener.changed(message.changes);
    if (message.type === 'done') orders.get(message.id)?.(message.reason);
  });
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
    for (const settle of orders.values()) settle();
  });
  let lastId = 0;
  const order = (wanted: Order) =>
    new Promise<void>((resolve, reject) => {
      if (hasEnded) return resolve();
      const id = ++lastId;
      orders.set(id, (reason) => {
        orders.delete(id);
        if (reason === undefined) resolve();
        else reject(new Error(reason));
      });
      tell({ ...wanted, id });
    });
  const terminate = async () => {
    await worker.terminate();
  };
  worker.postMessage(settings);
  const answer = await Promise.race([
    new Promise<FromEngine>((resolve) => worker.once('message', resolve)),
    ended.then((reason): FromEngine => ({ type: 'failed', reason })),
  ]);
  if (answer.type === 'listening') {
    return {
      port: answer.port,
      ended,
      get loopTimes() {
        return worker.performance.eventLoopUtilization();
      },
      order,
      terminate,
    };
  }
  await terminate();
  const reason = answer.type === 'failed' ? answer.reason : `it said "${answer.type}" first`;
  throw EmulatorError.of('DYNAMODB_ENGINE_FAILED', { reason });
}
