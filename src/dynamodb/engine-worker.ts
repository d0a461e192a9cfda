/**
 * The thread that becomes an engine. It takes as long to load as the emulator does, so it may be started before
 * anybody knows what project there is: it is told what to be when it is taken.
 */
import { Worker } from 'node:worker_threads';

let waiting: Worker | undefined;

/** Has a thread wait for the next {@link takeWorker}; it keeps no process alive. */
export function startWorkerAhead(): void {
  waiting ??= startWorker();
  waiting.unref();
}

/** One that waits, or a new one. */
export function takeWorker(): Worker {
  const worker = waiting ?? startWorker();
  waiting = undefined;
  worker.ref();
  return worker;
}

/** There is an engine elsewhere. */
export function endWaitingWorker(): void {
  void waiting?.terminate();
  waiting = undefined;
}

function startWorker(): Worker {
  return new Worker(new URL('./engine-thread.js', import.meta.url), {
    name: 'dynamodb',
    argv: [],
    execArgv: [],
  });
}
