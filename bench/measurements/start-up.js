// From the start of the process to the first connection that is accepted, and to the first answer.
import { median } from '../harness/statistics.js';
import { ECHO_MESSAGE } from './messages.js';

export const startUp = {
  name: 'start-up',
  title: 'Start of the process',
  needs: 'start-up',
  figures: {
    connection: { label: 'first connection, ms', digits: 0 },
    answer: { label: 'first answer, ms', digits: 0 },
    memory: { label: 'MB', digits: 0 },
  },
  main: 'connection',
  cases: ({ quick }) => [{ name: 'of 5 starts', starts: quick ? 1 : 5 }],
  async measure({ target, kase, stage }) {
    const starts = [];
    // The first fills caches, of files and of compiled code, that a user's second start finds.
    for (let start = 0; start <= kase.starts; start++) {
      const times = await startOnce(target, await stage.load(), stage);
      if (start > 0) starts.push(times);
    }
    const of = (name) => median(starts.map((times) => times[name]));
    return { connection: of('connection'), answer: of('answer'), memory: of('memory') };
  },
};

async function startOnce(target, load, stage) {
  const started = await stage.start(target);
  const { failed, reason } = await load.run('open', { url: started.url, connections: 1 });
  if (failed > 0) throw new Error(reason);
  const connection = performance.now() - started.startedAt;
  await load.run('ask', { message: ECHO_MESSAGE });
  const answer = performance.now() - started.startedAt;
  const memory = (started.usage()?.kB ?? 0) / 1024;
  await started.kill();
  await load.stop();
  return { connection, answer, memory };
}
