// The harness's side of the load generator.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { SDK_VARIABLES } from '../targets/variables.js';

const MAIN = fileURLToPath(new URL('main.js', import.meta.url));

export async function startLoad() {
  const child = fork(MAIN, { env: { ...process.env, ...SDK_VARIABLES } });
  await once(child, 'message');
  const waiting = new Map();
  let lastId = 0;
  child.on('message', ({ id, result, error }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) resolve(result);
    else reject(new Error(error));
  });
  const ended = once(child, 'exit').then(() => {
    for (const { reject } of waiting.values()) reject(new Error('the load generator has ended'));
  });
  return {
    /** Does one of the commands in main.js. */
    run(command, options = {}) {
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        child.send({ id, command, options });
      });
    },
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
