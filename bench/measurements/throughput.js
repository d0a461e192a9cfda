// What a closed loop over a number of connections gives: rate, latencies, and what a message cost.
import { pause } from '../harness/stage.js';

export const throughputFigures = {
  rate: { label: 'msg/s', digits: 0, more: true },
  p50: { label: 'p50 ms', digits: 2 },
  p99: { label: 'p99 ms', digits: 2 },
  cpu: { label: 'CPU ms/msg', digits: 3 },
  memory: { label: 'MB', digits: 0 },
  threads: { label: 'threads', digits: 0 },
  wrong: { label: 'wrong', digits: 0, unlessZero: true },
};

/**
 * @param message - `message` and `answer` of the load generator's closed loop.
 * @param optimisedAfter - when V8 has seen enough of what is measured, seconds.
 */
export async function measureThroughput({ target, kase, quick, stage }, message, optimisedAfter = 3) {
  const load = await stage.load();
  const started = await stage.start(target);
  const opened = await load.run('open', { url: started.url, connections: kase.connections });
  if (opened.failed > 0) throw new Error(`${opened.failed} connections: ${opened.reason}`);
  const [warmUp, seconds] = secondsOf(kase, quick, optimisedAfter);
  const loop = load.run('closedLoop', { ...message, warmUp, seconds, last: true });
  // Should the row fail before it is waited for.
  loop.catch(() => {});
  // Both processes count from about the same moment.
  await pause(warmUp * 1000);
  const before = started.usage();
  await pause(seconds * 1000);
  const after = started.usage();
  const { good, wrong, rate, p50, p99 } = await loop;
  if (good === 0) throw new Error(`no answer in ${seconds} s${wrong > 0 ? `, but ${wrong} others` : ''}`);
  const spent = after === undefined ? {} : usage(before, after, good);
  return { rate, p50, p99, ...spent, wrong };
}

/** Of warming up and of measuring: thousands of connections need longer for a few turns each. */
function secondsOf({ connections }, quick, optimisedAfter) {
  if (quick) return [0.5, 0.7];
  return connections > 1000 ? [Math.max(5, optimisedAfter), 8] : [optimisedAfter, 4];
}

function usage(before, after, messages) {
  return {
    cpu: ((after.cpu - before.cpu) * 1000) / messages,
    memory: after.kB / 1024,
    threads: after.threads,
  };
}
