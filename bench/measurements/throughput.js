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

const QUICK = { warmUp: { seconds: 0.5 }, seconds: 0.7 };

/**
 * @param message - `message` and `answer` of the load generator's closed loop.
 * @param optimised - after so many `messages`, or `seconds` at most, V8 has seen enough of what is measured.
 */
export async function measureThroughput({ target, kase, quick, stage }, message, optimised) {
  const load = await stage.load();
  const started = await stage.start(target);
  const opened = await load.run('open', { url: started.url, connections: kase.connections });
  if (opened.failed > 0) throw new Error(`${opened.failed} connections: ${opened.reason}`);
  const { warmUp, seconds } = quick ? QUICK : lengthsOf(kase, optimised);
  const warm = await load.run('startLoop', { ...message, ...warmUp });
  if (warm.good === 0) throw noAnswer(warm);
  const measured = load.run('measureLoop', { seconds });
  // Should the row fail before it is waited for.
  measured.catch(() => {});
  // Both processes count from about the same moment.
  const before = started.usage();
  await pause(seconds * 1000);
  const after = started.usage();
  const found = await measured;
  if (found.good === 0) throw noAnswer(found);
  const { good, wrong, rate, p50, p99 } = found;
  const spent = after === undefined ? {} : usage(before, after, good);
  return { rate, p50, p99, ...spent, wrong };
}

/** Thousands of connections need longer for a few turns each. */
function lengthsOf({ connections }, { messages, seconds }) {
  return {
    warmUp: { count: Math.max(messages, 2 * connections), seconds },
    seconds: connections > 1000 ? 8 : 4,
  };
}

function noAnswer({ seconds, wrong }) {
  return new Error(`no answer in ${Math.round(seconds)} s${wrong > 0 ? `, but ${wrong} others` : ''}`);
}

function usage(before, after, messages) {
  return {
    cpu: ((after.cpu - before.cpu) * 1000) / messages,
    memory: after.kB / 1024,
    threads: after.threads,
  };
}
