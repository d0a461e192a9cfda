import { ManualClock } from 'apigateway-websocket-emulator';
import { expect, test } from 'vitest';
import { TestClock } from '../../src/testing/test-clock.ts';

const MINUTE = 60_000;

/** A clock that stands still between advances, and what has run, with the time at which it did. */
function useClock(settled: () => Promise<void> = async () => {}) {
  const base = new ManualClock(0);
  const clock = new TestClock(base, async () => settled);
  const ran: [string, number][] = [];
  const set = (name: string, milliseconds: number, then = () => {}) =>
    clock.setTimeout(() => {
      ran.push([name, clock.now()]);
      then();
    }, milliseconds);
  return { base, clock, ran, set };
}

test('testing.clock: what falls due runs in its order, each at its time', async () => {
  const { clock, ran, set } = useClock();
  set('late', 3000);
  set('early', 1000);
  set('as early', 1000);
  set('too late', 5001);
  await clock.advance(5000);
  expect(ran).toEqual([
    ['early', 1000],
    ['as early', 1000],
    ['late', 3000],
  ]);
  expect(clock.now()).toBe(5000);
  await clock.advance(1);
  expect(ran.at(-1)).toEqual(['too late', 5001]);
});

test('testing.clock: what is set anew on the way runs when it falls due on the way', async () => {
  const { clock, ran, set } = useClock();
  const everyMinute = () => void set('sweep', MINUTE, everyMinute);
  everyMinute();
  await clock.advance(3.5 * MINUTE);
  expect(ran.map(([, at]) => at / MINUTE)).toEqual([1, 2, 3]);
  await clock.advance(MINUTE / 2);
  expect(ran).toHaveLength(4);
});

test('testing.clock: what is cancelled does not run, not even by one that is due with it', async () => {
  const { clock, ran, set } = useClock();
  set('first', 1000, () => second.cancel());
  const second = set('second', 1000);
  set('third', 2000).cancel();
  await clock.advance(MINUTE);
  expect(ran.map(([name]) => name)).toEqual(['first']);
});

test('testing.clock: it waits for what comes of each before it goes on', async () => {
  const log: string[] = [];
  const { clock, set } = useClock(async () => {
    log.push(`settling at ${clock.now()}`);
    await new Promise((resolve) => setImmediate(resolve));
    // An answer that comes late sets a timer, at the time at which it was asked for.
    if (log.length === 1) set('answer', 500, () => log.push(`answer at ${clock.now()}`));
  });
  set('question', 1000);
  await clock.advance(MINUTE);
  expect(log).toEqual(['settling at 1000', 'answer at 1500', 'settling at 1500']);
});

test('testing.clock: it runs with its base between advances', async () => {
  const { base, clock, ran, set } = useClock();
  set('later', 2 * MINUTE);
  set('sooner', MINUTE);
  await clock.advance(MINUTE / 2);
  base.advance(MINUTE / 2);
  expect(ran).toEqual([['sooner', MINUTE]]);
  base.advance(MINUTE);
  expect(ran).toHaveLength(2);
  expect(clock.now()).toBe(2 * MINUTE);
});

test('testing.clock: a timer of the real time fires though another was cancelled', async () => {
  const clock = new TestClock();
  const cancelled = clock.setTimeout(() => expect.unreachable(), 5);
  cancelled.cancel();
  await new Promise<void>((resolve) => clock.setTimeout(resolve, 10));
});

test('testing.clock: one advance after another, and none backwards', async () => {
  const { clock, ran, set } = useClock();
  set('one', 1000);
  set('two', 2000);
  await Promise.all([clock.advance(1500), clock.advance(1500)]);
  expect(ran).toHaveLength(2);
  expect(clock.now()).toBe(3000);
  for (const wrong of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => clock.advance(wrong)).toThrow(RangeError);
  }
});

test('testing.reset: the clock goes back, and what waits has as long to wait as before', async () => {
  const { base, clock, ran, set } = useClock();
  set('first', 3000);
  await clock.advance(1000);
  clock.rewind();
  expect(clock.now()).toBe(base.now());
  await base.advance(1999);
  expect(ran).toEqual([]);
  await base.advance(1);
  expect(ran).toEqual([['first', 2000]]);
});
