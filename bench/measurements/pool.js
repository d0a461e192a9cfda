// 500 messages at once, to a handler that waits and to one that computes: how long until the last answer, first cold,
// then warm, and as ratios to what is possible.
import { availableParallelism } from 'node:os';

const kinds = {
  'waits 200 ms': { message: { action: 'wait', ms: 200 }, possible: () => 200 },
  'computes 5 ms': {
    message: { action: 'compute', ms: 5 },
    possible: (connections) => (connections * 5) / availableParallelism(),
  },
  'does nothing': { message: { action: 'noop' }, possible: () => undefined },
};

export const pool = {
  name: 'pool',
  title: 'Many messages at once',
  needs: 'pool',
  figures: {
    cold: { label: 'cold, ms', digits: 0 },
    warm: { label: 'warm, ms', digits: 0 },
    coldRatio: { label: 'cold : possible', digits: 2 },
    warmRatio: { label: 'warm : possible', digits: 2 },
    threads: { label: 'threads', digits: 0 },
  },
  main: 'warm',
  cases: ({ quick }) =>
    Object.keys(kinds)
      .slice(0, quick ? 1 : undefined)
      .map((kind) => {
        const connections = quick ? 50 : 500;
        return { name: `${connections}, handler ${kind}`, kind, connections };
      }),
  async measure({ target, kase: { kind, connections }, stage }) {
    const { message, possible } = kinds[kind];
    const load = await stage.load();
    const started = await stage.start(target);
    await load.run('open', { url: started.url, connections });
    const volley = async () => (await load.run('volley', { message: JSON.stringify(message) })).ms;
    const [cold, warm] = [await volley(), await volley()];
    const best = possible(connections);
    const ratios = best === undefined ? {} : { coldRatio: cold / best, warmRatio: warm / best };
    return { cold, warm, ...ratios, threads: started.usage()?.threads };
  },
};
