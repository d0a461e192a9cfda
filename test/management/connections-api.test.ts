/** The management API's recorded answers, byte for byte. Rows `management.*`; ground truth §8.1–8.3. */
import { once } from 'node:events';
import { Agent } from 'node:http';
import { ManualClock } from 'apigateway-websocket-emulator';
import { expect, onTestFinished, test } from 'vitest';
import { type Client, connect } from '../support/client.ts';
import { type TestEmulator, useEmulator, useSmallEmulator } from '../support/emulator.ts';
import { type Answer, ask } from '../support/http.ts';
import { useProject } from '../support/project.ts';

const WHO =
  'exports.handler = async (event) => ({ statusCode: 200, body: event.requestContext.connectionId });';
const project = { routes: { $default: WHO }, twoWay: ['$default'] };

const SIGNATURE = { Authorization: 'AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=x' };
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const REQUEST_ID = /^[\w-]{15}=$/;
const TRACE_ID = /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/;

interface Session {
  readonly emulator: TestEmulator;
  readonly client: Client;
  readonly id: string;
  /** Signed, about this connection unless the path says otherwise. */
  call(method: string, options?: Parameters<typeof ask>[1] & { readonly path?: string }): Promise<Answer>;
}

async function start(options: Parameters<typeof connect>[1] = {}): Promise<Session> {
  const emulator = await useSmallEmulator(project);
  return join(emulator, options);
}

async function join(emulator: TestEmulator, options: Parameters<typeof connect>[1] = {}): Promise<Session> {
  const client = await connect(emulator.url, options);
  client.send('who am I?');
  const id = await client.next();
  const call: Session['call'] = (method, { path, ...rest } = {}) =>
    ask(`${emulator.managementUrl}${path ?? `/@connections/${encodeURIComponent(id)}`}`, {
      method,
      ...rest,
      headers: { ...SIGNATURE, ...rest.headers },
    });
  return { emulator, client, id, call };
}

test('management.post: 200 with the recorded headers and no body, and the client gets the frame', async () => {
  const { client, call } = await start();
  const answer = await call('POST', { body: 'hello' });
  expect(answer).toMatchObject({ status: 200, body: '' });
  expect(answer.headerNames).toEqual([
    'Date',
    'Content-Type',
    'Content-Length',
    'Connection',
    'x-amzn-RequestId',
    'x-amz-apigw-id',
    'X-Amzn-Trace-Id',
  ]);
  expect(answer.headers).toMatchObject({
    'content-type': 'application/json',
    'content-length': '0',
    'x-amzn-requestid': expect.stringMatching(UUID),
    'x-amz-apigw-id': expect.stringMatching(REQUEST_ID),
    'x-amzn-trace-id': expect.stringMatching(TRACE_ID),
  });
  expect(await client.next()).toBe('hello');
});

test('management.get: the body that AWS prints', async () => {
  const { client, call } = await start({ headers: { 'User-Agent': 'Mozilla/5.0 "quoted"' } });
  const answer = await call('GET');
  expect(answer.status).toBe(200);
  const time = '"(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z)"';
  const pattern = `^\\{
  "identity" : \\{
    "sourceIp" : "127\\.0\\.0\\.1",
    "userAgent" : "Mozilla/5\\.0 \\\\"quoted\\\\""
  \\},
  "connectedAt" : ${time},
  "lastActiveAt" : ${time}
\\}$`;
  const [, connectedAt = '', lastActiveAt = ''] = new RegExp(pattern).exec(answer.body) ?? [];
  expect(answer.body).toMatch(new RegExp(pattern));
  expect(Date.parse(lastActiveAt)).toBeGreaterThanOrEqual(Date.parse(connectedAt));
  expect(answer.headers).toMatchObject({
    'content-type': 'application/json',
    'content-length': String(answer.body.length),
    'x-amzn-requestid': expect.stringMatching(UUID),
  });
  expect(client.socket.readyState).toBe(client.socket.OPEN);
});

test('management.get: null for a client that named no user agent', async () => {
  const { call } = await start();
  expect((await call('GET')).body).toContain('    "userAgent" : null\n');
});

test('management.last-active: messages advance it in either direction, a ping and a refused POST do not', async () => {
  const clock = new ManualClock(Date.UTC(2026, 0, 2));
  const emulator = await useEmulator({ cwd: await useProject(project), clock });
  const { client, call } = await join(emulator);
  const lastActiveAt = async () => {
    const { connectedAt, lastActiveAt } = JSON.parse((await call('GET')).body);
    return Date.parse(lastActiveAt) - Date.parse(connectedAt);
  };
  expect(await lastActiveAt()).toBe(0);

  clock.advance(1000);
  client.socket.ping();
  await once(client.socket, 'pong');
  expect((await call('POST', { body: 'x'.repeat(131073) })).status).toBe(413);
  expect(await lastActiveAt()).toBe(0);

  await call('POST', { body: 'hello' });
  await client.next();
  expect(await lastActiveAt()).toBe(1000);

  clock.advance(1000);
  client.send('who am I?');
  await client.next();
  expect(await lastActiveAt()).toBe(2000);
});

test('management.delete: 204, and the client sees 1000 "Connection Closed Normally"', async () => {
  const { client, call } = await start();
  const answer = await call('DELETE');
  expect(answer).toMatchObject({ status: 204, body: '' });
  expect(answer.headerNames).toEqual([
    'Date',
    'Content-Type',
    'Connection',
    'x-amzn-RequestId',
    'x-amz-apigw-id',
    'X-Amzn-Trace-Id',
  ]);
  expect(await client.closed).toEqual({ code: 1000, reason: 'Connection Closed Normally' });
});

test('management.disconnect-after-delete: $disconnect is told the same, and a second DELETE answers 410', async () => {
  const cwd = await useProject({
    routes: {
      $default: WHO,
      $disconnect: 'exports.handler = async (event) => console.log(JSON.stringify(event));',
    },
    twoWay: ['$default'],
  });
  const { emulator, call } = await join(await useEmulator({ cwd }));
  expect((await call('DELETE')).status).toBe(204);
  const log = await emulator.facts.next('function.log', ({ line }) => line.includes('disconnectStatusCode'));
  expect(log.line).toContain('"disconnectStatusCode":1000,');
  expect(log.line).toContain('"disconnectReason":"Connection Closed Normally"');
  expect((await call('DELETE')).status).toBe(410);
});

test('management.from-disconnect: $disconnect cannot reach its own connection', async () => {
  const emulator = await useSmallEmulator(
    {
      routes: {
        $default: WHO,
        $disconnect: `exports.handler = async ({ requestContext: { domainName, stage, connectionId } }) => {
  const url = 'https://' + domainName + '/' + stage + '/@connections/' + encodeURIComponent(connectionId);
  for (const method of ['POST', 'GET', 'DELETE']) console.log(method, (await fetch(url, { method })).status);
};`,
      },
      twoWay: ['$default'],
    },
    { allowUnsigned: true },
  );
  const client = await connect(emulator.url);
  client.close();
  await emulator.facts.next('function.log', ({ line }) => line.includes('DELETE'));
  const answered = emulator.facts
    .of('management.answered')
    .map(({ method, status }) => `${method} ${status}`);
  expect(answered).toEqual(['POST 410', 'GET 410', 'DELETE 410']);
});

test.each(['POST', 'GET', 'DELETE'])(
  'management.gone: %s on a connection that has ended answers 410 with no body',
  async (method) => {
    const { emulator, client, call } = await start();
    client.close();
    await emulator.facts.next('connection.closed');
    const answer = await call(method, { body: method === 'POST' ? 'hello' : '' });
    expect(answer).toMatchObject({ status: 410, body: '' });
    expect(answer.headerNames).toEqual([
      'Date',
      'Content-Type',
      'Content-Length',
      'Connection',
      'x-amzn-ErrorType',
      'x-amzn-RequestId',
      'x-amz-apigw-id',
      'X-Amzn-Trace-Id',
    ]);
    expect(answer.headers).toMatchObject({ 'x-amzn-errortype': 'GoneException', 'content-length': '0' });
  },
);

test('management.gone: an id that an earlier run gave out is gone, not invalid', async () => {
  const { emulator, id } = await start();
  await emulator.close();
  const { call } = await start();
  expect((await call('POST', { path: `/@connections/${id}` })).status).toBe(410);
});

test.each<[string, (id: string) => string]>([
  ['garbage', () => 'garbage'],
  ['one character changed', (id) => `${id[0] === 'A' ? 'B' : 'A'}${id.slice(1)}`],
  [
    'one character changed near the end',
    (id) => `${id.slice(0, -4)}${id.at(-4) === 'A' ? 'B' : 'A'}${id.slice(-3)}`,
  ],
  ['a truncated id', (id) => id.slice(0, -2)],
  ['half an id', (id) => id.slice(0, 8)],
  ['more behind it', (id) => `${id}test`],
  ['another case', (id) => id.toLowerCase() + id.toUpperCase()],
  ['an id encoded twice', (id) => encodeURIComponent(id)],
  ['the literal template', () => '{connectionId}'],
  ['quotes and a line break', () => '"a"\nb'],
  ['undefined', () => 'undefined'],
])('management.invalid-id: %s was never given out: 400, and the message repeats it', async (_name, spoil) => {
  const { id, call } = await start();
  const invalid = spoil(id);
  const answer = await call('POST', { path: `/@connections/${encodeURIComponent(invalid)}`, body: 'hello' });
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.body)).toEqual({ message: `Invalid connectionId: ${invalid}` });
  expect(answer.headers['x-amzn-errortype']).toBe('BadRequestException');
  expect(answer.headers).not.toHaveProperty('x-amzn-trace-id');
});

test('management.invalid-id: the message is written as AWS writes it', async () => {
  const { call } = await start();
  const answer = await call('GET', { path: '/@connections/WDGT8fY4joECJrQ=test' });
  expect(answer.body).toBe('{"message":"Invalid connectionId: WDGT8fY4joECJrQ=test"}');
});

test('management.too-large: 131072 bytes pass', async () => {
  const { client, call } = await start();
  const body = 'x'.repeat(131072);
  expect((await call('POST', { body })).status).toBe(200);
  expect(await client.next()).toBe(body);
});

test.each([131073, 5_000_000])(
  'management.too-large: %i bytes answer 413 with three headers and nothing else',
  async (size) => {
    const { client, call } = await start();
    const answer = await call('POST', { body: 'x'.repeat(size) });
    expect(answer).toMatchObject({ status: 413, body: '' });
    expect(answer.headerNames).toEqual(['Date', 'Content-Length', 'Connection']);
    expect((await call('POST', { body: 'next' })).status).toBe(200);
    expect(await client.next()).toBe('next');
  },
);

test('management.unsigned: an unsigned request is refused', async () => {
  const { emulator, id } = await start();
  const answer = await ask(`${emulator.managementUrl}/@connections/${encodeURIComponent(id)}`, {
    method: 'POST',
  });
  expect(answer).toMatchObject({ status: 403, body: '{"message":"Missing Authentication Token"}' });
  expect(answer.headers['x-amzn-errortype']).toBe('MissingAuthenticationTokenException');
  const fact = await emulator.facts.next('management.answered');
  expect(fact.reason).toContain('--allow-unsigned');
});

test('management.unsigned: it is answered when that is allowed', async () => {
  const emulator = await useEmulator({ cwd: await useProject(project), allowUnsigned: true });
  const { client, id } = await join(emulator);
  const url = `${emulator.managementUrl}/@connections/${encodeURIComponent(id)}`;
  expect((await ask(url, { method: 'POST', body: 'hello' })).status).toBe(200);
  expect(await client.next()).toBe('hello');
});

test('management.unsigned: a presigned URL is signed', async () => {
  const { emulator, client, id } = await start();
  const query = 'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=x';
  const url = `${emulator.managementUrl}/@connections/${encodeURIComponent(id)}?${query}`;
  expect((await ask(url, { method: 'POST', body: 'hello' })).status).toBe(200);
  expect(await client.next()).toBe('hello');
});

test('management.order-of-checks: the id is looked at before the signature', async () => {
  const { emulator } = await start();
  expect((await ask(`${emulator.managementUrl}/@connections/garbage`)).status).toBe(400);
});

test.each(['/nosuchstage', '', '/dev/extra'])(
  'management.unknown-stage: under "%s" there is no @connections',
  async (prefix) => {
    const { emulator, id } = await start();
    const { origin } = new URL(emulator.managementUrl);
    const answer = await ask(`${origin}${prefix}/@connections/${encodeURIComponent(id)}`, {
      method: 'POST',
      headers: SIGNATURE,
    });
    expect(answer).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
    expect(answer.headers['x-amzn-errortype']).toBe('ForbiddenException');
  },
);

test.each<[string, (id: string) => string]>([
  ['raw', (id) => `/@connections/${id}`],
  ['percent-encoded', (id) => `/@connections/${encodeURIComponent(id)}`],
  [
    'every character encoded',
    (id) => `/@connections/${[...id].map((c) => `%${c.charCodeAt(0).toString(16)}`).join('')}`,
  ],
  ['behind an encoded @', (id) => `/%40connections/${id}`],
  ['behind a doubled slash', (id) => `//@connections/${encodeURIComponent(id)}`],
  ['behind three slashes', (id) => `///@connections/${id}`],
  ['with a query', (id) => `/@connections/${id}?x=/@connections/y`],
])('management.encoded-ids: an id is understood %s', async (_name, pathOf) => {
  const { client, id, call } = await start();
  expect((await call('POST', { path: pathOf(id), body: 'hello' })).status).toBe(200);
  expect(await client.next()).toBe('hello');
});

test('management.encoded-ids: a doubled slash before the stage is understood', async () => {
  const { emulator, client, id } = await start();
  const { origin } = new URL(emulator.managementUrl);
  const url = `${origin}//dev/@connections/${encodeURIComponent(id)}`;
  expect((await ask(url, { method: 'POST', headers: SIGNATURE, body: 'hello' })).status).toBe(200);
  expect(await client.next()).toBe('hello');
});

test('management.text-frame: bytes that are no UTF-8 arrive as U+FFFD in a text frame', async () => {
  const { client, call } = await start();
  const body = new Uint8Array([0x61, 0xff, 0xc3, 0x28, 0xf0, 0x9f, 0x62]);
  const kinds: boolean[] = [];
  client.socket.on('message', (_data, isBinary) => kinds.push(isBinary));
  await call('POST', { body, headers: { 'Content-Type': 'application/octet-stream' } });
  expect(await client.next()).toBe('a\uFFFD\uFFFD(\uFFFDb');
  expect(kinds).toEqual([false]);
});

test('management.text-frame: text beyond ASCII, NUL and an empty body arrive as they are', async () => {
  const { client, call } = await start();
  for (const body of ['안녕 👋', 'a\u0000b', '\uFEFFwith a mark', '']) {
    expect((await call('POST', { body })).status).toBe(200);
    expect(await client.next()).toBe(body);
  }
});

test('one kept-alive connection carries many requests, and says so as AWS does', async () => {
  const { client, call } = await start();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  for (let count = 0; count < 20; count++) {
    const answer = await call('POST', { agent, body: String(count) });
    expect(answer.headers.connection).toBe('keep-alive');
    expect(answer.headers).not.toHaveProperty('keep-alive');
    expect(await client.next()).toBe(String(count));
  }
});

test('another method is forbidden', async () => {
  const { call } = await start();
  for (const method of ['PUT', 'PATCH', 'OPTIONS']) expect((await call(method)).status).toBe(403);
});

test('management.own-api: a connection is reached through its own API alone', async () => {
  const cwd = await useProject({
    ...project,
    config: {
      apis: {
        a: { stage: 'a', port: 0, routes: { $default: { function: 'default', routeResponse: true } } },
        b: { stage: 'b', port: 0, routes: { $default: { function: 'default', routeResponse: true } } },
      },
    },
  });
  const emulator = await useEmulator({ cwd });
  const { client, id, call } = await join(emulator);
  const { origin } = new URL(emulator.managementUrl);
  const through = (stage: string) =>
    ask(`${origin}/${stage}/@connections/${encodeURIComponent(id)}`, {
      method: 'POST',
      headers: SIGNATURE,
      body: stage,
    });
  expect((await through('b')).status).toBe(410);
  expect((await call('POST', { body: 'mine' })).status).toBe(200);
  expect(await client.next()).toBe('mine');
});
