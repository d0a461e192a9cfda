// Handlers in a worker thread, events and results by postMessage: what the worker floors are made of.
import { Worker } from 'node:worker_threads';

const THREAD = new URL('worker-thread.js', import.meta.url);

/** @returns `invoke(name, event)` in a thread that stays. */
export function startThread(endpoint) {
  const worker = newThread(endpoint);
  const waiting = new Map();
  let lastId = 0;
  worker.on('message', ({ id, result }) => {
    waiting.get(id)(result);
    waiting.delete(id);
  });
  return (name, event) => {
    const id = ++lastId;
    return new Promise((resolve) => {
      waiting.set(id, resolve);
      worker.postMessage({ id, name, event });
    });
  };
}

/** In a thread that is started for this, and ended. */
export function invokeOnce(endpoint, name, event) {
  const worker = newThread(endpoint);
  return new Promise((resolve) => {
    worker.on('message', ({ result }) => {
      worker.terminate();
      resolve(result);
    });
    worker.postMessage({ id: 1, name, event });
  });
}

function newThread(endpoint) {
  return new Worker(THREAD, { env: { ...process.env, ENDPOINT: endpoint } });
}
