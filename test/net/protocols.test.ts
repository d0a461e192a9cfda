/** One port, four protocols. */
import { connect as tlsConnect } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { connect } from '../support/client.ts';
import { useSmallEmulator } from '../support/emulator.ts';
import { ask, authorityOf, portOf } from '../support/http.ts';

const ECHO = 'exports.handler = async (event) => ({ statusCode: 200, body: event.body });';
const echo = { routes: { $default: ECHO }, twoWay: ['$default'] };

async function start() {
  const emulator = await useSmallEmulator(echo);
  const port = portOf(emulator);
  return { emulator, port, ca: await authorityOf({ port }) };
}

test('http, https, ws and wss are answered on one port', async () => {
  const { port, ca } = await start();
  expect((await ask(`http://localhost:${port}/dev`)).status).toBe(426);
  expect((await ask(`https://localhost:${port}/dev`, { ca })).status).toBe(426);
  for (const client of [
    await connect(`ws://localhost:${port}/dev`),
    await connect(`wss://localhost:${port}/dev`, { ca }),
  ]) {
    client.send('hello');
    expect(await client.next()).toBe('hello');
  }
});

test.each(['localhost', '127.0.0.1'])('the certificate is valid for %s', async (host) => {
  const { port, ca } = await start();
  expect((await ask(`https://${host}:${port}/dev`, { ca })).status).toBe(426);
  const client = await connect(`wss://${host}:${port}/dev`, { ca });
  client.send('hello');
  expect(await client.next()).toBe('hello');
});

// Asked of the certificate itself: Node 22.23 takes no IPv6 address for a certificate's.
test('the certificate is valid for ::1', async () => {
  const { port, ca } = await start();
  const socket = tlsConnect({ host: '::1', port, ca, checkServerIdentity: () => undefined });
  onTestFinished(() => void socket.destroy());
  await new Promise((resolve, reject) => socket.on('secureConnect', resolve).on('error', reject));
  expect(socket.authorized).toBe(true);
  expect(socket.getPeerX509Certificate()?.checkIP('::1')).toBe('::1');
});

test.each([
  'abc.execute-api.us-east-1.amazonaws.com',
  'abc.execute-api.cn-north-1.amazonaws.com.cn',
  'dynamodb.us-east-1.amazonaws.com',
  'ws.example.com',
  'example.co.uk',
  'example.com',
  'app.localhost',
  'UPPER.Example.com',
])('a client that asks for %s gets a certificate for that name', async (servername) => {
  const { port, ca } = await start();
  const socket = tlsConnect({ host: '127.0.0.1', port, ca, servername });
  onTestFinished(() => void socket.destroy());
  await new Promise((resolve, reject) => socket.on('secureConnect', resolve).on('error', reject));
  expect(socket.authorized).toBe(true);
});

test('a client that does not know the authority refuses the certificate', async () => {
  const { port } = await start();
  await expect(ask(`https://localhost:${port}/dev`)).rejects.toThrow(/self-signed|unable to/);
});

test('names beside each other in one region share a certificate', async () => {
  const { port, ca } = await start();
  const fingerprint = async (servername: string) => {
    const socket = tlsConnect({ host: '127.0.0.1', port, ca, servername });
    onTestFinished(() => void socket.destroy());
    await new Promise((resolve, reject) => socket.on('secureConnect', resolve).on('error', reject));
    return socket.getPeerCertificate().fingerprint256;
  };
  const [one, other, elsewhere] = await Promise.all(
    ['a.execute-api.us-east-1.amazonaws.com', 'b.execute-api.us-east-1.amazonaws.com', 'ws.example.com'].map(
      fingerprint,
    ),
  );
  expect(other).toBe(one);
  expect(elsewhere).not.toBe(one);
});

test('an emulator bound to one address has a certificate for it', async () => {
  const emulator = await useSmallEmulator(echo, { host: '127.0.0.2' });
  const port = portOf(emulator);
  const probe = await ask(`http://127.0.0.2:${port}/_emulator/ca.pem`, { headers: { host: 'localhost' } });
  expect((await ask(`https://127.0.0.2:${port}/dev`, { ca: probe.body })).status).toBe(426);
});
