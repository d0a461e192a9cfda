/** What clients do, recorded from a running emulator; rows `session.recorded*`. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { ManualClock, type StartOptions } from 'apigateway-websocket-emulator';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type RecordedSession, Recorder } from '../../dist/sessions/recording/recorder.js';
import { readSession } from '../../src/sessions/read-session.ts';
import type { Session } from '../../src/sessions/session.ts';
import { connect, refusal } from '../support/client.ts';
import { type TestEmulator, useSmallEmulator } from '../support/emulator.ts';
import { useCommand } from '../support/process.ts';
import { type SmallProject, useFolder } from '../support/project.ts';

interface Recording {
  readonly emulator: TestEmulator;
  readonly file: string;
  end(): Promise<RecordedSession | undefined>;
  /** The file's text from the steps on, without pauses and long waits, which differ. */
  steps(): Promise<string>;
  /** The file as it is read. */
  session(environment?: Record<string, string>): Promise<Session>;
}

interface Options extends StartOptions {
  readonly tables?: boolean;
  readonly name?: string;
}

async function useRecording(
  project: SmallProject,
  { tables = false, name = 'chat.session.yaml', ...options }: Options = {},
): Promise<Recording> {
  const cwd = await useFolder();
  // On a busy machine a cold start takes long.
  const emulator = await useSmallEmulator({ ...project, fn: { timeout: 20 } }, options);
  const file = join(cwd, name);
  const recorder = new Recorder({ file, cwd, force: false, tables });
  onTestFinished(emulator.read(recorder.read));
  recorder.begin(emulator);
  return {
    emulator,
    file,
    end: () => recorder.end(emulator),
    async steps() {
      await recorder.end(emulator);
      const text = await readFile(file, 'utf8');
      return text.slice(text.indexOf('\nsteps:\n') + 1).replaceAll(/^ +(?:after|within): \w+\n/gm, '');
    },
    async session(environment = {}) {
      await recorder.end(emulator);
      const reading = await readSession(file, environment);
      if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
      return reading.session;
    },
  };
}

const management = ({ managementUrl }: TestEmulator) => {
  const client = new ApiGatewayManagementApiClient({
    endpoint: managementUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'somebody', secretAccessKey: 'else' },
  });
  onTestFinished(() => client.destroy());
  return client;
};

const ACCEPT = 'exports.handler = async () => ({ statusCode: 200 });';
/** Answers what was sent. */
const ECHO = 'exports.handler = async ({ body }) => ({ statusCode: 200, body });';
/** Answers with ids and times of its own. */
const IDS = `
const { randomUUID } = require('node:crypto');
const room = randomUUID();
exports.handler = async ({ body, requestContext }) => ({
  statusCode: 200,
  body: JSON.stringify({
    room,
    message: randomUUID(),
    me: requestContext.connectionId,
    at: new Date().toISOString(),
    epoch: requestContext.requestTimeEpoch,
    request: requestContext.requestId,
    text: 'room ' + room + ', born 1969-07-20T20:17:40Z, 5',
    users: { [requestContext.connectionId]: true },
    braces: '{{x}}',
    got: JSON.parse(body).got,
  }),
});`;

/** Remembers the connection, and tells the others of it; not of one with a wrong token. */
const JOIN = `
const { ApiGatewayManagementApi } = require('@aws-sdk/client-apigatewaymanagementapi');
const { DynamoDB } = require('@aws-sdk/client-dynamodb');
const { randomUUID } = require('node:crypto');
exports.handler = async ({ queryStringParameters, requestContext: { connectionId, domainName, stage } }) => {
  if (queryStringParameters.token === 'wrong') return { statusCode: 403 };
  const TableName = 'Connections';
  const api = new ApiGatewayManagementApi({ endpoint: 'https://' + domainName + '/' + stage });
  const { Items } = await new DynamoDB({}).scan({ TableName });
  const Data = JSON.stringify({ joined: connectionId, ticket: randomUUID() });
  await Promise.all(Items.map(({ id }) => api.postToConnection({ ConnectionId: id.S, Data })));
  const Item = { id: { S: connectionId }, since: { N: String(Date.now()) } };
  await new DynamoDB({}).putItem({ TableName, Item });
  return { statusCode: 200 };
};`;

describe('session.recorded', () => {
  test('session.recorded: connections, messages and closes of both sides', async () => {
    const recording = await useRecording({
      routes: {
        $connect: `exports.handler = async (event) =>
          event.queryStringParameters?.token === 'wrong' ? { statusCode: 401, body: 'no' } : { statusCode: 200 };`,
        $default: ECHO,
      },
      twoWay: ['$default'],
    });
    const { emulator } = recording;
    const one = await connect(`${emulator.url}?room=r%201&tag=a&tag=b`, {
      headers: { 'X-Client': 'web', 'User-Agent': 'somebody', 'Accept-Language': 'de' },
      origin: 'https://example.com',
    });
    one.send({ action: 'say', text: 'hello' });
    await one.next();
    one.send('{ "spaced": 1 }');
    await one.next();
    await refusal(`${emulator.url}?token=wrong`);
    const two = await connect(emulator.url);
    two.close(4000, 'bye');
    await two.closed;
    await emulator.facts.next('connection.closed');
    one.socket.send(Buffer.from([1]), { binary: true });
    await one.closed;
    await emulator.facts.next('connection.closed', ({ code }) => code === 1003);
    const three = await connect(emulator.url);
    three.send('still there');
    await three.next();
    expect(await recording.steps()).toBe(`steps:
  - connect: client1
    query: { room: r 1, tag: [ a, b ] }
    headers: { X-Client: web }
    origin: https://example.com
  - send: client1
    message: { action: say, text: hello }
  - receive: client1
    message: { action: say, text: hello }
  - send: client1
    message: '{ "spaced": 1 }'
  - receive: client1
    message: '{ "spaced": 1 }'
  - connect: client2
    query: { token: '{{env:CLIENT2_TOKEN}}' }
    refused: { status: 401, body: 'no' }
  - connect: client3
  - close: client3
    code: 4000
    reason: bye
  - send: client1
    message: base64:AA==
  - closed: client1
    code: 1003
    reason: Binary is not supported
  - connect: client4
  - send: client4
    message: still there
  - receive: client4
    message: still there
`);
    expect(await recording.end()).toEqual({
      file: 'chat.session.yaml',
      clients: 4,
      steps: 13,
      variables: ['CLIENT2_TOKEN'],
      notes: ['The contents of binary frames are not recorded; any other does the same.'],
    });
  });

  test('session.recorded: names of the query, subprotocols, other APIs, pauses', async () => {
    const clock = new ManualClock();
    const project = {
      routes: {
        $connect: `exports.handler = async () => ({ statusCode: 200, headers: { 'Sec-WebSocket-Protocol': 'chat' } });`,
        $default: ECHO,
      },
      config: {
        apis: {
          first: { routes: { $default: 'default' } },
          second: { routes: { $connect: 'connect', $default: 'default' }, stage: 'other' },
        },
      },
    };
    const recording = await useRecording(project, { clock });
    const [, second] = recording.emulator.apis;
    await connect(`${second?.url}?name=alice`, { protocols: ['chat', 'x'] });
    const bob = await connect(`${recording.emulator.url}?user=bob`);
    await connect(`${recording.emulator.url}?user=bob`);
    clock.advance(120);
    bob.send('x');
    await recording.emulator.facts.next('message.received');
    expect((await recording.session()).steps).toMatchObject([
      {
        type: 'connect',
        client: 'alice',
        handshake: { api: 'second', query: { name: 'alice' }, protocols: ['chat', 'x'] },
        protocol: 'chat',
      },
      { type: 'connect', client: 'bob' },
      { type: 'connect', client: 'client3' },
      { type: 'send', client: 'bob', afterMs: 120 },
    ]);
  });

  test('session.recorded: what is sent to others while a client connects comes after it', async () => {
    const recording = await useRecording({
      routes: {
        $connect: `
          const { ApiGatewayManagementApi } = require('@aws-sdk/client-apigatewaymanagementapi');
          const ids = [];
          exports.handler = async ({ requestContext: { connectionId, domainName, stage } }) => {
            const api = new ApiGatewayManagementApi({ endpoint: 'https://' + domainName + '/' + stage });
            for (const ConnectionId of ids) await api.postToConnection({ ConnectionId, Data: 'joined: ' + connectionId });
            ids.push(connectionId);
            return { statusCode: 200 };
          };`,
      },
    });
    const one = await connect(recording.emulator.url);
    const joined = one.next();
    await connect(recording.emulator.url);
    await joined;
    await recording.emulator.facts.next(
      'connection.opened',
      () => recording.emulator.facts.of('connection.opened').length === 2,
    );
    expect(await recording.steps()).toBe(`steps:
  - connect: client1
  - connect: client2
  - receive: client1
    message: 'joined: {{client2}}'
`);
  });

  test('session.recorded: requests to @connections of others than functions', async () => {
    const recording = await useRecording({ routes: { $connect: ACCEPT } });
    const { emulator } = recording;
    const api = management(emulator);
    const one = await connect(emulator.url);
    const { connectionId: ConnectionId } = await emulator.facts.next('connection.opened');
    await api.send(new PostToConnectionCommand({ ConnectionId, Data: '{"hi":1}' }));
    await one.next();
    await api.send(new GetConnectionCommand({ ConnectionId }));
    await api.send(new DeleteConnectionCommand({ ConnectionId }));
    await one.closed;
    await emulator.facts.next('connection.closed');
    await expect(api.send(new PostToConnectionCommand({ ConnectionId, Data: 'late' }))).rejects.toThrow();
    expect(await recording.steps()).toBe(`steps:
  - connect: client1
  - post: client1
    message: { hi: 1 }
  - receive: client1
    message: { hi: 1 }
  - get: client1
  - delete: client1
  - closed: client1
    code: 1000
    reason: Connection Closed Normally
  - post: client1
    message: late
    status: 410
`);
  });

  test('session.recorded: time that passes until an idle connection is closed', async () => {
    const clock = new ManualClock();
    const recording = await useRecording({ routes: { $default: ECHO }, twoWay: ['$default'] }, { clock });
    const one = await connect(recording.emulator.url);
    const two = await connect(recording.emulator.url);
    clock.advance(5 * 60_000);
    two.send('x');
    await two.next();
    clock.advance(5 * 60_000);
    await one.closed;
    await recording.emulator.facts.next('connection.closed');
    clock.advance(5 * 60_000);
    await two.closed;
    await recording.emulator.facts.next(
      'connection.closed',
      () => recording.emulator.facts.of('connection.closed').length === 2,
    );
    expect(await recording.steps()).toBe(`steps:
  - connect: client1
  - connect: client2
  - send: client2
    message: x
  - receive: client2
    message: x
  - advance: 10m
  - closed: client1
    code: 1001
    reason: Going away
  - closed: client2
    code: 1001
    reason: Going away
`);
  });

  test('session.recorded: tables, if they are asked for', async () => {
    const recording = await useRecording(
      {
        routes: {
          $connect: `
            const { DynamoDB } = require('@aws-sdk/client-dynamodb');
            exports.handler = async ({ requestContext: { connectionId, connectedAt } }) => {
              const Item = { id: { S: connectionId }, at: { N: String(connectedAt) }, tags: { SS: ['a', 'b'] } };
              await new DynamoDB({}).putItem({ TableName: 'Ids', Item });
              return { statusCode: 200 };
            };`,
        },
        config: { tables: { Ids: { partitionKey: 'id' }, Empty: { partitionKey: 'id' } } },
      },
      { tables: true },
    );
    await connect(recording.emulator.url);
    expect(await recording.steps()).toBe(`steps:
  - connect: client1
  - table: Ids
    items: [ { id: '{{client1}}', at: '{{:timestamp}}', tags: [ a, b ] } ]
  - table: Empty
    items: []
`);
  });

  test('session.recorded: the file grows with the conversation; JSON by its name', async () => {
    const recording = await useRecording({ routes: { $connect: ACCEPT } }, { name: 'chat.session.json' });
    await connect(recording.emulator.url);
    await expect.poll(() => existsSync(recording.file)).toBe(true);
    expect(JSON.parse(await readFile(recording.file, 'utf8'))).toEqual({
      $schema: './node_modules/apigateway-websocket-emulator/session.schema.json',
      version: 1,
      steps: [{ connect: 'client1' }],
    });
  });

  test('session.recorded: nothing, and nothing over what is there', async () => {
    const recording = await useRecording({ routes: { $connect: ACCEPT } });
    expect(await recording.end()).toBeUndefined();
    expect(existsSync(recording.file)).toBe(false);
    await writeFile(recording.file, 'mine');
    const options = { file: recording.file, cwd: '/', tables: false };
    expect(() => new Recorder({ ...options, force: false })).toThrow(
      `${recording.file.slice(1)} is there already. Name another file, or write over it: --force`,
    );
    expect(() => new Recorder({ ...options, force: true })).not.toThrow();
  });
});

describe('session.recorded-races', () => {
  test('session.recorded-races: answers to several messages at once come in any order', async () => {
    const late = `exports.handler = async ({ body }) => {
      if (body !== 'first') await new Promise((resolve) => setTimeout(resolve, 100));
      return { statusCode: 200, body };
    };`;
    const recording = await useRecording({ routes: { $default: late }, twoWay: ['$default'] });
    const client = await connect(recording.emulator.url);
    client.send('first');
    await client.next();
    client.send('this');
    client.send('that');
    const answers = [await client.next(), await client.next()];
    expect(await recording.steps()).toBe(`steps:
  - connect: client1
  - send: client1
    message: first
  - receive: client1
    message: first
  - send: client1
    message: this
  - send: client1
    message: that
  - anyOrder:
      - receive: client1
        message: ${answers[0]}
      - receive: client1
        message: ${answers[1]}
`);
  });
});

describe('session.recorded-replayed', () => {
  test('session.recorded-replayed: at once, with all that a recording can have', async () => {
    const project: SmallProject = {
      routes: {
        $connect: JOIN,
        $default: IDS,
      },
      twoWay: ['$default'],
      config: { tables: { Connections: { partitionKey: 'id' } } },
    };
    const clock = new ManualClock();
    const recording = await useRecording(project, { tables: true, clock });
    const { emulator } = recording;
    const api = management(emulator);
    const alice = await connect(`${emulator.url}?name=alice&token=s3cret-enough`);
    const bob = await connect(`${emulator.url}?name=bob`, { headers: { 'X-Client': 'cli' } });
    await alice.next();
    await refusal(`${emulator.url}?token=wrong`);
    alice.send({ got: '0f2b4a5e-8f0c-4d7e-9d6a-0a4f2c1b3e5d' });
    const { room, at } = JSON.parse(await alice.next()) as { readonly room: string; readonly at: string };
    bob.send({ got: [room, at] });
    bob.send('no JSON');
    await bob.next();
    await bob.next();
    const { connectionId: ConnectionId } = await emulator.facts.next('connection.opened');
    await api.send(new PostToConnectionCommand({ ConnectionId, Data: 'one\ntwo {{' }));
    await alice.next();
    await api.send(new DeleteConnectionCommand({ ConnectionId }));
    await alice.closed;
    await emulator.facts.next('connection.closed');
    clock.advance(10 * 60_000);
    await bob.closed;
    await emulator.facts.next('connection.closed', ({ code }) => code === 1001);
    const recorded = await recording.end();
    expect(recorded?.variables).toEqual(['ALICE_TOKEN', 'CLIENT3_TOKEN']);
    const folder = dirname(emulator.project.file);
    const { code, stdout, stderr } = await useCommand(['replay', recording.file], {
      cwd: folder,
      env: { ALICE_TOKEN: 's3cret-enough', CLIENT3_TOKEN: 'wrong' },
    }).ended;
    expect(code, `${stdout}${stderr}${await readFile(recording.file, 'utf8')}`).toBe(0);
  });
});

describe('session.recorded-placeholders', () => {
  test('session.recorded-placeholders: ids and times become captures, the same value the same name', async () => {
    const recording = await useRecording({ routes: { $default: IDS }, twoWay: ['$default'] });
    const client = await connect(recording.emulator.url);
    const mine = '0f2b4a5e-8f0c-4d7e-9d6a-0a4f2c1b3e5d';
    client.send({ got: mine });
    const first = JSON.parse(await client.next()) as { readonly room: string; readonly at: string };
    client.send({ got: [first.room, first.at] });
    await client.next();
    const common = {
      me: '{{client1}}',
      epoch: '{{:timestamp}}',
      request: '{{:requestId}}',
      users: { '{{client1}}': true },
      braces: '{{{{x}}',
    };
    const messages = (await recording.session()).steps.map((step) =>
      'message' in step ? step.message : undefined,
    );
    expect(messages).toMatchObject([
      undefined,
      { pattern: { got: mine } },
      {
        pattern: {
          ...common,
          room: '{{uuid1:uuid}}',
          message: '{{:uuid}}',
          at: '{{time1:timestamp}}',
          text: 'room {{uuid1}}, born 1969-07-20T20:17:40Z, 5',
          got: mine,
        },
      },
      { pattern: { got: ['{{uuid1}}', '{{time1}}'] } },
      {
        pattern: {
          ...common,
          room: '{{uuid1}}',
          at: '{{:timestamp}}',
          got: ['{{uuid1}}', '{{time1}}'],
        },
      },
    ]);
  });
});

describe('session.recorded-secrets', () => {
  test('session.recorded-secrets: secrets are variables of the environment, wherever they stand', async () => {
    const recording = await useRecording({ routes: { $default: ECHO }, twoWay: ['$default'] });
    const jwt = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2ln';
    const client = await connect(`${recording.emulator.url}?access_token=sesame-open&page=2&id=${jwt}`, {
      headers: {
        Authorization: 'Bearer s3cret-token',
        Cookie: 'sid=123456789',
        'X-Api-Key': 'k3y-of-mine',
        'X-Author': 'me',
      },
    });
    client.send({ token: 's3cret-token', text: 'open with sesame-open' });
    await client.next();
    const { variables } = (await recording.end()) ?? {};
    const text = await readFile(recording.file, 'utf8');
    for (const secret of ['s3cret', 'sesame', '123456789', 'k3y', 'eyJ']) expect(text).not.toContain(secret);
    expect(variables).toEqual([
      'CLIENT1_ACCESS_TOKEN',
      'CLIENT1_ID',
      'CLIENT1_AUTHORIZATION',
      'CLIENT1_COOKIE',
      'CLIENT1_X_API_KEY',
    ]);
    const environment = Object.fromEntries((variables ?? []).map((name) => [name, name.toLowerCase()]));
    const session = await recording.session(environment);
    expect(session.environment).toEqual(environment);
    expect(session.steps).toMatchObject([
      {
        handshake: {
          query: {
            access_token: '{{env:CLIENT1_ACCESS_TOKEN}}',
            page: '2',
            id: '{{env:CLIENT1_ID}}',
          },
          headers: { Authorization: 'Bearer {{env:CLIENT1_AUTHORIZATION}}', 'X-Author': 'me' },
        },
      },
      {
        message: {
          pattern: { token: '{{env:CLIENT1_AUTHORIZATION}}', text: 'open with {{env:CLIENT1_ACCESS_TOKEN}}' },
        },
      },
      {},
    ]);
  });

  test('session.recorded-secrets: subprotocols that carry tokens, and a replay that offers them', async () => {
    const agree = `exports.handler = async () => ({ statusCode: 200, headers: { 'Sec-WebSocket-Protocol': 'chat' } });`;
    const recording = await useRecording({ routes: { $connect: agree, $default: ACCEPT } });
    const jwt = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2ln';
    const long = 'bearer.bG9uZyBhbmQgdGhlcmVmb3JlIGEgc2VjcmV0';
    const protocols = ['chat', 'graphql-transport-ws', jwt, 'access_token', 'sesame-open', long];
    const client = await connect(recording.emulator.url, { protocols });
    client.send('sesame-open');
    await recording.emulator.facts.next('invocation.ended', ({ function: name }) => !/connect/.test(name));
    const { variables = [] } = (await recording.end()) ?? {};
    expect(await recording.steps()).toBe(`steps:
  - connect: client1
    protocols:
      - chat
      - graphql-transport-ws
      - '{{env:CLIENT1_PROTOCOL}}'
      - access_token
      - '{{env:CLIENT1_PROTOCOL_2}}'
      - '{{env:CLIENT1_PROTOCOL_3}}'
    protocol: chat
  - send: client1
    message: '{{env:CLIENT1_PROTOCOL_2}}'
`);
    expect(variables).toEqual(['CLIENT1_PROTOCOL', 'CLIENT1_PROTOCOL_2', 'CLIENT1_PROTOCOL_3']);
    const { code, stdout, stderr } = await useCommand(['replay', recording.file], {
      cwd: dirname(recording.emulator.project.file),
      env: { CLIENT1_PROTOCOL: jwt, CLIENT1_PROTOCOL_2: 'sesame-open', CLIENT1_PROTOCOL_3: long },
    }).ended;
    expect(code, `${stdout}${stderr}`).toBe(0);
  });
});
