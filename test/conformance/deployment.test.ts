/** What open sockets see of a deployment: `reload()` is to the emulator what a deployment is to AWS. */
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { connect } from '../support/client.ts';
import { useEmulator } from '../support/emulator.ts';
import { useFiles } from '../support/project.ts';

const ECHO = 'exports.handler = async () => ({ statusCode: 200, body: "first" });';
const route = { function: 'echo', routeResponse: true };

/** A definition of one API, and the way to write another one in its place. */
async function useDefinition(api: object, rest: object = {}) {
  const definition = (next: object, more: object = rest) => ({
    apis: { chat: { port: 0, ...next } },
    functions: { echo: { handler: 'echo.handler' } },
    ...more,
  });
  const cwd = await useFiles({ 'emulator.config.json': definition(api), 'echo.js': ECHO });
  const emulator = await useEmulator({ cwd });
  const write = (text: string, file = 'emulator.config.json') => writeFile(join(cwd, file), text);
  const rewrite = (next: object, more?: object) => write(JSON.stringify(definition(next, more)));
  return { emulator, rewrite, write };
}

const frameOf = async (client: Awaited<ReturnType<typeof connect>>, action: string) => {
  client.send({ action });
  return client.next();
};

test('deployment.routes: an open socket uses the routes of the newest deployment, and stays open', async () => {
  const { emulator, rewrite } = await useDefinition({ routes: { old: route } });
  const client = await connect(emulator.url);
  expect(await frameOf(client, 'old')).toBe('first');
  expect(await frameOf(client, 'new')).toContain('Forbidden');
  await rewrite({ routes: { new: route } });
  // Written is not deployed.
  expect(await frameOf(client, 'new')).toContain('Forbidden');
  await emulator.reload();
  expect(await frameOf(client, 'new')).toBe('first');
  expect(await frameOf(client, 'old')).toContain('Forbidden');
  expect(emulator.project.apis[0]?.routes.map(({ routeKey }) => routeKey)).toEqual(['new']);
});

/** A place that a handler waits at until it is let go. */
async function useGate() {
  const waiting: ServerResponse[] = [];
  const server = createServer((_request, response) => void waiting.push(response)).listen(0);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    open: () => {
      for (const response of waiting) response.end();
    },
    reached: () => once(server, 'request'),
  };
}

test('deployment.code: functions run in new environments, and what runs is left to finish', async () => {
  const gate = await useGate();
  const { emulator, write } = await useDefinition({ routes: { slow: route, quick: route } });
  await write(
    `exports.handler = async ({ requestContext }) => {
  if (requestContext.routeKey === 'slow') await (await fetch('${gate.url}')).text();
  return { statusCode: 200, body: 'old' };
};`,
    'echo.js',
  );
  const client = await connect(emulator.url);
  const reached = gate.reached();
  client.send({ action: 'slow' });
  await reached;
  await write(ECHO, 'echo.js');
  await emulator.reload();
  const other = await connect(emulator.url);
  expect(await frameOf(other, 'quick')).toBe('first');
  gate.open();
  expect(await client.next()).toBe('old');
});

test('deployment.stage-variables: they are those of the newest deployment', async () => {
  const { emulator, rewrite, write } = await useDefinition({
    stageVariables: { greeting: 'hello' },
    routes: { $default: route },
  });
  await write(
    'exports.handler = async ({ stageVariables }) => ({ statusCode: 200, body: stageVariables.greeting });',
    'echo.js',
  );
  const client = await connect(emulator.url);
  expect(await frameOf(client, 'x')).toBe('hello');
  await rewrite({ stageVariables: { greeting: 'good evening' }, routes: { $default: route } });
  await emulator.reload();
  expect(await frameOf(client, 'x')).toBe('good evening');
});

test('deployment.stage-gone: the sockets of a stage that is no more are closed with 1001', async () => {
  const routes = { $default: route };
  const { emulator, rewrite } = await useDefinition({ stages: { one: {}, two: {} }, routes });
  const [one, two] = await Promise.all(emulator.apis.map(({ url }) => connect(url)));
  await rewrite({ stages: { one: {} }, routes });
  await emulator.reload();
  expect(await two?.closed).toEqual({ code: 1001, reason: 'Going away' });
  expect(one && (await frameOf(one, 'x'))).toBe('first');
  expect(emulator.apis.map(({ stage }) => stage)).toEqual(['one']);
});

test('deployment.stage-gone: a socket whose stage goes while its $connect handler runs is closed, too', async () => {
  const gate = await useGate();
  const routes = { $connect: 'echo', $disconnect: 'echo' };
  const { emulator, rewrite, write } = await useDefinition({ stages: { one: {}, two: {} }, routes });
  await write(
    `exports.handler = async ({ requestContext: { eventType } }) => {
  if (eventType === 'CONNECT') await (await fetch('${gate.url}')).text();
  return { statusCode: 200 };
};`,
    'echo.js',
  );
  const reached = gate.reached();
  const connecting = connect(emulator.apis[1]?.url ?? '');
  await reached;
  await rewrite({ stages: { one: {} }, routes });
  await emulator.reload();
  gate.open();
  const client = await connecting;
  expect(await client.closed).toEqual({ code: 1001, reason: 'Going away' });
  expect(await emulator.facts.next('connection.closed')).toMatchObject({ code: 1001 });
});

test('a table that is new in the definition is created', async () => {
  const routes = { $default: route };
  const { emulator, rewrite } = await useDefinition({ routes });
  await rewrite({ routes }, { tables: { Rooms: { partitionKey: 'id' } } });
  await emulator.reload();
  const { DescribeTableCommand, DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const client = new DynamoDBClient({
    endpoint: emulator.dynamodb.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const { Table } = await client.send(new DescribeTableCommand({ TableName: 'Rooms' }));
  expect(Table?.TableStatus).toBe('ACTIVE');
  client.destroy();
});

test('a definition that is wrong is not deployed, and what was goes on', async () => {
  const { emulator, rewrite } = await useDefinition({ routes: { old: route } });
  const client = await connect(emulator.url);
  await rewrite({ routes: { old: 'nobody' } });
  await expect(emulator.reload()).rejects.toThrow('there is no function "nobody"');
  expect(await frameOf(client, 'old')).toBe('first');
});

test('what needs a new start is said so', async () => {
  const { emulator, rewrite } = await useDefinition({ routes: { old: route } });
  await rewrite({ routes: { old: route } }, { region: 'eu-west-1' });
  await expect(emulator.reload()).rejects.toMatchObject({ code: 'PROJECT_NEEDS_RESTART' });
  await rewrite({ port: 4000, routes: { old: route } }, {});
  await expect(emulator.reload()).rejects.toThrow(
    'the ports cannot change while the emulator runs. Stop it and start it again.',
  );
});
