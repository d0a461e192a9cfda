/** What a process's own inspector says of its threads. */
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { WorkerSessions } from '../../src/lambda/debugging/worker-sessions.ts';

function useThread(code: string): Worker {
  const worker = new Worker(code, { eval: true });
  onTestFinished(async () => void (await worker.terminate()));
  return worker;
}

const STOPS = `const { Session } = require('node:inspector');
  const session = new Session();
  session.connect();
  session.post('Debugger.enable');
  debugger;
  require('node:worker_threads').parentPort.postMessage('on');`;

test('lambda.debug: a thread is known by its id, though others have come and gone before', async () => {
  await once(useThread(''), 'exit');
  const [stopped, waiting] = [useThread(STOPS), useThread('setInterval(() => {}, 60_000)')];
  const goesOn = once(stopped, 'message');
  const sessions = new WorkerSessions();
  onTestFinished(() => sessions.close());
  while (!(await sessions.isPaused(stopped.threadId))) await setImmediate();
  expect(await sessions.isPaused(waiting.threadId)).toBe(false);
  sessions.resume(stopped.threadId);
  expect(await goesOn).toEqual(['on']);
});
