/** How connections end, what the client sees of it and what `$disconnect` is told. */
import { once } from 'node:events';
import { ManualClock } from 'apigateway-websocket-emulator';
import { describe, expect, test } from 'vitest';
import { connect } from '../support/client.ts';
import { type TestEmulator, useSmallEmulator } from '../support/emulator.ts';

const PRINT =
  'exports.handler = async ({ requestContext: { disconnectStatusCode: code, disconnectReason: reason } }) => { console.log(JSON.stringify({ code, reason })); return {}; };';

const routes = {
  $disconnect: PRINT,
  $default: 'exports.handler = async () => ({ statusCode: 200, body: "x" });',
};

/** What the `$disconnect` handler was told. */
async function told(emulator: TestEmulator) {
  const { line } = await emulator.facts.next('function.log', (fact) => fact.level === 'INFO');
  return JSON.parse(line.split('\t')[3] ?? '');
}

describe('by the client', () => {
  test('close.client: its code and reason, echoed and told', async () => {
    const emulator = await useSmallEmulator({ routes });
    const client = await connect(emulator.url);
    client.close(4321, 'peer-close');
    expect(await client.closed).toEqual({ code: 4321, reason: 'peer-close' });
    expect(await told(emulator)).toEqual({ code: 4321, reason: 'peer-close' });
  });

  test('close.client-no-status: 1005', async () => {
    const emulator = await useSmallEmulator({ routes });
    const client = await connect(emulator.url);
    client.close();
    expect((await client.closed).code).toBe(1005);
    expect(await told(emulator)).toEqual({ code: 1005, reason: 'Client-side close frame status not set' });
  });

  test('close.dropped: a connection that is cut without a close frame is 1006', async () => {
    const emulator = await useSmallEmulator({ routes });
    const client = await connect(emulator.url);
    client.socket.terminate();
    expect(await told(emulator)).toEqual({ code: 1006, reason: '' });
  });
});

describe('by API Gateway', () => {
  test('close.binary-frame: 1003, and no route is invoked', async () => {
    const emulator = await useSmallEmulator({ routes });
    const client = await connect(emulator.url);
    client.socket.send(Buffer.from('binary'));
    expect(await client.closed).toEqual({ code: 1003, reason: 'Binary is not supported' });
    expect(await told(emulator)).toEqual({ code: 1003, reason: 'Binary is not supported' });
    expect(emulator.facts.of('message.received')).toEqual([]);
  });

  test('close.idle: 1001 after ten minutes without a message, each message counting anew', async () => {
    const clock = new ManualClock();
    const emulator = await useSmallEmulator({ routes, twoWay: ['$default'] }, { clock });
    const client = await connect(emulator.url);
    clock.advance(9 * 60_000);
    client.send('still here');
    await client.next();
    clock.advance(9 * 60_000);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    clock.advance(60_000);
    expect(await client.closed).toEqual({ code: 1001, reason: 'Going away' });
    expect(await told(emulator)).toEqual({ code: 1001, reason: 'Going away' });
  });

  test('close.idle: a ping counts too', async () => {
    const clock = new ManualClock();
    const emulator = await useSmallEmulator({ routes }, { clock });
    const client = await connect(emulator.url);
    clock.advance(9 * 60_000);
    client.socket.ping();
    await once(client.socket, 'pong');
    clock.advance(9 * 60_000);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    clock.advance(60_000);
    expect(await client.closed).toEqual({ code: 1001, reason: 'Going away' });
  });

  test('close.lifetime: 1001 after two hours, however busy', async () => {
    const clock = new ManualClock();
    const emulator = await useSmallEmulator({ routes, twoWay: ['$default'] }, { clock });
    const client = await connect(emulator.url);
    for (let minutes = 0; minutes < 119; minutes += 7) {
      clock.advance(7 * 60_000);
      client.send('busy');
      await client.next();
    }
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    clock.advance(60_000);
    expect(await client.closed).toEqual({ code: 1001, reason: 'Going away' });
  });

  test('close.emulator: 1001 when the emulator stops, and the handlers run first', async () => {
    const emulator = await useSmallEmulator({ routes });
    const client = await connect(emulator.url);
    await emulator.close();
    expect(await client.closed).toEqual({ code: 1001, reason: 'Going away' });
    expect(await told(emulator)).toEqual({ code: 1001, reason: 'Going away' });
  });
});

test('close.disconnect-ignored: what $disconnect returns or throws reaches nobody', async () => {
  const emulator = await useSmallEmulator({
    routes: { $disconnect: 'exports.handler = async () => { throw new Error("unheard"); };' },
  });
  const client = await connect(emulator.url);
  client.close(1000, 'bye');
  expect(await client.closed).toEqual({ code: 1000, reason: 'bye' });
  const failed = await emulator.facts.next('integration.failed');
  expect(failed.reason).toBe('Error: unheard');
});
