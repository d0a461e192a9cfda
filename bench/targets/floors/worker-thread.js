// The thread of the worker floors.
import { parentPort } from 'node:worker_threads';
import { invokeHandler, preload } from './handlers.js';

preload();
parentPort.on('message', async ({ id, name, event }) => {
  parentPort.postMessage({ id, result: await invokeHandler(name, event) });
});
