// A message that a handler sends on to everybody in the table, as the chat sample does: from sending it until the last
// receiver has it.
import { median } from '../harness/statistics.js';

export const broadcast = {
  name: 'broadcast',
  title: 'Broadcast through the table',
  needs: 'broadcast',
  figures: {
    last: { label: 'last receiver, ms', digits: 1 },
    slowest: { label: 'slowest, ms', digits: 1 },
    lost: { label: 'lost', digits: 0, unlessZero: true },
  },
  main: 'last',
  cases: ({ quick }) =>
    (quick ? [10] : [10, 50, 100, 1000]).map((connections) => ({
      name: `${connections.toLocaleString('en')} receivers`,
      connections,
    })),
  async measure({ target, kase: { connections }, quick, stage }) {
    const load = await stage.load();
    const started = await stage.start(target, 'chat');
    const { failed, reason } = await load.run('open', { url: started.url, connections, parallel: 10 });
    if (failed > 0) throw new Error(reason);
    await load.run('broadcast', { rounds: quick ? 1 : connections > 100 ? 2 : 5 });
    const { times, lost } = await load.run('broadcast', { rounds: quick ? 3 : connections > 100 ? 5 : 12 });
    return { last: median(times), slowest: Math.max(...times), lost };
  },
};
