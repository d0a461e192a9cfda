/** What is left in a process that has used emulators: nothing. */
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { runScript } from '../support/process.ts';
import { useFiles, useProject } from '../support/project.ts';

const ECHO = 'exports.handler = async (event) => ({ statusCode: 200, body: event.body });';
const echo = {
  routes: { $default: ECHO },
  twoWay: ['$default'],
  config: { tables: { Things: { partitionKey: 'id' } } },
};

/** The process reports how long it took to end by itself once its work was done. */
const PROLOGUE = `
import { connect } from 'node:net';
import { startEmulator } from 'apigateway-websocket-emulator';
import { WebSocket } from 'ws';
const [, cwd, extra] = process.argv;
let done = 0;
process.on('exit', () => process.stdout.write(JSON.stringify({ lingered: performance.now() - done })));
`;
/** A timer or socket that was forgotten would keep the process for longer. */
const PROMPTLY_MS = 1000;

async function lingered(script: string, args: readonly string[]): Promise<number> {
  const { code, stdout, stderr } = await runScript(`${PROLOGUE}${script}\ndone = performance.now();`, args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return (JSON.parse(stdout) as { lingered: number }).lingered;
}

test('a process that used several emulators at once ends by itself', async () => {
  const used = `
    const emulators = await Promise.all([1, 2, 3].map(() => startEmulator({ cwd, port: 0 })));
    await Promise.all(emulators.map(async ({ url, apis, dynamodb }) => {
      const ca = await (await fetch('http://localhost:' + apis[0].port + '/_emulator/ca.pem')).text();
      for (const address of [url, url.replace('ws:', 'wss:')]) {
        const socket = new WebSocket(address, { ca });
        await new Promise((resolve) => socket.on('open', resolve));
        socket.send('hello');
        await new Promise((resolve) => socket.on('message', resolve));
      }
    }));
    await Promise.all(emulators.map((emulator) => emulator.close()));
  `;
  expect(await lingered(used, [await useProject(echo)])).toBeLessThan(PROMPTLY_MS);
});

test('a process that started an emulator and did nothing with it ends once it is closed', async () => {
  const idle = 'await (await startEmulator({ cwd, port: 0 })).close();';
  expect(await lingered(idle, [await useProject(echo)])).toBeLessThan(PROMPTLY_MS);
});

const FAILS = (options: string, code: string) => `
  const thrown = await startEmulator({ cwd, ${options} }).catch((error) => error);
  if (thrown.code !== '${code}') throw thrown;
`;

test('a start that fails for its data directory leaves nothing open', async () => {
  const folder = await useFiles({ file: 'in the way' });
  const script = FAILS('port: 0, dataDirectory: extra', 'DATA_DIRECTORY_UNUSABLE');
  expect(await lingered(script, [await useProject(echo), `${folder}/file/data`])).toBeLessThan(PROMPTLY_MS);
});

test('a start that fails for a taken port leaves nothing open', async () => {
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  const { port } = server.address() as { port: number };
  const script = FAILS('port: Number(extra)', 'PORT_IN_USE');
  expect(await lingered(script, [await useProject(echo), String(port)])).toBeLessThan(PROMPTLY_MS);
});

test('a start that fails for a DynamoDB that is not there leaves nothing open', async () => {
  const script = FAILS("port: 0, dynamodbEndpoint: 'http://127.0.0.1:1'", 'DYNAMODB_UNREACHABLE');
  expect(await lingered(script, [await useProject(echo)])).toBeLessThan(PROMPTLY_MS);
});

test('a start that fails for a table that cannot be created leaves nothing open', async () => {
  const message = 'Table limit of this account exceeded';
  const server = createHttpServer((request, response) => {
    request.resume();
    response.writeHead(400, { 'Content-Type': 'application/x-amz-json-1.0' });
    response.end(
      JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#LimitExceededException', message }),
    );
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  const { port } = server.address() as { port: number };
  const script = FAILS('port: 0, dynamodbEndpoint: extra', 'TABLE_NOT_CREATED');
  const args = [await useProject(echo), `http://127.0.0.1:${port}`];
  expect(await lingered(script, args)).toBeLessThan(PROMPTLY_MS);
});

test('a client that never answers the close frame costs no handler its time, and the process ends', async () => {
  const cwd = await useProject({
    routes: { $default: ECHO, $disconnect: 'exports.handler = async () => console.log("told");' },
  });
  const script = `
    const facts = [];
    const emulator = await startEmulator({ cwd, port: 0, onFact: (fact) => facts.push(fact) });
    const socket = connect(emulator.apis[0].port, '127.0.0.1');
    socket.write('GET /dev HTTP/1.1\\r\\nHost: x\\r\\nConnection: Upgrade\\r\\nUpgrade: websocket\\r\\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\nSec-WebSocket-Version: 13\\r\\n\\r\\n');
    await new Promise((resolve) => socket.once('data', resolve));
    const from = performance.now();
    await emulator.close();
    const took = performance.now() - from;
    if (took > 4000) throw new Error('closing took ' + took + ' ms');
    if (!facts.some(({ line }) => line?.endsWith('told'))) throw new Error('the handler was not told');
  `;
  expect(await lingered(script, [cwd])).toBeLessThan(PROMPTLY_MS);
});
