// Single messages and their answers.
import { textFrame } from './frames.js';

/** From one message to its answer, on the first connection. @param options - `beginning`: of the answer. */
export function ask([client], { message, beginning = '' }) {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    client.onMessage = (payload) => {
      const answer = String(payload);
      if (answer.startsWith(beginning)) resolve({ ms: performance.now() - startedAt, answer });
    };
    client.send(textFrame(message));
  });
}

/** One message on every connection at once, until the last answer. */
export async function volley(clients, { message }) {
  const frame = textFrame(message);
  const expected = Buffer.from(message);
  const startedAt = performance.now();
  await Promise.all(
    clients.map(
      (client) =>
        new Promise((resolve, reject) => {
          client.onMessage = (payload) =>
            payload.equals(expected) ? resolve() : reject(new Error(`not the answer: ${payload}`));
          client.send(frame);
        }),
    ),
  );
  return { ms: performance.now() - startedAt };
}

/** How long a receiver is waited for before it counts as one that nothing reaches, milliseconds. */
const LONGEST_MS = 30_000;

/** One message on the first connection, until every connection has got it, again and again. */
export async function broadcast(clients, { rounds }) {
  const times = [];
  let lost = 0;
  for (let round = 0; round < rounds; round++) {
    const message = JSON.stringify({ action: 'broadcast', data: `round ${round}` });
    const expected = Buffer.from(message);
    const startedAt = performance.now();
    let missing = clients.length;
    await new Promise((resolve) => {
      const late = setTimeout(resolve, LONGEST_MS);
      for (const client of clients) {
        client.onMessage = (payload) => {
          if (!payload.equals(expected) || --missing > 0) return;
          clearTimeout(late);
          resolve();
        };
      }
      clients[0].send(textFrame(message));
    });
    lost += missing;
    times.push(performance.now() - startedAt);
  }
  return { times, lost };
}
