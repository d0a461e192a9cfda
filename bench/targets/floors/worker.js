// `ws` and node:http, and the handlers in one worker thread, events and results by postMessage. Actions that begin
// with "cold" have a new thread for each message.
import { Worker } from 'node:worker_threads';
import { startGateway } from './gateway.js';

const THREAD = new URL('worker-thread.js', import.meta.url);

startGateway((endpoint) => {
  const env = { ...process.env, ENDPOINT: endpoint };
  const startThread = () => new Worker(THREAD, { env });
  const worker = startThread();
  const waiting = new Map();
  let lastId = 0;
  worker.on('message', ({ id, result }) => {
    waiting.get(id)(result);
    waiting.delete(id);
  });
  return (name, event) => {
    if (name.startsWith('cold')) return invokeCold(startThread(), event);
    const id = ++lastId;
    return new Promise((resolve) => {
      waiting.set(id, resolve);
      worker.postMessage({ id, name, event });
    });
  };
});

function invokeCold(worker, event) {
  return new Promise((resolve) => {
    worker.on('message', ({ result }) => {
      worker.terminate();
      resolve(result);
    });
    worker.postMessage({ id: 1, name: 'echo', event });
  });
}
