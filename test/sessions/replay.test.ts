/** `emulator replay`: sessions that pass, and each kind of step that fails, with what the report says of it. */
import { describe, expect, test } from 'vitest';
import type { Files } from '../support/project.ts';
import { replayIn, useSessions } from '../support/replay.ts';

/** A project in which a session finds all that it can expect. */
const PROJECT: Files = {
  'emulator.config.json': {
    apis: {
      chat: {
        routeSelectionExpression: '$request.body.action',
        routes: {
          $connect: 'connect',
          $disconnect: 'disconnect',
          $default: { function: 'echo', routeResponse: true },
          both: 'both',
          fail: 'fail',
          slow: { function: 'slow', routeResponse: true },
          nothing: 'nothing',
        },
      },
      other: { stage: 'v2', routes: { $default: { function: 'other', routeResponse: true } } },
    },
    functions: Object.fromEntries(
      ['connect', 'disconnect', 'echo', 'both', 'fail', 'slow', 'nothing', 'other'].map((name) => [
        name,
        { handler: `${name}.handler`, timeout: 20, environment: { TABLE: 'Connections' } },
      ]),
    ),
    tables: { Connections: { partitionKey: 'id' } },
  },
  'table.js': `
    const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
    const lib = require('@aws-sdk/lib-dynamodb');
    const table = lib.DynamoDBDocumentClient.from(new DynamoDBClient({}));
    const TableName = process.env.TABLE;
    exports.put = (Item) => table.send(new lib.PutCommand({ TableName, Item }));
    exports.remove = (id) => table.send(new lib.DeleteCommand({ TableName, Key: { id } }));
    exports.all = async () => (await table.send(new lib.ScanCommand({ TableName }))).Items;`,
  'connect.js': `
    const { put } = require('./table.js');
    exports.handler = async ({ requestContext, headers, queryStringParameters: query = {} }) => {
      if (query.token === 'wrong') return { statusCode: 401, body: JSON.stringify({ message: 'no ' + query.token }) };
      await put({ id: requestContext.connectionId, name: query.name ?? null, agent: headers['x-agent'] ?? null });
      const protocol = headers['Sec-WebSocket-Protocol'];
      return { statusCode: 200, headers: protocol ? { 'Sec-WebSocket-Protocol': protocol.split(/, ?/).at(-1) } : {} };
    };`,
  'disconnect.js': `
    const { remove } = require('./table.js');
    exports.handler = ({ requestContext }) => remove(requestContext.connectionId);`,
  'echo.js': `exports.handler = async ({ body }) => ({ statusCode: 200, body });`,
  'both.js': `
    const { ApiGatewayManagementApiClient, PostToConnectionCommand } = require('@aws-sdk/client-apigatewaymanagementapi');
    const { all } = require('./table.js');
    exports.handler = async ({ body, requestContext: { domainName, stage } }) => {
      const api = new ApiGatewayManagementApiClient({ endpoint: 'https://' + domainName + '/' + stage });
      const items = (await all()).sort((a, b) => (a.name < b.name ? -1 : 1));
      for (const { id: ConnectionId } of items) {
        await api.send(new PostToConnectionCommand({ ConnectionId, Data: JSON.parse(body).data }));
      }
      return { statusCode: 200 };
    };`,
  'fail.js': `exports.handler = async () => {
      console.log('about to fail');
      throw new TypeError('it is broken');
    };`,
  'slow.js': `exports.handler = async ({ body }) => {
      await new Promise((resolve) => setTimeout(resolve, JSON.parse(body).ms));
      return { statusCode: 200, body: 'at last' };
    };`,
  'nothing.js': `exports.handler = async () => ({ statusCode: 200 });`,
  'other.js': `exports.handler = async () => ({ statusCode: 200, body: 'the other one' });`,
};

const replayAll = async (sessions: Readonly<Record<string, string>>, args: readonly string[] = []) =>
  replayIn(await useSessions(PROJECT, sessions), args);

/** However busy the machine is. */
const passing = (sessions: Readonly<Record<string, string>>) => replayAll(sessions, ['--within', '60s']);

describe('what passes', () => {
  test('replay.sockets: handshakes, messages of all kinds, closes of both sides', async () => {
    const { code, stderr, results } = await passing({
      handshake: `
      clients:
        alice: { query: { name: alice, tag: [a, b] }, headers: { x-agent: "{{env:HOME}}" }, protocols: [one, two] }
      steps:
        - connect: alice
          protocol: two
        - table: Connections
          items: [ { id: {{alice}}, name: alice, agent: "{{env:HOME}}" } ]
        - connect: mallory
          query: { token: wrong }
          refused: { status: 401, body: { message: no wrong } }
        - connect: dave
          api: other
        - send: dave
          message: hello
        - receive: dave
          message: the other one`,
      messages: `
      steps:
        - connect: alice
        - send: alice
          message: plain text
        - receive: alice
          message: plain text
        - send: alice
          message: { id: "{{alice}}", at: 1700000000, list: [1, null, true, { a: b }] }
        - receive: alice
          message: { at: "{{:timestamp}}", id: "{{alice}}", list: [1, null, true, { a: "{{x}}" }] }
        - send: alice
          message: { more: { than: that }, x: "{{x}}" }
        - receive: alice
          contains: { x: b }
        - close: alice
          code: 3001
          reason: bye
        - table: Connections
          count: 0
        - connect: alice
        - send: alice
          message: again
        - receive: alice
          message: again
        - send: alice
          message: "${'€'.repeat(12_000)}"
        - receive: alice
          message: "${'€'.repeat(12_000)}"
        - send: alice
          message: base64:AAH/
        - closed: alice
          code: 1003
          reason: Binary is not supported`,
    });
    expect({ code, stderr, outcomes: results.map(({ outcome, failure }) => failure ?? outcome) }).toEqual({
      code: 0,
      stderr: '',
      outcomes: ['passed', 'passed'],
    });
  });

  test('replay.management: @connections by name of the client, or by what was captured', async () => {
    const { code, results } = await passing({
      management: `
      steps:
        - connect: alice
        - connect: bob
          api: other
        - get: alice
          body: { identity: { sourceIp: 127.0.0.1, userAgent: null }, connectedAt: "{{:timestamp}}", lastActiveAt: "{{:timestamp}}" }
        - post: bob
          message: { hello: bob }
        - receive: bob
          message: { hello: bob }
        - send: alice
          message: { myself: "{{alice}}" }
        - receive: alice
          message: { myself: "{{captured}}" }
        - post: "{{captured}}"
          message: hi
        - receive: alice
          message: hi
        - delete: alice
        - closed: alice
          code: 1000
        - post: "{{captured}}"
          message: too late
          status: 410
        - post: "gqEcmMfw-QAYKEg-gA=="
          message: nobody
          status: 410`,
    });
    expect({ code, failure: results[0]?.failure }).toEqual({ code: 0, failure: undefined });
  });

  test('replay.advance: hours pass at once, with what falls due on the way', async () => {
    const { code, of } = await passing({
      idle: `
      steps:
        - connect: alice
        - advance: 10m
        - closed: alice
          code: 1001
          reason: Going away
        - table: Connections
          count: 0
        - invocations: disconnect
          count: 1
          event: { requestContext: { disconnectStatusCode: 1001 } }`,
      lifetime: `
      steps:
        - connect: alice
        - advance: 9m
        - send: alice
          message: a
        - receive: alice
          message: a
        - advance: 9m
        - post: alice
          message: b
        - receive: alice
          message: b
        - advance: 9m
        - send: alice
          message: c
        - receive: alice
          message: c
        - advance: 2h
        - closed: alice
          code: 1001`,
    });
    expect([code, of('idle').failure, of('lifetime').failure]).toEqual([0, undefined, undefined]);
  });

  const CLIENTS = `
      clients:
        alice: { query: { name: alice } }
        bob: { query: { name: bob } }`;

  test('replay.behind: tables and invocations, as they are once they are so', async () => {
    const { code, results } = await passing({
      behind: `${CLIENTS}
      seed:
        Connections: [ { id: "gqEcmMfw-QAYKEg-gA==", name: zoe, agent: null } ]
      steps:
        - connect: alice
        - connect: bob
        - table: Connections
          contains: [ { name: zoe }, { id: "{{bob}}" } ]
        - table: Connections
          count: 3
        - close: bob
        - table: Connections
          items: [ { id: "{{alice}}", name: alice, agent: null }, { id: "{{gone}}", name: zoe, agent: null } ]
        - send: alice
          message: { action: both, data: one }
        - receive: alice
          message: one
        - invocations: both
          count: 1
          event: { requestContext: { connectionId: "{{alice}}" } }
          error: { errorType: GoneException }
        - receive: alice
          contains: { message: Internal server error }
        - send: alice
          message: { action: fail }
        - invocations: fail
          count: 1
          error: it is
        - receive: alice
          contains: error
        - send: alice
          message: { action: slow, ms: 300 }
        - invocations: slow
          result: { statusCode: 200 }
        - receive: alice
          message: at last`,
    });
    expect([code, results[0]?.failure]).toEqual([0, undefined]);
  });

  test('replay.order: messages in that of their arrival, or in any', async () => {
    const { code, results } = await passing({
      order: `${CLIENTS}
      steps:
        - connect: alice
        - connect: bob
        - send: alice
          message: { action: both, data: one }
        - inOrder:
            - { receive: alice, message: one }
            - { receive: bob, message: one }
        - send: bob
          message: { n: 1 }
        - send: bob
          message: { n: 2 }
        - send: alice
          message: { n: 3 }
        - anyOrder:
            - { receive: bob, message: { n: 2 } }
            - { receive: alice, message: { n: 3 } }
            - { receive: bob, message: { n: "{{:number}}" } }`,
    });
    expect([code, results[0]?.failure]).toEqual([0, undefined]);
  });
});

describe('replay.failure: names the step, what was expected and what came, the conversation and the logs', () => {
  test('of each kind of step', async () => {
    const connect = '- connect: alice';
    const { code, of, results } = await replayAll(
      {
        another: `
      steps:
        ${connect}
        - send: alice
          message: { type: joined, n: 1 }
        - receive: alice
          message: { type: left, n: 1 }`,
        nothing: `
      steps:
        ${connect}
        - send: alice
          message: { action: nothing }
        - receive: alice
          message: anything
          within: 300ms`,
        early: `
      steps:
        ${connect}
        - send: alice
          message: { action: nothing }
        - receive: alice
          message: anything`,
        leftover: `
      steps:
        ${connect}
        - send: alice
          message: one
        - send: alice
          message: two
        - receive: alice
          message: "{{:any}}"`,
        refused: `
      steps:
        - connect: alice
          query: { token: wrong }`,
        notRefused: `
      steps:
        - connect: alice
          refused: { status: 401 }`,
        otherStatus: `
      steps:
        - connect: alice
          query: { token: wrong }
          refused: { status: 403 }`,
        otherBody: `
      steps:
        - connect: alice
          query: { token: wrong }
          refused: { body: { message: no right } }`,
        closedUnasked: `
      steps:
        ${connect}
        - delete: alice`,
        closeCode: `
      steps:
        ${connect}
        - advance: 10m
        - closed: alice
          code: 1000`,
        notClosed: `
      steps:
        ${connect}
        - closed: alice
          within: 100ms`,
        sendClosed: `
      steps:
        ${connect}
        - advance: 10m
        - send: alice
          message: hello`,
        management: `
      steps:
        ${connect}
        - close: alice
        - get: alice`,
        managementBody: `
      steps:
        ${connect}
        - get: alice
          contains: { identity: { sourceIp: 1.2.3.4 } }`,
        table: `
      steps:
        ${connect}
        - table: Connections
          items: [ { id: "{{alice}}", name: bob, agent: null } ]
          within: 100ms`,
        tableCount: `
      steps:
        ${connect}
        - table: Connections
          count: 2
          within: 100ms`,
        invocations: `
      steps:
        ${connect}
        - invocations: connect
          count: 2
          within: 100ms`,
        result: `
      steps:
        ${connect}
        - send: alice
          message: { action: fail }
        - receive: alice
          contains: {}
        - invocations: fail
          result: { statusCode: 200 }
          within: 100ms`,
        inOrder: `
      clients:
        alice: { query: { name: alice } }
        bob: { query: { name: bob } }
      steps:
        ${connect}
        - connect: bob
        - send: alice
          message: { action: both, data: hello }
        - inOrder:
            - { receive: bob, message: hello }
            - { receive: alice, message: hello }`,
        anyOrder: `
      steps:
        ${connect}
        - send: alice
          message: one
        - send: alice
          message: two
        - anyOrder:
            - { receive: alice, message: two }
            - { receive: alice, message: three }`,
        logs: `
      steps:
        ${connect}
        - send: alice
          message: before
        - receive: alice
          message: before
        - send: alice
          message: { action: fail }
        - receive: alice
          message: anything`,
      },
      ['--parallel', '4'],
    );
    expect(code).toBe(1);
    const told = Object.fromEntries(
      results.map(({ name, failure }) => [
        name,
        failure && `${failure.place.line} ${failure.step}: ${failure.what.replaceAll(/[\w-]{14,}=+/g, 'ID')}`,
      ]),
    );
    expect(told).toEqual({
      another: '7 receive alice: another message came',
      nothing: '6 receive alice: no message came within 300ms',
      early: expect.stringMatching(
        /^6 receive alice: no message came within \d\.\ds, and nothing runs any more/,
      ),
      leftover: expect.stringMatching(/^8 the end: alice received what no step waits for: (one|two)$/),
      refused: '3 connect alice: the connection was refused: 401 {"message":"no wrong"}',
      notRefused: '4 connect alice: the connection opened, and was to be refused',
      otherStatus:
        '3 connect alice: the connection was refused with another status, and {"message":"no wrong"}',
      otherBody: '5 connect alice: the refusal has another body',
      closedUnasked:
        '4 the end: alice was closed with 1000 Connection Closed Normally, and no step waits for it',
      closeCode: '5 closed alice: the connection was closed with 1001 Going away',
      notClosed: '4 closed alice: the connection was not closed within 100ms',
      sendClosed: '5 send alice: alice was closed with 1001 Going away, and cannot send',
      management: '5 get alice: @connections answered 410',
      managementBody: '5 get alice: @connections answered with another body',
      table: '5 table Connections: the table has other items',
      tableCount: '4 table Connections: the table has 1 item',
      invocations: '4 invocations connect: connect was invoked once',
      result: '9 invocations fail: fail failed: TypeError: it is broken',
      inOrder: '12 inOrder: the message came to alice before that of bob',
      anyOrder: '10 anyOrder: another message came to alice',
      logs: '11 receive alice: another message came',
    });

    // What has not come stands alone.
    expect(of('nothing').failure?.comparison?.expected).toBe('anything');
    expect(of('nothing').failure?.comparison).not.toHaveProperty('received');
    expect(of('another').failure?.comparison).toMatchObject({
      expected: { type: 'left', n: 1 },
      received: { type: 'joined', n: 1 },
    });
    expect(
      of('another').failure?.conversation.map(({ who, mark, text }) => `${who} ${mark} ${text}`),
    ).toEqual([
      'alice   connects',
      expect.stringMatching(/^alice {3}connected as [\w-]+=+$/),
      'alice → {"type":"joined","n":1}',
      'alice ← {"type":"joined","n":1}',
    ]);
    // What a client got before it sent on stands before, in the same millisecond too.
    expect(
      of('logs')
        .failure?.conversation.map(({ mark }) => mark)
        .join(''),
    ).toBe('  →←→←');
    const logs = of('logs').failure?.logs.join('\n') ?? '';
    expect(logs).toMatch(/log +fail {2}about to fail/);
    expect(logs).toMatch(/error +fail {2}Invoke Error TypeError: it is broken\n +at .*fail\.js:3:13/);
    expect(logs).not.toContain('echo');
    expect(of('anyOrder').failure?.comparison).toMatchObject({ expected: 'three', received: 'one' });
  });

  test('replay.within: what takes long is waited for, what cannot come any more is not', async () => {
    const slow = (ms: number, timing: string) => `
      steps:
        - connect: alice
        - send: alice
          message: { action: slow, ms: ${ms} }
        - receive: alice
          message: at last
          ${timing}`;
    const { of } = await replayAll(
      { slow: slow(2500, ''), tooSlow: slow(5000, 'within: 1s'), longer: slow(5500, 'within: 20s') },
      ['--parallel', '3'],
    );
    expect(of('slow').failure).toBeUndefined();
    expect(of('longer').failure).toBeUndefined();
    expect(of('tooSlow').failure?.what).toBe('no message came within 1s');
  });
});
