/** The project's tables, as any DynamoDB client sees them. */
import { DescribeTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { EmulatorConfig } from 'apigateway-websocket-emulator';
import { expect, onTestFinished, test } from 'vitest';
import { type TestEmulator, useSmallEmulator } from '../support/emulator.ts';

const routes = { $default: 'exports.handler = async () => ({ statusCode: 200 });' };
const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };

async function start(tables: NonNullable<EmulatorConfig['tables']>) {
  const emulator = await useSmallEmulator({ routes, config: { tables } });
  return { emulator, client: clientOf(emulator) };
}

function clientOf({ dynamodb }: TestEmulator): DynamoDBClient {
  const client = new DynamoDBClient({ endpoint: dynamodb.endpoint, region: 'us-east-1', credentials });
  onTestFinished(() => client.destroy());
  return client;
}

test('a table has the keys that the project gives it, with their types', async () => {
  const { client } = await start({
    Strings: { partitionKey: 'id' },
    Sorted: { partitionKey: 'room:S', sortKey: 'at:N' },
    Binary: { partitionKey: 'hash:B', sortKey: 'name' },
  });
  const { TableNames } = await client.send(new ListTablesCommand({}));
  expect(TableNames).toEqual(['Binary', 'Sorted', 'Strings']);
  const describe = async (TableName: string) => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    return { status: Table?.TableStatus, keys: Table?.KeySchema, types: Table?.AttributeDefinitions };
  };
  expect(await describe('Strings')).toEqual({
    status: 'ACTIVE',
    keys: [{ AttributeName: 'id', KeyType: 'HASH' }],
    types: [{ AttributeName: 'id', AttributeType: 'S' }],
  });
  expect(await describe('Sorted')).toMatchObject({
    keys: [
      { AttributeName: 'room', KeyType: 'HASH' },
      { AttributeName: 'at', KeyType: 'RANGE' },
    ],
    types: [
      { AttributeName: 'room', AttributeType: 'S' },
      { AttributeName: 'at', AttributeType: 'N' },
    ],
  });
  expect(await describe('Binary')).toMatchObject({
    types: [
      { AttributeName: 'hash', AttributeType: 'B' },
      { AttributeName: 'name', AttributeType: 'S' },
    ],
  });
});

test('a table is billed by request, for nobody should have to write capacities', async () => {
  const { client } = await start({ Things: { partitionKey: 'id' } });
  const { Table } = await client.send(new DescribeTableCommand({ TableName: 'Things' }));
  expect(Table?.BillingModeSummary?.BillingMode).toBe('PAY_PER_REQUEST');
});

test('global and local indexes can be queried', async () => {
  const { client } = await start({
    Connections: {
      partitionKey: 'connectionId',
      sortKey: 'joinedAt:N',
      indexes: { byRoom: { partitionKey: 'room', sortKey: 'score:N' }, byName: { sortKey: 'name' } },
    },
  });
  const documents = DynamoDBDocumentClient.from(client);
  const put = (Item: object) =>
    documents.send(new PutCommand({ TableName: 'Connections', Item: { ...Item } }));
  await put({ connectionId: 'a', joinedAt: 1, room: 'kitchen', score: 9, name: 'Zoe' });
  await put({ connectionId: 'a', joinedAt: 2, room: 'kitchen', score: 3, name: 'Adam' });
  await put({ connectionId: 'b', joinedAt: 1, room: 'hall', score: 1, name: 'Eve' });

  const query = async (IndexName: string, attribute: string, value: string) => {
    const { Items = [] } = await documents.send(
      new QueryCommand({
        TableName: 'Connections',
        IndexName,
        KeyConditionExpression: '#key = :value',
        ExpressionAttributeNames: { '#key': attribute },
        ExpressionAttributeValues: { ':value': value },
      }),
    );
    return Items.map(({ name }) => name as string);
  };
  expect(await query('byRoom', 'room', 'kitchen')).toEqual(['Adam', 'Zoe']);
  expect(await query('byName', 'connectionId', 'a')).toEqual(['Adam', 'Zoe']);
  const { Table } = await client.send(new DescribeTableCommand({ TableName: 'Connections' }));
  expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toEqual(['byRoom']);
  expect(Table?.LocalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toEqual(['byName']);
});

test("a table's ARN names the project's region and account", async () => {
  const config = {
    region: 'eu-central-1',
    accountId: '210987654321',
    tables: { Things: { partitionKey: 'id' } },
  };
  const client = clientOf(await useSmallEmulator({ routes, config }));
  const { Table } = await client.send(new DescribeTableCommand({ TableName: 'Things' }));
  expect(Table?.TableArn).toBe('arn:aws:dynamodb:eu-central-1:210987654321:table/Things');
});

test('fifty tables are there when the emulator is', async () => {
  const names = Array.from({ length: 50 }, (_, index) => `Table${String(index).padStart(2, '0')}`);
  const { client } = await start(Object.fromEntries(names.map((name) => [name, { partitionKey: 'id' }])));
  const { TableNames } = await client.send(new ListTablesCommand({}));
  expect(TableNames).toEqual(names);
});

test('emulators in one process have tables of their own', async () => {
  const tables = { Things: { partitionKey: 'id' } };
  const [one, other] = await Promise.all([start(tables), start(tables)]);
  await DynamoDBDocumentClient.from(one.client).send(
    new PutCommand({ TableName: 'Things', Item: { id: '1' } }),
  );
  const { Items } = await DynamoDBDocumentClient.from(other.client).send(
    new QueryCommand({
      TableName: 'Things',
      KeyConditionExpression: 'id = :id',
      ExpressionAttributeValues: { ':id': '1' },
    }),
  );
  expect(Items).toEqual([]);
});
