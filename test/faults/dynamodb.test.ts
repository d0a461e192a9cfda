/** Requests to DynamoDB that go wrong because a test asked for it: a handler's, and any other client's. */
import {
  BatchWriteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { ManualClock, type StartOptions } from 'apigateway-websocket-emulator';
import AWS from 'aws-sdk';
import { expect, onTestFinished, test } from 'vitest';
import { type TestEmulator, useSmallEmulator } from '../support/emulator.ts';
import { ask, portOf } from '../support/http.ts';

/** Stores what it is given, and says how that went. */
const STORE = `
const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');
const client = new DynamoDBClient({ maxAttempts: 1 });
exports.handler = async ({ id }) => {
  try {
    await client.send(new PutItemCommand({ TableName: 'Things', Item: { id: { S: id } } }));
    return 'stored';
  } catch (error) {
    return error.name + ' ' + error.$metadata.httpStatusCode + ': ' + error.message;
  }
};`;
const tables = { Things: { partitionKey: 'id' }, Others: { partitionKey: 'id' } };
const THROTTLED =
  'ProvisionedThroughputExceededException 400: The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.';

async function start(options: StartOptions = {}) {
  const emulator = await useSmallEmulator({ routes: { $default: STORE }, config: { tables } }, options);
  const store = async (id: string) => {
    const invoked = await emulator.invoke('default', { id });
    return invoked.ok ? invoked.result : invoked.error;
  };
  return { emulator, store, sdk: sdkFor(emulator) };
}

function sdkFor({ dynamodb }: Pick<TestEmulator, 'dynamodb'>): DynamoDBClient {
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const region = 'us-east-1';
  const client = new DynamoDBClient({ endpoint: dynamodb.endpoint, region, credentials, maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  return client;
}

const put = (TableName: string, id: string) => new PutItemCommand({ TableName, Item: { id: { S: id } } });
const get = (TableName: string, id: string) => new GetItemCommand({ TableName, Key: { id: { S: id } } });

test('fault.dynamodb-throttle: a handler is throttled in DynamoDB’s words, from the moment it is set', async () => {
  const { emulator, store, sdk } = await start();
  const fault = emulator.faults.dynamodb({ throttle: true });
  expect(await store('a')).toBe(THROTTLED);
  fault.remove();
  expect(await store('a')).toBe('stored');
  expect((await sdk.send(get('Things', 'a'))).Item).toEqual({ id: { S: 'a' } });
  expect(fault.hits).toBe(1);
});

test('fault.dynamodb-error: errors by their type, with its status and words', async () => {
  const { emulator, store } = await start();
  const tried = async (error: string | { errorType: string; errorMessage: string }) => {
    emulator.faults.dynamodb({ error, times: 1 });
    return store('a');
  };
  expect(await tried('ConditionalCheckFailedException')).toBe(
    'ConditionalCheckFailedException 400: The conditional request failed',
  );
  expect(await tried('InternalServerError')).toBe('InternalServerError 500: Internal server error');
  expect(await tried('ValidationException: no such thing')).toBe('ValidationException 400: no such thing');
  expect(await tried({ errorType: 'MadeUp', errorMessage: 'so it is' })).toBe('MadeUp 400: so it is');
  expect(await store('a')).toBe('stored');
});

test('fault.dynamodb-error: what aws-sdk v2 and a bare request get', async () => {
  const { emulator } = await start();
  emulator.faults.dynamodb({ error: 'ValidationException' });
  const endpoint = emulator.dynamodb.endpoint;
  const v2 = new AWS.DynamoDB({ endpoint, region: 'us-east-1', accessKeyId: 'a', secretAccessKey: 'a' });
  await expect(v2.listTables().promise()).rejects.toMatchObject({ code: 'ValidationException' });
  const answer = await ask(`http://localhost:${portOf(emulator)}/`, {
    method: 'POST',
    headers: { 'X-Amz-Target': 'DynamoDB_20120810.ListTables', 'Content-Type': 'application/x-amz-json-1.0' },
    body: '{}',
  });
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.body)).toEqual({
    __type: 'com.amazon.coral.validate#ValidationException',
    message: 'One or more parameter values were invalid',
  });
});

test('fault.dynamodb-table: for one table or operation; a batch counts for each table that it names', async () => {
  const { emulator, sdk } = await start();
  const fault = emulator.faults.dynamodb({ throttle: true, table: 'Things' });
  await sdk.send(put('Others', 'a'));
  await sdk.send(new ListTablesCommand({}));
  const batch = (...names: string[]) =>
    sdk.send(
      new BatchWriteItemCommand({
        RequestItems: Object.fromEntries(
          names.map((name) => [name, [{ PutRequest: { Item: { id: { S: 'b' } } } }]]),
        ),
      }),
    );
  await batch('Others');
  await expect(batch('Others', 'Things')).rejects.toThrow('level of configured');
  await expect(sdk.send(put('arn:aws:dynamodb:us-east-1:123456789012:table/Things', 'a'))).rejects.toThrow(
    'level of configured',
  );
  expect(fault.hits).toBe(2);
  fault.remove();
  emulator.faults.dynamodb({ throttle: true, operation: 'GetItem' });
  await sdk.send(put('Things', 'a'));
  await expect(sdk.send(get('Things', 'a'))).rejects.toThrow('level of configured');
});

test('fault.dynamodb-table: a transaction counts for each table that it names', async () => {
  const { emulator } = await start();
  const fault = emulator.faults.dynamodb({ error: 'TransactionCanceledException', table: 'Things' });
  const answer = await ask(emulator.dynamodb.endpoint, {
    method: 'POST',
    headers: { 'X-Amz-Target': 'DynamoDB_20120810.TransactWriteItems' },
    body: JSON.stringify({
      TransactItems: [
        { Put: { TableName: 'Others', Item: {} } },
        { Delete: { TableName: 'Things', Key: {} } },
      ],
    }),
  });
  expect(JSON.parse(answer.body)).toMatchObject({
    __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
  });
  expect(emulator.facts.of('fault.applied')).toMatchObject([
    { service: 'dynamodb', where: 'TransactWriteItems Others Things' },
  ]);
  expect(fault.hits).toBe(1);
});

test('fault.dynamodb-delay: the request is carried out later, by the clock', async () => {
  const clock = new ManualClock();
  const { emulator, store } = await start({ clock });
  emulator.faults.dynamodb({ delay: 2000, times: 1 });
  const stored = store('a');
  await emulator.facts.next('fault.applied');
  clock.advance(1999);
  await emulator.settled();
  expect(emulator.facts.of('invocation.ended')).toEqual([]);
  clock.advance(1);
  expect(await stored).toBe('stored');
});

test('fault.dynamodb-own: the emulator’s own requests go through', async () => {
  const { emulator, store } = await start({ faults: [{ dynamodb: { error: 'InternalServerError' } }] });
  expect(await store('a')).toContain('InternalServerError 500');
  await emulator.reload();
  await emulator.reset();
  expect(await store('a')).toContain('InternalServerError 500');
  expect(emulator.facts.of('fault.applied')).toHaveLength(2);
});

test('fault.dynamodb-engine: a DynamoDB that already runs has no faults', async () => {
  const { emulator } = await start();
  const other = await useSmallEmulator(
    { routes: { $default: STORE } },
    { dynamodbEndpoint: emulator.dynamodb.endpoint },
  );
  expect(() => other.faults.dynamodb({ throttle: true })).toThrow(
    expect.objectContaining({ code: 'FAULT_NEEDS_ENGINE' }),
  );
});
