/** The management API as real SDKs see it, from outside, with `emulator.managementUrl` as their endpoint. */
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import AWS from 'aws-sdk';
import { expect, onTestFinished, test } from 'vitest';
import { connect } from '../support/client.ts';
import { useSmallEmulator } from '../support/emulator.ts';

const WHO =
  'exports.handler = async (event) => ({ statusCode: 200, body: event.requestContext.connectionId });';
const project = { routes: { $default: WHO }, twoWay: ['$default'] };
const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
const region = 'us-east-1';

async function start() {
  const emulator = await useSmallEmulator(project);
  const socket = await connect(emulator.url, { headers: { 'User-Agent': 'a test' } });
  socket.send('who am I?');
  return { emulator, socket, id: await socket.next() };
}

function v3(endpoint: string): ApiGatewayManagementApiClient {
  const client = new ApiGatewayManagementApiClient({ endpoint, region, credentials });
  onTestFinished(() => client.destroy());
  return client;
}

test('SDK v3 posts, looks at and closes a connection', async () => {
  const { emulator, socket, id } = await start();
  const client = v3(emulator.managementUrl);
  const { $metadata } = await client.send(new PostToConnectionCommand({ ConnectionId: id, Data: 'hello' }));
  expect($metadata.httpStatusCode).toBe(200);
  expect(await socket.next()).toBe('hello');
  const got = await client.send(new GetConnectionCommand({ ConnectionId: id }));
  expect(got).toMatchObject({
    ConnectedAt: expect.any(Date),
    LastActiveAt: expect.any(Date),
    Identity: { SourceIp: '127.0.0.1', UserAgent: 'a test' },
  });
  await client.send(new DeleteConnectionCommand({ ConnectionId: id }));
  expect(await socket.closed).toEqual({ code: 1000, reason: 'Connection Closed Normally' });
  await expect(
    client.send(new PostToConnectionCommand({ ConnectionId: id, Data: 'late' })),
  ).rejects.toMatchObject({
    name: 'GoneException',
    $fault: 'client',
    $metadata: { httpStatusCode: 410 },
  });
});

test('SDK v3 is told what it did wrong', async () => {
  const { emulator, id } = await start();
  const client = v3(emulator.managementUrl);
  const post = (ConnectionId: string, Data: string) =>
    client.send(new PostToConnectionCommand({ ConnectionId, Data }));
  await expect(post('garbage', '')).rejects.toMatchObject({
    name: 'BadRequestException',
    message: 'Invalid connectionId: garbage',
    $metadata: { httpStatusCode: 400 },
  });
  await expect(post(id, 'x'.repeat(131073))).rejects.toMatchObject({ $metadata: { httpStatusCode: 413 } });
  const elsewhere = v3(emulator.managementUrl.replace('/dev', '/nosuchstage'));
  await expect(
    elsewhere.send(new PostToConnectionCommand({ ConnectionId: id, Data: '' })),
  ).rejects.toMatchObject({
    name: 'ForbiddenException',
    $metadata: { httpStatusCode: 403 },
  });
});

test('SDK v2 posts, looks at and closes a connection', async () => {
  const { emulator, socket, id } = await start();
  const client = new AWS.ApiGatewayManagementApi({ endpoint: emulator.managementUrl, region, credentials });
  await client.postToConnection({ ConnectionId: id, Data: 'hello' }).promise();
  expect(await socket.next()).toBe('hello');
  const got = await client.getConnection({ ConnectionId: id }).promise();
  expect(got.Identity).toEqual({ SourceIp: '127.0.0.1', UserAgent: 'a test' });
  expect(got.ConnectedAt).toBeInstanceOf(Date);
  await client.deleteConnection({ ConnectionId: id }).promise();
  expect(await socket.closed).toEqual({ code: 1000, reason: 'Connection Closed Normally' });
  await expect(client.postToConnection({ ConnectionId: id, Data: 'late' }).promise()).rejects.toMatchObject({
    code: 'GoneException',
    statusCode: 410,
  });
});

test('SDK v2 is told what it did wrong', async () => {
  const { emulator, id } = await start();
  const client = new AWS.ApiGatewayManagementApi({ endpoint: emulator.managementUrl, region, credentials });
  await expect(
    client.postToConnection({ ConnectionId: 'garbage', Data: '' }).promise(),
  ).rejects.toMatchObject({
    code: 'BadRequestException',
    message: 'Invalid connectionId: garbage',
    statusCode: 400,
  });
  const elsewhere = new AWS.ApiGatewayManagementApi({
    endpoint: emulator.managementUrl.replace('/dev', '/nosuchstage'),
    region,
    credentials,
  });
  await expect(elsewhere.postToConnection({ ConnectionId: id, Data: '' }).promise()).rejects.toMatchObject({
    code: 'ForbiddenException',
    statusCode: 403,
  });
});

test('SDK v3 with a base64 of bytes, and many posts at once, lose nothing', async () => {
  const { emulator, socket, id } = await start();
  const client = v3(emulator.managementUrl);
  const texts = Array.from({ length: 100 }, (_, index) => `message ${index}`);
  await Promise.all(
    texts.map((text) =>
      client.send(new PostToConnectionCommand({ ConnectionId: id, Data: new TextEncoder().encode(text) })),
    ),
  );
  const received = await Promise.all(texts.map(() => socket.next()));
  expect(received.sort()).toEqual(texts.sort());
});
