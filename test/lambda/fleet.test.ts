/** What the execution environments of several functions, or of one that needs many, make of the machine. */
import { availableParallelism } from 'node:os';
import { ManualClock } from 'apigateway-websocket-emulator';
import { expect, test } from 'vitest';
import { connect } from '../support/client.ts';
import { type TestEmulator, useSmallEmulator } from '../support/emulator.ts';
import { useGate } from '../support/gate.ts';
import { runScript } from '../support/process.ts';
import { useProject } from '../support/project.ts';

const PAUSE = `
  exports.handler = async ({ body }) => {
    await new Promise((resolve) => setTimeout(resolve, JSON.parse(body).ms));
    return { statusCode: 200, body };
  };`;
const COMPUTE = `
  exports.handler = async ({ body }) => {
    const end = performance.now() + JSON.parse(body).ms;
    while (performance.now() < end);
    return { statusCode: 200, body };
  };`;

/** Sends so many and takes as many answers. */
async function send(emulator: TestEmulator, count: number, message: object): Promise<void> {
  const client = await connect(emulator.url);
  for (let n = 0; n < count; n++) client.send(message);
  for (let n = 0; n < count; n++) expect(JSON.parse(await client.next())).toEqual(message);
}

const most = (emulator: TestEmulator, counted: 'environments' | 'inAll') =>
  Math.max(...emulator.facts.of('environment.started').map((fact) => fact[counted]));

test('lambda.cap: a function has as many environments as it may have, and what comes above waits', async () => {
  const gate = await useGate();
  const handler = `exports.handler = async ({ body }) => { await ${gate.wait}; return { statusCode: 200, body }; };`;
  const emulator = await useSmallEmulator({
    routes: { go: handler },
    twoWay: ['go'],
    fn: { maxEnvironments: 3 },
  });
  const done = send(emulator, 30, { action: 'go' });
  await gate.reached(3);
  gate.open();
  await done;
  expect(most(emulator, 'environments')).toBe(3);
});

test('lambda.cap: all functions together have as many as the project allows', async () => {
  const emulator = await useSmallEmulator({
    routes: { a: PAUSE, b: PAUSE, c: PAUSE },
    twoWay: ['a', 'b', 'c'],
    config: { maxEnvironments: 4 },
  });
  await Promise.all(['a', 'b', 'c'].map((action) => send(emulator, 20, { action, ms: 30 })));
  expect(most(emulator, 'inAll')).toBe(4);
});

test('lambda.cap: 500 messages at once to a handler that waits are answered without a thread each', async () => {
  const emulator = await useSmallEmulator({
    routes: { go: PAUSE },
    twoWay: ['go'],
    fn: { maxEnvironments: 16 },
  });
  await send(emulator, 500, { action: 'go', ms: 10 });
  expect(most(emulator, 'environments')).toBeLessThanOrEqual(16);
});

test('lambda.grows: a handler that computes has about as many environments as there are cores', async () => {
  const emulator = await useSmallEmulator({ routes: { go: COMPUTE }, twoWay: ['go'], fn: { timeout: 30 } });
  await send(emulator, 100, { action: 'go', ms: 20 });
  expect(most(emulator, 'environments')).toBeLessThanOrEqual(2 * availableParallelism() + 4);
});

test('lambda.grows: a handler that waits has one for each message', async () => {
  const gate = await useGate();
  const handler = `exports.handler = async ({ body }) => { await ${gate.wait}; return { statusCode: 200, body }; };`;
  const count = 2 * availableParallelism() + 6;
  const emulator = await useSmallEmulator({
    routes: { go: handler },
    twoWay: ['go'],
    fn: { maxEnvironments: count, timeout: 30 },
  });
  const done = send(emulator, count, { action: 'go' });
  await gate.reached(count);
  gate.open();
  await done;
});

test('lambda.fair: idle environments of one function give way to another, but the last one not at once', async () => {
  const [gate, soon, later] = [await useGate(), await useGate(), await useGate()];
  const clock = new ManualClock();
  const waiting = `exports.handler = async ({ body }) => { await ${gate.wait}; return { statusCode: 200, body }; };`;
  const pausing = PAUSE.replace(
    'await',
    `await [async () => {}, () => ${soon.wait}, () => ${later.wait}][JSON.parse(body).gate ?? 0](); await`,
  );
  const emulator = await useSmallEmulator(
    {
      routes: {
        a: waiting,
        b: pausing,
      },
      twoWay: ['a', 'b'],
      config: { maxEnvironments: 3 },
    },
    { clock },
  );
  const used = send(emulator, 3, { action: 'a' });
  await gate.reached(3);
  gate.open();
  await used;
  const mostOfB = () => {
    const started = emulator.facts.of('environment.started').filter((fact) => fact.function === 'b');
    return Math.max(...started.map(({ environments }) => environments));
  };
  const two = send(emulator, 2, { action: 'b', gate: 1, ms: 0 });
  await soon.reached(2);
  soon.open();
  await two;
  await send(emulator, 12, { action: 'b', ms: 100 });
  expect(mostOfB()).toBe(2);
  clock.advance(10_000);
  const many = send(emulator, 3, { action: 'b', gate: 2, ms: 0 });
  await later.reached(3);
  later.open();
  await many;
  expect(mostOfB()).toBe(3);
  // And back again, for a function that has none.
  await send(emulator, 1, { action: 'a' });
  expect(most(emulator, 'inAll')).toBe(3);
});

test('lambda.fair: a function whose invocations queue without end leaves room for others', async () => {
  const emulator = await useSmallEmulator({
    routes: { a: PAUSE, b: PAUSE },
    twoWay: ['a', 'b'],
    config: { maxEnvironments: 2 },
  });
  const many = send(emulator, 60, { action: 'a', ms: 30 });
  await emulator.facts.next('invocation.started', ({ function: name }) => name === 'a');
  await send(emulator, 3, { action: 'b', ms: 1 });
  await many;
  const order = emulator.facts.of('invocation.ended').map((fact) => fact.function);
  expect(order.at(-1)).toBe('a');
  expect(most(emulator, 'inAll')).toBe(2);
});

test('lambda.recursion: a handler that waits for its own function is served beyond the cap, and it is told', async () => {
  const route = { function: 'go', routeResponse: true };
  const emulator = await useSmallEmulator({
    routes: {
      go: `
        const http = require('node:http');
        const upgrade = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13',
          'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==' };
        /** Connects to its own API, and so waits for this very function. */
        const connect = ({ domainName, stage }, depth) => new Promise((resolve, reject) => {
          const path = '/' + stage + '?depth=' + depth;
          http.get({ host: domainName, path, headers: upgrade, agent: false }, (response) => resolve(response.statusCode))
            .on('upgrade', (response, socket) => { socket.destroy(); resolve(response.statusCode); })
            .on('error', reject);
        });
        exports.handler = async ({ requestContext, queryStringParameters, body }) => {
          const depth = Number(queryStringParameters?.depth ?? (body ? JSON.parse(body).depth : 0));
          const inner = depth > 0 ? await connect(requestContext, depth - 1) : 'none';
          return { statusCode: inner === 'none' || inner === 101 ? 200 : 500, body: String(inner) };
        };`,
    },
    api: { routes: { $connect: { function: 'go' }, go: route } },
    fn: { maxEnvironments: 1, timeout: 20 },
  });
  const client = await connect(emulator.url);
  client.send({ action: 'go', depth: 2 });
  expect(await client.next()).toBe('101');
  const { message } = await emulator.facts.next('notice');
  expect(message).toBe(
    'All execution environments of "go" wait (1, and there may be no more), perhaps for what is behind them in the queue of "go" (1). To let them go on, one more is started. "functions.go.maxEnvironments" sets how many there may be.',
  );
  expect(most(emulator, 'environments')).toBe(3);
  // What was one too many does not stay.
  await emulator.facts.next('environment.ended', ({ environments }) => environments === 1);
});

test('lambda.recursion: functions that wait for each other at the cap of all are served too', async () => {
  const emulator = await useSmallEmulator({
    routes: {
      $connect: 'exports.handler = async () => ({ statusCode: 200 });',
      go: `
        const http = require('node:http');
        const headers = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13',
          'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==' };
        exports.handler = ({ requestContext: { domainName, stage } }) => new Promise((resolve, reject) => {
          http.get({ host: domainName, path: '/' + stage, headers, agent: false })
            .on('upgrade', (response, socket) => { socket.destroy(); resolve({ statusCode: 200, body: 'through' }); })
            .on('error', reject);
        });`,
    },
    twoWay: ['go'],
    fn: { timeout: 20 },
    config: { maxEnvironments: 1 },
  });
  const client = await connect(emulator.url);
  client.send({ action: 'go' });
  expect(await client.next()).toBe('through');
  expect(emulator.facts.of('notice').map(({ message }) => message)).toEqual([
    'All execution environments wait (1, and there may be no more), perhaps for what is behind them in the queue of "connect" (1). To let them go on, one more is started. "maxEnvironments" sets how many there may be.',
  ]);
});

test('an emulator that is closed while invocations run and queue leaves no thread and no timer', async () => {
  const cwd = await useProject({ routes: { $default: PAUSE }, twoWay: ['$default'] });
  const { code, stdout, stderr } = await runScript(
    `
    import { startEmulator } from 'apigateway-websocket-emulator';
    import { WebSocket } from 'ws';
    let running = 0;
    let reached;
    const several = new Promise((resolve) => { reached = resolve; });
    const onFact = ({ type }) => { if (type === 'invocation.started' && ++running === 4) reached(); };
    const emulator = await startEmulator({ cwd: process.argv[1], port: 0, onFact });
    const socket = new WebSocket(emulator.url);
    await new Promise((resolve) => socket.on('open', resolve));
    for (let n = 0; n < 40; n++) socket.send('{"ms":2000}');
    await several;
    const closed = new Promise((resolve) => socket.on('close', resolve));
    await emulator.close();
    await closed;
    await new Promise(setImmediate);
    const left = process.getActiveResourcesInfo().filter((name) => /Timeout|Immediate|Worker|MessagePort|FSEvent/.test(name));
    process.stdout.write(JSON.stringify(left));
  `,
    [cwd],
  );
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '[]', stderr: '' });
});
