/** Environments that end at awkward moments, and whom that must not hurt. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { connect } from '../support/client.ts';
import { useSmallEmulator } from '../support/emulator.ts';
import { useFolder } from '../support/project.ts';

const ECHO = 'exports.handler = async ({ body }) => ({ statusCode: 200, body });';

/** Keeps this thread, which is the emulator's, from its event loop. */
function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

test('an environment that dies right after it was ready fails its invocation at once', async () => {
  const emulator = await useSmallEmulator({
    routes: { go: `setTimeout(() => process.exit(3), 0); ${ECHO}` },
    twoWay: ['go'],
    fn: { timeout: 20 },
  });
  const client = await connect(emulator.url);
  client.send({ action: 'go' });
  await emulator.facts.next('message.received');
  // So that "ready" and the thread's end are found together.
  block(500);
  expect(JSON.parse(await client.next()).message).toBe('Internal server error');
  const { error } = await emulator.facts.next('invocation.ended');
  expect(error?.errorMessage).toMatch(/Runtime exited with error: exit status 3$/);
});

test('a rejection between invocations ends the environment, and the next message gets another', async () => {
  const emulator = await useSmallEmulator({
    routes: {
      go: 'let n = 0; exports.handler = async () => { n++; setTimeout(() => Promise.reject(new Error("idle")), 10); return { statusCode: 200, body: String(n) }; };',
    },
    twoWay: ['go'],
  });
  const client = await connect(emulator.url);
  client.send({ action: 'go' });
  expect(await client.next()).toBe('1');
  await emulator.facts.next('function.log', ({ line }) => line.includes('Unhandled Promise Rejection'));
  client.send({ action: 'go' });
  const answer = await client.next();
  // The message may have been handed over before the environment said that it leaves.
  if (answer !== '1') {
    const failed = emulator.facts.of('invocation.ended').find((fact) => fact.error !== undefined);
    expect(failed?.error?.errorType).toBe('Runtime.UnhandledPromiseRejection');
  }
});

test('close() does not wait for a handler in a native call', async () => {
  const awake = join(await useFolder(), 'awake');
  const sleep = `setTimeout(() => require('node:fs').writeFileSync(${JSON.stringify(awake)}, ''), 8000)`;
  const emulator = await useSmallEmulator({
    routes: {
      go: `exports.handler = async () => { console.log('asleep'); require('node:child_process').execFileSync(process.execPath, ['-e', ${JSON.stringify(sleep)}]); };`,
    },
    fn: { timeout: 60 },
  });
  const client = await connect(emulator.url);
  client.send({ action: 'go' });
  await emulator.facts.next('function.log', ({ line }) => line.endsWith('asleep'));
  await emulator.close();
  expect(existsSync(awake)).toBe(false);
});

test('a leak is ended while another function is in a native call', async () => {
  const emulator = await useSmallEmulator({
    routes: {
      hold: 'exports.handler = async () => { const kept = Buffer.alloc(450e6, 1); require("node:child_process").execFileSync(process.execPath, ["-e", "setTimeout(() => {}, 15e3)"]); return { body: String(kept.length) }; };',
      leak: 'exports.handler = async () => { const kept = []; for (;;) kept.push(Buffer.alloc(16e6, 1)); };',
    },
    twoWay: ['hold'],
    fn: { timeout: 60 },
  });
  const client = await connect(emulator.url);
  client.send({ action: 'hold' });
  await emulator.facts.next('invocation.started', (fact) => fact.function === 'hold');
  client.send({ action: 'leak' });
  const { error } = await emulator.facts.next('invocation.ended', (fact) => fact.function === 'leak');
  expect(error?.errorMessage).toMatch(/signal: killed$/);
  // The leak went first, so nobody had to wait for the other's call.
  expect(emulator.facts.of('invocation.ended').map((fact) => fact.function)).toEqual(['leak']);
}, 60_000);

test('lambda.log-flood: a loop that logs without end is ended by its timeout, and others are served meanwhile', async () => {
  const emulator = await useSmallEmulator({
    routes: {
      flood: 'exports.handler = async () => { for (;;) console.log("x".repeat(200)); };',
      echo: ECHO,
    },
    twoWay: ['echo'],
    fn: { timeout: 5 },
  });
  const other = await connect(emulator.url);
  const client = await connect(emulator.url);
  client.send({ action: 'flood' });
  await emulator.facts.next('function.log', (fact) => fact.function === 'flood' && fact.level === 'INFO');
  other.send({ action: 'echo' });
  expect(await other.next()).toBe('{"action":"echo"}');
  expect(emulator.facts.of('invocation.ended').map((fact) => fact.function)).toEqual(['echo']);
  expect(JSON.parse(await client.next()).message).toBe('Internal server error');
  const { error } = await emulator.facts.next('invocation.ended', (fact) => fact.function === 'flood');
  expect(error?.errorType).toBe('Sandbox.Timedout');
});

test('lambda.stopped: what still runs when the emulator stops is told as that', async () => {
  const emulator = await useSmallEmulator({
    routes: {
      go: 'exports.handler = () => { console.log("at it"); return new Promise(() => setInterval(() => {}, 1e6)); };',
    },
    fn: { timeout: 60 },
  });
  const client = await connect(emulator.url);
  client.send({ action: 'go' });
  await emulator.facts.next('function.log', ({ line }) => line.endsWith('at it'));
  await emulator.close();
  const { error } = await emulator.facts.next('invocation.ended');
  expect(error).toEqual({ errorType: 'Emulator.Stopped', errorMessage: 'The emulator stops.' });
  const lines = emulator.facts.of('function.log').map(({ line }) => line);
  expect(lines.filter((line) => line.includes('Runtime.ExitError'))).toEqual([]);
});
