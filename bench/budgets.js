// What the emulator is held to: ratios to what was measured in the same run wherever there is something to compare
// with. `estimated`: nobody had measured it when the limit was set.
import { availableParallelism } from 'node:os';
import { Results } from './results.js';

const EMULATOR = 'emulator';
const WORKER = 'worker floor';
const INLINE = 'inline floor';
const BARE = 'bare ws';
const NODE_HTTP = 'ws + node:http';

/** docs/decisions/0009-how-execution-environments-scale.md */
const ENVIRONMENTS_A_CORE = 32;

/** A figure of the emulator to the same of another target. */
const to = (target, measurement, kase, figure) => (results) =>
  divide(
    results.figure(measurement, kase, EMULATOR, figure),
    results.figure(measurement, kase, target, figure),
  );

const own = (measurement, kase, figure) => (results) => results.figure(measurement, kase, EMULATOR, figure);

const budgets = [
  {
    name: 'start-up, first connection',
    what: '× worker floor',
    most: 1.5,
    value: to(WORKER, 'start-up', 'of 5 starts', 'connection'),
  },
  {
    name: 'start-up, first answer',
    what: '× worker floor',
    most: 1.5,
    value: to(WORKER, 'start-up', 'of 5 starts', 'answer'),
  },
  ...['1 connection', '50 connections', '500 connections'].flatMap((kase) => [
    {
      name: `echo, ${kase}`,
      what: 'msg/s, × worker floor',
      least: 0.95,
      value: to(WORKER, 'echo', kase, 'rate'),
    },
    { name: `echo, ${kase}, p99`, what: '× worker floor', most: 1.5, value: to(WORKER, 'echo', kase, 'p99') },
  ]),
  {
    name: 'echo, 1 connection, without isolation',
    what: 'msg/s, × inline floor, a mark to reach for',
    least: 1,
    mark: true,
    value: to(INLINE, 'echo', '1 connection', 'rate'),
  },
  {
    name: 'echo, 5000 connections',
    what: 'msg/s, × its own at 500, as far as the worker floor keeps its own',
    least: 0.95,
    value: (results) => divide(kept(results, EMULATOR), Math.min(1, kept(results, WORKER) ?? 1)),
  },
  {
    name: 'CPU a message beside the SDK’s',
    what: 'ms at 50 connections: less what the worker floor takes beyond a floor without SDK',
    most: 0.1,
    value(results) {
      const cpu = (target) => results.figure('echo', '50 connections', target, 'cpu');
      const [emulator, worker, withoutSdk] = [EMULATOR, WORKER, NODE_HTTP].map(cpu);
      if ([emulator, worker, withoutSdk].includes(undefined)) return undefined;
      return emulator - (worker - withoutSdk);
    },
  },
  {
    name: 'no-op route, 50 connections',
    what: 'msg/s, × bare ws',
    least: 0.25,
    estimated: true,
    value: to(BARE, 'routes', 'no-op, 50 connections', 'rate'),
  },
  {
    name: 'MOCK route, 50 connections',
    what: 'msg/s, × bare ws',
    least: 0.5,
    estimated: true,
    value: to(BARE, 'routes', 'MOCK, 50 connections', 'rate'),
  },
  ...['5,000 connections', '20,000 connections'].map((kase) => ({
    name: `memory, ${kase} idle`,
    what: 'each, × bare ws',
    most: 1.25,
    value: to(BARE, 'idle', kase, 'each'),
  })),
  {
    name: 'memory, 500 busy connections',
    what: '× worker floor',
    most: 1.5,
    value: to(WORKER, 'echo', '500 connections', 'memory'),
  },
  {
    name: 'threads, 500 messages to a handler that waits',
    what: 'beyond those without functions: the cap of environments',
    most: ENVIRONMENTS_A_CORE * availableParallelism(),
    value(results) {
      const threads = results.figure('pool', '500, handler waits 200 ms', EMULATOR, 'threads');
      const without = results.figure('routes', 'MOCK, 50 connections', EMULATOR, 'threads');
      return threads === undefined || without === undefined ? undefined : threads - without;
    },
  },
  {
    name: '200 connections drop',
    what: 'ms until settled',
    most: 500,
    value: own('storm', '200 drop', 'settled'),
  },
  {
    name: '200 connections drop, memory',
    what: 'MB more at the peak',
    most: 10,
    value: own('storm', '200 drop', 'growth'),
  },
  {
    name: '200 connections drop, $disconnect',
    what: 'that did not run',
    most: 0,
    value: own('storm', '200 drop', 'missing'),
  },
  {
    name: 'POST @connections',
    what: '× a bare node:http endpoint',
    most: 1.2,
    estimated: true,
    value: to(NODE_HTTP, 'posts', '50 at a time', 'each'),
  },
  ...['SDK v3', 'SDK v2'].map((kase) => ({
    name: `bridge, ${kase}`,
    what: '× plain http',
    most: 1.1,
    estimated: true,
    value: own('bridge', kase, 'ratio'),
  })),
  ...['50 receivers', '1,000 receivers'].map((kase) => ({
    name: `broadcast, ${kase}`,
    what: '× inline floor with dynalite',
    most: 1.2,
    value: to(INLINE, 'broadcast', kase, 'last'),
  })),
  {
    name: 'template of 2,000 lines',
    what: 'ms to a project',
    most: 300,
    value: own('template', '2,000 lines', 'project'),
  },
  {
    name: 'a long run, CPU',
    what: 'late : early, linear in messages',
    most: 1.1,
    value: (results) =>
      divide(
        results.figure('long-run', '100,000 messages', EMULATOR, 'late'),
        results.figure('long-run', '100,000 messages', EMULATOR, 'early'),
      ),
  },
];

/**
 * Each budget with its value: `met` is undefined when it was not measured, `noisy` says that it was while others
 * worked, so that neither verdict counts.
 *
 * @param rows - of a run.
 */
export function checkBudgets(rows) {
  return budgets.map(({ value: read, ...budget }) => {
    const results = new Results(rows);
    const value = read(results);
    if (value === undefined) return { ...budget, value, met: undefined };
    const met = value <= (budget.most ?? Infinity) && value >= (budget.least ?? -Infinity);
    return { ...budget, value, met, noisy: results.noisy };
  });
}

function kept(results, target) {
  const rate = (kase) => results.figure('echo', kase, target, 'rate');
  return divide(rate('5000 connections'), rate('500 connections'));
}

function divide(value, by) {
  return value === undefined || by === undefined ? undefined : value / by;
}
