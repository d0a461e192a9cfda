/** Clients that ask for HTTP/2 along with a plain request, as Java's HttpClient and `curl --http2` do. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connect } from '../support/client.ts';
import { useSmallEmulator } from '../support/emulator.ts';
import { authorityOf, bareSocket, portOf } from '../support/http.ts';

const WHO =
  'exports.handler = async (event) => ({ statusCode: 200, body: event.requestContext.connectionId });';
const project = { routes: { $default: WHO }, twoWay: ['$default'] };
const ASKING =
  'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n';
const SIGNED = 'Authorization: AWS4-HMAC-SHA256 Credential=a\r\n';

async function start() {
  const emulator = await useSmallEmulator(project, { allowUnsigned: true });
  const client = await connect(emulator.url);
  client.send('who am I?');
  const path = `/dev/@connections/${encodeURIComponent(await client.next())}`;
  return { emulator, port: portOf(emulator), client, path };
}

async function tlsSocket(port: number): Promise<Socket> {
  const socket = tlsConnect({ host: 'localhost', port, ca: await authorityOf({ port }) });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'secureConnect');
  return socket;
}

/** The next answer on a connection, as far as one read has it. */
const answerOn = async (socket: Socket) => String((await once(socket, 'data'))[0]);

describe.each(['http', 'https'])('over %s', (protocol) => {
  const open = async (port: number) =>
    protocol === 'https' ? tlsSocket(port) : (await bareSocket(port)).socket;

  test('a GET of a stage is answered as without', async () => {
    const { port } = await start();
    const socket = await open(port);
    socket.write(`GET /dev HTTP/1.1\r\nHost: x\r\n${ASKING}\r\n`);
    expect(await answerOn(socket)).toMatch(/^HTTP\/1\.1 426 /);
  });

  test('a POST to @connections arrives with its body, however that is cut', async () => {
    const { port, path, client } = await start();
    const socket = await open(port);
    const head = `POST ${path} HTTP/1.1\r\nHost: x\r\n${SIGNED}${ASKING}`;
    for (const [body, ...rest] of [
      [`Content-Length: 5\r\n\r\nhello`],
      [`Content-Length: 5\r\n\r\nhe`, 'llo'],
      ['Content-Length: 5\r\n\r\n', 'hello'],
      ['Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n', '3\r\nllo\r\n0\r\n\r\n'],
    ]) {
      socket.write(`${head}${body}`);
      for (const part of rest) {
        // A request that is answered elsewhere has the emulator read what was written so far.
        await fetch(`http://localhost:${port}/_emulator/status`);
        socket.write(part);
      }
      expect(await answerOn(socket)).toMatch(/^HTTP\/1\.1 200 /);
      expect(await client.next()).toBe('hello');
    }
  });

  test('a WebSocket may be opened on the same connection afterwards', async () => {
    const { port } = await start();
    const socket = await open(port);
    socket.write(`GET /nosuch HTTP/1.1\r\nHost: x\r\n${ASKING}\r\n`);
    expect(await answerOn(socket)).toMatch(/^HTTP\/1\.1 403 /);
    socket.write(
      'GET /dev HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    );
    expect(await answerOn(socket)).toMatch(/^HTTP\/1\.1 101 /);
  });
});

test('a client that leaves in the middle of such a request is nobody’s problem', async () => {
  const { emulator, port, path } = await start();
  const { socket, all } = await bareSocket(port);
  socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\n${ASKING}Content-Length: 100\r\n\r\nhalf`);
  socket.end();
  await all;
  await connect(emulator.url);
});
