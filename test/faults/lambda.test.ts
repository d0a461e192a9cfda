/** Invocations that go wrong because a test asked for it, whoever invokes. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { ManualClock } from 'apigateway-websocket-emulator';
import { expect, test } from 'vitest';
import { connect, refusal } from '../support/client.ts';
import { type TestEmulator, useSmallEmulator } from '../support/emulator.ts';
import { returning, useGuarded } from '../support/guarded.ts';
import { invoke, send } from '../support/invoke.ts';
import { useStream } from '../support/streams.ts';

const ECHO = 'exports.handler = async (event) => ({ statusCode: 200, body: event.body ?? "ran" });';
const project = { routes: { $default: ECHO, other: ECHO }, twoWay: ['$default', 'other'] };
const FAILED = expect.stringMatching(/^\{"message": "Internal server error"/);

function platformLines({ facts }: TestEmulator): string[] {
  return facts.of('function.log').flatMap(({ source, line }) => (source === 'platform' ? [line] : []));
}

test('fault.lambda-error: a function fails with the error asked for, and does not run', async () => {
  const emulator = await useSmallEmulator(project);
  const fault = emulator.faults.lambda('default', { error: 'TypeError: x is not a function' });
  const invoked = await emulator.invoke('default', {});
  expect(invoked).toMatchObject({
    ok: false,
    error: {
      errorType: 'TypeError',
      errorMessage: 'x is not a function',
      trace: ['TypeError: x is not a function'],
    },
  });
  expect(emulator.facts.of('environment.started')).toEqual([]);
  expect(fault.hits).toBe(1);
  const id = invoked.requestId;
  expect(platformLines(emulator)).toEqual([
    `START RequestId: ${id} Version: $LATEST`,
    `END RequestId: ${id}`,
    expect.stringMatching(
      new RegExp(`^REPORT RequestId: ${id}\\t.*\\tStatus: error\\tError Type: Runtime.Unknown\\t$`),
    ),
  ]);
});

test('fault.lambda-error: a text without a type is the message of an Error; both may be said apart', async () => {
  const emulator = await useSmallEmulator(project);
  const errors = ['it broke', { errorType: 'Oh: no', errorMessage: '' }].map((error) => {
    emulator.faults.lambda('default', { error, times: 1 });
    return emulator.invoke('default', {});
  });
  const [first, second] = await Promise.all(errors);
  expect(first).toMatchObject({ error: { errorType: 'Error', errorMessage: 'it broke' } });
  expect(second).toMatchObject({ error: { errorType: 'Oh: no', errorMessage: '' } });
});

test('fault.lambda-error: a client of a two-way route sees what a function that fails gives', async () => {
  const emulator = await useSmallEmulator(project);
  const client = await connect(emulator.url);
  const fault = emulator.faults.lambda('default', { error: 'it broke' });
  client.send('hello');
  expect(await client.next()).toEqual(FAILED);
  fault.remove();
  client.send('hello');
  expect(await client.next()).toBe('hello');
});

test('fault.lambda-timeout: a function is over its timeout at once', async () => {
  const emulator = await useSmallEmulator({ ...project, fn: { timeout: 900 } });
  emulator.faults.lambda('default', { timeout: true });
  const { requestId, ...invoked } = await emulator.invoke('default', {});
  expect(invoked).toEqual({
    ok: false,
    error: {
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${requestId} Error: Task timed out after 900.00 seconds`,
    },
  });
  expect(platformLines(emulator).join('\n')).toMatch(
    /Z \S+ Task timed out after 900.00 seconds\nEND .*\nREPORT .*\tDuration: 900000.00 ms\t.*\tStatus: timeout\t$/,
  );
});

test('fault.lambda-throttle: Lambda does not take the invocation', async () => {
  const emulator = await useSmallEmulator(project);
  emulator.faults.lambda('default', { throttle: true });
  const answer = await invoke(emulator, 'default');
  expect([answer.status, JSON.parse(answer.body)]).toEqual([429, expect.objectContaining({ Type: 'User' })]);
  expect(emulator.facts.of('invocation.throttled')).toMatchObject([
    { function: 'default', reservedConcurrency: undefined },
  ]);
  expect(emulator.facts.of('invocation.started')).toEqual([]);
});

test('fault.lambda-delay: an invocation runs later, by the clock', async () => {
  const clock = new ManualClock();
  const emulator = await useSmallEmulator(project, { clock });
  const client = await connect(emulator.url);
  emulator.faults.lambda('default', { delay: 5000 });
  client.send('hello');
  await emulator.facts.next('fault.applied');
  clock.advance(4999);
  await emulator.settled();
  expect(emulator.facts.of('invocation.started')).toEqual([]);
  clock.advance(1);
  await emulator.settled();
  expect(emulator.facts.of('invocation.ended')).toHaveLength(1);
  expect(await client.next()).toBe('hello');
});

test('fault.lambda-delay: API Gateway gives up on a function that is too late', async () => {
  const clock = new ManualClock();
  const emulator = await useSmallEmulator(project, { clock });
  const client = await connect(emulator.url);
  emulator.faults.lambda('*', { delay: 60_000 });
  client.send('hello');
  await emulator.facts.next('fault.applied');
  clock.advance(29_000);
  expect(await client.next()).toEqual(expect.stringContaining('Endpoint request timed out'));
});

test('fault.lambda-all: the fault is the function’s, or with * everybody’s', async () => {
  const emulator = await useSmallEmulator(project);
  emulator.faults.lambda('other', { throttle: true });
  expect(await emulator.invoke('default', {})).toMatchObject({ ok: true });
  emulator.faults.lambda('*', { error: 'nobody' });
  expect(await emulator.invoke('default', {})).toMatchObject({ error: { errorMessage: 'nobody' } });
});

test('fault.lambda-everybody: who invokes does not matter: an authorizer', async () => {
  const emulator = await useGuarded({
    connect: { authorizer: 'guard' },
    api: {
      authorizers: { guard: { function: 'authorize', identitySource: ['route.request.querystring.t'] } },
    },
    authorizer: returning(`({ principalId: 'me', policyDocument: allow })`),
    config: {
      functions: Object.fromEntries(
        ['connect', 'disconnect', 'default', 'authorize'].map((name) => [
          name,
          { handler: `${name}.handler` },
        ]),
      ),
    },
  });
  emulator.faults.lambda('authorize', { error: 'Error: Unauthorized' });
  expect((await refusal(`${emulator.url}?t=1`)).status).toBe(401);
  emulator.faults.clear();
  emulator.faults.lambda('connect', { error: 'it broke' });
  expect((await refusal(`${emulator.url}?t=1`)).status).toBe(502);
});

test('fault.lambda-everybody: an invocation that nobody waits for is tried again', async () => {
  const clock = new ManualClock();
  const emulator = await useSmallEmulator(project, { clock });
  emulator.faults.lambda('default', { error: 'it broke', times: 1 });
  await send(emulator, 'default');
  const { delayMs } = await emulator.facts.next('invocation.postponed');
  clock.advance(delayMs);
  const ended = await emulator.facts.next('invocation.ended', ({ attempt }) => attempt === 2);
  expect(ended.error).toBeUndefined();
});

test('fault.lambda-everybody: a stream’s batch is tried again', async () => {
  const clock = new ManualClock();
  const { emulator, documents, received } = await useStream({}, { clock });
  emulator.faults.lambda('onChange', { throttle: true, times: 1 });
  await documents.send(new PutCommand({ TableName: 'Things', Item: { id: 'a' } }));
  clock.advance((await emulator.facts.next('stream.postponed')).delayMs);
  expect(await received(1)).toHaveLength(1);
});

test('fault.times: it is gone after so many, and the next of the same kind has its turn', async () => {
  const emulator = await useSmallEmulator(project);
  const first = emulator.faults.lambda('default', { error: 'first', times: 2 });
  const second = emulator.faults.lambda('default', { error: 'second', times: 1 });
  const came: unknown[] = [];
  for (let i = 0; i < 4; i++) {
    const invoked = await emulator.invoke('default', {});
    came.push(invoked.ok ? 'ran' : invoked.error.errorMessage);
  }
  expect(came).toEqual(['first', 'first', 'second', 'ran']);
  expect([first.hits, second.hits]).toEqual([2, 1]);
});

test('fault.several: delays add up, and what ends an invocation comes after them', async () => {
  const clock = new ManualClock();
  const emulator = await useSmallEmulator(project, { clock });
  emulator.faults.lambda('*', { delay: 100 });
  emulator.faults.lambda('default', { delay: 100, error: 'late' });
  const invoked = emulator.invoke('default', {});
  clock.advance(199);
  await emulator.settled();
  expect(emulator.facts.of('invocation.started')).toEqual([]);
  clock.advance(1);
  expect(await invoked).toMatchObject({ error: { errorMessage: 'late' } });
  expect(emulator.facts.of('fault.applied').map(({ what }) => what)).toEqual([
    '100 ms late',
    '100 ms late, fails with Error: late',
  ]);
});

test('fault.remove: what waits because of a fault goes on when it is removed', async () => {
  const emulator = await useSmallEmulator(project, { clock: new ManualClock() });
  const used = emulator.faults.lambda('default', { delay: 1000, times: 1 });
  const invoked = emulator.invoke('default', {});
  used.remove();
  expect(await invoked).toMatchObject({ ok: true });
  emulator.faults.lambda('default', { delay: 1000, times: 1 });
  const another = emulator.invoke('default', {});
  emulator.faults.clear();
  expect(await another).toMatchObject({ ok: true });
  expect(emulator.facts.of('fault.applied')).toHaveLength(2);
});

test('fault.remove: what waits goes on when the emulator closes', async () => {
  const emulator = await useSmallEmulator(project, { clock: new ManualClock() });
  const client = await connect(emulator.url);
  client.send('warm');
  await client.next();
  emulator.faults.lambda('default', { delay: 60_000 });
  client.send('hello');
  await emulator.facts.next('fault.applied');
  await emulator.close();
  expect(emulator.facts.of('invocation.started')).toHaveLength(2);
});

test('fault.invalid: a fault that is none is an error that says what is wrong', async () => {
  const { faults } = await useSmallEmulator(project);
  const tried = (set: () => unknown) => {
    try {
      set();
      return undefined;
    } catch (error) {
      return [(error as { code?: string }).code, (error as Error).message];
    }
  };
  expect(tried(() => faults.lambda('defalt', { throttle: true }))).toEqual([
    'FUNCTION_UNKNOWN',
    'There is no function "defalt" in this project; did you mean "default"? It has: default, other.',
  ]);
  expect(tried(() => faults.lambda('default', { delay: -1 }))).toEqual([
    'FAULT_INVALID',
    'A fault cannot be set (docs/faults.md shows each): lambda.default.delay: expected a whole number of milliseconds from 0 to 86400000, found -1',
  ]);
  const wrong = (set: () => unknown) => tried(set)?.[1];
  expect(wrong(() => faults.lambda('default', { dealy: 5 } as object))).toContain(
    'default: unknown key "dealy"; did you mean "delay"?',
  );
  expect(wrong(() => faults.lambda('default', {}))).toContain(
    'default: nothing goes wrong; write one of "error", "throttle", "timeout", "delay"',
  );
  expect(wrong(() => faults.connections({ gone: true, drop: true }))).toContain(
    'connections: "gone" and "drop" exclude each other; leave one out',
  );
  expect(wrong(() => faults.dynamodb({ throttle: true, times: 0 }))).toContain('dynamodb.times: expected');
  expect(wrong(() => faults.network({} as { latency: number }))).toContain('network: "latency" is missing');
});
