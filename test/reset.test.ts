/** What tests do between one and the next, and how they invoke and look. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { type Emulator, ManualClock, startEmulator } from 'apigateway-websocket-emulator';
import { expect, onTestFinished, test } from 'vitest';
import { connect, refusal } from './support/client.ts';
import { useSmallEmulator } from './support/emulator.ts';
import { type SmallProject, useFolder, useProject } from './support/project.ts';

const STORE = `
const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, PutCommand, DeleteCommand } = require('@aws-sdk/lib-dynamodb');
const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const TableName = 'Things';
`;

const CHAT: SmallProject = {
  routes: {
    $connect: `${STORE}exports.handler = async ({ requestContext: { connectionId: id } }) => {
      await table.send(new PutCommand({ TableName, Item: { id } }));
      return { statusCode: 200 };
    };`,
    $disconnect: `${STORE}exports.handler = async ({ requestContext: { connectionId: id } }) => {
      await table.send(new DeleteCommand({ TableName, Key: { id } }));
      console.log('gone');
    };`,
    count: 'let count = 0; exports.handler = async () => ({ statusCode: 200, body: String(++count) });',
  },
  twoWay: ['count'],
  config: { tables: { Things: { partitionKey: 'id', stream: 'KEYS_ONLY', seed: 'seed.json' } } },
  files: { 'seed.json': [{ id: 'seeded' }] },
};

function useTable({ dynamodb, project }: Emulator): DynamoDBDocumentClient {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const { region } = project;
  const client = new DynamoDBClient({ endpoint: dynamodb.endpoint, region, credentials });
  onTestFinished(() => client.destroy());
  return DynamoDBDocumentClient.from(client);
}

async function idsIn(table: DynamoDBDocumentClient): Promise<string[]> {
  const { Items = [] } = await table.send(new ScanCommand({ TableName: 'Things' }));
  return Items.map(({ id }) => id as string).sort();
}

test('reset.connections: a handshake that is underway is closed once it is a connection', async () => {
  const emulator = await useSmallEmulator(CHAT);
  const connecting = connect(emulator.url);
  await emulator.facts.next('invocation.started');
  await emulator.reset();
  expect(emulator.connections()).toEqual([]);
  expect(await idsIn(useTable(emulator))).toEqual(['seeded']);
  expect(await (await connecting).closed).toEqual({ code: 1001, reason: 'Going away' });
});

test('reset.connections: open connections are closed with 1001, their $disconnect handlers run, and nobody else has to', async () => {
  const emulator = await useSmallEmulator(CHAT);
  const clients = await Promise.all([connect(emulator.url), connect(emulator.url)]);
  expect(emulator.connections()).toHaveLength(2);
  expect(emulator.connections()[0]).toMatchObject({ api: 'test', sourceIp: '127.0.0.1' });
  await emulator.reset();
  expect(emulator.connections()).toEqual([]);
  expect(emulator.facts.of('function.log').filter(({ line }) => line.includes('gone'))).toHaveLength(2);
  for (const { closed } of clients) expect(await closed).toEqual({ code: 1001, reason: 'Going away' });
  await connect(emulator.url);
});

test('reset.connections: those are closed too whose handshake was underway', async () => {
  const emulator = await useSmallEmulator(CHAT);
  emulator.faults.lambda('*', { delay: 60_000, times: 1 });
  const connecting = connect(emulator.url);
  await emulator.facts.next('fault.applied');
  await emulator.reset();
  expect(emulator.connections()).toEqual([]);
  expect(await (await connecting).closed).toEqual({ code: 1001, reason: 'Going away' });
});

test('reset.tables: tables are what they were at the start, seeds included, and streams say nothing of it', async () => {
  const emulator = await useSmallEmulator({
    ...CHAT,
    routes: { ...CHAT.routes, watch: 'exports.handler = async () => {};' },
    config: { ...CHAT.config, eventSourceMappings: [{ function: 'watch', table: 'Things' }] },
  });
  const table = useTable(emulator);
  for (let round = 1; round <= 2; round++) {
    await connect(emulator.url);
    await table.send(new PutCommand({ TableName: 'Things', Item: { id: 'more' } }));
    expect(await idsIn(table)).toHaveLength(3);
    await emulator.reset();
    expect(await idsIn(table)).toEqual(['seeded']);
    // Stored by connect, stored here, deleted by disconnect.
    const told = emulator.facts.of('stream.delivered').reduce((sum, { records }) => sum + records, 0);
    expect(told).toBe(round * 3);
  }
});

test('reset.tables: a table that a deployment brought begins anew too', async () => {
  const emulator = await useSmallEmulator({ routes: { count: CHAT.routes.count as string } });
  const file = join(emulator.project.root, 'emulator.config.json');
  const { tables } = CHAT.config ?? {};
  const { apis, functions } = { apis: { test: { routes: { count: 'count' } } }, functions: {} };
  await writeFile(join(emulator.project.root, 'seed.json'), '[{ "id": "seeded" }]');
  await writeFile(
    file,
    JSON.stringify({ apis, functions: { ...functions, count: { handler: 'count.handler' } }, tables }),
  );
  await emulator.reload();
  const table = useTable(emulator);
  await table.send(new PutCommand({ TableName: 'Things', Item: { id: 'more' } }));
  await emulator.reset();
  expect(await idsIn(table)).toEqual(['seeded']);
});

test('reset.tables: tables on disk are not touched, which is said', async () => {
  const dataDirectory = await useFolder();
  const emulator = await useSmallEmulator(CHAT, { dataDirectory });
  await connect(emulator.url);
  await expect(emulator.reset()).rejects.toMatchObject({ code: 'RESET_IMPOSSIBLE' });
  expect(emulator.connections()).toHaveLength(1);
  expect(await idsIn(useTable(emulator))).toHaveLength(2);
});

test('reset.warm: execution environments stay', async () => {
  const emulator = await useSmallEmulator(CHAT);
  for (const expected of ['1', '2']) {
    const client = await connect(emulator.url);
    client.send({ action: 'count' });
    expect(await client.next()).toBe(expected);
    await emulator.reset();
  }
});

test('reset.limits: what is used up of rates and quotas is forgotten', async () => {
  const clock = new ManualClock();
  const throttled = { throttlingRateLimit: 1, throttlingBurstLimit: 1 };
  const emulator = await useSmallEmulator(
    { ...CHAT, api: { stages: { dev: { defaultRouteSettings: throttled } } } },
    { clock },
  );
  for (let round = 0; round < 2; round++) {
    await connect(emulator.url);
    expect((await refusal(emulator.url)).status).toBe(429);
    await emulator.reset();
  }
});

test('reset.retries: what waits for another attempt is given up', async () => {
  const clock = new ManualClock();
  const emulator = await useSmallEmulator(
    {
      ...CHAT,
      routes: { ...CHAT.routes, fail: 'exports.handler = async () => { throw new Error("no"); };' },
      config: { ...CHAT.config, eventSourceMappings: [{ function: 'fail', table: 'Things' }] },
    },
    { clock },
  );
  await connect(emulator.url);
  await emulator.facts.next('stream.postponed');
  await emulator.reset();
  const before = emulator.facts.of('invocation.ended').length;
  clock.advance(60_000);
  await emulator.settled();
  expect(emulator.facts.of('invocation.ended')).toHaveLength(before);
  // And what comes now is told.
  await connect(emulator.url);
  await emulator.facts.next('invocation.ended', ({ requestId }) =>
    emulator.facts
      .of('invocation.ended')
      .slice(before)
      .some((ended) => ended.function === 'fail' && ended.requestId === requestId),
  );
});

test('reset.blocked: what still runs after five seconds is named', async () => {
  const wait = 'exports.handler = () => new Promise((resolve) => setTimeout(resolve, 60_000));';
  const cwd = await useProject({ routes: { wait }, fn: { timeout: 100 } });
  const emulator = await startEmulator({ cwd, port: 0 });
  onTestFinished(() => emulator.close());
  void emulator.invoke('wait', {});
  await expect(emulator.reset()).rejects.toMatchObject({
    code: 'RESET_BLOCKED',
    message: expect.stringContaining('wait'),
  });
});

test('reset.settled: waits for invocations, and for those that come of what they write', async () => {
  const emulator = await useSmallEmulator({
    ...CHAT,
    routes: { ...CHAT.routes, watch: 'exports.handler = async () => { console.log("watched"); };' },
    config: { ...CHAT.config, eventSourceMappings: [{ function: 'watch', table: 'Things' }] },
  });
  await connect(emulator.url);
  await emulator.settled();
  expect(emulator.facts.of('stream.delivered')).toHaveLength(1);
});

test('reset.invoke: a function runs as for any caller that waits', async () => {
  const emulator = await useSmallEmulator({
    routes: {
      echo: 'exports.handler = async (event) => { if (event.fail) throw new TypeError("no"); return event; };',
    },
  });
  const echoed = await emulator.invoke('echo', { some: ['thing'], at: new Date(0), not: undefined });
  expect(echoed).toMatchObject({ ok: true, result: { some: ['thing'], at: '1970-01-01T00:00:00.000Z' } });
  expect(echoed).not.toHaveProperty('result.not');
  expect(await emulator.invoke('echo', { fail: true })).toMatchObject({
    ok: false,
    error: { errorType: 'TypeError', errorMessage: 'no', trace: expect.any(Array) },
  });
  await expect(emulator.invoke('nope', {})).rejects.toMatchObject({ code: 'FUNCTION_UNKNOWN' });
  const started = emulator.facts.of('invocation.started')[0];
  expect(JSON.parse(started?.event ?? '')).toEqual({ some: ['thing'], at: '1970-01-01T00:00:00.000Z' });
  const [fine, failed] = emulator.facts.of('invocation.ended');
  expect(fine?.payload).toBe(started?.event);
  expect(failed).toMatchObject({ payload: undefined, error: { errorMessage: 'no' } });
});

test('reset.read: a reader hears what happens from then on, until it is ended', async () => {
  const emulator = await useSmallEmulator(CHAT);
  const types: string[] = [];
  const stop = emulator.read(({ type }) => types.push(type));
  await emulator.reset();
  expect(types).toContain('emulator.reset');
  stop();
  const heard = types.length;
  await emulator.reset();
  expect(types).toHaveLength(heard);
});
