/**
 * What the engine's thread uses of dynalite that is no API: where its files are, and how its database behaves.
 * Another version is to be held against this before it is taken.
 */
import db, { type Item, type Store, type Table } from 'dynalite/db/index.js';
import createTable from 'dynalite/validations/createTable.js';
import { expect, test } from 'vitest';
import { openDynalite } from '../../src/dynamodb/open-dynalite.ts';

const TABLE = {
  TableName: 'Things',
  TableArn: 'arn:aws:dynamodb:us-east-1:123456789012:table/Things',
  TableStatus: 'ACTIVE',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
} satisfies Table & { AttributeDefinitions: object };

const write = (work: (done: (error?: Error | null) => void) => void) =>
  new Promise<void>((resolve, reject) => work((error) => (error ? reject(error) : resolve())));

async function openStore(): Promise<Store> {
  const { store } = openDynalite(undefined);
  await write((done) => store.tableDb.put('Things', TABLE, done));
  return store;
}

test('the database that it makes is the one that is taken, and `create` is as before', () => {
  const { create } = db;
  const [one, other] = [openDynalite(undefined), openDynalite(undefined)];
  expect(one.store).not.toBe(other.store);
  expect(db.create).toBe(create);
  expect(one.server.listeners('request')).toHaveLength(1);
});

test('tables are in `tableDb` by their names, and `getTable` finds them', async () => {
  const store = await openStore();
  const find = (name: string) =>
    new Promise((resolve) => store.getTable(name, true, (error, table) => resolve(error?.name ?? table)));
  expect(await find('Things')).toEqual(TABLE);
  expect(await find('None')).toBe('NotFoundError');
  const names: string[] = [];
  for await (const { TableName } of store.tableDb.createValueStream()) names.push(TableName);
  expect(names).toEqual(['Things']);
});

test('items are in `getItemDb` by the keys of `createKey`, the same object each time', async () => {
  const store = await openStore();
  const items = store.getItemDb('Things');
  expect(store.getItemDb('Things')).toBe(items);
  const item: Item = { id: { S: 'a' }, n: { N: '1' } };
  const key = db.createKey(item, TABLE);
  expect(db.createKey({ id: { S: 'a' } }, TABLE)).toBe(key);
  const get = () => new Promise((resolve) => items.get(key, (error, found) => resolve(error?.name ?? found)));
  expect([undefined, 'NotFoundError']).toContain(await get());
  await write((done) => items.put(key, item, done));
  expect(await get()).toEqual(item);
  const all: Item[] = [];
  for await (const one of items.createValueStream()) all.push(one);
  expect(all).toEqual([item]);
  await write((done) => items.del(key, done));
  expect([undefined, 'NotFoundError']).toContain(await get());
});

test('a lock makes one wait for the other, and `release` wraps what comes last', async () => {
  const items = (await openStore()).getItemDb('Things');
  const order: string[] = [];
  const first = write((done) =>
    items.lock('k', (release) => {
      order.push('first begins');
      setImmediate(() => {
        order.push('first ends');
        release(done)();
      });
    }),
  );
  const second = write((done) =>
    items.lock('k', (release) => {
      order.push('second');
      release(done)();
    }),
  );
  await Promise.all([first, second]);
  expect(order).toEqual(['first begins', 'first ends', 'second']);
});

test('beside the tables there is room for more', async () => {
  const { db: all } = await openStore();
  expect(await all.get('time-to-live~Things')).toBeUndefined();
  await all.put('time-to-live~Things', 'expiresAt');
  expect(await all.get('time-to-live~Things')).toBe('expiresAt');
  await all.del('time-to-live~Things');
  expect(await all.get('time-to-live~Things')).toBeUndefined();
});

test('`itemSize` counts as DynamoDB does, and `updateIndexes` takes an item that goes', async () => {
  const store = await openStore();
  expect(db.itemSize({ Message: { S: 'New item!' }, Id: { N: '101' } })).toBe(21);
  await write((done) => db.updateIndexes(store, TABLE, { id: { S: 'a' } }, null, done));
});

test('`CreateTable` lets through what it has a type for', () => {
  openDynalite(undefined);
  expect(createTable.types).toHaveProperty('StreamSpecification');
});
