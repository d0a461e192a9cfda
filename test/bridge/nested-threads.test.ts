/** Threads that a handler starts itself are bridged like its own. Rows `bridge.nested-thread*`. */
import { expect, test } from 'vitest';
import { connect } from '../support/client.ts';
import { useSmallEmulator } from '../support/emulator.ts';

const SDK = '@aws-sdk/client-dynamodb';
const TABLES = { Things: { partitionKey: 'id' } };
const MODULE = `import { parentPort, workerData } from 'node:worker_threads';
  const answer = await fetch('https://sqs.us-east-1.amazonaws.com/');
  parentPort.postMessage([workerData, process.execArgv.includes('--import'), await answer.text()].join(' '));`;
const SCRIPT = `const { parentPort, workerData } = require('node:worker_threads');
  require('node:https').get('https://sqs.us-east-1.amazonaws.com/', (response) => {
    response.setEncoding('utf8').on('data', (text) => parentPort.postMessage([workerData, process.execArgv.includes('--import'), text].join(' ')));
  }).on('error', (error) => parentPort.postMessage(error.message));`;

/** What the handler hears first from the thread that this expression starts. */
async function hear(worker: string, more: object = {}): Promise<string> {
  const source = `const path = require('node:path'); const file = (name) => path.join(__dirname, name);
    const { Worker, SHARE_ENV } = require('node:worker_threads');
    exports.handler = () => new Promise((resolve) => {
      const answer = (body) => resolve({ statusCode: 200, body: String(body) });
      (${worker}).on('message', answer).on('error', (error) => answer('threw ' + error.message));
    });`;
  const emulator = await useSmallEmulator({
    routes: { go: source },
    twoWay: ['go'],
    config: { tables: TABLES },
    fn: { timeout: 20 },
    files: {
      'script.cjs': SCRIPT,
      'module.mjs': MODULE,
      'parent.cjs': `const { Worker, parentPort } = require('node:worker_threads'); new Worker(__dirname + '/script.cjs', { workerData: 'w' }).on('message', (text) => parentPort.postMessage(text));`,
      'sdk.mjs': `import { DynamoDBClient, ListTablesCommand } from '${SDK}'; import { parentPort } from 'node:worker_threads';
        const client = new DynamoDBClient({ endpoint: 'https://dynamodb.us-east-1.amazonaws.com' });
        parentPort.postMessage((await client.send(new ListTablesCommand({}))).TableNames.join() + ' ' + (process.cwd() === import.meta.dirname));`,
    },
    ...more,
  });
  const client = await connect(emulator.url);
  client.send({ action: 'go' });
  return client.next();
}

const WAYS = {
  'a CommonJS file': `new Worker(file('script.cjs'), { workerData: 'w' })`,
  'an ES module': `new Worker(file('module.mjs'), { workerData: 'w' })`,
  'source text': `new Worker(${JSON.stringify(SCRIPT)}, { eval: true, workerData: 'w' })`,
  'source text of a module': `new Worker(${JSON.stringify(MODULE)}, { eval: true, workerData: 'w', execArgv: ['--input-type=module'] })`,
  'flags of its own': `new Worker(file('script.cjs'), { workerData: 'w', execArgv: ['--no-warnings'] })`,
  'an environment of its own': `new Worker(file('script.cjs'), { workerData: 'w', env: {} })`,
  'a shared environment': `new Worker(file('script.cjs'), { workerData: 'w', env: SHARE_ENV })`,
  'a class of its own': `new (class Mine extends Worker {})(file('script.cjs'), { workerData: 'w' })`,
  'a thread inside a thread': `new Worker(file('parent.cjs'))`,
};

for (const [way, worker] of Object.entries(WAYS)) {
  test(`bridge.nested-thread: ${way}`, async () => {
    expect(await hear(worker)).toMatch(/^w false .*The emulator has no sqs/);
  });
}

test('bridge.nested-thread: the SDK resolves, and the working directory is the folder of the code', async () => {
  expect(await hear(`new Worker(file('sdk.mjs'))`)).toBe('Things true');
});

test('bridge.nested-thread: it needs nothing of the thread that started it, which may sleep', async () => {
  const blocking = SCRIPT.replaceAll('parentPort.postMessage(', 'tell(');
  const worker = `(() => {
    const { MessageChannel, receiveMessageOnPort } = require('node:worker_threads');
    const { port1, port2 } = new MessageChannel();
    const signal = new Int32Array(new SharedArrayBuffer(4));
    new Worker("const { port, signal } = require('node:worker_threads').workerData; const tell = (text) => { port.postMessage(text); Atomics.store(signal, 0, 1); Atomics.notify(signal, 0); };" + ${JSON.stringify(blocking)}, { eval: true, workerData: { port: port2, signal }, transferList: [port2] });
    Atomics.wait(signal, 0, 0, 8000);
    const { message } = receiveMessageOnPort(port1) ?? { message: 'nothing' };
    return { on(name, tell) { if (name === 'message') tell(message); return this; } };
  })()`;
  expect(await hear(worker)).toContain('The emulator has no sqs');
});

test("bridge.nested-thread: what source text throws is the thread's error", async () => {
  expect(await hear(`new Worker('throw new TypeError("mine")', { eval: true })`)).toBe('threw mine');
});
