/** The engine's thread dies: the emulator goes on, with an engine on the same port. */
import type { Worker } from 'node:worker_threads';
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { StartOptions } from 'apigateway-websocket-emulator';
import { expect, onTestFinished, test } from 'vitest';
import { connect } from '../support/client.ts';
import { type TestEmulator, useSmallEmulator } from '../support/emulator.ts';
import { ask } from '../support/http.ts';
import { useFolder } from '../support/project.ts';

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

/** Starts an emulator and tells which of its threads is the engine's: the first that it makes. */
async function start(options: StartOptions = {}): Promise<{ emulator: TestEmulator; engine: Worker }> {
  const threads: Worker[] = [];
  const note = (worker: Worker) => threads.push(worker);
  process.on('worker', note);
  onTestFinished(() => void process.off('worker', note));
  const emulator = await useSmallEmulator(project, options);
  const [engine] = threads;
  if (engine === undefined) throw new Error('the engine has no thread');
  return { emulator, engine };
}

function clientOf({ dynamodb }: TestEmulator): DynamoDBClient {
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const client = new DynamoDBClient({ endpoint: dynamodb.endpoint, region: 'us-east-1', credentials });
  onTestFinished(() => client.destroy());
  return client;
}

/** A request that dynalite 4.0.0 lets its thread die of: it fails where no caller can catch it. */
async function kill({ dynamodb }: TestEmulator): Promise<void> {
  const headers = {
    'Content-Type': 'application/x-amz-json-1.0',
    'X-Amz-Target': 'DynamoDB_20120810.TagResource',
    'X-Amz-Date': '20260101T000000Z',
    Authorization: 'AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=x',
  };
  const ResourceArn = 'arn:aws:dynamodb:us-east-1:123456789012:table/Things';
  const body = JSON.stringify({ ResourceArn, Tags: [null] });
  await expect(ask(dynamodb.endpoint, { method: 'POST', headers, body })).rejects.toThrow();
}

const Item = { id: { S: 'kept' } };

test('an engine that dies of a request is started again, with the tables of the project', async () => {
  const { emulator } = await start();
  const client = clientOf(emulator);
  await client.send(new PutItemCommand({ TableName: 'Things', Item }));
  await kill(emulator);
  const fact = await emulator.facts.next('dynamodb.restarted');
  expect(fact.reason).toContain('TypeError');
  const socket = await connect(emulator.url);
  socket.send('after');
  expect(await socket.next()).toBe('stored');
  expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(['Things']);
  expect((await client.send(new GetItemCommand({ TableName: 'Things', Key: Item }))).Item).toBeUndefined();
});

test('an engine whose thread is ended from outside is started again', async () => {
  const { emulator, engine } = await start();
  await engine.terminate();
  const fact = await emulator.facts.next('dynamodb.restarted');
  expect(fact.reason).toBe('its thread exited with code 1');
  const socket = await connect(emulator.url);
  socket.send('after');
  expect(await socket.next()).toBe('stored');
});

test('what is on disk survives the death of the engine', async () => {
  const { emulator } = await start({ dataDirectory: await useFolder() });
  const client = clientOf(emulator);
  await client.send(new PutItemCommand({ TableName: 'Things', Item }));
  await client.send(
    new CreateTableCommand({
      TableName: 'OfAHandler',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    }),
  );
  await kill(emulator);
  await emulator.facts.next('dynamodb.restarted');
  expect((await client.send(new GetItemCommand({ TableName: 'Things', Key: Item }))).Item).toEqual(Item);
  expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(['OfAHandler', 'Things']);
});

test('an emulator that is closed while its engine is being started again closes', async () => {
  const { emulator, engine } = await start();
  await engine.terminate();
  await emulator.close();
  await expect(ask(emulator.dynamodb.endpoint)).rejects.toThrow('ECONNREFUSED');
});

test('an engine that dies again and again is given up, and the emulator says so', async () => {
  const threads: Worker[] = [];
  const note = (worker: Worker) => threads.push(worker);
  process.on('worker', note);
  onTestFinished(() => void process.off('worker', note));
  const { emulator } = await start();
  for (let deaths = 1; deaths <= 6; deaths++) {
    await threads.at(-1)?.terminate();
    const restarts = () => emulator.facts.of('dynamodb.restarted').length;
    if (deaths <= 5) await emulator.facts.next('dynamodb.restarted', () => restarts() === deaths);
  }
  const defect = await emulator.facts.next('internal-error');
  expect(String(defect.error)).toContain('The DynamoDB engine did not start: its thread exited with code 1');
  // Expected here, and looked at; any other one still fails the test.
  emulator.facts.all.splice(emulator.facts.all.indexOf(defect), 1);
  const answer = await ask(`http://localhost:${emulator.apis[0]?.port}`, {
    method: 'POST',
    headers: { 'X-Amz-Target': 'DynamoDB_20120810.ListTables' },
    body: '{}',
  });
  expect(answer.status).toBe(500);
  expect(answer.body).toContain('DynamoDB did not answer');
});
