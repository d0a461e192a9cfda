// The first message of a function whose handler loads the SDK: a new thread, the handler, the answer. The floor is a
// bare thread with the same handler.
import { median } from '../harness/statistics.js';

const FUNCTIONS = 5;

export const coldStart = {
  name: 'cold-start',
  title: 'Cold start of a handler with the SDK',
  needs: 'cold',
  figures: {
    first: { label: 'first of all, ms', digits: 0 },
    cold: { label: 'others, ms', digits: 0 },
    warm: { label: 'warm, ms', digits: 1 },
  },
  main: 'cold',
  cases: () => [{ name: `${FUNCTIONS} functions, one after another` }],
  async measure({ target, stage }) {
    const load = await stage.load();
    const started = await stage.start(target);
    await load.run('open', { url: started.url, connections: 1 });
    const ask = async (action) => (await load.run('ask', { message: JSON.stringify({ action }) })).ms;
    const times = [];
    for (let i = 1; i <= FUNCTIONS; i++) times.push(await ask(`cold${i}`));
    const [first, ...others] = times;
    await ask('echo');
    return { first, cold: median(others), warm: await ask('echo') };
  },
};
