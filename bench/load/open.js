// Opens connections and keeps them for the commands that follow.
import { RawClient } from './raw-client.js';

/** Connections from one loopback address, which has 28,000 ports on Linux and some of them in TIME_WAIT. */
const PER_ADDRESS = 4000;

/** @param options - `parallel`: how many are being opened at a time. */
export async function open(clients, { url, connections, parallel = 50 }) {
  const startedAt = performance.now();
  let next = 0;
  let failed = 0;
  let reason;
  const openOneAfterAnother = async () => {
    while (next < connections) {
      const localAddress = addressOf(url, clients.length + next++);
      try {
        clients.push(await RawClient.open(url, localAddress));
      } catch (error) {
        failed++;
        reason ??= error.message;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, connections) }, openOneAfterAnother));
  return { ms: performance.now() - startedAt, open: clients.length, failed, reason };
}

/** Only Linux answers on all of 127.0.0.0/8 by itself. */
function addressOf(url, index) {
  if (process.platform !== 'linux' || !url.includes('//127.0.0.1')) return undefined;
  return `127.0.0.${2 + Math.floor(index / PER_ADDRESS)}`;
}

/** Ends connections without a word: all of them, or the first `count`. */
export async function drop(clients, { count = clients.length }) {
  const dropped = clients.splice(0, count);
  for (const client of dropped) client.drop();
  return dropped.length;
}
