/** What nobody has measured on AWS: each default stands in its own test, here is what its setting makes of it. */
import { ManualClock } from 'apigateway-websocket-emulator';
import { expect, test } from 'vitest';
import { connect, refusal } from '../support/client.ts';
import { useSmallEmulator } from '../support/emulator.ts';
import { ask } from '../support/http.ts';
import { rawConnect } from '../support/raw-client.ts';

const OK = 'exports.handler = async () => ({ statusCode: 200 });';

test('close.idle: with pingResetsIdleTimeout false a ping does not count', async () => {
  const clock = new ManualClock();
  const api = { unmeasured: { pingResetsIdleTimeout: false } };
  const emulator = await useSmallEmulator({ routes: { $default: OK }, api }, { clock });
  const client = await connect(emulator.url);
  clock.advance(9 * 60_000);
  const pong = new Promise((resolve) => client.socket.once('pong', resolve));
  client.socket.ping();
  await pong;
  clock.advance(60_000);
  expect(await client.closed).toEqual({ code: 1001, reason: 'Going away' });
});

test('close.dropped: the code and reason that the project says', async () => {
  const api = { unmeasured: { droppedStatusCode: 1001, droppedReason: 'Going away' } };
  const emulator = await useSmallEmulator({ routes: { $default: OK }, api });
  const client = await connect(emulator.url);
  client.socket.terminate();
  expect(await emulator.facts.next('connection.closed')).toMatchObject({ code: 1001, reason: 'Going away' });
});

test('http.plain-get: 403 for a stage too, when the project says so', async () => {
  const api = { unmeasured: { plainGetStatusCode: 403 as const } };
  const emulator = await useSmallEmulator({ routes: { $default: OK }, api });
  expect((await ask(emulator.managementUrl)).status).toBe(403);
});

test('connect.no-status: an answer without a statusCode accepts, or is 500 when the project says so', async () => {
  const routes = { $connect: 'exports.handler = async () => ({ body: "who knows" });' };
  const lenient = await useSmallEmulator({ routes });
  (await connect(lenient.url)).close();
  const api = { unmeasured: { connectWithoutStatusCode: 'refuse' as const } };
  const strict = await useSmallEmulator({ routes, api });
  const { status, body } = await refusal(strict.url);
  expect(status).toBe(500);
  expect(JSON.parse(body).message).toBe('Internal server error');
});

test('connect.response-headers: what $connect returns stands in the 101 when the project says so, but for what the 101 says itself', async () => {
  const headers = `{ 'X-Kind': 'chat', 'Set-Cookie': 'a=b', 'X-Evil: 1\\r\\nX-More': 'x', Upgrade: 'other', 'Sec-WebSocket-Accept': 'no', 'Content-Length': '5' }`;
  const routes = { $connect: `exports.handler = async () => ({ statusCode: 200, headers: ${headers} });` };
  const api = { unmeasured: { connectResponseHeaders: true } };
  const emulator = await useSmallEmulator({ routes, api });
  const { head } = await rawConnect(emulator.url);
  const names = head
    .split('\r\n')
    .slice(1, -2)
    .map((line) => line.replace(/:.*/, ''));
  expect(names).toEqual(['Date', 'Connection', 'upgrade', 'sec-websocket-accept', 'x-kind', 'set-cookie']);
  const plain = await useSmallEmulator({ routes });
  expect((await rawConnect(plain.url)).head).not.toContain('x-kind');
});

test('message.two-way-empty: no frame at all, when the project says so', async () => {
  const routes = {
    quiet: OK,
    $default: 'exports.handler = async () => ({ statusCode: 200, body: "loud" });',
  };
  const api = { unmeasured: { emptyReplyFrame: false }, messageOrder: 'serial' as const };
  const emulator = await useSmallEmulator({ routes, twoWay: ['quiet', '$default'], api });
  const client = await connect(emulator.url);
  client.send({ action: 'quiet' });
  client.send({});
  expect(await client.next()).toBe('loud');
});

test('event.ids: connection and message ids of 16 characters, when the project says so', async () => {
  const routes = {
    $default: `exports.handler = async ({ requestContext: { connectionId, messageId } }) =>
      ({ statusCode: 200, body: JSON.stringify({ connectionId, messageId }) });`,
  };
  const api = { unmeasured: { connectionIdFormat: 'short' as const } };
  const emulator = await useSmallEmulator({ routes, twoWay: ['$default'], api }, { allowUnsigned: true });
  const client = await connect(emulator.url);
  client.send({});
  const { connectionId, messageId } = JSON.parse(await client.next());
  expect(connectionId).toMatch(/^[\w-]{15}=$/);
  expect(messageId).toMatch(/^[\w-]{15}=$/);
  expect(messageId).not.toBe(connectionId);
  const tail = (id: string) => Buffer.from(id, 'base64url').subarray(-3).toString('hex');
  expect(tail(messageId)).toBe(tail(connectionId));
  const url = `${emulator.managementUrl}/@connections/`;
  expect((await ask(`${url}${encodeURIComponent(connectionId)}`)).status).toBe(200);
  const changed = `${connectionId[0] === 'A' ? 'B' : 'A'}${connectionId.slice(1)}`;
  expect((await ask(`${url}${encodeURIComponent(changed)}`)).status).toBe(400);
});
