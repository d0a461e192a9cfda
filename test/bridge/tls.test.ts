/** TLS by hand, as clients of other protocols than HTTP/1.1 and libraries of their own speak it. Rows `bridge.*`. */
import { expect, test } from 'vitest';
import { connect } from '../support/client.ts';
import { useSmallEmulator } from '../support/emulator.ts';

const HOST = 'abcdef1234.execute-api.us-east-1.amazonaws.com';

/** What an expression that becomes a text comes to inside a handler. */
async function evaluate(expression: string): Promise<string> {
  const source = `const [net, tls, http2] = ['net', 'tls', 'http2'].map(require);
    exports.handler = async () => ({ statusCode: 200, body: String(await (${expression})) });`;
  const emulator = await useSmallEmulator({ routes: { go: source }, twoWay: ['go'] });
  const client = await connect(emulator.url);
  client.send({ action: 'go' });
  return client.next();
}

const subjectOf = (socket: string) =>
  `new Promise((resolve) => {
    const socket = ${socket};
    socket.on('secureConnect', () => { resolve(socket.authorized + ' ' + socket.getPeerCertificate().subjectaltname); socket.destroy(); });
    socket.on('error', (error) => resolve(error.code + ' ' + error.message));
  })`;

const WAYS = {
  'over a socket that is bridged already': `tls.connect({ socket: net.connect(443, '${HOST}'), servername: '${HOST}' })`,
  'over such a socket, without a name': `tls.connect({ socket: net.connect(443, '${HOST}') })`,
  'with a port and a host': `tls.connect(443, '${HOST}')`,
  'with a host in the options': `tls.connect({ host: '${HOST}', port: 443 })`,
};

for (const [way, socket] of Object.entries(WAYS)) {
  test(`bridge.tls: ${way} the certificate is the host's, and trusted`, async () => {
    expect(await evaluate(subjectOf(socket))).toMatch(/^true DNS:\*\.execute-api\.us-east-1\.amazonaws\.com/);
  });
}

const http2Error = `new Promise((resolve) => http2.connect('https://kinesis.us-east-1.amazonaws.com').on('error', (error) => resolve(error.code + ' ' + error.message)))`;

test('bridge.http2: a client that speaks only HTTP/2 hears which service is not emulated', async () => {
  expect(await evaluate(http2Error)).toBe(
    'ERR_EMULATOR_SERVICE_NOT_EMULATED The emulator has no kinesis (a connection to kinesis.us-east-1.amazonaws.com:443), and lets nothing out to AWS. To let this service through, start with --passthrough kinesis, or add "kinesis" to "passthrough" in an emulator.config.json.',
  );
});
