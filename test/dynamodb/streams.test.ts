/** What changes in a table, as the function gets it that reads its stream. */
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { isSameItem } from '../../src/dynamodb/items.ts';
import { useFolder } from '../support/project.ts';
import { useStream } from '../support/streams.ts';

const TableName = 'Things';
const put = (id: string, rest: object = {}) => new PutCommand({ TableName, Item: { id, ...rest } });

test('dynamodb.stream: a function gets what is put, updated and deleted, by whichever operation', async () => {
  const { documents, client, received } = await useStream();
  await documents.send(put('a', { n: 1 }));
  await documents.send(put('a', { n: 2 }));
  await documents.send(
    new UpdateCommand({
      TableName,
      Key: { id: 'a' },
      UpdateExpression: 'SET n = n + :one',
      ExpressionAttributeValues: { ':one': 1 },
    }),
  );
  await documents.send(new UpdateCommand({ TableName, Key: { id: 'b' } }));
  await documents.send(new DeleteCommand({ TableName, Key: { id: 'a' } }));
  const requests = [
    { PutRequest: { Item: { id: { S: 'c' } } } },
    { DeleteRequest: { Key: { id: { S: 'b' } } } },
  ];
  await client.send(new BatchWriteItemCommand({ RequestItems: { Things: requests } }));
  const records = await received(7);
  const shown = records.map(({ eventName, dynamodb: { NewImage, OldImage } }) => [
    eventName,
    OldImage,
    NewImage,
  ]);
  expect(shown.slice(0, 5)).toEqual([
    ['INSERT', undefined, { id: { S: 'a' }, n: { N: '1' } }],
    ['MODIFY', { id: { S: 'a' }, n: { N: '1' } }, { id: { S: 'a' }, n: { N: '2' } }],
    ['MODIFY', { id: { S: 'a' }, n: { N: '2' } }, { id: { S: 'a' }, n: { N: '3' } }],
    ['INSERT', undefined, { id: { S: 'b' } }],
    ['REMOVE', { id: { S: 'a' }, n: { N: '3' } }, undefined],
  ]);
  expect(new Set(shown.slice(5))).toEqual(
    new Set([
      ['INSERT', undefined, { id: { S: 'c' } }],
      ['REMOVE', { id: { S: 'b' } }, undefined],
    ]),
  );
});

/** AWS's own example of an event, but for what is new each time. */
test('dynamodb.stream-record: a record has the keys of AWS, in its order, and its sizes', async () => {
  const table = { partitionKey: 'Id:N' };
  const { documents, received } = await useStream({ table });
  const started = Math.floor(Date.now() / 1000);
  const change = (Message: string) =>
    documents.send(new PutCommand({ TableName, Item: { Message, Id: 101 } }));
  await change('New item!');
  await change('This item has changed');
  await documents.send(new DeleteCommand({ TableName, Key: { Id: 101 } }));
  const [inserted, modified, removed] = await received(3);
  expect(inserted?.eventID).toMatch(/^[0-9a-f]{32}$/);
  expect(inserted?.dynamodb.SequenceNumber).toMatch(/^\d{21}$/);
  expect(inserted?.dynamodb.ApproximateCreationDateTime).toBeGreaterThanOrEqual(started);
  const fixed = JSON.stringify(inserted)
    .replace(inserted?.eventID ?? '', 'c4ca4238a0b923820dcc509a6f75849b')
    .replace(/"ApproximateCreationDateTime":\d+/, '"ApproximateCreationDateTime":1428537600')
    .replace(/\d{21}/, '4421584500000000017450439091')
    .replace(/\/stream\/[^"]*/, '/stream/2015-06-27T00:48:05.899');
  expect(fixed).toBe(
    '{"eventID":"c4ca4238a0b923820dcc509a6f75849b","eventName":"INSERT","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"us-east-1","dynamodb":{"ApproximateCreationDateTime":1428537600,"Keys":{"Id":{"N":"101"}},"NewImage":{"Message":{"S":"New item!"},"Id":{"N":"101"}},"SequenceNumber":"4421584500000000017450439091","SizeBytes":26,"StreamViewType":"NEW_AND_OLD_IMAGES"},"eventSourceARN":"arn:aws:dynamodb:us-east-1:123456789012:table/Things/stream/2015-06-27T00:48:05.899"}',
  );
  expect([modified?.dynamodb.SizeBytes, removed?.dynamodb.SizeBytes]).toEqual([59, 38]);
  const numbers = [inserted, modified, removed].map((record) => BigInt(record?.dynamodb.SequenceNumber ?? 0));
  expect(numbers).toEqual(numbers.toSorted((a, b) => (a < b ? -1 : 1)));
  expect(new Set(numbers).size).toBe(3);
});

describe('dynamodb.stream-view: records show of an item what the stream says', () => {
  test.each([
    ['KEYS_ONLY', ['Keys']],
    ['NEW_IMAGE', ['Keys', 'NewImage']],
    ['OLD_IMAGE', ['Keys', 'OldImage']],
    ['NEW_AND_OLD_IMAGES', ['Keys', 'NewImage', 'OldImage']],
  ] as const)('%s', async (stream, images) => {
    const { documents, received } = await useStream({ table: { stream, sortKey: 'at:N' } });
    await documents.send(put('a', { at: 1, n: 1 }));
    await documents.send(put('a', { at: 1, n: 2 }));
    const [, modified] = await received(2);
    const { dynamodb } = modified ?? {};
    expect(dynamodb).toMatchObject({ Keys: { id: { S: 'a' }, at: { N: '1' } }, StreamViewType: stream });
    const shown = Object.keys(dynamodb ?? {}).filter((key) => /^Keys$|Image$/.test(key));
    expect(shown).toEqual(images);
  });
});

describe('dynamodb.stream-no-change: a write that changes nothing has no record', () => {
  test('the same item, the deletion of none, a condition that fails', async () => {
    const { documents, received, ids } = await useStream();
    await documents.send(put('a', { tags: new Set(['x', 'y']), deep: { members: [1, { n: null }] } }));
    await documents.send(put('a', { deep: { members: [1, { n: null }] }, tags: new Set(['y', 'x']) }));
    await documents.send(new DeleteCommand({ TableName, Key: { id: 'none' } }));
    await documents.send(
      new UpdateCommand({
        TableName,
        Key: { id: 'a' },
        UpdateExpression: 'SET deep.members[0] = :one',
        ExpressionAttributeValues: { ':one': 1 },
      }),
    );
    const refused = new PutCommand({
      TableName,
      Item: { id: 'b' },
      ConditionExpression: 'attribute_exists(id)',
    });
    await expect(documents.send(refused)).rejects.toThrow('conditional');
    await documents.send(put('last'));
    expect(ids(await received(2))).toEqual(['a', 'last']);
  });

  test('a set has no order, a list has', () => {
    const sets = (...SS: string[]) => ({ tags: { SS } });
    expect(isSameItem(sets('a', 'b'), sets('b', 'a'))).toBe(true);
    expect(isSameItem(sets('a', 'b'), sets('a', 'c'))).toBe(false);
    expect(isSameItem(sets('a'), sets('a', 'b'))).toBe(false);
    const list = (...texts: string[]) => ({ list: { L: texts.map((S) => ({ S })) } });
    expect(isSameItem(list('a', 'b'), list('a', 'b'))).toBe(true);
    expect(isSameItem(list('a', 'b'), list('b', 'a'))).toBe(false);
  });

  test('another type is another value, another name another attribute', () => {
    expect(isSameItem({ n: { N: '1' } }, { n: { S: '1' } })).toBe(false);
    expect(isSameItem({ n: { N: '1' } }, { m: { N: '1' } })).toBe(false);
    expect(isSameItem({ m: { M: { a: { S: 'x' } } } }, { m: { M: { a: { S: 'y' } } } })).toBe(false);
  });
});

test('dynamodb.stream-order: changes come in their order, one batch at a time', async () => {
  const handler = `
let running = 0;
exports.handler = read(async () => {
  if (++running > 1) throw new Error('two at once');
  await new Promise((resolve) => setTimeout(resolve, 20));
  running--;
});`;
  const { documents, emulator, received } = await useStream({ handler, mapping: { batchSize: 7 } });
  for (let n = 0; n < 40; n++) await documents.send(put('a', { n }));
  const numbers = (await received(40)).map(({ dynamodb }) => (dynamodb.NewImage as { n: { N: string } }).n.N);
  expect(numbers).toEqual(Array.from({ length: 40 }, (_, n) => String(n)));
  expect(emulator.facts.of('stream.postponed')).toEqual([]);
});

test('a table without a stream tells nothing', async () => {
  const tables = {
    Things: { partitionKey: 'id', stream: 'KEYS_ONLY' as const },
    Silent: { partitionKey: 'id' },
  };
  const { documents, received } = await useStream({ config: { tables } });
  await documents.send(new PutCommand({ TableName: 'Silent', Item: { id: 'x' } }));
  await documents.send(put('a'));
  expect((await received(1)).map(({ dynamodb }) => dynamodb.Keys)).toEqual([{ id: { S: 'a' } }]);
});

describe('dynamodb.stream-table: CreateTable, DescribeTable and UpdateTable know of streams', () => {
  test('a table with a stream names it', async () => {
    const { client } = await useStream();
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    expect(Table?.StreamSpecification).toEqual({
      StreamEnabled: true,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    });
    expect(Table?.LatestStreamLabel).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/);
    const arn = `arn:aws:dynamodb:us-east-1:123456789012:table/Things/stream/${Table?.LatestStreamLabel}`;
    expect(Table?.LatestStreamArn).toBe(arn);
  });

  test('so does the answer of CreateTable; one without has none', async () => {
    const { client } = await useStream();
    const create = async (name: string, stream: object) => {
      const { TableDescription } = await client.send(
        new CreateTableCommand({
          TableName: name,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          ...stream,
        }),
      );
      return TableDescription?.LatestStreamArn;
    };
    const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' };
    expect(await create('Other', { StreamSpecification })).toContain(':table/Other/stream/');
    expect(await create('Plain', {})).toBeUndefined();
    const wrong = { StreamEnabled: true, StreamViewType: 'EVERYTHING' };
    await expect(create('Wrong', { StreamSpecification: wrong })).rejects.toThrow(
      'Member must satisfy enum value set',
    );
  });

  test('UpdateTable takes a stream away and gives a new one', async () => {
    const { client, documents, received } = await useStream();
    const update = (StreamSpecification: { StreamEnabled: boolean; StreamViewType?: 'KEYS_ONLY' }) =>
      client.send(new UpdateTableCommand({ TableName, StreamSpecification }));
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    await expect(update({ StreamEnabled: true, StreamViewType: 'KEYS_ONLY' })).rejects.toThrow(
      'Table already has an enabled stream: TableName: Things',
    );
    await update({ StreamEnabled: false });
    await documents.send(put('unseen'));
    const { TableDescription } = await update({ StreamEnabled: true, StreamViewType: 'KEYS_ONLY' });
    expect(TableDescription?.LatestStreamArn).not.toBe(Table?.LatestStreamArn);
    await documents.send(put('seen'));
    const [record] = await received(1);
    expect(record?.dynamodb).toMatchObject({ Keys: { id: { S: 'seen' } }, StreamViewType: 'KEYS_ONLY' });
    expect(record?.eventSourceARN).toBe(TableDescription?.LatestStreamArn);
    await expect(
      client.send(
        new UpdateTableCommand({ TableName: 'None', StreamSpecification: { StreamEnabled: false } }),
      ),
    ).rejects.toThrow('Requested resource not found: Table: None not found');
  });

  test('the deletion of a table is no change of its items', async () => {
    const { client, documents, received, records } = await useStream();
    await documents.send(put('a'));
    await received(1);
    await client.send(new DeleteTableCommand({ TableName }));
    expect(records()).toHaveLength(1);
  });

  test('tables that are kept on disk keep their stream', async () => {
    const dataDirectory = await useFolder();
    const first = await useStream({}, { dataDirectory });
    const describeTable = new DescribeTableCommand({ TableName });
    const before = await first.client.send(describeTable);
    await first.documents.send(put('a'));
    const [record] = await first.received(1);
    await first.emulator.close();
    const second = await useStream({}, { dataDirectory });
    const after = await second.client.send(describeTable);
    expect(after.Table?.LatestStreamArn).toBe(before.Table?.LatestStreamArn);
    await second.documents.send(new DeleteCommand({ TableName, Key: { id: 'a' } }));
    const [removed] = await second.received(1);
    expect(removed?.eventName).toBe('REMOVE');
    expect(BigInt(removed?.dynamodb.SequenceNumber ?? 0)).toBeGreaterThan(
      BigInt(record?.dynamodb.SequenceNumber ?? 0),
    );
  });
});
