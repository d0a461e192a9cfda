/** Items that expire, by the emulator's clock. */
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTimeToLiveCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import { PutCommand, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { ManualClock } from 'apigateway-websocket-emulator';
import { describe, expect, test } from 'vitest';
import { expiryOf, expiryState } from '../../src/dynamodb/items.ts';
import { useFolder } from '../support/project.ts';
import { type Received, type StreamTest, useStream } from '../support/streams.ts';

const TableName = 'Things';
const DAY_S = 24 * 60 * 60;
const table = { timeToLive: 'expiresAt', indexes: { byRoom: { partitionKey: 'room' } } };
const idOf = ({ dynamodb }: Received) => dynamodb.Keys.id?.S;
const start = Date.UTC(2026, 0, 1);
const startS = start / 1000;

async function useExpiry(options: { dataDirectory?: string } = {}, what: StreamTest = { table }) {
  const clock = new ManualClock(start);
  const stream = await useStream(what, { clock, ...options });
  const put = (id: string, expiresAt: unknown) =>
    stream.documents.send(new PutCommand({ TableName, Item: { id, room: 'r', expiresAt } }));
  return { ...stream, clock, put };
}

describe('dynamodb.ttl: an item whose time has passed is deleted within a minute', () => {
  test('from the table and its indexes; others stay', async () => {
    const { put, clock, documents, received } = await useExpiry();
    await put('due', startS + 30);
    await put('later', startS + 3600);
    await put('text', String(startS - 60));
    await put('nothing', undefined);
    await received(4);
    clock.advance(60_000);
    await received(5);
    const { Items = [] } = await documents.send(new ScanCommand({ TableName }));
    expect(Items.map(({ id }) => id as string).sort()).toEqual(['later', 'nothing', 'text']);
    const byRoom = new QueryCommand({
      TableName,
      IndexName: 'byRoom',
      KeyConditionExpression: 'room = :r',
      ExpressionAttributeValues: { ':r': 'r' },
    });
    expect((await documents.send(byRoom)).Count).toBe(3);
    clock.advance(2 * 3600 * 1000);
    await received(6);
    expect((await documents.send(byRoom)).Count).toBe(2);
  });

  test('but not before it has passed, nor when it is five years over', () => {
    const at = (seconds: unknown) => expiryState(expiryOf({ ttl: { N: String(seconds) } }, 'ttl'), start);
    expect([at(startS - 1), at(startS), at(startS + 1)]).toEqual(['due', 'ahead', 'ahead']);
    expect([at(startS - 5 * 365 * DAY_S), at(startS - 5 * 365 * DAY_S - 1)]).toEqual(['due', 'ignored']);
    expect(expiryOf({ ttl: { S: String(startS - 1) } }, 'ttl')).toBe(Number.POSITIVE_INFINITY);
    expect(expiryOf({}, 'ttl')).toBe(Number.POSITIVE_INFINITY);
  });

  test('one that comes after a sweep that left others, and one whose time is brought forward', async () => {
    const { put, clock, received } = await useExpiry();
    await put('later', startS + 3600);
    await received(1);
    clock.advance(60_000);
    clock.advance(60_000);
    await put('soon', startS + 150);
    await received(2);
    clock.advance(60_000);
    await received(3);
    await put('later', startS + 200);
    await received(4);
    clock.advance(60_000);
    const records = await received(5);
    expect(records.filter(({ eventName }) => eventName === 'REMOVE').map(idOf)).toEqual(['soon', 'later']);
  });

  test('in a table whose items begin to expire only now', async () => {
    const { client, put, clock, received } = await useExpiry({}, {});
    await put('due', startS + 30);
    await received(1);
    clock.advance(60_000);
    clock.advance(60_000);
    const TimeToLiveSpecification = { AttributeName: 'expiresAt', Enabled: true };
    await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
    clock.advance(60_000);
    const [, removed] = await received(2);
    expect(removed?.eventName).toBe('REMOVE');
  });

  test('also in tables that are kept on disk', async () => {
    const dataDirectory = await useFolder();
    const first = await useExpiry({ dataDirectory });
    await first.put('due', startS + 30);
    await first.emulator.close();
    const second = await useExpiry({ dataDirectory });
    second.clock.advance(60_000);
    const [record] = await second.received(1);
    expect(record?.eventName).toBe('REMOVE');
  });
});

test('dynamodb.ttl-record: the record of an expired item says who deleted it', async () => {
  const { put, clock, received } = await useExpiry();
  await put('due', startS + 30);
  await received(1);
  clock.advance(60_000);
  const [inserted, removed] = await received(2);
  expect(inserted).not.toHaveProperty('userIdentity');
  expect(removed).toMatchObject({
    eventName: 'REMOVE',
    userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
    dynamodb: {
      ApproximateCreationDateTime: startS + 60,
      OldImage: { id: { S: 'due' }, room: { S: 'r' }, expiresAt: { N: String(startS + 30) } },
    },
  });
  expect(Object.keys(removed ?? {}).slice(-3)).toEqual(['dynamodb', 'userIdentity', 'eventSourceARN']);
});

describe('dynamodb.ttl-operations: UpdateTimeToLive and DescribeTimeToLive', () => {
  const update = (AttributeName: string, Enabled: boolean, name = TableName) =>
    new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: { AttributeName, Enabled } });
  const describeTtl = new DescribeTimeToLiveCommand({ TableName });

  test('what the definition says is enabled', async () => {
    const { client } = await useExpiry();
    const { TimeToLiveDescription } = await client.send(describeTtl);
    expect(TimeToLiveDescription).toEqual({ AttributeName: 'expiresAt', TimeToLiveStatus: 'ENABLED' });
  });

  test('a client enables and disables it', async () => {
    const { client } = await useStream();
    const description = async () => (await client.send(describeTtl)).TimeToLiveDescription;
    expect(await description()).toEqual({ TimeToLiveStatus: 'DISABLED' });
    const { TimeToLiveSpecification } = await client.send(update('until', true));
    expect(TimeToLiveSpecification).toEqual({ AttributeName: 'until', Enabled: true });
    expect(await description()).toEqual({ AttributeName: 'until', TimeToLiveStatus: 'ENABLED' });
    await client.send(update('until', false));
    expect(await description()).toEqual({ TimeToLiveStatus: 'DISABLED' });
  });

  test.each([
    [update('expiresAt', true), 'TimeToLive is already enabled'],
    [
      update('other', true),
      'TimeToLive is active on a different AttributeName: current AttributeName is expiresAt',
    ],
    [update('expiresAt', true, 'None'), 'Requested resource not found: Table: None not found'],
    [update('', true), 'TimeToLiveSpecification.AttributeName must have 1 to 255 characters'],
  ])('what cannot be is refused: %#', async (command, message) => {
    const { client } = await useExpiry();
    await expect(client.send(command)).rejects.toThrow(message);
  });

  test('it is gone with its table', async () => {
    const { client } = await useStream({ table: { timeToLive: 'until' } });
    await client.send(new DeleteTableCommand({ TableName }));
    await waitUntilTableNotExists({ client, minDelay: 0.05, maxDelay: 0.05, maxWaitTime: 20 }, { TableName });
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    );
    const { TimeToLiveDescription } = await client.send(describeTtl);
    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'DISABLED' });
  });
});
