/** HTTP and HTTP_PROXY integrations, with a real server behind them. */
import { ManualClock } from 'apigateway-websocket-emulator';
import { expect, test } from 'vitest';
import { useBackend } from '../support/backend.ts';
import { connect, refusal } from '../support/client.ts';
import { useSmallEmulator } from '../support/emulator.ts';
import { portOf } from '../support/http.ts';
import { frame, useIntegrations } from '../support/integrations.ts';

test('integration.http-proxy.connect: the client’s headers and query go on, Sec-WebSocket-* too, its Host and hop-by-hop headers do not', async () => {
  const backend = await useBackend();
  const emulator = await useIntegrations({
    $connect: {
      type: 'HTTP_PROXY',
      uri: `${backend.url}/connect?fixed=1`,
      requestParameters: {
        'integration.request.header.connectionId': 'context.connectionId',
        'integration.request.header.sec-websocket-version': "'0'",
      },
    },
  });
  await connect(`${emulator.url}?token=a%20b&token=c`, { headers: { 'X-mIxEd': 'yes', Cookie: 'a=b' } });
  const { method, url, headers, rawHeaders, body } = await backend.next();
  const { apiId } = emulator.project.apis[0] ?? {};
  expect([method, url, body.length]).toEqual(['POST', '/connect?fixed=1&token=a+b&token=c', 0]);
  expect(rawHeaders).toContain('X-mIxEd');
  expect(headers).toMatchObject({
    'x-mixed': 'yes',
    cookie: 'a=b',
    host: new URL(backend.url).host,
    'sec-websocket-key': expect.stringMatching(/==$/),
    'sec-websocket-version': '0',
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
    'x-amzn-trace-id': expect.stringMatching(/^Root=1-/),
    'x-amzn-apigateway-api-id': apiId,
    'user-agent': `AmazonAPIGateway_${apiId}`,
    connectionid: expect.stringMatching(/^[\w-]{18}==$/),
  });
  expect(headers).not.toHaveProperty('upgrade');
  expect(headers).not.toHaveProperty('content-type');
});

test('integration.http-proxy.status: the status of the answer accepts or refuses, with the backend’s body', async () => {
  const backend = await useBackend(({ url }, response) => {
    response.statusCode = Number(new URL(url, 'http://x').searchParams.get('answer'));
    response.setHeader('Sec-WebSocket-Protocol', 'chat');
    response.end('{"sorry":true}');
  });
  const emulator = await useIntegrations({ $connect: { type: 'HTTP_PROXY', uri: backend.url } });
  expect(await refusal(`${emulator.url}?answer=401`)).toMatchObject({ status: 401, body: '{"sorry":true}' });
  expect(await refusal(`${emulator.url}?answer=302`)).toMatchObject({ status: 302 });
  const client = await connect(`${emulator.url}?answer=204`, { protocols: ['chat'] });
  expect(client.socket.protocol).toBe('chat');
});

test('integration.http-proxy.message: the text as it came, and none of the client’s headers', async () => {
  const backend = await useBackend((received, response) => {
    response.statusCode = 500;
    response.end(`got ${received.body}`);
  });
  const emulator = await useIntegrations({ $default: { type: 'HTTP_PROXY', uri: `${backend.url}/in` } });
  const client = await connect(`${emulator.url}?a=1`, { headers: { 'X-Own': 'yes' } });
  client.send('{"action": 1,  }');
  expect(await client.next()).toBe('got {"action": 1,  }');
  const { method, url, headers } = await backend.next();
  expect([method, url]).toEqual(['POST', '/in']);
  const { apiId } = emulator.project.apis[0] ?? {};
  expect(headers).toEqual({
    'user-agent': `AmazonAPIGateway_${apiId}`,
    'content-type': 'application/json',
    'x-amzn-apigateway-api-id': apiId,
    'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
    'content-length': '16',
    host: new URL(backend.url).host,
    connection: expect.any(String),
  });
});

test('integration.http-proxy.disconnect: a POST without a body tells of the end', async () => {
  const backend = await useBackend();
  const emulator = await useIntegrations({
    $disconnect: {
      type: 'HTTP_PROXY',
      uri: backend.url,
      requestParameters: { 'integration.request.querystring.id': 'context.connectionId' },
    },
  });
  const client = await connect(emulator.url);
  const { connectionId } = await emulator.facts.next('connection.opened');
  client.close();
  const { method, url, body } = await backend.next();
  expect([method, url, body.length]).toEqual(['POST', `/?id=${encodeURIComponent(connectionId)}`, 0]);
});

test('integration.http.one-way: what the backend answers is not sent', async () => {
  const backend = await useBackend((_received, response) => response.writeHead(500).end('ignored'));
  const emulator = await useIntegrations({
    quiet: { integration: { type: 'HTTP_PROXY', uri: backend.url } },
    loud: { type: 'HTTP_PROXY', uri: backend.url },
  });
  const client = await connect(emulator.url);
  client.send({ action: 'quiet' });
  await backend.next();
  client.send({ action: 'loud' });
  expect(await client.next()).toBe('ignored');
});

test('integration.http.method: the project’s method; a GET has no body', async () => {
  const backend = await useBackend(({ method, body }, response) => response.end(`${method} ${body.length}`));
  const emulator = await useIntegrations({
    put: { type: 'HTTP_PROXY', uri: backend.url, integrationMethod: 'PUT' },
    get: { type: 'HTTP_PROXY', uri: backend.url, integrationMethod: 'GET' },
  });
  const client = await connect(emulator.url);
  client.send({ action: 'put' });
  expect(await client.next()).toBe('PUT 16');
  client.send({ action: 'get' });
  expect(await client.next()).toBe('GET 0');
});

test('integration.stage-variables: they stand in the URL', async () => {
  const backend = await useBackend(({ url }, response) => response.end(url));
  const { host } = new URL(backend.url);
  const emulator = await useIntegrations(
    {
      $default: { type: 'HTTP_PROXY', uri: 'http://${stageVariables.host}/${stageVariables.version}/in' },
      all: { type: 'HTTP_PROXY', uri: '${stageVariables.url}' },
      none: { type: 'HTTP_PROXY', uri: '${stageVariables.nowhere}' },
      inherited: {
        type: 'HTTP_PROXY',
        uri: '${stageVariables.url}${stageVariables.constructor}',
        requestParameters: { 'integration.request.querystring.x': 'stageVariables.constructor' },
      },
    },
    { api: { stageVariables: { host, version: 'v2', url: `${backend.url}/all` } } },
  );
  const client = await connect(emulator.url);
  client.send('x');
  expect(await client.next()).toBe('/v2/in');
  client.send({ action: 'all' });
  expect(await client.next()).toBe('/all');
  client.send({ action: 'inherited' });
  expect(await client.next()).toBe('/all');
  client.send({ action: 'none' });
  expect(await client.next()).toMatch(frame('Internal server error'));
  const { reason } = await emulator.facts.next('integration.failed');
  expect(reason).toBe('"" is no http:// or https:// URL');
});

test('integration.http.unreachable: 502 and the error frame, for a port where nobody listens', async () => {
  const emulator = await useIntegrations({
    $connect: { type: 'HTTP', uri: 'http://127.0.0.1:1/nobody' },
  });
  expect(await refusal(emulator.url)).toMatchObject({
    status: 502,
    body: expect.stringMatching(frame('Internal server error')),
  });
  const other = await useIntegrations({ $default: { type: 'HTTP_PROXY', uri: 'http://nowhere.invalid/' } });
  const client = await connect(other.url);
  client.send('x');
  expect(await client.next()).toMatch(frame('Internal server error'));
  const { reason } = await other.facts.next('integration.failed');
  expect(reason).toMatch(/^POST http:\/\/nowhere\.invalid\/: .*(ENOTFOUND|EAI_AGAIN)/);
});

test('integration.http.unreachable: and for a certificate that nobody vouches for', async () => {
  const secure = await useSmallEmulator({ routes: { $default: 'exports.handler = async () => ({});' } });
  const uri = `https://localhost:${portOf(secure)}/`;
  const emulator = await useIntegrations({ $default: { type: 'HTTP_PROXY', uri } });
  const client = await connect(emulator.url);
  client.send('x');
  expect(await client.next()).toMatch(frame('Internal server error'));
  expect((await emulator.facts.next('integration.failed')).reason).toMatch(/certificate/i);
});

test('integration.http.unreachable: and for a backend that hangs up in the middle of its answer', async () => {
  const backend = await useBackend((_received, response) => {
    response.writeHead(200, { 'Content-Length': '100' });
    response.write('half');
    response.socket?.end();
  });
  const emulator = await useIntegrations({ $default: { type: 'HTTP_PROXY', uri: backend.url } });
  const client = await connect(emulator.url);
  client.send('x');
  expect(await client.next()).toMatch(frame('Internal server error'));
});

test('integration.http.timeout: the client is told, and the request given up', async () => {
  let gaveUp: () => void = () => {};
  const givenUp = new Promise<void>((resolve) => {
    gaveUp = resolve;
  });
  const backend = await useBackend((_received, response) => response.on('close', gaveUp));
  const clock = new ManualClock();
  const emulator = await useIntegrations(
    { $default: { type: 'HTTP_PROXY', uri: backend.url, timeoutInMillis: 5000 } },
    { clock },
  );
  const client = await connect(emulator.url);
  client.send('x');
  await backend.next();
  clock.advance(5000);
  expect(await client.next()).toMatch(frame('Endpoint request timed out'));
  await givenUp;
});

test('integration.http.redirect: it is an answer like others', async () => {
  const backend = await useBackend((_received, response) =>
    response.writeHead(302, { Location: '/elsewhere' }).end('moved'),
  );
  const emulator = await useIntegrations({ $default: { type: 'HTTP_PROXY', uri: backend.url } });
  const client = await connect(emulator.url);
  client.send('x');
  expect(await client.next()).toBe('moved');
  expect(backend.received.map(({ url }) => url)).toEqual(['/']);
});

test('integration.http.answer: long ones come whole, bytes that are no UTF-8 become U+FFFD', async () => {
  const long = 'ü'.repeat(50_000);
  const backend = await useBackend(({ url }, response) =>
    response.end(url === '/long' ? long : Buffer.from([0x61, 0xff, 0xfe, 0x62])),
  );
  const emulator = await useIntegrations({
    long: { type: 'HTTP_PROXY', uri: `${backend.url}/long` },
    bytes: { type: 'HTTP_PROXY', uri: `${backend.url}/bytes` },
  });
  const client = await connect(emulator.url);
  client.send({ action: 'long' });
  expect(await client.next()).toBe(long);
  client.send({ action: 'bytes' });
  expect(await client.next()).toBe('a\uFFFD\uFFFDb');
});

test('integration.http.answer: more than 10 MB are an error', async () => {
  const limit = 10 * 1024 * 1024;
  const backend = await useBackend(({ url }, response) =>
    response.end(Buffer.alloc(url === '/most' ? limit : limit + 1, 'a')),
  );
  const emulator = await useIntegrations({
    most: {
      type: 'HTTP',
      uri: `${backend.url}/most`,
      responses: { $default: { responseTemplates: { 200: 'fine' } } },
    },
    more: { type: 'HTTP_PROXY', uri: `${backend.url}/more` },
  });
  const client = await connect(emulator.url);
  client.send({ action: 'more' });
  expect(await client.next()).toMatch(frame('Internal server error'));
  client.send({ action: 'most' });
  expect(await client.next()).toBe('fine');
});

test('integration.http.unreachable: and for one that switches to another protocol', async () => {
  const backend = await useBackend((_received, response) => {
    response.socket?.end('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\n');
  });
  const emulator = await useIntegrations({ $connect: { type: 'HTTP_PROXY', uri: backend.url } });
  expect(await refusal(emulator.url)).toMatchObject({ status: 502 });
});

test('integration.http.own-headers: those that API Gateway writes cannot be mapped, nor what HTTP cannot carry', async () => {
  const backend = await useBackend();
  const map = (name: string, value: string) => ({ [`integration.request.header.${name}`]: value });
  const emulator = await useIntegrations({
    length: { type: 'HTTP_PROXY', uri: backend.url, requestParameters: map('Content-Length', "'3'") },
    split: {
      type: 'HTTP_PROXY',
      uri: backend.url,
      requestParameters: map('X-A', 'route.request.body.value'),
    },
  });
  const client = await connect(emulator.url);
  client.send({ action: 'length' });
  expect(await client.next()).toMatch(frame('Internal server error'));
  client.send({ action: 'split', value: 'a\r\nX-Other: b' });
  expect(await client.next()).toMatch(frame('Internal server error'));
  expect(backend.received).toEqual([]);
});

test('integration.http.mapped: of a non-proxy request the project maps every header, and nothing of the client’s goes on', async () => {
  const backend = await useBackend((_received, response) => response.end('fine'));
  const emulator = await useIntegrations({
    $connect: {
      type: 'HTTP',
      uri: `${backend.url}/{room}`,
      requestTemplates: { $default: '{"who":"$context.connectionId"}' },
      requestParameters: {
        'integration.request.path.room': 'route.request.querystring.room',
        'integration.request.header.X-Own': 'route.request.header.x-own',
      },
      responses: { $default: {} },
    },
  });
  await connect(`${emulator.url}?room=a%2Fb`, { headers: { 'X-Own': 'yes', 'X-Other': 'no' } });
  const { connectionId } = await emulator.facts.next('connection.opened');
  const { url, headers, body } = await backend.next();
  expect(url).toBe('/a%2Fb');
  expect(body.toString()).toBe(`{"who":"${connectionId}"}`);
  expect(headers).toMatchObject({ 'x-own': 'yes', 'content-type': 'application/json' });
  expect(headers).not.toHaveProperty('x-other');
  expect(headers).not.toHaveProperty('sec-websocket-key');
});
