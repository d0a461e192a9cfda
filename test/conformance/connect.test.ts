/** The handshake: what `$connect` decides and what the client gets. */
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { describe, expect, test } from 'vitest';
import { connect, refusal } from '../support/client.ts';
import { useSmallEmulator } from '../support/emulator.ts';

const answering = (result: string) => ({
  routes: { $connect: `exports.handler = async () => (${result});` },
});

/** The head of the answer to an upgrade request, byte for byte, from a raw socket. */
async function rawHandshake(port: number, path: string, extra = ''): Promise<string> {
  const socket = connectTcp(port, '127.0.0.1');
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n${extra}\r\n`,
  );
  let text = '';
  while (!text.includes('\r\n\r\n')) {
    const [chunk] = await once(socket, 'data');
    text += chunk;
  }
  socket.destroy();
  return text;
}

describe('accepted', () => {
  test('connect.101: four headers and no others', async () => {
    const emulator = await useSmallEmulator(
      answering(
        '{ statusCode: 200, headers: { "X-Mine": "1", "content-type": "application/json" }, body: "x" }',
      ),
    );
    const answer = await rawHandshake(
      emulator.apis[0]?.port ?? 0,
      '/dev',
      'Sec-WebSocket-Extensions: permessage-deflate\r\n',
    );
    expect(answer.replace(/Date: .*? GMT/, 'Date: …')).toBe(
      'HTTP/1.1 101 Switching Protocols\r\nDate: …\r\nConnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n',
    );
  });

  test('connect.compression: agreed to when the API asks for it and the client offers it', async () => {
    const body = 'x'.repeat(5000);
    const emulator = await useSmallEmulator({
      routes: { $default: `exports.handler = async () => ({ statusCode: 200, body: '${body}' });` },
      twoWay: ['$default'],
      api: { compression: true },
    });
    const offer = 'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n';
    const { port } = new URL(emulator.url);
    expect(await rawHandshake(Number(port), '/dev', offer)).toMatch(
      /\r\nsec-websocket-accept: \S+\r\nsec-websocket-extensions: permessage-deflate;server_max_window_bits=12\r\n\r\n$/,
    );
    expect(await rawHandshake(Number(port), '/dev')).not.toContain('extensions');

    const client = await connect(emulator.url, { perMessageDeflate: true });
    client.send('anything');
    expect(await client.next()).toBe(body);
    expect(client.socket.extensions).toContain('permessage-deflate');
  });

  test('connect.no-route: without a $connect route every connection is accepted', async () => {
    const emulator = await useSmallEmulator({ routes: { $default: 'exports.handler = async () => ({});' } });
    const client = await connect(emulator.url);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
  });

  for (const result of [
    '{ statusCode: 200 }',
    '{ statusCode: 201 }',
    '{ statusCode: 299 }',
    '{ statusCode: "200" }',
  ]) {
    test(`connect.accepted: ${result}`, async () => {
      const emulator = await useSmallEmulator(answering(result));
      await connect(emulator.url);
      expect(emulator.facts.of('connection.opened')).toHaveLength(1);
    });
  }

  test('connect.accepted: a header may have any name', async () => {
    const emulator = await useSmallEmulator(answering('{ statusCode: 200 }'));
    await connect(emulator.url, { headers: { constructor: 'one', toString: 'two' } });
    const { headers } = await emulator.facts.next('connection.opened');
    expect(headers).toMatchObject({ constructor: ['one'], toString: ['two'] });
  });

  test('connect.trailing-slash: the stage with a slash behind it', async () => {
    const emulator = await useSmallEmulator(answering('{ statusCode: 200 }'));
    await connect(`${emulator.url}/`);
    expect(emulator.facts.of('connection.opened')).toHaveLength(1);
  });

  test('connect.subprotocol: only the one that the handler returns', async () => {
    const emulator = await useSmallEmulator({
      routes: {
        $connect:
          'exports.handler = async ({ headers }) => ({ statusCode: 200, headers: { "Sec-WebSocket-Protocol": headers["Sec-WebSocket-Protocol"].split(",")[1].trim() } });',
      },
    });
    const client = await connect(emulator.url, { protocols: ['one', 'two'] });
    expect(client.socket.protocol).toBe('two');
  });

  test('connect.subprotocol-not-offered: it is sent all the same, and clients give up', async () => {
    const emulator = await useSmallEmulator({
      routes: {
        ...answering('{ statusCode: 200, headers: { "Sec-WebSocket-Protocol": "other" } }').routes,
        $disconnect: 'exports.handler = async () => ({});',
      },
    });
    await expect(connect(emulator.url)).rejects.toThrow('none was requested');
    await expect(connect(emulator.url, { protocols: ['one'] })).rejects.toThrow('invalid subprotocol');
    expect((await emulator.facts.next('connection.closed')).code).toBe(1006);
  });

  for (const nothing of ['null', '""', 'undefined', '[]']) {
    test(`connect.no-subprotocol: nor for one that returns ${nothing}`, async () => {
      const headers = nothing === '[]' ? 'multiValueHeaders' : 'headers';
      const emulator = await useSmallEmulator(
        answering(`{ statusCode: 200, ${headers}: { "Sec-WebSocket-Protocol": ${nothing} } }`),
      );
      const answer = await rawHandshake(emulator.apis[0]?.port ?? 0, '/dev');
      expect(answer).toMatch(/^HTTP\/1.1 101 /);
      expect(answer.toLowerCase()).not.toContain('sec-websocket-protocol');
    });
  }

  test('connect.no-subprotocol: none is chosen for a handler that returns none, and clients that offered some give up', async () => {
    const emulator = await useSmallEmulator(answering('{ statusCode: 200 }'));
    const answer = await rawHandshake(
      emulator.apis[0]?.port ?? 0,
      '/dev',
      'Sec-WebSocket-Protocol: one, two\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1.1 101 /);
    expect(answer.toLowerCase()).not.toContain('sec-websocket-protocol');
    await expect(connect(emulator.url, { protocols: ['one'] })).rejects.toThrow('Server sent no subprotocol');
  });
});

describe('refused', () => {
  for (const status of [301, 400, 401, 403, 500, 501]) {
    test(`connect.handler-refuses: with the handler's own status ${status} and body`, async () => {
      const body = '{"why":"because"}';
      const emulator = await useSmallEmulator({
        routes: {
          $connect: `exports.handler = async () => ({ statusCode: ${status}, headers: { 'content-type': 'text/plain' }, body: '${body}' });`,
          $disconnect: 'exports.handler = async () => ({});',
        },
      });
      const refused = await refusal(emulator.url);
      expect(refused).toMatchObject({ status, body });
      expect(Object.keys(refused.headers)).toEqual([
        'date',
        'content-type',
        'content-length',
        'connection',
        'x-amz-apigw-id',
      ]);
      expect(refused.headers['content-type']).toBe('application/json; charset=UTF-8');
      expect(emulator.facts.of('invocation.ended').map((fact) => fact.function)).toEqual(['connect']);
    });
  }

  const failures = {
    'connect.handler-throws: 502': ['exports.handler = async () => { throw new Error("no"); };', 502],
    'connect.handler-times-out: 502': [
      'exports.handler = () => new Promise((r) => setTimeout(r, 9e4));',
      502,
    ],
    'connect.malformed: an unknown key is 502': [
      'exports.handler = async () => ({ statusCode: 200, ok: 1 });',
      502,
    ],
    'connect.malformed: null is 502': ['exports.handler = async () => null;', 502],
    'connect.malformed: a string is 502': ['exports.handler = async () => "ok";', 502],
    'connect.malformed: a status that is none is 502': [
      'exports.handler = async () => ({ statusCode: 9 });',
      502,
    ],
    'connect.malformed: a status that says the answer is yet to come is 502': [
      'exports.handler = async () => ({ statusCode: 101 });',
      502,
    ],
    'connect.malformed: one that has the client wait is 502': [
      'exports.handler = async () => ({ statusCode: "100" });',
      502,
    ],
    'connect.malformed: a header that ends its line is 502': [
      'exports.handler = async () => ({ headers: { "Sec-WebSocket-Protocol": "a\\r\\nX-Evil: 1" } });',
      502,
    ],
  } as const;
  for (const [name, [source, status]] of Object.entries(failures)) {
    test(name, async () => {
      const emulator = await useSmallEmulator({ routes: { $connect: source }, fn: { timeout: 1 } });
      const refused = await refusal(emulator.url);
      expect(refused.status).toBe(status);
      expect(refused.body).toMatch(
        /^\{"message": "Internal server error", "connectionId":"[\w-]{18}==", "requestId":"[\w-]{15}="\}$/,
      );
    });
  }

  test('connect.integration-timeout: 504 after 29 seconds', async () => {
    const { ManualClock } = await import('apigateway-websocket-emulator');
    const clock = new ManualClock();
    const emulator = await useSmallEmulator(
      {
        routes: { $connect: 'exports.handler = () => new Promise((r) => setTimeout(r, 9e5));' },
        fn: { timeout: 60 },
      },
      { clock },
    );
    const refused = refusal(emulator.url);
    await emulator.facts.next('invocation.started');
    clock.advance(28_999);
    expect(emulator.facts.of('connection.refused')).toEqual([]);
    clock.advance(1);
    const { status, body } = await refused;
    expect(status).toBe(504);
    expect(JSON.parse(body).message).toBe('Endpoint request timed out');
  });

  test('connect.unknown-stage: 403', async () => {
    const emulator = await useSmallEmulator(answering('{ statusCode: 200 }'));
    for (const path of ['/prod', '/', '/dev/extra']) {
      const refused = await refusal(emulator.url.replace('/dev', path));
      expect(refused).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
      expect(refused.headers['x-amzn-errortype']).toBe('ForbiddenException');
    }
    expect(emulator.facts.of('invocation.started')).toEqual([]);
  });

  test('connect.malformed-upgrade: 400, and the next client is served', async () => {
    const emulator = await useSmallEmulator(answering('{ statusCode: 200 }'));
    const socket = connectTcp(emulator.apis[0]?.port ?? 0, '127.0.0.1');
    socket.write(
      'GET /dev HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n',
    );
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    await connect(emulator.url);
  });
});

test('http.plain-get: 426 for a stage, 403 elsewhere', async () => {
  const emulator = await useSmallEmulator(answering('{ statusCode: 200 }'));
  const stage = await fetch(emulator.managementUrl);
  expect([stage.status, await stage.text()]).toEqual([426, '']);
  const elsewhere = await fetch(emulator.managementUrl.replace('/dev', '/prod'));
  expect([elsewhere.status, await elsewhere.text()]).toEqual([403, '{"message":"Forbidden"}']);
  expect(emulator.facts.of('request.refused').map(({ status, url }) => [status, url])).toEqual([
    [426, '/dev'],
    [403, '/prod'],
  ]);
});

test('connect.not-yet-open: a POST to the connection from inside its $connect is answered 410', async () => {
  const emulator = await useSmallEmulator({
    routes: {
      $connect: `const { ApiGatewayManagementApiClient, PostToConnectionCommand } = require('@aws-sdk/client-apigatewaymanagementapi');
        exports.handler = async ({ requestContext: { domainName, stage, connectionId } }) => {
          const api = new ApiGatewayManagementApiClient({ endpoint: 'https://' + domainName + '/' + stage });
          try { await api.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: 'early' })); }
          catch (error) { return { statusCode: 401, body: error.name }; }
          return { statusCode: 200 };
        };`,
    },
    fn: { timeout: 20 },
  });
  expect(await refusal(emulator.url)).toMatchObject({ status: 401, body: 'GoneException' });
});

test('connect.pending: the client is kept waiting until the handler has answered', async () => {
  const emulator = await useSmallEmulator({
    routes: {
      $connect:
        'exports.handler = async () => { await new Promise((r) => setTimeout(r, 200)); console.log("decided"); return { statusCode: 200 }; };',
    },
  });
  await connect(emulator.url);
  expect(emulator.facts.of('function.log').some(({ line }) => line.endsWith('decided'))).toBe(true);
});
