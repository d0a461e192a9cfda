/** Handshakes that end between the request and the 101. */
import { describe, expect, test } from 'vitest';
import { refusal } from '../support/client.ts';
import { type TestEmulator, useSmallEmulator } from '../support/emulator.ts';
import { ask, bareSocket, portOf } from '../support/http.ts';

/** Answers `$connect` when the test says so, by a request of its own: the handler asks until it is told. */
const gate = (answer: string) => `
const { createServer } = require('node:http');
exports.handler = () => new Promise((resolve) => {
  const server = createServer((request, response) => {
    response.end('opened');
    server.close();
    resolve(${answer});
  });
  server.listen(0, '127.0.0.1', () => console.log('waiting at ' + server.address().port));
});`;

const TELL =
  'exports.handler = async ({ requestContext: { connectionId, disconnectStatusCode: code, disconnectReason: reason } }) => { console.log(JSON.stringify({ connectionId, code, reason })); };';

const start = (answer: string, options = {}) =>
  useSmallEmulator({ routes: { $connect: gate(answer), $disconnect: TELL }, fn: { timeout: 20 } }, options);

/** The handler waits; what is returned lets it answer. */
async function handlerWaits(emulator: TestEmulator): Promise<() => Promise<unknown>> {
  const { line } = await emulator.facts.next('function.log', (fact) => fact.line.includes('waiting at'));
  return () => ask(`http://127.0.0.1:${/\d+$/.exec(line)?.[0]}`);
}

async function told(emulator: TestEmulator): Promise<{ code: number; reason: string }> {
  const { line } = await emulator.facts.next('function.log', (fact) => fact.line.includes('"code"'));
  return JSON.parse(line.split('\t')[3] ?? '');
}

const request = (headers = '') =>
  `GET /dev HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n${headers}\r\n`;

describe('a client that leaves while $connect runs', () => {
  test.each(['end', 'resetAndDestroy'] as const)(
    'connect.abandoned: the handler accepts, and $disconnect is told 1006 (%s)',
    async (hangUp) => {
      const emulator = await start('{ statusCode: 200 }');
      const { socket, all } = await bareSocket(portOf(emulator));
      socket.on('error', () => {});
      socket.write(request());
      const open = await handlerWaits(emulator);
      socket[hangUp]();
      await all;
      await open();
      const { connectionId } = await emulator.facts.next('connection.abandoned');
      expect(await told(emulator)).toEqual({ connectionId, code: 1006, reason: '' });
      expect(emulator.facts.of('connection.opened')).toEqual([]);
    },
  );

  test('connect.abandoned: the handler refuses, and that is all', async () => {
    const emulator = await start('{ statusCode: 403 }');
    const { socket, all } = await bareSocket(portOf(emulator));
    socket.write(request());
    const open = await handlerWaits(emulator);
    socket.end();
    await all;
    await open();
    expect((await emulator.facts.next('connection.refused')).status).toBe(403);
    await emulator.close();
    expect(emulator.facts.of('invocation.ended').map((fact) => fact.function)).toEqual(['connect']);
  });
});

describe('an emulator that stops while $connect runs', () => {
  test('connect.emulator-stops: the client is refused at once with 503', async () => {
    const emulator = await start('{ statusCode: 200 }');
    const refused = refusal(emulator.url);
    const open = await handlerWaits(emulator);
    const closed = emulator.close();
    expect(await refused).toMatchObject({ status: 503, body: '{"message":"Service Unavailable"}' });
    const { status, reason } = await emulator.facts.next('connection.refused');
    expect({ status, reason }).toEqual({ status: 503, reason: 'the emulator stops' });
    await open();
    expect(await told(emulator)).toMatchObject({ code: 1006, reason: '' });
    await closed;
  });

  test('connect.emulator-stops: a handler that never answers does not keep it for more than five seconds', async () => {
    const emulator = await start('undefined');
    const refused = refusal(emulator.url);
    await handlerWaits(emulator);
    const from = performance.now();
    await emulator.close();
    expect(performance.now() - from).toBeLessThan(8000);
    expect((await refused).status).toBe(503);
  });
});

test.each([',,', 'a, a', 'a b', '"a"', ''])(
  'connect.malformed-upgrade: the subprotocols %j are refused before the handler is asked',
  async (offered) => {
    const emulator = await start('{ statusCode: 200 }');
    const { socket, all } = await bareSocket(portOf(emulator));
    socket.write(request(`Sec-WebSocket-Protocol: ${offered}\r\n`));
    expect(await all).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*\{"message":"Bad Request"\}$/);
    const { reason } = await emulator.facts.next('connection.refused');
    expect(reason).toContain('Sec-WebSocket-Protocol');
    expect(emulator.facts.of('invocation.started')).toEqual([]);
  },
);
