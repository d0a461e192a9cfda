import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { endWaitingWorker, startWorkerAhead, takeWorker } from '../../src/dynamodb/engine-worker.ts';

const ahead = new URL('../../dist/ahead.js', import.meta.url).href;

test('a thread that waits to become the engine keeps no process alive', async () => {
  const code = `import { beginAhead } from ${JSON.stringify(ahead)}; beginAhead(); console.log('begun');`;
  const ended = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code]);
  expect(ended.stdout).toBe('begun\n');
});

test('the first engine takes it, the next one has a thread of its own', async () => {
  startWorkerAhead();
  startWorkerAhead();
  const first = takeWorker();
  const second = takeWorker();
  endWaitingWorker();
  // Threads are numbered as they start.
  expect(second.threadId).toBe(first.threadId + 1);
  await Promise.all([first.terminate(), second.terminate()]);
});
