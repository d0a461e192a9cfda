/// <reference lib="es2024.arraybuffer" />
/** What ends an execution environment ends that environment and nothing else. */
import { describe, expect, test } from 'vitest';
import { connect, refusal } from '../support/client.ts';
import { type TestEmulator, useSmallEmulator } from '../support/emulator.ts';

const ECHO = 'exports.handler = async ({ body }) => ({ statusCode: 200, body });';
const MEANT = '!JSON.parse(event.body).spared';

/** A route that dies on request, beside one that does not. */
function mortal(how: string, fn: object = {}): Promise<TestEmulator> {
  const die = `exports.handler = async (event) => { if (${MEANT}) { ${how} } return { statusCode: 200, body: 'alive' }; };`;
  return useSmallEmulator({ routes: { die, echo: ECHO }, twoWay: ['die', 'echo'], fn });
}

/** Sends the deadly message, checks that everybody else goes on meanwhile and after; returns the error. */
async function survives(emulator: TestEmulator) {
  const victim = await connect(emulator.url);
  const other = await connect(emulator.url);
  victim.send({ action: 'die' });
  other.send({ action: 'echo' });
  expect(await other.next()).toBe('{"action":"echo"}');

  const frame = JSON.parse(await victim.next());
  expect(frame.message).toBe('Internal server error');
  // The very function that died serves again.
  victim.send({ action: 'die', spared: true });
  expect(await victim.next()).toBe('alive');
  const { error } = await emulator.facts.next('invocation.ended', (fact) => fact.error !== undefined);
  return error;
}

describe('an execution environment ends and the others go on', () => {
  test('lambda.exit: process.exit(1)', async () => {
    const error = await survives(await mortal('process.exit(1);'));
    expect(error?.errorType).toBe('Runtime.ExitError');
    expect(error?.errorMessage).toMatch(
      /^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 1$/,
    );
  });

  test('lambda.exit-zero: process.exit(0)', async () => {
    const error = await survives(await mortal('process.exit(0);'));
    expect(error?.errorMessage).toMatch(/Error: Runtime exited without providing a reason$/);
  });

  test('lambda.endless-loop: while(true);', async () => {
    const emulator = await mortal('while (true);', { timeout: 1 });
    const error = await survives(emulator);
    expect(error?.errorType).toBe('Sandbox.Timedout');
    expect(error?.errorMessage).toMatch(
      /^RequestId: [0-9a-f-]{36} Error: Task timed out after 1.00 seconds$/,
    );
    const log = emulator.facts.of('function.log').find(({ line }) => line.includes('timed out'));
    expect(log?.line).toMatch(/^\S+Z [0-9a-f-]{36} Task timed out after 1\.00 seconds$/);
  });

  test('lambda.timeout: a promise that takes too long', async () => {
    const emulator = await mortal('await new Promise((r) => setTimeout(r, 60_000));', { timeout: 1 });
    const error = await survives(emulator);
    expect(error?.errorType).toBe('Sandbox.Timedout');
  });

  const leaks = {
    'a heap of objects': 'const a = []; for (;;) a.push({ x: Math.random(), y: [1, 2, 3] });',
    // A Map is full at some sixteen million entries; on a slow machine that is before the watch has looked.
    'growing Maps, whose single allocations overstep any heap limit':
      'for (const all = []; ; ) { const m = new Map(); all.push(m); for (let i = 0; i < 12e6; i++) m.set(i, i); }',
    'Buffers, which no heap limit counts': 'const b = []; for (;;) b.push(Buffer.alloc(64e6, 1));',
    'one Buffer of 4 GB': 'const b = Buffer.alloc(4 * 1024 ** 3, 1); for (;;);',
  };
  for (const [name, how] of Object.entries(leaks)) {
    test(`lambda.out-of-memory: ${name}`, async () => {
      const error = await survives(await mortal(how, { timeout: 60 }));
      expect(error?.errorType).toBe('Runtime.ExitError');
      expect(error?.errorMessage).toMatch(/Error: Runtime exited with error: signal: killed$/);
    });
  }

  test('lambda.out-of-memory: what others give back meanwhile hides nothing', async () => {
    const size = 3e9;
    const held = new ArrayBuffer(size, { maxByteLength: size });
    new Uint8Array(held).fill(1);
    // Less than is given back, and then no more.
    const how = `const b = []; while (b.length < 30) b.push(Buffer.alloc(64e6, 1)); await new Promise(() => setTimeout(() => {}, 60_000));`;
    const emulator = await mortal(how, { timeout: 60 });
    const died = survives(emulator);
    await emulator.facts.next('invocation.started', ({ function: name }) => name === 'die');
    held.resize(0);
    expect((await died)?.errorMessage).toMatch(/Error: Runtime exited with error: signal: killed$/);
  });

  test('lambda.uncaught-exception: an exception thrown in a callback', async () => {
    const emulator = await mortal(
      'setTimeout(() => { throw new TypeError("late"); }, 1); await new Promise((r) => setTimeout(r, 60_000));',
    );
    const error = await survives(emulator);
    expect(error).toMatchObject({ errorType: 'TypeError', errorMessage: 'late' });
    const log = emulator.facts.of('function.log').find(({ level }) => level === 'ERROR');
    expect(log?.line).toMatch(
      /^\S+Z\t[0-9a-f-]{36}\tERROR\tUncaught Exception \t\{"errorType":"TypeError","errorMessage":"late"/,
    );
  });

  test('lambda.unhandled-rejection: a promise nobody catches', async () => {
    const error = await survives(
      await mortal('Promise.reject(new Error("nobody")); await new Promise((r) => setTimeout(r, 60_000));'),
    );
    expect(error).toMatchObject({
      errorType: 'Runtime.UnhandledPromiseRejection',
      errorMessage: 'Error: nobody',
    });
  });

  test('lambda.load-error: a throw at load time fails that function alone', async () => {
    const emulator = await useSmallEmulator({
      routes: { bad: 'throw new Error("at load");', echo: ECHO },
      twoWay: ['bad', 'echo'],
    });
    const client = await connect(emulator.url);
    for (const _ of [1, 2]) {
      client.send({ action: 'bad' });
      expect(JSON.parse(await client.next()).message).toBe('Internal server error');
    }
    client.send({ action: 'echo' });
    expect(await client.next()).toBe('{"action":"echo"}');
    const failed = emulator.facts.of('invocation.ended').filter((fact) => fact.error !== undefined);
    expect(failed.map((fact) => fact.error?.errorMessage)).toEqual(['at load', 'at load']);
  });

  test('lambda.nodejs24-crash: without handlers of its own, the runtime exits with status 1', async () => {
    const emulator = await mortal(
      'setTimeout(() => { throw new Error("late"); }, 1); await new Promise((r) => setTimeout(r, 60_000));',
      { runtime: 'nodejs24.x' },
    );
    const error = await survives(emulator);
    expect(error?.errorMessage).toMatch(/Runtime exited with error: exit status 1$/);
  });

  test('a $connect handler that dies refuses that connection with 502', async () => {
    const emulator = await useSmallEmulator({
      routes: { $connect: 'exports.handler = () => process.exit(1);' },
    });
    expect((await refusal(emulator.url)).status).toBe(502);
    expect((await refusal(emulator.url)).status).toBe(502);
  });
});
