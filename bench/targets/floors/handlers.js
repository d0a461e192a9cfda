// The handlers of bench/project by name, loaded as they are first needed.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

export function invokeHandler(name, event) {
  return require(`../../project/handlers/${name}.js`).handler(event);
}

/** Loads the handler of the messages, as a target does that has nothing else to wait for. */
export function preload() {
  require(`../../project/handlers/${process.env.BENCH_PROJECT === 'chat' ? 'broadcast' : 'echo'}.js`);
}
