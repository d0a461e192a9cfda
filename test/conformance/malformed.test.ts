/** Input that breaks a rule: it gets an answer, and the next client is served. */
import { ManualClock } from 'apigateway-websocket-emulator';
import { afterEach, describe, expect, test } from 'vitest';
import { connect, refusal } from '../support/client.ts';
import { type TestEmulator, useSmallEmulator } from '../support/emulator.ts';
import { ask, bareSocket, portOf } from '../support/http.ts';
import { CLOSE, CONTINUATION, closePayload, PING, rawConnect, TEXT } from '../support/raw-client.ts';

const routes = { $default: 'exports.handler = async ({ body }) => ({ statusCode: 200, body });' };

let emulator: TestEmulator;
const start = async (options = {}) => {
  emulator = await useSmallEmulator({ routes, twoWay: ['$default'] }, options);
  return emulator;
};

/** Whoever comes next is served as if nothing had happened. */
async function nextIsServed() {
  const client = await connect(emulator.url);
  client.send('still here');
  expect(await client.next()).toBe('still here');
}

describe('upgrade requests', () => {
  test('connect.url-too-long: 4096 bytes of URL pass, one more is 414', async () => {
    const { url } = await start();
    const path = new URL(url).pathname;
    const filled = (bytes: number) => `${url}?a=${'x'.repeat(bytes - path.length - '?a='.length)}`;
    (await connect(filled(4096))).close();
    expect((await refusal(filled(4097))).status).toBe(414);
    await nextIsServed();
  });

  test('connect.headers-too-long: more than 16 KB of headers are 431', async () => {
    const { url } = await start();
    const { status } = await refusal(url, { headers: { 'X-Big': 'x'.repeat(20_000) } });
    expect(status).toBe(431);
    await nextIsServed();
  });

  test('an upgrade request that is cut off leaves nothing behind', async () => {
    const port = portOf(await start());
    const { socket, all } = await bareSocket(port);
    socket.end(
      'GET /dev HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSo',
    );
    await all;
    expect(emulator.facts.of('connection.opened')).toEqual([]);
    await nextIsServed();
  });

  test.each([
    ['a control character in a header', 'GET /dev HTTP/1.1\r\nHost: localhost\r\nX-A: \u0001\r\n\r\n'],
    ['a header without a colon', 'GET /dev HTTP/1.1\r\nHost localhost\r\n\r\n'],
    ['two lengths', 'POST /dev HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    ['a request line of three words too many', 'GET /dev and more HTTP/1.1\r\n\r\n'],
  ])('%s is answered with 400', async (_, text) => {
    const port = portOf(await start());
    const { socket, all } = await bareSocket(port);
    socket.write(text);
    expect(await all).toMatch(/^HTTP\/1\.1 400 /);
    await nextIsServed();
  });

  test('a query that is no proper encoding is passed on as far as it can be read', async () => {
    const { url } = await start();
    (await connect(`${url}?a=%ZZ&b=%E4&=c&d`)).close();
    await nextIsServed();
  });
});

describe('frames', () => {
  /** The payload of the close frame that answers these frames. */
  async function closeAfter(send: (client: Awaited<ReturnType<typeof rawConnect>>) => void) {
    const { url } = await start();
    const client = await rawConnect(url);
    send(client);
    const frame = await client.next();
    expect(frame.opcode).toBe(CLOSE);
    const code = frame.payload.readUInt16BE(0);
    client.send(CLOSE, closePayload(code));
    await client.ended;
    await nextIsServed();
    return code;
  }

  test('close.protocol-error: a frame that is not masked', async () => {
    expect(await closeAfter((client) => client.send(TEXT, 'x', { masked: false }))).toBe(1002);
  });

  test('close.protocol-error: an opcode that is none', async () => {
    expect(await closeAfter((client) => client.send(3, 'x'))).toBe(1002);
  });

  test('close.protocol-error: a continuation of nothing', async () => {
    expect(await closeAfter((client) => client.send(CONTINUATION, 'x'))).toBe(1002);
  });

  test('close.protocol-error: a new message in the middle of one', async () => {
    expect(
      await closeAfter((client) => {
        client.send(TEXT, 'a', { fin: false });
        client.send(TEXT, 'b');
      }),
    ).toBe(1002);
  });

  test('close.protocol-error: a ping in fragments', async () => {
    expect(await closeAfter((client) => client.send(PING, 'x', { fin: false }))).toBe(1002);
  });

  test('close.protocol-error: a ping longer than 125 bytes', async () => {
    expect(await closeAfter((client) => client.send(PING, 'x'.repeat(126)))).toBe(1002);
  });

  test('close.protocol-error: a close code that may not be sent', async () => {
    expect(await closeAfter((client) => client.send(CLOSE, closePayload(1005)))).toBe(1002);
  });

  test('close.invalid-utf8: text that is none, whole or in fragments', async () => {
    const broken = Buffer.from([0xc3, 0x28]);
    expect(await closeAfter((client) => client.send(TEXT, broken))).toBe(1007);
    expect(
      await closeAfter((client) => {
        client.send(TEXT, broken.subarray(0, 1), { fin: false });
        client.send(CONTINUATION, broken.subarray(1));
      }),
    ).toBe(1007);
  });
});

test('close.half-open: a client that has vanished is closed when it is idle, and $disconnect does not wait for its close frame', async () => {
  const clock = new ManualClock();
  const { url, facts } = await start({ clock });
  const { socket, next } = await rawConnect(url);
  await facts.next('connection.opened');
  clock.advance(10 * 60_000);
  expect((await next()).payload.toString('utf8', 2)).toBe('Going away');
  // No answer comes, and the TCP connection stays as it is.
  expect(socket.destroyed).toBe(false);
  clock.advance(10_000);
  expect(await facts.next('connection.closed')).toMatchObject({ code: 1001, reason: 'Going away' });
  await nextIsServed();
});

test('management.closing: a connection that has begun to close is gone', async () => {
  const { url, managementUrl, facts } = await start({ allowUnsigned: true });
  const client = await rawConnect(url);
  const { connectionId } = await facts.next('connection.opened');
  const call = (method: string) =>
    ask(`${managementUrl}/@connections/${encodeURIComponent(connectionId)}`, { method });
  expect((await call('DELETE')).status).toBe(204);
  expect((await client.next()).opcode).toBe(CLOSE);
  // The client has not answered the close frame yet.
  expect((await call('GET')).status).toBe(410);
  expect((await call('POST')).status).toBe(410);
  client.send(CLOSE, closePayload(1000));
  expect(await facts.next('connection.closed')).toMatchObject({ code: 1000 });
});

test.each(['garbage', '%', '%00', 'PJqB0fHsqRcCHlw=', '%F0%9F%92%A9', 'x'.repeat(3000)])(
  'management.invalid-id: %s',
  async (id) => {
    const { managementUrl } = await start({ allowUnsigned: true });
    const { status, body } = await ask(`${managementUrl}/@connections/${id}`);
    expect(status).toBe(400);
    expect(JSON.parse(body).message).toMatch(/^Invalid connectionId: /);
    await nextIsServed();
  },
);

afterEach(() => {
  expect(emulator.facts.of('internal-error')).toEqual([]);
});
