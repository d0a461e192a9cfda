/** What a client of HTTP/1.1 sees of a connection whose TLS the bridge leaves out. Row `bridge.unencrypted`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useCacheDirectory } from '../support/cache.ts';
import { connect } from '../support/client.ts';
import { useSmallEmulator } from '../support/emulator.ts';
import { useFolder } from '../support/project.ts';

const HOST = 'abcdef1234.execute-api.us-east-1.amazonaws.com';

/** What an expression comes to inside a handler. */
async function evaluate(expression: string): Promise<unknown> {
  const source = `const [https, tls] = ['https', 'tls'].map(require);
    exports.handler = async () => ({ statusCode: 200, body: JSON.stringify(await (${expression})) });`;
  const emulator = await useSmallEmulator({ routes: { go: source }, twoWay: ['go'] });
  const client = await connect(emulator.url);
  client.send({ action: 'go' });
  return JSON.parse(await client.next()) as unknown;
}

/** The status of a request of Node's, and what was noted on the way. */
const request = (options: string, onSocket: string, host = HOST) =>
  `new Promise((resolve) => {
    const seen = [];
    https.get({ host: '${host}', path: '/dev', ${options} }, (response) => resolve([response.statusCode, ...seen]))
      .on('socket', (socket) => { ${onSocket} })
      .on('error', (error) => resolve([error.message, ...seen]));
  })`;

/** No certificate can be made, so that TLS cannot be spoken. */
async function withoutCertificates(): Promise<void> {
  const file = join(await useFolder(), 'cache');
  await writeFile(file, '');
  await useCacheDirectory(file);
}

test('bridge.unencrypted: neither an agent nor fetch needs a certificate', async () => {
  await withoutCertificates();
  expect(await evaluate(request('', ''))).toEqual([426]);
  expect(await evaluate(`fetch('https://${HOST}/dev').then((answer) => answer.status)`)).toBe(426);
});

test('bridge.unencrypted: the socket is a TLS socket to look at, and secure some time after it is connected', async () => {
  const look = `[socket instanceof tls.TLSSocket, socket.encrypted, socket.authorized, socket.secureConnecting, socket.getProtocol()]`;
  const listen = `socket.once('connect', () => { seen.push(${look}); socket.once('secureConnect', () => seen.push(${look}, socket.getPeerCertificate())); });`;
  expect(await evaluate(request('', listen))).toEqual([
    426,
    [true, true, false, true, 'TLSv1.3'],
    [true, true, true, false, 'TLSv1.3'],
    {},
  ]);
});

test('bridge.unencrypted: what was agreed upon is what was offered', async () => {
  const agreed = `socket.once('secureConnect', () => seen.push(socket.alpnProtocol))`;
  expect(await evaluate(request(`ALPNProtocols: ['h2', 'http/1.1']`, agreed))).toEqual([426, 'http/1.1']);
  expect(await evaluate(request('', agreed))).toEqual([426, false]);
});

test('bridge.unencrypted: a client that checks the certificate gets one', async () => {
  const check = `checkServerIdentity: (host, certificate) => { seen.push(host, certificate.subjectaltname.split(',')[0]); }`;
  expect(await evaluate(request(check, ''))).toEqual([
    426,
    HOST,
    'DNS:*.execute-api.us-east-1.amazonaws.com',
  ]);
});

test('bridge.dynamodb: its engine is reached straight, but for TLS', async () => {
  const where = `socket.once('secureConnect', () => seen.push(String(socket.remotePort) === new URL(process.env.AWS_ENDPOINT_URL_DYNAMODB).port))`;
  const ask = (options: string) => evaluate(request(options, where, 'dynamodb.us-east-1.amazonaws.com'));
  expect(await ask('')).toEqual([200, true]);
  expect(await ask('checkServerIdentity: tls.checkServerIdentity')).toEqual([200, false]);
});
