/** Invocations that nobody waits for. Rows `invoke.event`, `invoke.async-*`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ManualClock } from 'apigateway-websocket-emulator';
import { expect, test } from 'vitest';
import { useEmulator, useSmallEmulator } from '../support/emulator.ts';
import { useGate } from '../support/gate.ts';
import { base64, invoke, send } from '../support/invoke.ts';
import { type SmallProject, useProject } from '../support/project.ts';

const DONE = 'exports.handler = async () => {};';
const FAIL = "exports.handler = async () => { throw new TypeError('no such room'); };";

/** A project whose function `go` has this source. */
const go = (source: string, fn: SmallProject['fn'] = {}): SmallProject => ({ routes: { go: source }, fn });

test('invoke.event: is 202 at once, and has the request id that the answer names', async () => {
  const gate = await useGate();
  const emulator = await useSmallEmulator(
    go(
      `exports.handler = async (event, { awsRequestId, clientContext }) => { await ${gate.wait}; console.log(event.n, awsRequestId, clientContext); };`,
    ),
  );
  const headers = { 'X-Amz-Invocation-Type': 'Event', 'X-Amz-Client-Context': base64({ custom: {} }) };
  const answer = await invoke(emulator, 'go', { payload: '{"n":7}', headers });
  expect(answer).toMatchObject({ status: 202, body: '' });
  expect(answer.headers).not.toHaveProperty('x-amz-executed-version');
  await gate.reached(1);
  gate.open();
  const { line } = await emulator.facts.next('function.log', ({ source }) => source === 'function');
  const requestId = answer.headers['x-amzn-requestid'];
  expect(line).toMatch(`7 ${requestId} undefined`);
  expect(await emulator.facts.next('invocation.ended')).toMatchObject({ requestId, attempt: 1 });
});

test('invoke.async-retries: is tried twice more, after one minute and after two, and then given up', async () => {
  const clock = new ManualClock();
  const emulator = await useSmallEmulator(go(FAIL), { clock });
  const { headers } = await send(emulator, 'go');
  const requestId = headers['x-amzn-requestid'];
  for (const [attempt, delayMs] of [
    [2, 60_000],
    [3, 120_000],
  ] as const) {
    const postponed = await emulator.facts.next('invocation.postponed', (fact) => fact.attempt === attempt);
    expect(postponed).toMatchObject({ requestId, delayMs, reason: 'TypeError: no such room' });
    clock.advance(delayMs - 1);
    expect(emulator.facts.of('invocation.started').length).toBe(attempt - 1);
    clock.advance(1);
    await emulator.facts.next('invocation.ended', (fact) => fact.attempt === attempt);
  }
  expect(await emulator.facts.next('invocation.dropped')).toMatchObject({ requestId, attempts: 3 });
  expect(new Set(emulator.facts.of('invocation.ended').map((fact) => fact.requestId))).toEqual(
    new Set([requestId]),
  );
});

test('invoke.async-retries: is done when an attempt succeeds', async () => {
  const clock = new ManualClock();
  const emulator = await useSmallEmulator(
    go("let times = 0; exports.handler = async () => { if (++times < 2) throw new Error('not yet'); };"),
    { clock },
  );
  await send(emulator, 'go');
  await emulator.facts.next('invocation.postponed');
  clock.advance(60_000);
  const { error } = await emulator.facts.next('invocation.ended', (fact) => fact.attempt === 2);
  expect(error).toBeUndefined();
  clock.advance(24 * 60 * 60 * 1000);
  expect(emulator.facts.of('invocation.started').length).toBe(2);
  expect(emulator.facts.of('invocation.dropped')).toEqual([]);
});

test('invoke.async-throttled: waits for room, and that is no attempt', async () => {
  const clock = new ManualClock();
  const gate = await useGate();
  const emulator = await useSmallEmulator(
    go(`exports.handler = async (event) => { await ${gate.wait}; };`, {
      reservedConcurrency: 1,
      timeout: 30,
    }),
    { clock },
  );
  await send(emulator, 'go', '"first"');
  await gate.reached(1);
  const { headers } = await send(emulator, 'go', '"second"');
  const requestId = headers['x-amzn-requestid'];
  expect(await emulator.facts.next('invocation.postponed')).toMatchObject({
    requestId,
    attempt: 1,
    delayMs: 1000,
  });
  gate.open();
  await emulator.facts.next('invocation.ended');
  clock.advance(1000);
  const ended = await emulator.facts.next('invocation.ended', (fact) => fact.requestId === requestId);
  expect(ended).toMatchObject({ attempt: 1, error: undefined });
});

test('invoke.async-throttled: is given up at once when the function may not run at all', async () => {
  const emulator = await useSmallEmulator(go(DONE, { reservedConcurrency: 0 }));
  expect((await send(emulator, 'go')).status).toBe(202);
  expect(await emulator.facts.next('invocation.dropped')).toMatchObject({ attempts: 0 });
  expect(emulator.facts.of('invocation.postponed')).toEqual([]);
});

test('invoke.async-dropped: is lost when the emulator stops before its next attempt', async () => {
  const clock = new ManualClock();
  const emulator = await useSmallEmulator(go(FAIL), { clock });
  await send(emulator, 'go');
  await emulator.facts.next('invocation.postponed');
  await emulator.close();
  clock.advance(60_000);
  const [dropped] = emulator.facts.of('invocation.dropped');
  expect(dropped).toMatchObject({ function: 'go', attempts: 1, reason: 'the emulator stops' });
});

test('invoke.async-dropped: and while it runs', async () => {
  const gate = await useGate();
  const emulator = await useSmallEmulator(go(`exports.handler = () => ${gate.wait};`, { timeout: 30 }));
  await send(emulator, 'go');
  await gate.reached(1);
  await emulator.close();
  expect(emulator.facts.of('invocation.dropped')).toMatchObject([{ reason: 'the emulator stops' }]);
});

test('invoke.async-dropped: and when its function is deployed no more', async () => {
  const clock = new ManualClock();
  const cwd = await useProject({ routes: { go: FAIL, other: DONE } });
  const emulator = await useEmulator({ cwd, clock });
  await send(emulator, 'go');
  await emulator.facts.next('invocation.postponed');
  const definition = {
    apis: { test: { routes: { other: 'other' } } },
    functions: { other: { handler: 'other.handler' } },
  };
  await writeFile(join(cwd, 'emulator.config.json'), JSON.stringify(definition));
  await emulator.reload();
  clock.advance(60_000);
  const { reason } = await emulator.facts.next('invocation.dropped');
  expect(reason).toMatch('"go"');
});

test('invoke.invoke-async: InvokeAsync does the same', async () => {
  const emulator = await useSmallEmulator(go('exports.handler = async (event) => console.log(event.n);'));
  const path = '/2014-11-13/functions/go/invoke-async/';
  const answer = await invoke(emulator, 'go', { path, payload: '{"n":7}' });
  expect(answer).toMatchObject({ status: 202, body: '' });
  const { line } = await emulator.facts.next('function.log', ({ source }) => source === 'function');
  expect(line).toMatch(/\t7$/);
  const large = await invoke(emulator, 'go', { path, payload: `"${'x'.repeat(262_143)}"` });
  expect(large.status).toBe(413);
});
