/** Who can use the engine, by which address; and what a client can do to it. */
import { createServer } from 'node:http';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import AWS from 'aws-sdk';
import { expect, onTestFinished, test } from 'vitest';
import { type TestEmulator, useSmallEmulator } from '../support/emulator.ts';
import { type Answer, ask, authorityOf, bareSocket, portOf } from '../support/http.ts';

const routes = { $default: 'exports.handler = async () => ({ statusCode: 200 });' };
const tables = { Things: { partitionKey: 'id' } };
const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };

async function start(): Promise<TestEmulator & { own: string; port: number }> {
  const emulator = await useSmallEmulator({ routes, config: { tables } });
  const port = portOf(emulator);
  return Object.assign(emulator, { own: `http://localhost:${port}`, port });
}

/** Both ways to the engine: its endpoint and the emulator's own port. */
const addresses = [
  ['its endpoint', ({ dynamodb }: { dynamodb: { endpoint: string } }) => dynamodb.endpoint],
  ["the emulator's port", ({ own }: { own: string }) => own],
] as const;

async function storesAndFinds(endpoint: string): Promise<void> {
  const client = new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials });
  onTestFinished(() => client.destroy());
  await client.send(new PutItemCommand({ TableName: 'Things', Item: { id: { S: 'kept' } } }));
  await stillHas(endpoint);
}

async function stillHas(endpoint: string): Promise<void> {
  const client = new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials });
  onTestFinished(() => client.destroy());
  const { Item } = await client.send(new GetItemCommand({ TableName: 'Things', Key: { id: { S: 'kept' } } }));
  expect(Item).toEqual({ id: { S: 'kept' } });
}

test.each(addresses)('SDK v3 works through %s', async (_name, addressOf) => {
  await storesAndFinds(addressOf(await start()));
});

test.each(addresses)('SDK v2 works through %s', async (_name, addressOf) => {
  const documents = new AWS.DynamoDB.DocumentClient({
    endpoint: addressOf(await start()),
    region: 'us-east-1',
    credentials,
  });
  await documents.put({ TableName: 'Things', Item: { id: 'v2', count: 1 } }).promise();
  const { Item } = await documents.get({ TableName: 'Things', Key: { id: 'v2' } }).promise();
  expect(Item).toEqual({ id: 'v2', count: 1 });
});

const SIGNED = {
  'Content-Type': 'application/x-amz-json-1.0',
  Authorization: 'AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=x',
  'X-Amz-Date': '20260101T000000Z',
};

function call(endpoint: string, operation: string, body: string | Uint8Array): Promise<Answer> {
  const headers = { ...SIGNED, 'X-Amz-Target': `DynamoDB_20120810.${operation}` };
  return ask(`${endpoint}/`, { method: 'POST', headers, body });
}

test('a DynamoDB host name over TLS leads to the engine too', async () => {
  const { port } = await start();
  const answer = await ask(`https://127.0.0.1:${port}/`, {
    method: 'POST',
    servername: 'dynamodb.us-east-1.amazonaws.com',
    ca: await authorityOf({ port }),
    headers: {
      ...SIGNED,
      Host: 'dynamodb.us-east-1.amazonaws.com',
      'X-Amz-Target': 'DynamoDB_20120810.ListTables',
    },
    body: '{}',
  });
  expect(JSON.parse(answer.body)).toEqual({ TableNames: ['Things'] });
});

test('what a request asks for never leads to another host', async () => {
  const { port } = await start();
  const asked: string[] = [];
  const other = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end();
  });
  onTestFinished(() => void other.close());
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port: otherPort } = other.address() as { port: number };
  for (const path of [
    `//127.0.0.1:${otherPort}/`,
    `http://127.0.0.1:${otherPort}/`,
    `/\\127.0.0.1:${otherPort}/`,
  ]) {
    const { socket, until } = await bareSocket(port);
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: x\r\nX-Amz-Target: DynamoDB_20120810.ListTables\r\nContent-Length: 0\r\n\r\n`,
    );
    await until(/^HTTP\/1\.1 \d\d\d/);
  }
  expect(asked).toEqual([]);
});

test('streams, which the engine does not have, are refused in its words', async () => {
  const { own } = await start();
  const headers = { ...SIGNED, 'X-Amz-Target': 'DynamoDBStreams_20120810.ListStreams' };
  const answer = await ask(own, { method: 'POST', headers, body: '{}' });
  expect(answer.status).toBe(400);
  expect(answer.body).toContain('UnknownOperationException');
});

test.each(addresses)(
  'a body of any shape is answered, by %s, and the data stays',
  async (_name, addressOf) => {
    const emulator = await start();
    const endpoint = addressOf(emulator);
    await storesAndFinds(endpoint);
    const bodies = [
      '',
      'null',
      '[]',
      '1',
      '"text"',
      'true',
      'not JSON',
      '{',
      '\u0000',
      '{"TableName":null}',
      '{"TableName":"Things","Key":null}',
      '{"TableName":"Things","Key":{"id":null}}',
    ];
    for (const body of bodies) {
      const answer = await call(endpoint, 'GetItem', body);
      expect([body, answer.status]).toEqual([body, 400]);
      expect(JSON.parse(answer.body)).toHaveProperty('__type');
    }
    await stillHas(endpoint);
    expect(emulator.facts.of('dynamodb.restarted')).toEqual([]);
  },
);

test('a null where DynamoDB has an object is refused, whatever the operation', async () => {
  const emulator = await start();
  const { endpoint } = emulator.dynamodb;
  await storesAndFinds(endpoint);
  const requests: [string, object][] = [
    ['CreateTable', { TableName: 'New', KeySchema: [null], AttributeDefinitions: [null] }],
    ['PutItem', { TableName: 'Things', Item: { id: null } }],
    ['BatchGetItem', { RequestItems: { Things: { Keys: [null] } } }],
    ['BatchWriteItem', { RequestItems: { Things: [null] } }],
    ['BatchWriteItem', { RequestItems: null }],
    ['UpdateItem', { TableName: 'Things', Key: { id: { S: 'kept' } }, AttributeUpdates: { a: null } }],
    ['Query', { TableName: 'Things', KeyConditions: { id: null } }],
  ];
  for (const [operation, body] of requests) {
    const answer = await call(endpoint, operation, JSON.stringify(body));
    expect([operation, answer.status]).toEqual([operation, 400]);
  }
  await stillHas(endpoint);
  expect(emulator.facts.of('dynamodb.restarted')).toEqual([]);
});

test.each(addresses)(
  'an upload that is broken off, to %s, is dropped and the data stays',
  async (_name, addressOf) => {
    const emulator = await start();
    const endpoint = addressOf(emulator);
    await storesAndFinds(endpoint);
    const port = Number(new URL(endpoint).port);
    for (const hangUp of ['end', 'resetAndDestroy'] as const) {
      const { socket, all } = await bareSocket(port);
      socket.on('error', () => {});
      const head =
        'POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: DynamoDB_20120810.PutItem\r\nContent-Length: 1000\r\n\r\n{"Table';
      await new Promise<void>((resolve) => socket.write(head, () => resolve()));
      socket[hangUp]();
      await all;
    }
    await stillHas(endpoint);
    expect(emulator.facts.of('dynamodb.restarted')).toEqual([]);
  },
);

test.each(addresses)('a body over 16 MB is refused by %s, and the data stays', async (_name, addressOf) => {
  const emulator = await start();
  const endpoint = addressOf(emulator);
  await storesAndFinds(endpoint);
  const answer = await call(endpoint, 'PutItem', new Uint8Array(16 * 1024 * 1024 + 1).fill(0x20));
  expect(answer.status).toBe(413);
  await stillHas(endpoint);
});

test('an item of 400 KB passes, a larger one is refused as DynamoDB does', async () => {
  const { own } = await start();
  const client = new DynamoDBClient({ endpoint: own, region: 'us-east-1', credentials });
  onTestFinished(() => client.destroy());
  const put = (bytes: number) =>
    client.send(
      new PutItemCommand({ TableName: 'Things', Item: { id: { S: 'big' }, v: { S: 'x'.repeat(bytes) } } }),
    );
  await put(400 * 1024 - 'idbigv'.length);
  await expect(put(400 * 1024)).rejects.toThrow('Item size has exceeded the maximum allowed size');
});

test('many clients at once are all answered', async () => {
  const { own } = await start();
  const client = new DynamoDBClient({ endpoint: own, region: 'us-east-1', credentials });
  onTestFinished(() => client.destroy());
  await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      client.send(new PutItemCommand({ TableName: 'Things', Item: { id: { S: String(index) } } })),
    ),
  );
  const answer = await call(own, 'Scan', '{"TableName":"Things","Select":"COUNT"}');
  expect(JSON.parse(answer.body)).toMatchObject({ Count: 200 });
});
