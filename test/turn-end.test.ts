/** What is written to a socket is held until the end of the turn, and no longer. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { holdUntilTurnEnd, turnEnd } from '../src/turn-end.ts';

let server: Server;
let near: Socket;
let far: Socket;

beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  near = connect((server.address() as AddressInfo).port, '127.0.0.1');
  [far] = (await accepted) as [Socket];
  await once(near, 'connect');
});

afterEach(() => {
  vi.useRealTimers();
  near.destroy();
  far.destroy();
  server.close();
});

test('what is written in one turn goes out at its end, in order', async () => {
  for (const text of ['first ', 'second ', 'third']) {
    holdUntilTurnEnd(near);
    near.write(text);
  }
  await Promise.resolve();
  expect(near.writableCorked).toBe(3);
  const received = once(far, 'data');
  await turnEnd();
  expect(near.writableCorked).toBe(0);
  expect(String(await received)).toBe('first second third');
});

test('each turn has an end of its own', async () => {
  const first = turnEnd();
  expect(turnEnd()).toBe(first);
  await first;
  expect(turnEnd()).not.toBe(first);
});

test('a socket that is destroyed meanwhile is left alone', async () => {
  holdUntilTurnEnd(near);
  near.write('nobody reads this');
  near.destroy();
  await turnEnd();
  expect(near.destroyed).toBe(true);
  expect(near.errored).toBe(null);
});

test("a test's fake timers do not hold it up", async () => {
  vi.useFakeTimers({ toFake: ['setImmediate'] });
  expect(vi.isFakeTimers()).toBe(true);
  await turnEnd();
});
