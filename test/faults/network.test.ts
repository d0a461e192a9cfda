/** Frames that are late because a test asked for it. */
import { ManualClock, type StartOptions } from 'apigateway-websocket-emulator';
import { expect, test } from 'vitest';
import { connect } from '../support/client.ts';
import { useSmallEmulator } from '../support/emulator.ts';

const ECHO = 'exports.handler = async (event) => ({ statusCode: 200, body: event.body });';
const OK = 'exports.handler = async () => ({ statusCode: 200 });';

async function start(options: StartOptions = {}) {
  const clock = new ManualClock();
  const project = {
    routes: { $connect: OK, $disconnect: OK, $default: ECHO },
    twoWay: ['$default'],
    api: { messageOrder: 'serial' as const },
  };
  const emulator = await useSmallEmulator(project, { clock, ...options });
  const late = (direction: 'from' | 'to', count: number) =>
    emulator.facts.next('fault.applied', ({ where }) => {
      const so = emulator.facts.of('fault.applied').filter((fact) => fact.where.startsWith(direction));
      return where.startsWith(direction) && so.length >= count;
    });
  return { clock, emulator, late };
}

test('fault.network: each frame is late in both directions, of a connection that is open already too', async () => {
  const { clock, emulator, late } = await start();
  const client = await connect(emulator.url);
  const fault = emulator.faults.network({ latency: 200 });
  client.send('hello');
  await late('from', 1);
  clock.advance(199);
  await emulator.settled();
  expect(emulator.facts.of('message.received')).toEqual([]);
  clock.advance(1);
  await late('to', 1);
  expect(emulator.facts.of('message.sent')).toHaveLength(1);
  clock.advance(200);
  expect(await client.next()).toBe('hello');
  expect(fault.hits).toBe(2);
});

test('fault.network: order is kept, when the network gets better too', async () => {
  const { clock, emulator, late } = await start();
  const client = await connect(emulator.url);
  emulator.faults.network({ latency: 1000 });
  client.send('1');
  await late('from', 1);
  client.send('2');
  await late('from', 2);
  clock.advance(1000);
  await late('to', 2);
  emulator.faults.clear();
  client.send('3');
  expect([await client.next(), await client.next(), await client.next()]).toEqual(['1', '2', '3']);
});

test('fault.network: a frame that is underway is not overtaken by a faster one', async () => {
  const { clock, emulator, late } = await start();
  const client = await connect(emulator.url);
  const slow = emulator.faults.network({ latency: 1000 });
  client.send('slow');
  await late('from', 1);
  const fast = emulator.faults.network({ latency: 0 });
  client.send('behind it');
  await late('from', 2);
  clock.advance(999);
  await emulator.settled();
  expect(emulator.facts.of('message.received')).toEqual([]);
  slow.remove();
  fast.remove();
  expect([await client.next(), await client.next()]).toEqual(['slow', 'behind it']);
});

test('fault.network: the client’s close comes after its messages', async () => {
  const { clock, emulator, late } = await start();
  const client = await connect(emulator.url);
  emulator.faults.network({ latency: 500 });
  client.send('last words');
  client.close(1000);
  await client.closed;
  await late('from', 2);
  expect(emulator.facts.of('connection.closed')).toEqual([]);
  clock.advance(500);
  await emulator.facts.next('connection.closed');
  expect(emulator.facts.of('message.received')).toHaveLength(1);
});

test('fault.network: a close of ours is late as well', async () => {
  const { clock, emulator, late } = await start();
  const client = await connect(emulator.url);
  emulator.faults.network({ latency: 500 });
  clock.advance(10 * 60 * 1000);
  await late('to', 1);
  clock.advance(500);
  expect(await client.closed).toEqual({ code: 1001, reason: 'Going away' });
});

test('fault.network: the emulator closes without waiting for what is underway', async () => {
  const { emulator, late } = await start();
  const client = await connect(emulator.url);
  emulator.faults.network({ latency: 60_000 });
  client.send('hello');
  await late('from', 1);
  await emulator.close();
  expect(await client.closed).toMatchObject({ code: 1001 });
});
