/** How a function's execution environments come, are used again, and go. */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ManualClock } from 'apigateway-websocket-emulator';
import { expect, test } from 'vitest';
import { type Client, connect, refusal } from '../support/client.ts';
import { type TestEmulator, useSmallEmulator } from '../support/emulator.ts';
import { type Gate, useGate } from '../support/gate.ts';
import { functionIn, useLambda } from '../support/lambda.ts';
import { useFiles } from '../support/project.ts';

const MINUTE = 60_000;

/** Answers how many invocations this environment has seen; a message that says so waits at the gate first. */
const counting = (gate: Gate) => `
  let count = 0;
  exports.handler = async ({ body }) => {
    const answer = String(++count);
    if (JSON.parse(body).wait) await ${gate.wait};
    return { statusCode: 200, body: answer };
  };`;

const answerTo = (client: Client, message: object): Promise<string> => {
  client.send(message);
  return client.next();
};

/** So many messages at once, each from a client of its own; they are answered when the gate opens. */
async function atOnce(emulator: TestEmulator, count: number, message: object): Promise<Promise<string>[]> {
  const clients = await Promise.all(Array.from({ length: count }, () => connect(emulator.url)));
  return clients.map((client) => answerTo(client, message));
}

/** The most environments that there were, of one function or of all. */
const most = (emulator: TestEmulator, counted: 'environments' | 'inAll') =>
  Math.max(...emulator.facts.of('environment.started').map((fact) => fact[counted]));

const logStreams = (emulator: TestEmulator, name: string) =>
  emulator.facts.of('invocation.started').flatMap((fact) => (fact.function === name ? [fact.logStream] : []));

test('lambda.reuse: concurrent messages have an environment each, and later ones find them as they were', async () => {
  const gate = await useGate();
  const emulator = await useSmallEmulator({ routes: { go: counting(gate) }, twoWay: ['go'] });
  const answers = await atOnce(emulator, 6, { action: 'go', wait: true });
  await gate.reached(6);
  gate.open();
  expect(await Promise.all(answers)).toEqual(['1', '1', '1', '1', '1', '1']);
  expect(new Set(logStreams(emulator, 'go')).size).toBe(6);

  const client = await connect(emulator.url);
  expect(await answerTo(client, { action: 'go' })).toBe('2');
  expect(await answerTo(client, { action: 'go' })).toBe('3');
  expect(new Set(logStreams(emulator, 'go').slice(-2)).size).toBe(1);
  expect(most(emulator, 'environments')).toBe(6);
});

test('lambda.spare: after its first use a second environment is ready, and the first is still the one used', async () => {
  const gate = await useGate();
  const emulator = await useSmallEmulator({ routes: { go: counting(gate) }, twoWay: ['go'] });
  const client = await connect(emulator.url);
  expect(await answerTo(client, { action: 'go' })).toBe('1');
  const [first] = logStreams(emulator, 'go');
  await emulator.facts.next('environment.ready', ({ logStream }) => logStream !== first);
  expect(await answerTo(client, { action: 'go' })).toBe('2');

  const answers = await atOnce(emulator, 2, { action: 'go', wait: true });
  await gate.reached(2);
  gate.open();
  expect((await Promise.all(answers)).sort()).toEqual(['1', '3']);
  const cold = emulator.facts.of('invocation.ended').filter((fact) => fact.initDurationMs !== undefined);
  expect(cold).toHaveLength(1);
  expect(most(emulator, 'environments')).toBe(2);
});

test('lambda.spare: where there is no room for one, it is started as soon as there is', async () => {
  const gate = await useGate();
  const clock = new ManualClock();
  const emulator = await useSmallEmulator(
    {
      routes: { go: counting(gate), many: counting(gate) },
      twoWay: ['go', 'many'],
      config: { maxEnvironments: 3 },
    },
    { clock },
  );
  const answers = await atOnce(emulator, 3, { action: 'many', wait: true });
  await gate.reached(3);
  gate.open();
  await Promise.all(answers);
  const client = await connect(emulator.url);
  expect(await answerTo(client, { action: 'go' })).toBe('1');
  const startsOf = (name: string) =>
    emulator.facts.of('environment.started').filter((fact) => fact.function === name);
  expect(startsOf('go')).toHaveLength(1);
  clock.advance(MINUTE);
  await emulator.facts.next(
    'environment.ready',
    ({ logStream }) => logStream === startsOf('go')[1]?.logStream,
  );
  expect(startsOf('many')).toHaveLength(3);
});

test('lambda.spare: a spare whose code fails to load harms nobody and is not tried again', async () => {
  const emulator = await useSmallEmulator({
    routes: {
      go: `
        const fs = require('node:fs');
        if (fs.existsSync(__dirname + '/used')) throw new Error('only once');
        fs.writeFileSync(__dirname + '/used', '');
        exports.handler = async () => ({ statusCode: 200, body: 'fine' });`,
    },
    twoWay: ['go'],
  });
  const client = await connect(emulator.url);
  expect(await answerTo(client, { action: 'go' })).toBe('fine');
  const [first] = logStreams(emulator, 'go');
  await emulator.facts.next('environment.ended', ({ logStream }) => logStream !== first);
  for (const _ of [1, 2]) expect(await answerTo(client, { action: 'go' })).toBe('fine');
  expect(emulator.facts.of('environment.started')).toHaveLength(2);
  expect(emulator.facts.of('invocation.ended').filter(({ error }) => error !== undefined)).toEqual([]);
});

test('lambda.spare: after a deployment an environment with the new code is ready before anybody asks', async () => {
  const gate = await useGate();
  const emulator = await useSmallEmulator({
    routes: { go: counting(gate), never: counting(gate) },
    twoWay: ['go', 'never'],
    fn: { maxEnvironments: 1 },
  });
  const client = await connect(emulator.url);
  await answerTo(client, { action: 'go' });
  const [first] = logStreams(emulator, 'go');
  await emulator.reload();
  await emulator.facts.next('environment.ready', ({ logStream }) => logStream !== first);
  expect(await answerTo(client, { action: 'go' })).toBe('1');
  expect(emulator.facts.of('invocation.ended').at(-1)?.initDurationMs).toBe(undefined);
  expect(emulator.facts.of('environment.started').map((fact) => fact.function)).toEqual(['go', 'go']);
});

test('lambda.shrinks: environments that nobody uses for a minute end, all but the one used last', async () => {
  const gate = await useGate();
  const clock = new ManualClock();
  const emulator = await useSmallEmulator({ routes: { go: counting(gate) }, twoWay: ['go'] }, { clock });
  const answers = await atOnce(emulator, 4, { action: 'go', wait: true });
  await gate.reached(4);
  gate.open();
  await Promise.all(answers);
  const client = await connect(emulator.url);
  expect(await answerTo(client, { action: 'go' })).toBe('2');
  clock.advance(MINUTE - 1);
  expect(emulator.facts.of('environment.ended')).toEqual([]);
  expect(await answerTo(client, { action: 'go' })).toBe('3');
  clock.advance(1);
  expect(emulator.facts.of('environment.ended').map((fact) => fact.environments)).toEqual([3, 2, 1]);
  expect(await answerTo(client, { action: 'go' })).toBe('4');
});

test('lambda.in-order: invocations that queue are served in the order in which they came, and tell their wait', async () => {
  const emulator = await useSmallEmulator({
    routes: { go: 'exports.handler = async ({ body }) => ({ statusCode: 200, body });' },
    twoWay: ['go'],
    fn: { maxEnvironments: 1 },
  });
  const client = await connect(emulator.url);
  const messages = Array.from({ length: 20 }, (_, n) => ({ action: 'go', n }));
  for (const message of messages) client.send(message);
  for (const message of messages) expect(JSON.parse(await client.next())).toEqual(message);
  const started = emulator.facts.of('invocation.started');
  const ended = emulator.facts.of('invocation.ended');
  // All waited for the cold start, and said so again when they ended.
  const init = ended[0]?.initDurationMs ?? 0;
  expect(init).toBeGreaterThan(0);
  expect(Math.min(...started.slice(0, 1).map(({ waitedMs }) => waitedMs))).toBeGreaterThanOrEqual(init / 2);
  expect(ended.map(({ waitedMs }) => waitedMs)).toEqual(started.map(({ waitedMs }) => waitedMs));
  expect(ended.filter(({ initDurationMs }) => initDurationMs !== undefined)).toHaveLength(1);
});

test('lambda.throttled: more at once than the reserved concurrency is refused at once', async () => {
  const gate = await useGate();
  const emulator = await useSmallEmulator({
    routes: { go: counting(gate) },
    twoWay: ['go'],
    fn: { reservedConcurrency: 2 },
  });
  const client = await connect(emulator.url);
  const answers = await atOnce(emulator, 2, { action: 'go', wait: true });
  await gate.reached(2);
  expect(JSON.parse(await answerTo(client, { action: 'go' })).message).toBe('Internal server error');
  const { reservedConcurrency } = await emulator.facts.next('invocation.throttled');
  expect(reservedConcurrency).toBe(2);
  const { reason } = await emulator.facts.next('integration.failed');
  expect(reason).toBe('TooManyRequestsException: Rate Exceeded.');
  gate.open();
  expect(await Promise.all(answers)).toEqual(['1', '1']);
  expect(await answerTo(client, { action: 'go' })).toBe('2');
  expect(most(emulator, 'environments')).toBe(2);
});

test.each([true, false])('lambda.throttled: what runs on earlier code counts (watch: %s)', async (watch) => {
  const gate = await useGate();
  const project = { routes: { go: counting(gate) }, twoWay: ['go'], fn: { reservedConcurrency: 1 } };
  const emulator = await useSmallEmulator(project, { watch });
  const [answer] = await atOnce(emulator, 1, { action: 'go', wait: true });
  await gate.reached(1);
  await appendFile(join(emulator.project.root, 'go.js'), '\n// saved');
  await emulator.reload();
  const client = await connect(emulator.url);
  expect(JSON.parse(await answerTo(client, { action: 'go' })).message).toBe('Internal server error');
  expect(emulator.facts.of('invocation.throttled')).toHaveLength(1);
  gate.open();
  expect(await answer).toBe('1');
});

test('lambda.stopped: an invocation that waits for a function that is no more has its end too', async () => {
  const gate = await useGate();
  const cwd = await useFiles({ 'go.js': `exports.handler = async () => ${gate.wait};` });
  const functions = ['go', 'other'].map((name) => functionIn(cwd, { name }));
  const { lambda, project } = useLambda(cwd, { functions, maxEnvironments: 1 });
  const running = lambda.invoke('go', '{}');
  await gate.reached(1);
  const waiting = lambda.invoke('other', '{}');
  await lambda.deploy({ ...project, functions: functions.slice(0, 1) });
  await lambda.close();
  for (const ended of [running, waiting]) {
    expect(await ended).toMatchObject({ error: { errorType: 'Emulator.Stopped' } });
  }
});

test('lambda.throttled: a reserved concurrency of 0 refuses everything, which is 500 to who connects', async () => {
  const emulator = await useSmallEmulator({
    routes: { $connect: 'exports.handler = async () => ({ statusCode: 200 });' },
    fn: { reservedConcurrency: 0 },
  });
  const { status, body } = await refusal(emulator.url);
  expect(status).toBe(500);
  expect(JSON.parse(body).message).toBe('Internal server error');
  expect(emulator.facts.of('environment.started')).toEqual([]);
});

test.each([
  [128, 18],
  [3008, 48],
])(
  'what is young in the heap of a function of %i MB may take as much as on Lambda, or as V8 gives it: %i MB',
  async (memorySize, most) => {
    const cwd = await useFiles({
      'go.js': `const { resourceLimits } = require('node:worker_threads');
      exports.handler = async () => resourceLimits.maxYoungGenerationSizeMb;`,
    });
    const { lambda } = useLambda(cwd, { functions: [functionIn(cwd, { name: 'go', memorySize })] });
    expect(await lambda.invoke('go', '{}')).toMatchObject({ ok: true, payload: String(most) });
  },
);
