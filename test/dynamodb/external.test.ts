/** A DynamoDB that is already running, by its endpoint. */
import type { Server } from 'node:http';
import { DescribeTableCommand, DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { expect, onTestFinished, test } from 'vitest';
import { connect } from '../support/client.ts';
import { useSmallEmulator } from '../support/emulator.ts';
import { ask } from '../support/http.ts';

const PUT = `
const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');
const client = new DynamoDBClient({});
exports.handler = async (event) => {
  await client.send(new PutItemCommand({ TableName: 'Things', Item: { id: { S: event.body } } }));
  return { statusCode: 200, body: 'stored' };
};`;
const project = {
  routes: { $default: PUT },
  twoWay: ['$default'],
  config: { tables: { Things: { partitionKey: 'id' } } },
};
const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };

/** A dynalite as somebody would run it: a new table takes half a second to become active. */
async function useDynalite(): Promise<string> {
  const server: Server = dynalite();
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  onTestFinished(() => server.closeAllConnections());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

function clientOf(endpoint: string): DynamoDBClient {
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  onTestFinished(() => client.destroy());
  return client;
}

test('the tables are made there, and active before the first connection', async () => {
  const endpoint = await useDynalite();
  const emulator = await useSmallEmulator(project, { dynamodbEndpoint: endpoint });
  const { Table } = await clientOf(endpoint).send(new DescribeTableCommand({ TableName: 'Things' }));
  expect(Table?.TableStatus).toBe('ACTIVE');
  expect(emulator.dynamodb.endpoint).toBe(endpoint);
});

test('a time to live, a stream and seeds are no obstacle for an engine that knows no expiry and no streams', async () => {
  const dynamodbEndpoint = await useDynalite();
  const table = { partitionKey: 'id', timeToLive: 'until', stream: 'KEYS_ONLY' as const, seed: 'seed.json' };
  const config = { tables: { Things: table } };
  const files = { 'seed.json': [{ id: 'seeded' }] };
  await useSmallEmulator({ ...project, config, files }, { dynamodbEndpoint });
  const { Items } = await clientOf(dynamodbEndpoint).send(new ScanCommand({ TableName: 'Things' }));
  expect(Items).toEqual([{ id: { S: 'seeded' } }]);
});

test('handlers store there, and it keeps what they stored when the emulator is closed', async () => {
  const endpoint = await useDynalite();
  const emulator = await useSmallEmulator(project, { dynamodbEndpoint: `${endpoint}/` });
  const socket = await connect(emulator.url);
  socket.send('from a handler');
  expect(await socket.next()).toBe('stored');
  await emulator.close();
  const { Items } = await clientOf(endpoint).send(new ScanCommand({ TableName: 'Things' }));
  expect(Items).toEqual([{ id: { S: 'from a handler' } }]);
});

test('the endpoint may stand in the project', async () => {
  const endpoint = await useDynalite();
  const config = { ...project.config, dynamodb: { endpoint } };
  const emulator = await useSmallEmulator({ ...project, config });
  expect(emulator.dynamodb.endpoint).toBe(endpoint);
});

test("the emulator's own port leads there", async () => {
  const endpoint = await useDynalite();
  const emulator = await useSmallEmulator(project, { dynamodbEndpoint: endpoint });
  const own = clientOf(`http://localhost:${emulator.apis[0]?.port}`);
  await own.send(new PutItemCommand({ TableName: 'Things', Item: { id: { S: 'a' } } }));
  const { Count } = await clientOf(endpoint).send(new ScanCommand({ TableName: 'Things' }));
  expect(Count).toBe(1);
});

test('tables that are there already are kept, with what others added to them', async () => {
  const endpoint = await useDynalite();
  const indexed = { Things: { partitionKey: 'id', indexes: { byRoom: { partitionKey: 'room' } } } };
  const first = await useSmallEmulator(
    { ...project, config: { tables: indexed } },
    { dynamodbEndpoint: endpoint },
  );
  await clientOf(endpoint).send(new PutItemCommand({ TableName: 'Things', Item: { id: { S: 'a' } } }));
  await first.close();
  await useSmallEmulator(project, { dynamodbEndpoint: endpoint });
  const { Count } = await clientOf(endpoint).send(new ScanCommand({ TableName: 'Things' }));
  expect(Count).toBe(1);
});

test('an endpoint where nobody answers is named, with the way back to the built-in engine', async () => {
  const starting = useSmallEmulator(project, { dynamodbEndpoint: 'http://localhost:1' });
  await expect(starting).rejects.toMatchObject({
    code: 'DYNAMODB_UNREACHABLE',
    message: expect.stringMatching(
      /^No DynamoDB answers at http:\/\/localhost:1: .*ECONNREFUSED.*--dynamodb-endpoint/s,
    ),
  });
});

test('an engine that is gone later is told to the client that asks', async () => {
  const server: Server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const emulator = await useSmallEmulator(project, { dynamodbEndpoint: endpoint });
  server.closeAllConnections();
  await new Promise<void>((resolve) => void server.close(() => resolve()));
  const answer = await ask(`http://localhost:${emulator.apis[0]?.port}`, {
    method: 'POST',
    headers: { 'X-Amz-Target': 'DynamoDB_20120810.ListTables' },
    body: '{}',
  });
  expect(answer.status).toBe(500);
  expect(JSON.parse(answer.body)).toMatchObject({
    __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
    message: expect.stringContaining('DynamoDB did not answer: connect ECONNREFUSED'),
  });
});
