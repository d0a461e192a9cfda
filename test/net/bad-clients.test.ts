/** Clients that say nothing, too little or nonsense: they are dropped, and nobody else notices. */
import { connect as tlsConnect } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { connect } from '../support/client.ts';
import { type TestEmulator, useSmallEmulator } from '../support/emulator.ts';
import { ask, authorityOf, bareSocket, portOf } from '../support/http.ts';

const ECHO = 'exports.handler = async (event) => ({ statusCode: 200, body: event.body });';
const echo = { routes: { $default: ECHO }, twoWay: ['$default'] };

/** A client hello of TLS 1.2, cut off in the middle. */
const HALF_A_HELLO = Buffer.from('16030100c8010000c403035a', 'hex');

async function start() {
  const emulator = await useSmallEmulator(echo);
  const port = portOf(emulator);
  return { emulator, port };
}

/** All four protocols still answer. */
async function stillServes(emulator: TestEmulator, port: number): Promise<void> {
  const ca = await authorityOf({ port });
  expect((await ask(`http://localhost:${port}/dev`)).status).toBe(426);
  expect((await ask(`https://localhost:${port}/dev`, { ca })).status).toBe(426);
  for (const client of [await connect(emulator.url), await connect(`wss://localhost:${port}/dev`, { ca })]) {
    client.send('hello');
    expect(await client.next()).toBe('hello');
  }
}

test.each([
  ['says nothing', Buffer.of()],
  ['sends half a TLS hello', HALF_A_HELLO],
  ['sends half a request', Buffer.from('GET /dev HTTP/1.1\r\nHost: loc')],
  ['sends half a body', Buffer.from('POST /dev HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf')],
  ['sends one byte', Buffer.of(0x47)],
])('a client that %s and waits leaves the others alone', async (_name, bytes) => {
  const { emulator, port } = await start();
  const { socket } = await bareSocket(port);
  if (bytes.length > 0) socket.write(bytes);
  await stillServes(emulator, port);
  await emulator.close();
});

test.each([
  ['says nothing', Buffer.of()],
  ['has sent half a TLS hello', HALF_A_HELLO],
  ['has sent half a request', Buffer.from('GET /dev HTTP/1.1\r\nHost: loc')],
  ['has sent half a body', Buffer.from('POST /dev HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf')],
  [
    'has sent half a body for @connections',
    Buffer.from('POST /dev/@connections/x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf'),
  ],
  [
    'has sent half a body for DynamoDB',
    Buffer.from(
      'POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: DynamoDB_20120810.ListTables\r\nContent-Length: 9\r\n\r\n{',
    ),
  ],
])('a client that %s may hang up, by FIN or by RST', async (_name, bytes) => {
  const { emulator, port } = await start();
  for (const hangUp of ['end', 'resetAndDestroy'] as const) {
    const { socket, all } = await bareSocket(port);
    socket.on('error', () => {});
    await new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
    socket[hangUp]();
    await all;
  }
  await stillServes(emulator, port);
});

test('garbage is answered with 400 and the connection closed', async () => {
  const { emulator, port } = await start();
  const { socket, all } = await bareSocket(port);
  socket.write('\u0001\u0002 what is this\r\n\r\n');
  expect(await all).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  await stillServes(emulator, port);
});

test('garbage after the first byte of TLS is dropped', async () => {
  const { emulator, port } = await start();
  const { socket, all } = await bareSocket(port);
  socket.write(
    Buffer.concat([Buffer.of(0x16), Buffer.from('this is not TLS at all, whatever it began with')]),
  );
  await all;
  await stillServes(emulator, port);
});

test('garbage inside TLS is answered with 400', async () => {
  const { emulator, port } = await start();
  const ca = await authorityOf({ port });
  const socket = tlsConnect({ host: 'localhost', port, ca });
  onTestFinished(() => void socket.destroy());
  socket.write('nonsense\r\n\r\n');
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  await stillServes(emulator, port);
});

test('a server name that is no name gets the local certificate', async () => {
  const { emulator, port } = await start();
  const ca = await authorityOf({ port });
  for (const servername of [
    '../../etc/passwd',
    `${'a'.repeat(250)}.x.y`,
    'with space.x.y',
    'é.x.y',
    '*.x.y',
  ]) {
    const socket = tlsConnect({
      host: '127.0.0.1',
      port,
      ca,
      servername,
      checkServerIdentity: () => undefined,
    });
    onTestFinished(() => void socket.destroy());
    await new Promise((resolve, reject) => socket.on('secureConnect', resolve).on('error', reject));
    expect(socket.getPeerCertificate().subjectaltname).toContain('DNS:localhost');
  }
  await stillServes(emulator, port);
});

test('a request for a path that is no URL is answered all the same', async () => {
  const { emulator, port } = await start();
  for (const path of [
    '//',
    '///',
    '//[',
    '/%',
    '*',
    '/dev/@connections/%',
    '//@connections/x',
    '//dev/@connections/x',
  ]) {
    const { socket, until } = await bareSocket(port);
    socket.write(`POST ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Length: 0\r\n\r\n`);
    expect(await until(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 4\d\d /);
  }
  await stillServes(emulator, port);
});

test('a hundred clients that hang up in the middle of everything leave the emulator as it was', async () => {
  const { emulator, port } = await start();
  const fragments = [
    'GET /dev HTTP/1.1\r\n',
    HALF_A_HELLO,
    Buffer.of(0x16),
    'x',
    'POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n1',
  ];
  await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      const { socket, all } = await bareSocket(port);
      socket.on('error', () => {});
      await new Promise<void>((resolve) =>
        socket.write(fragments[index % fragments.length] ?? '', () => resolve()),
      );
      if (index % 2 === 0) socket.resetAndDestroy();
      else socket.end();
      await all;
    }),
  );
  await stillServes(emulator, port);
});
