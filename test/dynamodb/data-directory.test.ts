/** Tables on disk: kept from run to run, and for one emulator at a time. */
import { existsSync } from 'node:fs';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type EmulatorConfig, EmulatorError, startEmulator } from 'apigateway-websocket-emulator';
import { expect, onTestFinished, test } from 'vitest';
import { type TestEmulator, useEmulator } from '../support/emulator.ts';
import { runScript, useCommand } from '../support/process.ts';
import { useFiles, useFolder, useProject } from '../support/project.ts';

type Tables = NonNullable<EmulatorConfig['tables']>;
const routes = { $default: 'exports.handler = async () => ({ statusCode: 200 });' };
const things: Tables = { Things: { partitionKey: 'id' } };
const Item = { id: { S: 'kept' } };

const projectWith = (tables: Tables) => useProject({ routes, config: { tables } });

async function start(dataDirectory: string, tables: Tables = things): Promise<TestEmulator> {
  return useEmulator({ cwd: await projectWith(tables), dataDirectory });
}

async function failure(dataDirectory: string, tables: Tables = things): Promise<EmulatorError> {
  const error = await start(dataDirectory, tables).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(EmulatorError);
  return error as EmulatorError;
}

function clientOf({ dynamodb }: TestEmulator): DynamoDBClient {
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const client = new DynamoDBClient({ endpoint: dynamodb.endpoint, region: 'us-east-1', credentials });
  onTestFinished(() => client.destroy());
  return client;
}

const lockOf = (directory: string) => join(directory, 'emulator.1.lock');

/** A process id that belonged to a process and no longer does. */
async function deadProcess(): Promise<number> {
  const { stdout } = await runScript('process.stdout.write(String(process.pid))');
  return Number(stdout);
}

test('items are kept from run to run', async () => {
  const directory = join(await useFolder(), 'made', 'when', 'missing');
  const first = await start(directory);
  await clientOf(first).send(new PutItemCommand({ TableName: 'Things', Item }));
  await first.close();
  const second = await start(directory);
  const got = await clientOf(second).send(new GetItemCommand({ TableName: 'Things', Key: Item }));
  expect(got.Item).toEqual(Item);
});

test('a data directory is relative to the project', async () => {
  const cwd = await projectWith(things);
  await useEmulator({ cwd, dataDirectory: 'data' });
  expect(existsSync(lockOf(join(cwd, 'data')))).toBe(true);
});

test('a second emulator of the same process is told who has the directory', async () => {
  const directory = await useFolder();
  const first = await start(directory);
  const error = await failure(directory);
  expect(error.code).toBe('DATA_DIRECTORY_IN_USE');
  expect(error.message).toContain(directory);
  expect(error.message).toContain('another emulator in this process');
  // The refused one has not taken the lock with it.
  expect(existsSync(lockOf(directory))).toBe(true);
  await clientOf(first).send(new PutItemCommand({ TableName: 'Things', Item }));
});

test('a second emulator is told the process that has the directory', async () => {
  const directory = await useFolder();
  const running = useCommand(['start', '--port', '0', '--data', directory], {
    cwd: await projectWith(things),
  });
  await running.until(/ready in/);
  const error = await failure(directory);
  expect(error.code).toBe('DATA_DIRECTORY_IN_USE');
  expect(error.message).toContain(`process ${running.child.pid}`);
});

test('an emulator that was killed leaves its directory to the next one, with what was stored', async () => {
  const directory = await useFolder();
  const args = ['start', '--port', '0', '--data', directory];
  const running = useCommand(args, { cwd: await projectWith(things) });
  const [, endpoint] = await running.until(/DynamoDB\s+(http:\S+)[\s\S]*ready in/);
  const client = clientOf({ dynamodb: { endpoint } } as TestEmulator);
  await client.send(new PutItemCommand({ TableName: 'Things', Item }));
  running.child.kill('SIGKILL');
  await running.ended;
  expect(existsSync(lockOf(directory))).toBe(true);
  const second = await start(directory);
  const got = await clientOf(second).send(new GetItemCommand({ TableName: 'Things', Key: Item }));
  expect(got.Item).toEqual(Item);
});

test.each([
  ['of a process that is gone', async () => `${await deadProcess()}\n`],
  ['that says nothing', async () => ''],
  ['that says nonsense', async () => 'nonsense'],
])('a lock %s is taken over', async (_name, textOf) => {
  const directory = await useFolder();
  await writeFile(lockOf(directory), await textOf());
  await start(directory);
  expect(await readdir(directory)).toEqual(['dynamodb', 'emulator.2.lock']);
  expect(await readFile(join(directory, 'emulator.2.lock'), 'utf8')).toBe(`${process.pid}\n`);
});

test('a lock of an earlier process that had our id, as in a container, is taken over', async () => {
  const directory = await useFolder();
  await writeFile(lockOf(directory), `${process.pid}\n`);
  const longAgo = new Date('2020-01-01');
  await utimes(lockOf(directory), longAgo, longAgo);
  await start(directory);
});

test('of many emulators that start on a stale lock at the same time, one gets the directory', async () => {
  const directory = await useFolder();
  await writeFile(lockOf(directory), `${await deadProcess()}\n`);
  const cwd = await projectWith(things);
  const starts = await Promise.allSettled(
    Array.from({ length: 8 }, () => startEmulator({ cwd, port: 0, dataDirectory: directory })),
  );
  const started = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  onTestFinished(async () => void (await Promise.all(started.map((emulator) => emulator.close()))));
  expect(started).toHaveLength(1);
  const refusals = starts.flatMap((start) => (start.status === 'rejected' ? [start.reason.code] : []));
  expect(new Set(refusals)).toEqual(new Set(['DATA_DIRECTORY_IN_USE']));
});

test('close() takes the lock away, and nothing but the tables stays', async () => {
  const directory = await useFolder();
  const emulator = await start(directory);
  expect(await readdir(directory)).toEqual(['dynamodb', 'emulator.1.lock']);
  await emulator.close();
  expect(await readdir(directory)).toEqual(['dynamodb']);
});

test('a directory that cannot be made is a mistake, not a defect', async () => {
  const folder = await useFiles({ file: 'in the way' });
  const error = await failure(join(folder, 'file', 'data'));
  expect(error.code).toBe('DATA_DIRECTORY_UNUSABLE');
  expect(error.message).toContain('--data');
});

test.each<[string, Tables, string, string]>([
  ['another partition key', { Things: { partitionKey: 'name' } }, 'id (HASH, S)', 'name (HASH, S)'],
  ['another type of key', { Things: { partitionKey: 'id:N' } }, 'id (HASH, S)', 'id (HASH, N)'],
  [
    'a sort key',
    { Things: { partitionKey: 'id', sortKey: 'at:N' } },
    'id (HASH, S)',
    'id (HASH, S), at (RANGE, N)',
  ],
  [
    'another index',
    { Things: { partitionKey: 'id', indexes: { byRoom: { partitionKey: 'room' } } } },
    'id (HASH, S)',
    'id (HASH, S), index byRoom of room (HASH, S)',
  ],
])(
  'a table on disk that the project now gives %s is not used silently',
  async (_name, changed, found, expected) => {
    const directory = await useFolder();
    await (await start(directory)).close();
    const error = await failure(directory, changed);
    expect(error.code).toBe('TABLE_DIFFERS');
    expect(error.message).toContain(
      `emulator.config.json: table "Things" already exists with the key ${found}, `,
    );
    expect(error.message).toContain(`the project says ${expected}.`);
    // What was refused has not locked the directory.
    await start(directory);
  },
);
