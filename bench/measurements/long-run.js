// A long run of echoes: whether memory grows with the messages, and whether a message costs in the end what it did in
// the beginning. The course of both is for the plot.
import { slope } from '../harness/statistics.js';
import { ECHO_MESSAGE } from './messages.js';

const CONNECTIONS = 50;
const SAMPLES = 20;

export const longRun = {
  name: 'long-run',
  title: 'A long run of echoes, over 50 connections',
  needs: 'messages',
  linux: true,
  // It takes minutes, and its samples say themselves how they scatter.
  rounds: 1,
  slowestMs: 400_000,
  figures: {
    leak: { label: 'kB per 1,000 messages', digits: 1 },
    growth: { label: 'MB more', digits: 1 },
    messages: { label: 'messages', digits: 0 },
    early: { label: 'CPU ms/msg, early', digits: 3 },
    late: { label: 'late', digits: 3 },
  },
  main: 'late',
  cases: ({ quick }) => {
    const messages = quick ? 2000 : 100_000;
    return [{ name: `${messages.toLocaleString('en')} messages`, messages }];
  },
  async measure({ target, kase, stage }) {
    const load = await stage.load();
    const started = await stage.start(target);
    await load.run('open', { url: started.url, connections: CONNECTIONS });
    const echo = (count) => load.run('closedLoop', { message: ECHO_MESSAGE, seconds: 30, count });
    await echo(kase.messages / 10);
    const points = [];
    let messages = 0;
    for (let sample = 0; sample < SAMPLES; sample++) {
      const before = started.usage();
      const { good } = await echo(kase.messages / SAMPLES);
      const after = started.usage();
      messages += good;
      points.push({ messages, kB: after.kB, cpu: ((after.cpu - before.cpu) * 1000) / good });
    }
    const cpuOf = (some) => some.reduce((sum, { cpu }) => sum + cpu, 0) / some.length;
    // The first half is the heap finding its size.
    const later = points.slice(SAMPLES / 2);
    return {
      leak: slope(later.map(({ messages: at, kB }) => [at / 1000, kB])),
      growth: (later.at(-1).kB - later[0].kB) / 1024,
      messages,
      early: cpuOf(points.slice(0, SAMPLES / 5)),
      late: cpuOf(points.slice(-SAMPLES / 5)),
      series: points.map(({ messages: at, kB, cpu }) => [at, kB / 1024, cpu]),
    };
  },
};
