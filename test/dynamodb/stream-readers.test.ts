/** How event source mappings read the stream of a table: batches, filters, and what is done when a function fails. */
import { writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { ManualClock } from 'apigateway-websocket-emulator';
import dynalite from 'dynalite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { useEmulator } from '../support/emulator.ts';
import { useFiles } from '../support/project.ts';
import { clientsOf, definition, reads, type StreamTest, useStream } from '../support/streams.ts';

const put = (id: string, rest: object = {}) => new PutCommand({ TableName: 'Things', Item: { id, ...rest } });

/** A stream of a project that waits: its window passes when the clock is moved. */
async function useGathering(what: StreamTest = {}) {
  const clock = new ManualClock();
  const mapping = { maximumBatchingWindowInSeconds: 5, ...what.mapping };
  const stream = await useStream({ ...what, mapping }, { clock });
  /** Writes items, and passes the window when the emulator has read them; the last fills a batch of its own. */
  const write = async (...ids: string[]) => {
    for (const id of ids) await stream.documents.send(put(id));
  };
  return { ...stream, clock, write };
}

/** Fails until there is a file `mended` in the project. */
const FAIL_AT_FIRST = `
exports.handler = read(async () => {
  if (!require('node:fs').existsSync(__dirname + '/mended')) throw new Error('not yet');
});`;

const FAIL_AT = (id: string) => `
exports.handler = read(async ({ Records }) => {
  if (Records.some(({ dynamodb }) => dynamodb.Keys.id.S === '${id}')) throw new Error('bad record');
});`;

describe('dynamodb.stream-batch: an invocation gets so many records at most, gathered for so long', () => {
  test('a full batch goes at once, though its window is not over', async () => {
    const { write, received, batches, ids } = await useGathering({ mapping: { batchSize: 3 } });
    await write('a', 'b', 'c', 'd', 'e', 'f', 'g');
    await received(6);
    expect(batches().map(ids)).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e', 'f'],
    ]);
  });

  test('what there is goes when the window is over', async () => {
    const gathering = await useGathering({ mapping: { batchSize: 4 } });
    const { write, received, batches, ids, clock, nth } = gathering;
    await write('a', 'b', 'c', 'd', 'e');
    await nth('stream.delivered', 1);
    clock.advance(4999);
    expect(batches()).toHaveLength(1);
    clock.advance(1);
    await received(5);
    expect(batches().map(ids)).toEqual([['a', 'b', 'c', 'd'], ['e']]);
  });

  test('an event is not larger than Lambda takes', async () => {
    const { documents, received, batches } = await useStream({
      handler:
        'exports.handler = async ({ Records }) => console.log("EVENT" + JSON.stringify({ Records: Records.map(() => 0) }));',
      mapping: { batchSize: 100, maximumBatchingWindowInSeconds: 1 },
    });
    for (let n = 0; n < 20; n++) await documents.send(put(`item${n}`, { text: 'x'.repeat(390_000) }));
    await received(20);
    expect(Math.max(...batches().map((batch) => batch.length))).toBeLessThanOrEqual(16);
  });
});

describe('dynamodb.stream-filter: only records that fit one of the patterns are read', () => {
  test('by the kind of change, by attributes', async () => {
    const filters = [
      { eventName: ['INSERT'], dynamodb: { NewImage: { kind: { S: ['room', { prefix: 'hall' }] } } } },
      { dynamodb: { Keys: { id: { S: ['always'] } } } },
    ];
    const { documents, received, ids } = await useStream({ mapping: { filters } });
    await documents.send(put('a', { kind: 'room' }));
    await documents.send(put('a', { kind: 'room', more: true }));
    await documents.send(put('b', { kind: 'house' }));
    await documents.send(put('c', { kind: 'hallway' }));
    await documents.send(put('always'));
    expect(ids(await received(3))).toEqual(['a', 'c', 'always']);
  });
});

describe('dynamodb.stream-retry: a batch that the function fails with is tried again before the next', () => {
  test('after a second, then twice as long, up to a minute', async () => {
    const clock = new ManualClock();
    const { documents, batches, ids, nth, emulator } = await useStream({ handler: FAIL_AT_FIRST }, { clock });
    await documents.send(put('a'));
    const delays: number[] = [];
    for (let n = 1; n <= 8; n++) {
      const { delayMs, reason, records } = await nth('stream.postponed', n);
      delays.push(delayMs);
      expect([reason, records]).toEqual(['Error: not yet', 1]);
      if (n === 1) await documents.send(put('b'));
      if (n === 8) await writeFile(join(emulator.project.root, 'mended'), '');
      clock.advance(delayMs);
    }
    await nth('stream.delivered', 2);
    expect(delays).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    expect(batches().map(ids)).toEqual([...Array.from({ length: 9 }, () => ['a']), ['b']]);
    const [{ attempt } = { attempt: 0 }] = emulator.facts.of('stream.delivered');
    expect(attempt).toBe(9);
  });

  test('a throttled function has not failed', async () => {
    const clock = new ManualClock();
    const functions = {
      default: { handler: 'default.handler' },
      onChange: { handler: 'change.handler', reservedConcurrency: 0 },
    };
    const { documents, nth, emulator } = await useStream(
      { config: { functions }, mapping: { maximumRetryAttempts: 0 } },
      { clock },
    );
    await documents.send(put('a'));
    for (let n = 1; n <= 3; n++) clock.advance((await nth('stream.postponed', n)).delayMs);
    const { reason } = await nth('stream.postponed', 4);
    expect(reason).toContain('TooManyRequestsException');
    expect(emulator.facts.of('stream.dropped')).toEqual([]);
  });
});

describe('dynamodb.stream-retry-limits: after so many attempts, or at such an age, records are given up', () => {
  test('attempts', async () => {
    const clock = new ManualClock();
    const mapping = { maximumRetryAttempts: 2 };
    const { documents, nth, received, ids } = await useStream(
      { handler: FAIL_AT('bad'), mapping },
      { clock },
    );
    await documents.send(put('bad'));
    for (let n = 1; n <= 2; n++) clock.advance((await nth('stream.postponed', n)).delayMs);
    expect(await nth('stream.dropped', 1)).toMatchObject({
      function: 'onChange',
      table: 'Things',
      records: 1,
      attempts: 3,
      reason: 'Error: bad record',
    });
    await documents.send(put('good'));
    expect(ids(await received(4))).toEqual(['bad', 'bad', 'bad', 'good']);
  });

  test('age', async () => {
    const clock = new ManualClock();
    const mapping = { maximumRecordAgeInSeconds: 60 };
    const { documents, nth, batches, ids } = await useStream({ handler: FAIL_AT('old'), mapping }, { clock });
    await documents.send(put('old'));
    await nth('stream.postponed', 1);
    clock.advance(59_000);
    await nth('stream.postponed', 2);
    await documents.send(put('new'));
    clock.advance(2000);
    expect(await nth('stream.dropped', 1)).toMatchObject({ records: 1, reason: 'older than 60 seconds' });
    await nth('stream.delivered', 1);
    expect(batches().map(ids)).toEqual([['old'], ['old'], ['new']]);
  });
});

test('dynamodb.stream-bisect: a batch that fails is tried again in halves, down to the record that is bad', async () => {
  const handler = FAIL_AT('c');
  const mapping = { batchSize: 4, bisectBatchOnFunctionError: true, maximumRetryAttempts: 0 };
  const { write, clock, nth, batches, ids } = await useGathering({ handler, mapping });
  await write('a', 'b', 'c', 'd');
  for (let n = 1; n <= 2; n++) clock.advance((await nth('stream.postponed', n)).delayMs);
  const dropped = await nth('stream.dropped', 1);
  await nth('stream.delivered', 2);
  expect(batches().map(ids)).toEqual([['a', 'b', 'c', 'd'], ['a', 'b'], ['c', 'd'], ['c'], ['d']]);
  expect(dropped).toMatchObject({ records: 1, attempts: 1 });
});

describe('dynamodb.stream-item-failures: with ReportBatchItemFailures the function says from where on to try again', () => {
  const mapping = { batchSize: 4, functionResponseTypes: ['ReportBatchItemFailures' as const] };

  test('the first of the records that it names and all behind it', async () => {
    const handler = `
let calls = 0;
exports.handler = read(async ({ Records }) => {
  if (++calls > 1) return { batchItemFailures: [] };
  const failed = [Records[3], Records[1]];
  return { batchItemFailures: failed.map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber })) };
});`;
    const { write, clock, nth, batches, ids } = await useGathering({ handler, mapping });
    await write('a', 'b', 'c', 'd');
    const { delayMs, records, reason } = await nth('stream.postponed', 1);
    expect([records, reason]).toEqual([3, 'batchItemFailures from record 2 of 4 on']);
    clock.advance(delayMs);
    await nth('stream.delivered', 1);
    expect(batches().map(ids)).toEqual([
      ['a', 'b', 'c', 'd'],
      ['b', 'c', 'd'],
    ]);
  });

  test.each([['[{ itemIdentifier: "" }]'], ['[{ itemIdentifier: null }]'], ['[{ id: "1" }]'], ['[null]']])(
    'all of them when it names none that there is: %s',
    async (failures) => {
      const handler = `exports.handler = read(async () => ({ batchItemFailures: ${failures} }));`;
      const { write, nth } = await useGathering({ handler, mapping });
      await write('a', 'b', 'c', 'd');
      const { records, reason } = await nth('stream.postponed', 1);
      expect([records, reason]).toEqual([4, 'batchItemFailures names a record that is not in the batch']);
    },
  );

  test.each([['null'], ['{}'], ['{ batchItemFailures: null }'], ['{ batchItemFailures: [] }']])(
    'none when it answers %s',
    async (answer) => {
      const { write, nth, emulator } = await useGathering({
        handler: `exports.handler = read(async () => (${answer}));`,
        mapping,
      });
      await write('a', 'b', 'c', 'd');
      await nth('stream.delivered', 1);
      expect(emulator.facts.of('stream.postponed')).toEqual([]);
    },
  );

  test('what it answers counts for nothing without the setting', async () => {
    const handler = 'exports.handler = read(async () => ({ batchItemFailures: [{ itemIdentifier: "" }] }));';
    const { documents, nth } = await useStream({ handler });
    await documents.send(put('a'));
    expect(await nth('stream.delivered', 1)).toMatchObject({ records: 1, attempt: 1 });
  });
});

describe('dynamodb.stream-start: reading begins with what changes after the start', () => {
  test.each(['LATEST', 'TRIM_HORIZON'] as const)('%s: seeds are not read', async (startingPosition) => {
    const { documents, received, ids } = await useStream({
      mapping: { startingPosition },
      table: { seed: 'seed.json' },
      files: { 'seed.json': '[{ "id": "seeded" }]' },
    });
    await documents.send(put('written'));
    expect(ids(await received(1))).toEqual(['written']);
  });
});

describe('dynamodb.stream-deploy: mappings follow the definition', () => {
  /** An emulator whose definition can be written anew. */
  async function useDefinition(first: StreamTest) {
    const configOf = (what: StreamTest) =>
      JSON.stringify({ apis: { test: { routes: { $default: 'default' } } }, ...definition(what) });
    const print = (name: string) =>
      `exports.handler = async (event) => console.log('EVENT' + JSON.stringify(event), '${name}');`;
    const cwd = await useFiles({
      'emulator.config.json': configOf(first),
      'default.js': print('default'),
      'change.js': `exports.handler = async (event) => console.log('EVENT' + JSON.stringify(event));`,
    });
    const emulator = await useEmulator({ cwd });
    const deploy = async (what: StreamTest) => {
      await writeFile(join(cwd, 'emulator.config.json'), configOf(what));
      await emulator.reload();
    };
    return { emulator, deploy, ...clientsOf(emulator), ...reads(emulator) };
  }

  test('dynamodb.stream-enabled: one that is disabled reads nothing until it is enabled', async () => {
    const functions = {
      default: { handler: 'default.handler' },
      onChange: { handler: 'change.handler' },
      other: { handler: 'change.handler' },
    };
    // What the other has got, this one would have.
    const eventSourceMappings = [
      { function: 'onChange', table: 'Things', enabled: false },
      { function: 'other', table: 'Things' },
    ];
    const first = { config: { functions, eventSourceMappings } };
    const { deploy, documents, received, ids } = await useDefinition(first);
    await documents.send(put('unread'));
    await received(1);
    await deploy({});
    await documents.send(put('read'));
    expect(ids(await received(2))).toEqual(['unread', 'read']);
  });

  test('one that is new reads, one that is gone does not, a table gets its stream', async () => {
    const tables = { Things: { partitionKey: 'id' } };
    const { deploy, documents, received, ids } = await useDefinition({
      config: { tables, eventSourceMappings: [] },
    });
    await documents.send(put('unseen'));
    await deploy({});
    await documents.send(put('seen'));
    expect(ids(await received(1))).toEqual(['seen']);
    await deploy({ mapping: { filters: [{ eventName: ['REMOVE'] }] } });
    await documents.send(put('filtered'));
    await documents.send(new DeleteCommand({ TableName: 'Things', Key: { id: 'filtered' } }));
    const [, removed] = await received(2);
    expect(removed?.eventName).toBe('REMOVE');
    await deploy({ config: { eventSourceMappings: [] } });
    await documents.send(put('nobody'));
    await documents.send(new DeleteCommand({ TableName: 'Things', Key: { id: 'nobody' } }));
    await deploy({ mapping: { filters: [{ eventName: ['MODIFY'] }] } });
    await documents.send(put('last'));
    await documents.send(put('last', { again: true }));
    expect(ids(await received(3))).toEqual(['seen', 'filtered', 'last']);
  });
});

test('dynamodb.stream-external: streams of an engine elsewhere are not read, which is said once', async () => {
  const server: Server = dynalite({ createTableMs: 0 });
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  onTestFinished(() => server.closeAllConnections());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const dynamodbEndpoint = `http://127.0.0.1:${port}`;
  const { emulator, documents, records } = await useStream({}, { dynamodbEndpoint });
  await documents.send(put('a'));
  await emulator.reload();
  expect(emulator.facts.of('notice').map(({ message }) => message)).toEqual([
    `Streams are read from the built-in DynamoDB only: what changes in tables at ${dynamodbEndpoint} does not invoke onChange.`,
  ]);
  expect(records()).toEqual([]);
});

test('an emulator that is closed while a function runs and others wait ends, and says nothing of it', async () => {
  const handler = 'exports.handler = read(() => new Promise(() => setInterval(() => {}, 60_000)));';
  const { emulator, documents, received } = await useStream({ handler });
  await documents.send(put('a'));
  await documents.send(put('b'));
  await received(1);
  await emulator.close();
  expect(emulator.facts.all.filter(({ type }) => type.startsWith('stream.'))).toEqual([]);
});
