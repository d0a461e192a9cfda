/** Tables that begin with items from files. */
import { GetItemCommand, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { EmulatorError, startEmulator } from 'apigateway-websocket-emulator';
import { describe, expect, test } from 'vitest';
import { reportOf, SOUND } from '../project/read-project.ts';
import { useFolder, useProject } from '../support/project.ts';
import { definition, useStream } from '../support/streams.ts';

const TableName = 'Things';
const scan = new ScanCommand({ TableName });
const seeded = (seed: string | object, table: object = {}) => ({
  table: { seed: 'seed.json', ...table },
  files: { 'seed.json': seed },
});

describe('dynamodb.seed: a table that the emulator creates begins with the items of its seeds', () => {
  test('plain objects', async () => {
    const { client } = await useStream(
      seeded([
        { id: 'a', n: 1.5, yes: true, no: null, list: ['x', 2], map: { deep: { S: 'text', more: 1 } } },
      ]),
    );
    const { Items } = await client.send(scan);
    expect(Items).toEqual([
      {
        id: { S: 'a' },
        n: { N: '1.5' },
        yes: { BOOL: true },
        no: { NULL: true },
        list: { L: [{ S: 'x' }, { N: '2' }] },
        map: { M: { deep: { M: { S: { S: 'text' }, more: { N: '1' } } } } },
      },
    ]);
  });

  test("DynamoDB's JSON", async () => {
    const item = {
      id: { S: 'a' },
      n: { N: '1' },
      tags: { SS: ['x', 'y'] },
      bytes: { B: 'aGVsbG8=' },
      list: { L: [{ B: 'aGVsbG8=' }, { M: { deep: { NULL: true } } }] },
    };
    const { client } = await useStream(seeded([item]));
    const { Items } = await client.send(scan);
    const bytes = Uint8Array.from(Buffer.from('hello'));
    const list = { L: [{ B: bytes }, { M: { deep: { NULL: true } } }] };
    expect(Items).toEqual([{ ...item, bytes: { B: bytes }, list }]);
  });

  test('several files, and more items than one request takes', async () => {
    const items = (from: number) => Array.from({ length: 60 }, (_, n) => ({ id: `item${from + n}` }));
    const { client } = await useStream({
      table: { seed: ['one.json', 'seeds/two.json'] },
      files: { 'one.json': items(0), 'seeds/two.json': items(60) },
    });
    expect((await client.send(scan)).Count).toBe(120);
  });

  test('not one that is there already', async () => {
    const dataDirectory = await useFolder();
    const first = await useStream(seeded([{ id: 'a' }]), { dataDirectory });
    expect((await first.client.send(scan)).Count).toBe(1);
    await first.emulator.close();
    const second = await useStream(seeded([{ id: 'a' }, { id: 'b' }]), { dataDirectory });
    const get = new GetItemCommand({ TableName, Key: { id: { S: 'b' } } });
    expect((await second.client.send(get)).Item).toBeUndefined();
  });

  test('an item that DynamoDB refuses keeps the emulator from starting, and the table from being kept', async () => {
    const dataDirectory = await useFolder();
    const what = seeded([{ id: 'ok' }, { id: '' }]);
    const cwd = await useProject({
      routes: { $default: 'exports.handler = async () => {};' },
      config: definition(what),
      files: { 'change.js': 'exports.handler = async () => {};', ...what.files },
    });
    const failure = await startEmulator({ cwd, port: 0, dataDirectory }).catch((error: unknown) => error);
    if (!(failure instanceof EmulatorError)) throw failure;
    expect(failure.code).toBe('TABLE_NOT_SEEDED');
    expect(failure.message.replaceAll(cwd, '')).toMatchInlineSnapshot(
      `"emulator.config.json: the items of /seed.json could not be written to table "Things": One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: id"`,
    );
    const { client } = await useStream(seeded([{ id: 'ok' }]), { dataDirectory });
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(['Things']);
    expect((await client.send(scan)).Count).toBe(1);
  });
});

describe('dynamodb.seed-check: what is wrong with a seed is said before anything starts', () => {
  const report = (seed: string | object, table: object = {}) =>
    reportOf(
      { ...SOUND, tables: { Things: { partitionKey: 'id', seed: 'seeds/things.json', ...table } } },
      { 'seeds/things.json': seed },
    );

  test('with everything else', async () => {
    const tables = {
      First: { partitionKey: 'id', seed: 'nowhere.json' },
      Second: { partitionKey: 'id', seed: ['seeds', 'seeds/b.json'] },
    };
    const text = await reportOf(
      { ...SOUND, region: 'here', tables: { ...tables, Third: { partitionKey: 'id', seed: 7 } } },
      { 'seeds/b.json': '{}' },
    );
    expect(text).toMatchInlineSnapshot(`
      "5 problems in the project definition:
        emulator.config.json:14:13  region: expected an AWS region such as "us-east-1", found "here"
        emulator.config.json:18:15  tables.First.seed: there is no file "nowhere.json"; create it, or correct the name
        emulator.config.json:23:9  tables.Second.seed[0]: "seeds" cannot be read: it is a folder
        emulator.config.json:24:9  tables.Second.seed[1]: "seeds/b.json" has no list of items; write [{ "id": "a" }], with the table's key
        emulator.config.json:29:15  tables.Third.seed: expected a file such as "seeds/rooms.json", or a list of files, found 7"
    `);
  });

  test('text that is no JSON, with line and column', async () => {
    expect(await report('[\n  { "id": "a" }\n  { "id": "b" }\n]')).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        emulator.config.json:17:15  tables.Things.seed: seeds/things.json:3:3 is no JSON: comma expected"
    `);
    expect(await report('')).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        emulator.config.json:17:15  tables.Things.seed: seeds/things.json:1:1 is no JSON: value expected"
    `);
  });

  test.each([
    ['no object', [{ id: 'a' }, 'b'], '5:3 cannot be written: an item is an object such as { "id": "a" }'],
    ['no key', [{ id: 'a' }, { name: 'b' }], '5:3 cannot be written: the key "id" is missing'],
    ['a key of another type', [{ id: 1 }], '2:3 cannot be written: the key "id" has to be a string'],
    ['the same key', [{ id: 'a' }, { id: 'a', n: 1 }], '5:3 cannot be written: item 1 has the same key'],
  ])('an item: %s', async (_what, seed, expected) => {
    expect(await report(seed)).toContain(`tables.Things.seed: the item at seeds/things.json:${expected}`);
  });

  test('an item without the sort key, or with one that is no number', async () => {
    const sorted = { sortKey: 'at:N' };
    expect(await report([{ id: 'a' }], sorted)).toContain('the key "at" is missing');
    expect(await report([{ id: 'a', at: 'x' }], sorted)).toContain('the key "at" has to be a number');
    await expect(report([{ id: { S: 'a' }, at: { N: '1' } }], sorted)).rejects.toThrow('nothing was refused');
  });
});
