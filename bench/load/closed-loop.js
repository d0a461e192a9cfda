// A closed loop: each connection sends its next message when the last has come back. What comes back and is not the
// answer is counted, and the connection goes on; what never comes back stops its connection.
import { createHistogram } from 'node:perf_hooks';
import { textFrame } from './frames.js';

/** For answers that are still on their way in the end; more of them never come. */
const LONGEST_WAIT_MS = 30_000;

/**
 * @param options - `answer`: what has to come back; `warmUp` seconds that do not count, then at most
 * so many `seconds`, and `count` answers; `last`: nothing more is done on these connections, so that nobody waits for
 * what is still on its way.
 */
export async function closedLoop(
  clients,
  { message, answer = message, warmUp = 0, seconds, count = Infinity, last = false },
) {
  const frame = textFrame(message);
  const expected = Buffer.from(answer);
  const tally = { good: 0, wrong: 0, onTheirWay: clients.length, times: createHistogram() };
  let running = true;
  let enough = () => {};
  for (const client of clients) {
    let sentAt = 0;
    const send = () => {
      sentAt = process.hrtime.bigint();
      client.send(frame);
    };
    client.onMessage = (payload) => {
      if (payload.equals(expected)) {
        tally.times.record(process.hrtime.bigint() - sentAt || 1n);
        if (++tally.good >= count) enough();
      } else {
        tally.wrong++;
      }
      if (running) send();
      else tally.onTheirWay--;
    };
    send();
  }
  await pause(warmUp * 1000);
  Object.assign(tally, { good: 0, wrong: 0 });
  tally.times.reset();
  const startedAt = performance.now();
  await Promise.race([
    pause(seconds * 1000),
    new Promise((resolve) => {
      enough = resolve;
    }),
  ]);
  const took = (performance.now() - startedAt) / 1000;
  const { good, wrong, times } = tally;
  const result = {
    good,
    wrong,
    seconds: took,
    rate: good / took,
    p50: times.percentile(50) / 1e6,
    p99: times.percentile(99) / 1e6,
    max: good === 0 ? 0 : times.max / 1e6,
  };
  running = false;
  if (last) return result;
  // Whoever comes next on these connections must not find what they left.
  for (let waited = 0; tally.onTheirWay > 0 && waited < LONGEST_WAIT_MS; waited += 5) await pause(5);
  return result;
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
