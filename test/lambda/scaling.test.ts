/** The rules by which execution environments are started, and what they look at. */
import { Worker } from 'node:worker_threads';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FreeCores, type Look } from '../../src/lambda/free-cores.ts';
import { Load } from '../../src/lambda/load.ts';
import { environmentsInAll, environmentsOfFunction } from '../../src/lambda/machine.ts';
import { QueuePace } from '../../src/lambda/queue-pace.ts';
import { type Demand, isWorthStarting, mayBeDeadlocked } from '../../src/lambda/scaling.ts';

/** It has been there for two cold starts, and nobody was served. */
const QUEUE: Demand = {
  waiting: 100,
  starting: 0,
  size: 2,
  coldStartMs: 100,
  queuedMs: 200,
  leftMs: Number.POSITIVE_INFINITY,
  stuckMs: 20,
};

describe('lambda.grows: one more environment is started', () => {
  test('when a core is free', () => {
    expect(isWorthStarting(QUEUE, 1)).toBe(true);
    expect(isWorthStarting(QUEUE, 0.4)).toBe(false);
  });

  test('but not when those that start are enough for those that wait', () => {
    expect(isWorthStarting({ ...QUEUE, waiting: 2, starting: 2, size: 4 }, 1)).toBe(false);
    expect(isWorthStarting({ ...QUEUE, waiting: 3, starting: 2, size: 4 }, 1)).toBe(true);
  });

  test('after a cold start in which nobody was served, and no sooner', () => {
    expect(isWorthStarting({ ...QUEUE, queuedMs: 99 }, 1)).toBe(false);
    expect(isWorthStarting({ ...QUEUE, queuedMs: 100 }, 1)).toBe(true);
    expect(isWorthStarting({ ...QUEUE, queuedMs: 49, coldStartMs: 1 }, 1)).toBe(false);
    expect(isWorthStarting({ ...QUEUE, queuedMs: 50, coldStartMs: 1 }, 1)).toBe(true);
  });

  test('after three of them, when the queue is served meanwhile', () => {
    expect(isWorthStarting({ ...QUEUE, queuedMs: 299, leftMs: 1000 }, 1)).toBe(false);
    expect(isWorthStarting({ ...QUEUE, queuedMs: 300, leftMs: 1000 }, 1)).toBe(true);
  });

  test('but not when those that wait are about to be served', () => {
    expect(isWorthStarting({ ...QUEUE, queuedMs: 300, leftMs: 49 }, 1)).toBe(false);
  });

  test('while the first one starts, to be ready for the next, but no third', () => {
    const starts = { ...QUEUE, queuedMs: 0, coldStartMs: undefined };
    expect(isWorthStarting({ ...starts, size: 1, starting: 1 }, 1)).toBe(true);
    expect(isWorthStarting({ ...starts, size: 1, starting: 1 }, 0)).toBe(false);
    expect(isWorthStarting({ ...starts, size: 2, starting: 2 }, 1)).toBe(false);
  });

  test('for a function that has none, whatever the others do', () => {
    expect(isWorthStarting({ ...QUEUE, size: 0 }, -1)).toBe(true);
  });

  test('when nothing has moved for half a second, computing or not', () => {
    expect(isWorthStarting({ ...QUEUE, stuckMs: 499 }, -1)).toBe(false);
    expect(isWorthStarting({ ...QUEUE, stuckMs: 500 }, -1)).toBe(true);
  });

  test('but not while one is on its way, or in less than a cold start takes', () => {
    expect(isWorthStarting({ ...QUEUE, stuckMs: 500, starting: 1 }, -1)).toBe(false);
    expect(isWorthStarting({ ...QUEUE, stuckMs: 500, coldStartMs: 501 }, -1)).toBe(false);
  });
});

describe('lambda.grows: a core is free', () => {
  const WAITING: Look = { own: 0.1, others: 0.2, spent: 0.2, starting: 0 };
  const seen = (cores: number, looks: readonly Look[]) => {
    const free = new FreeCores(cores);
    for (const look of looks) free.add(look);
    return free;
  };
  const times = (count: number, look: Look) => Array.from({ length: count }, () => look);

  test('when nothing of ours computes at three looks in succession', () => {
    expect(seen(2, times(3, WAITING)).now).toBeCloseTo(1.7);
    expect(seen(2, times(2, WAITING)).now).toBe(0);
    expect(seen(2, [WAITING, { ...WAITING, others: 1.9 }, WAITING]).now).toBeCloseTo(0);
    expect(seen(8, times(3, { ...WAITING, others: 1.9 })).now).toBeCloseTo(6);
  });

  test('but not when it is the emulator that invocations wait for', () => {
    expect(seen(8, times(3, { ...WAITING, own: 0.95 })).now).toBe(0);
  });

  test("but not when V8's own threads have it", () => {
    expect(seen(2, times(3, { ...WAITING, spent: 1.8 })).now).toBeCloseTo(0.2);
  });

  test('for long when it was on average, but for those that start', () => {
    const busy = { ...WAITING, own: 0.5, others: 1.3 };
    expect(seen(2, times(29, WAITING)).forLong).toBe(0);
    expect(seen(2, times(30, WAITING)).forLong).toBeCloseTo(1.7);
    const mostlyBusy = seen(2, [...times(27, busy), ...times(3, WAITING)]);
    expect(mostlyBusy.now).toBeCloseTo(1.7);
    expect(mostlyBusy.forLong).toBeCloseTo(0.35);
    const mostlyStarting = [...times(27, { ...busy, starting: 1 }), ...times(3, WAITING)];
    expect(seen(2, mostlyStarting).forLong).toBeCloseTo(1.25);
    expect(seen(2, [...times(27, WAITING), ...times(3, busy)]).forLong).toBeCloseTo(0.2);
  });

  test('unless all of that is forgotten', () => {
    const free = seen(2, times(30, WAITING));
    free.forget();
    expect([free.now, free.forLong]).toEqual([0, 0]);
  });
});

describe('lambda.grows: a queue', () => {
  test('is there for as long as somebody waits, and tells how fast it is served', () => {
    const pace = new QueuePace();
    pace.set(true, 1000);
    expect(pace.queuedMs(1100)).toBe(100);
    expect(pace.msFor(10, 1100)).toBe(Number.POSITIVE_INFINITY);
    pace.ended(1100);
    pace.ended(1200);
    expect(pace.msFor(10, 1200)).toBe(1000);
  });

  test('that ends and begins again with each message is one queue', () => {
    const pace = new QueuePace();
    for (let now = 0; now < 1000; now += 100) {
      pace.set(true, now);
      pace.set(false, now + 95);
    }
    expect(pace.queuedMs(1000)).toBe(900);
  });

  test('that was there long ago is forgotten, and what ended without one says nothing', () => {
    const pace = new QueuePace();
    pace.set(true, 0);
    pace.set(false, 300);
    pace.ended(350);
    expect(pace.queuedMs(400)).toBe(200);
    expect(pace.queuedMs(600)).toBe(0);
    pace.set(true, 700);
    expect(pace.msFor(1, 800)).toBe(Number.POSITIVE_INFINITY);
  });

  test('that never ends is told by its last ten seconds', () => {
    const pace = new QueuePace();
    pace.set(true, 0);
    for (let now = 10; now <= 10_000; now += 10) pace.ended(now);
    expect(pace.queuedMs(60_000)).toBe(10_000);
    expect(pace.msFor(1, 60_000)).toBeGreaterThan(50);
  });
});

describe('lambda.recursion: invocations may be waiting for each other', () => {
  const STUCK: Demand = { ...QUEUE, stuckMs: 1000 };

  test('when nothing moves for a second and nobody computes', () => {
    expect(mayBeDeadlocked(STUCK, 3000, [0, 0.1])).toBe(true);
    expect(mayBeDeadlocked({ ...STUCK, stuckMs: 999 }, 3000, [0, 0.1])).toBe(false);
  });

  test('not when one computes, for that has an end', () => {
    expect(mayBeDeadlocked(STUCK, 3000, [0, 1])).toBe(false);
  });

  test('not when an environment is on its way', () => {
    expect(mayBeDeadlocked({ ...STUCK, starting: 1 }, 3000, [0])).toBe(false);
  });

  test('sooner when the function has not that much time', () => {
    expect(mayBeDeadlocked({ ...STUCK, stuckMs: 500 }, 1000, [0])).toBe(true);
  });
});

describe('lambda.cap: where nothing is set', () => {
  const GB = 1024;

  test.each([
    ['a laptop', { cores: 8, memoryMb: 16 * GB }, 128],
    ['two cores with plenty of memory', { cores: 2, memoryMb: 24 * GB }, 64],
    ['a small container', { cores: 2, memoryMb: 1 * GB }, 8],
    ['next to nothing', { cores: 1, memoryMb: 100 }, 2],
  ])('%s has what its cores and memory are good for', (_name, machine, inAll) => {
    expect(environmentsInAll(machine)).toBe(inAll);
  });

  test('a function of much memory has fewer than others', () => {
    const machine = { cores: 8, memoryMb: 16 * GB };
    expect(environmentsOfFunction(128, machine)).toBe(128);
    expect(environmentsOfFunction(1024, machine)).toBe(32);
    expect(environmentsOfFunction(10_240, machine)).toBe(3);
  });
});

describe('lambda.grows: how busy a thread is can be read from outside', () => {
  /** Does what it is told in shared memory, without returning to its event loop. */
  function useThread() {
    const told = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads');
       parentPort.on('message', () => { parentPort.postMessage('computing'); while (Atomics.load(workerData, 0) === 0); });
       parentPort.postMessage('ready');`,
      { eval: true, workerData: told },
    );
    onTestFinished(async () => void (await worker.terminate()));
    const said = () => new Promise((resolve) => worker.once('message', resolve));
    const thread = {
      get loopTimes() {
        return worker.performance.eventLoopUtilization();
      },
    };
    return { worker, said, thread };
  }
  const pass = (milliseconds: number) =>
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

  test('one that waits, and one that never returns to its loop', async () => {
    const [waits, computes] = [useThread(), useThread()];
    await Promise.all([waits.said(), computes.said()]);
    computes.worker.postMessage('go');
    await computes.said();
    const load = new Load();
    // Until it has settled down, it is not done with starting.
    for (let look = 0; look < 50; look++) {
      load.begin([waits.thread, computes.thread]);
      pass(20);
      load.measure([waits.thread, computes.thread]);
      // By differences of fractions of a millisecond, which are not exact.
      expect(load.of(computes.thread)).toBeCloseTo(1, 6);
      if (load.of(waits.thread) < 0.1) break;
    }
    expect(load.of(waits.thread)).toBeLessThan(0.1);
    expect(load.ofAll).toBeCloseTo(1 + load.of(waits.thread));
    expect(load.spent).toBeGreaterThan(0);
  });

  test('one that has only just begun counts as busy', () => {
    const load = new Load();
    const { thread } = useThread();
    load.begin([thread]);
    expect(load.of(thread)).toBe(1);
    load.measure([thread]);
    expect(load.of(thread)).toBe(1);
    expect(load.of({ loopTimes: { idle: 0, active: 0 } })).toBe(1);
  });
});
