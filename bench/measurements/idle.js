// Connections that are held and say nothing: memory of each, and how fast they are accepted. The growth along the way
// is for the plot.
import { readFileSync } from 'node:fs';
import { pause } from '../harness/stage.js';
import { canMeasureUsage } from '../harness/usage.js';

const STEPS = 10;
/** Descriptors that a process needs beside its connections. */
const OTHER_DESCRIPTORS = 200;

export const idle = {
  name: 'idle',
  title: 'Idle connections',
  needs: 'idle',
  linux: true,
  figures: {
    each: { label: 'kB each', digits: 1 },
    rate: { label: 'accepted/s', digits: 0, more: true },
    held: { label: 'held', digits: 0, more: true },
    memory: { label: 'MB', digits: 0 },
  },
  main: 'each',
  cases: ({ quick }) =>
    (quick ? [1000] : [5000, 20_000]).map((connections) => ({
      name: `${connections.toLocaleString('en')} connections`,
      connections,
    })),
  async measure({ target, kase, quick, stage }) {
    const load = await stage.load();
    const started = await stage.start(target);
    // What the first connection loads is not what a connection costs.
    await load.run('open', { url: started.url, connections: 1 });
    await pause(quick ? 100 : 1000);
    const before = started.usage().kB;
    const series = [[0, before / 1024]];
    const most = Math.min(kase.connections, mostConnections());
    let [held, ms] = [0, 0];
    for (let step = 1; step <= STEPS; step++) {
      const connections = Math.round((most * step) / STEPS) - held;
      const opened = await load.run('open', { url: started.url, connections });
      held = opened.open - 1;
      ms += opened.ms;
      series.push([held, started.usage().kB / 1024]);
      if (opened.failed > 0) break;
    }
    await pause(quick ? 100 : 2000);
    const after = started.usage().kB;
    return { each: (after - before) / held, rate: held / (ms / 1000), held, memory: after / 1024, series };
  },
};

/** As many as the limit on open files leaves, in the target and in the load generator. */
function mostConnections() {
  if (!canMeasureUsage) return Infinity;
  const [, most] = /^Max open files +\S+ +(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
  return most === 'unlimited' ? Infinity : Number(most) - OTHER_DESCRIPTORS;
}
