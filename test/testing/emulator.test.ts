/** What a test emulator can do beside what every emulator can. */
import { fileURLToPath } from 'node:url';
import { ManualClock } from 'apigateway-websocket-emulator';
import {
  anyConnectionId,
  anyTimestamp,
  ConversationError,
  startEmulator,
} from 'apigateway-websocket-emulator/testing';
import { createTest, expect } from 'apigateway-websocket-emulator/testing/vitest';
import { describe } from 'vitest';
import { useProject } from '../support/project.ts';

const cwd = fileURLToPath(new URL('../projects/tested-chat', import.meta.url));
const test = createTest({ cwd, within: 20_000 });

const MINUTE = 60_000;

interface Person {
  readonly connectionId: string;
  readonly name?: string;
  readonly expiresAt?: number;
}

describe('testing.table', () => {
  test('testing.table: items are plain values, written, read, asked for and deleted', async ({
    emulator,
  }) => {
    const table = emulator.table<Person>('Connections');
    expect(table.name).toBe('Connections');
    expect(await table.items()).toEqual([{ connectionId: 'robot', name: 'robot' }]);
    await table.put({ connectionId: 'a', name: 'alice', expiresAt: 5 });
    expect(await table.get({ connectionId: 'a', name: 'passed over' })).toEqual({
      connectionId: 'a',
      name: 'alice',
      expiresAt: 5,
    });
    expect(await table.query({ connectionId: 'a' })).toHaveLength(1);
    await table.delete({ connectionId: 'a' });
    expect(await table.get({ connectionId: 'a' })).toBeUndefined();
    const many = Array.from({ length: 60 }, (_, i) => ({ connectionId: `c${i}` }));
    await table.seed(many);
    expect(await table.items()).toHaveLength(61);
    await table.clear();
    expect(await table.items()).toEqual([]);
  });

  test('testing.table: lists, maps, sets and what is undefined are JavaScript’s', async ({ emulator }) => {
    const table = emulator.table('Connections');
    const item = { connectionId: 'x', tags: new Set(['a', 'b']), deep: { list: [1, null, true] } };
    await table.put({ ...item, nothing: undefined });
    expect(await table.get({ connectionId: 'x' })).toEqual(item);
  });

  test('testing.table: what DynamoDB refuses is an error of the test’s line', async ({ emulator }) => {
    const refused = emulator.table('Connections').put({ id: 'a' });
    const error = await refused.catch((reason: unknown) => reason as Error);
    expect(error).toMatchObject({ name: 'ValidationException' });
    expect(error).toHaveProperty(
      'message',
      expect.stringMatching(/^Connections\.put: .*Missing the key connectionId/),
    );
    const [place] = (error as Error).stack?.match(/^ {4}at .*/m) ?? [];
    expect(place).toContain('emulator.test');
  });

  test('testing.table: faults of DynamoDB are not for the test itself', async ({ emulator }) => {
    emulator.faults.dynamodb({ throttle: true });
    expect(await emulator.table('Connections').items()).toHaveLength(1);
  });

  test('testing.table: an unknown one is an error that names what there is', ({ emulator }) => {
    expect(() => emulator.table('Conections')).toThrow(
      'There is no table "Conections" in this project; did you mean "Connections"?',
    );
    expect(() => emulator.table('x')).toThrow('it has: Connections.');
  });

  test('testing.table: and function may be called what the definition calls them', async () => {
    const template = `
Resources:
  People: { Type: AWS::DynamoDB::Table, Properties: { TableName: prod-people, BillingMode: PAY_PER_REQUEST,
    AttributeDefinitions: [{ AttributeName: id, AttributeType: S }], KeySchema: [{ AttributeName: id, KeyType: HASH }] } }
  Greet: { Type: AWS::Lambda::Function, Properties: { FunctionName: prod-greet, Runtime: nodejs22.x, Handler: index.handler,
    Role: x, Code: { ZipFile: "exports.handler = async () => 'hi';" } } }
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: chat, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action } }
  Integration: { Type: AWS::ApiGatewayV2::Integration, Properties: { ApiId: !Ref Api, IntegrationType: AWS_PROXY,
    IntegrationUri: !Sub "arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Greet.Arn}/invocations" } }
  Route: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: !Ref Api, RouteKey: $default, Target: !Sub "integrations/\${Integration}" } }
  Stage: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !Ref Api, StageName: dev } }
`;
    const folder = await useProject({ routes: {}, files: { 'template.yaml': template } });
    await using emulator = await startEmulator({ cwd: folder, config: 'template.yaml', within: 20_000 });
    expect(emulator.table('People').name).toBe('prod-people');
    (await emulator.connect()).send('hello');
    expect(await emulator.invoked('Greet')).toMatchObject({ function: 'prod-greet', result: 'hi' });
    expect(emulator.invocations('prod-greet')).toHaveLength(1);
  });
});

describe('testing.invocations', () => {
  test('testing.invocations: tell event, result, log, duration and whether it was cold', async ({
    emulator,
  }) => {
    const alice = await emulator.connect({ query: { name: 'alice' } });
    await alice.close();
    await emulator.settled();
    const [connected, left] = emulator.invocations();
    expect(connected).toMatchObject({
      function: 'onConnect',
      requestId: expect.any(String),
      event: { requestContext: { eventType: 'CONNECT', connectionId: alice.connectionId } },
      result: { statusCode: 200 },
      error: undefined,
      logs: [],
      durationMs: expect.any(Number),
      isColdStart: expect.any(Boolean),
      at: anyTimestamp(),
    });
    expect(left?.logs).toEqual([
      {
        function: 'onDisconnect',
        level: 'INFO',
        message: `left ${alice.connectionId} Client-side close frame status not set`,
        line: expect.stringMatching(/^\d{4}-.*\tINFO\tleft /),
        at: anyTimestamp(),
      },
    ]);
    expect(emulator.logs('onDisconnect')).toEqual(left?.logs);
    expect(emulator.logs('onConnect')).toEqual([]);
    expect(emulator.invocations('onDisconnect')).toEqual([left]);
    // Its environment was started for it, or an earlier test's is still there.
    await emulator.connect();
    await emulator.settled();
    expect(emulator.invocations('onConnect').at(-1)?.isColdStart).toBe(false);
  });

  test('testing.invocations: what fails has Lambda’s error and no result', async ({ emulator }) => {
    const alice = await emulator.connect();
    alice.send({ action: 'say' }); // no text is no error
    await alice.next();
    alice.send('{"action":"say","text":1'); // no JSON: no route
    await alice.next({ message: 'Forbidden' });
    emulator.faults.lambda('onSay', { error: 'TypeError: no such thing' });
    alice.send({ action: 'say', text: 'x' });
    await alice.next({ message: 'Internal server error' });
    const invoked = await emulator.invoked('onSay', { body: '{"action":"say","text":"x"}' });
    expect(invoked).toMatchObject({
      result: undefined,
      error: { errorType: 'TypeError', errorMessage: 'no such thing' },
    });
  });

  test('testing.invocations: invoked waits, and gives each once', async ({ emulator }) => {
    const later = emulator.invoked<{ requestContext: { connectionId: string } }>('onConnect');
    const [alice, bob] = [await emulator.connect(), await emulator.connect()];
    expect((await later).event.requestContext.connectionId).toBe(alice.connectionId);
    expect((await emulator.invoked('onConnect')).event).toMatchObject({
      requestContext: { connectionId: bob.connectionId },
    });
    const none = await emulator
      .invoked('onConnect', { isBase64Encoded: true }, { within: 1 })
      .catch((e) => e);
    expect(none).toBeInstanceOf(ConversationError);
    expect(none.message).toContain('onConnect was not invoked with { isBase64Encoded: true } within 1 ms.');
    expect(none.message).toContain('isBase64Encoded: expected true, found false');
    await expect(emulator.invoked('onConect')).rejects.toMatchObject({ code: 'FUNCTION_UNKNOWN' });
    expect(() => emulator.invocations('onConect')).toThrow('There is no function "onConect"');
  });
});

test('testing.journal: a fact is awaited, whether it comes or was there', async ({ emulator }) => {
  const opened = emulator.journal('connection.opened');
  const alice = await emulator.connect();
  expect(await opened).toMatchObject({ connectionId: alice.connectionId, clientPort: expect.any(Number) });
  alice.send('nonsense');
  const unrouted = await emulator.journal(
    'message.unrouted',
    (fact) => fact.connectionId === alice.connectionId,
  );
  expect(unrouted.reason).toContain('no JSON');
  expect(emulator.facts).toContain(unrouted);
  await expect(emulator.journal('notice', () => false, { within: 1 })).rejects.toThrow(
    'There was no fact "notice" that fits within 1 ms.',
  );
});

test('testing.settled: what was sent has been dealt with, and what came of it has arrived', async ({
  emulator,
}) => {
  const clients = await Promise.all(Array.from({ length: 5 }, () => emulator.connect()));
  for (const client of clients) client.send({ action: 'say', text: 'all at once' });
  await emulator.settled();
  // Each hears of the four others, and how many it has told.
  expect(clients.map(({ received }) => received.length)).toEqual([5, 5, 5, 5, 5]);
  for (const client of clients) void client.close();
  await emulator.settled();
  expect(emulator.connections()).toEqual([]);
  expect(await emulator.table('Connections').items()).toHaveLength(1);
  expect(emulator.invocations('onDisconnect')).toHaveLength(5);
});

test('testing.settled: a client that goes without a word is waited for too', async ({ emulator }) => {
  const alice = await emulator.connect();
  void alice.drop();
  await alice.settled();
  expect(emulator.invocations('onDisconnect')).toHaveLength(1);
});

describe('testing.clock', () => {
  test('testing.clock-jump: what was underway is dealt with before, what falls due before it returns', async ({
    emulator,
  }) => {
    const before = emulator.clock.now();
    const [alice, bob] = [await emulator.connect(), await emulator.connect()];
    bob.send({ action: 'say', text: 'I am here' });
    await emulator.clock.advance(10 * MINUTE);
    expect([alice.end, bob.end]).toEqual([
      { code: 1001, reason: 'Going away' },
      { code: 1001, reason: 'Going away' },
    ]);
    expect(bob.received.map(({ json }) => json)).toEqual([{ type: 'told', count: 1 }]);
    expect(emulator.invocations('onDisconnect')).toHaveLength(2);
    expect(emulator.clock.now() - before).toBeGreaterThanOrEqual(10 * MINUTE);
  });

  test('testing.clock-jump: expired items are gone', async ({ emulator }) => {
    const table = emulator.table<Person>('Connections');
    const now = Math.floor(emulator.clock.now() / 1000);
    await table.seed([
      { connectionId: 'soon', expiresAt: now + 30 },
      { connectionId: 'later', expiresAt: now + 3600 },
    ]);
    await emulator.clock.advance(2 * MINUTE);
    expect(await table.get({ connectionId: 'soon' })).toBeUndefined();
    expect(await table.get({ connectionId: 'later' })).toBeDefined();
  });

  test('testing.clock-jump: a function that is to be late is late by it', async ({ emulator }) => {
    const alice = await emulator.connect();
    emulator.faults.lambda('onSay', { delay: 30_000, times: 1 });
    alice.send({ action: 'say', text: 'x' });
    await emulator.clock.advance(28_000);
    expect(alice.received).toEqual([]);
    await emulator.clock.advance(1000);
    // API Gateway waits for 29 seconds.
    expect(alice.received.map(({ json }) => json)).toMatchObject([{ message: 'Endpoint request timed out' }]);
    await emulator.clock.advance(1000);
    expect(emulator.invocations('onSay')).toHaveLength(1);
  });

  test('testing.clock-jump: a slow network is passed over', async ({ emulator }) => {
    const alice = await emulator.connect();
    emulator.faults.network({ latency: 5000 });
    alice.send({ action: 'say', text: 'x' });
    await emulator.clock.advance(4000);
    expect(emulator.invocations('onSay')).toHaveLength(0);
    await emulator.clock.advance(1000);
    expect(emulator.invocations('onSay')).toHaveLength(1);
    expect(alice.received).toEqual([]);
    await emulator.clock.advance(5000);
    await expect(alice).toHaveReceived({ type: 'told' });
  });

  test('testing.clock-jump: a handler that does not return holds nothing up', async () => {
    const wait = 'exports.handler = () => new Promise((resolve) => setTimeout(resolve, 60_000));';
    const folder = await useProject({ routes: { wait }, twoWay: ['wait'], fn: { timeout: 100 } });
    await using emulator = await startEmulator({ cwd: folder, within: 20_000 });
    const alice = await emulator.connect();
    alice.send({ action: 'wait' });
    await emulator.clock.advance(29_000);
    await alice.next({ message: 'Endpoint request timed out' });
  });

  test('testing.clock-standing: with a ManualClock, time stands still between', async () => {
    await using emulator = await startEmulator({
      cwd,
      clock: new ManualClock(1_000_000_000_000),
      within: 20_000,
    });
    expect(emulator.clock.now()).toBe(1_000_000_000_000);
    const alice = await emulator.connect();
    await emulator.clock.advance(10 * MINUTE);
    expect(alice.end?.code).toBe(1001);
    expect(emulator.clock.now()).toBe(1_000_000_600_000);
  });
});

test('testing.reset: nothing is left of what happened, and the next begins as the first', async () => {
  await using emulator = await startEmulator({ cwd, within: 20_000 });
  const alice = await emulator.connect();
  emulator.faults.lambda('*', { throttle: true });
  await emulator.table('Connections').put({ connectionId: 'more' });
  await emulator.reset();
  expect(alice.end).toEqual({ code: 1001, reason: 'Going away' });
  expect(emulator.connections()).toEqual([]);
  expect(emulator.invocations()).toEqual([]);
  expect(emulator.logs()).toEqual([]);
  expect(emulator.facts).toEqual([]);
  expect(emulator.transcript()).toBe('  nothing happened');
  expect(await emulator.table('Connections').items()).toHaveLength(1);
  const bob = await emulator.connect();
  expect(bob.name).toBe('client 1');
  expect(emulator.invocations('onConnect')).toHaveLength(1);
});

test('testing.close: clients that are open are closed, and who waits is told', async () => {
  const emulator = await startEmulator({ cwd, within: 20_000 });
  const alice = await emulator.connect();
  const waiting = [alice.next(), emulator.journal('notice'), emulator.invoked('onSay')].map((wait) =>
    wait.catch((error: Error) => error.message.split('\n')[0]),
  );
  await emulator.close();
  expect(alice.end).toEqual({ code: 1001, reason: 'Going away' });
  expect(await Promise.all(waiting)).toEqual([
    'client 1 did not receive a message before the connection was closed with 1001 Going away.',
    'There was no fact "notice" that fits before the emulator was closed.',
    'onSay was not invoked before the emulator was closed.',
  ]);
  await emulator.close();
});

test('testing.parallel: emulators beside each other do not see each other’s', async () => {
  const emulators = await Promise.all(
    Array.from({ length: 4 }, () => startEmulator({ cwd, within: 20_000 })),
  );
  try {
    expect(new Set(emulators.map(({ url }) => url)).size).toBe(4);
    const clients = await Promise.all(emulators.map((emulator) => emulator.connect()));
    for (const client of clients) client.send({ action: 'say', text: 'hello' });
    for (const client of clients) await client.next({ type: 'told', count: 0 });
    for (const [i, emulator] of emulators.entries()) {
      expect(emulator.connections()).toMatchObject([{ connectionId: clients[i]?.connectionId }]);
      expect(clients[i]?.connectionId).toEqual(anyConnectionId());
    }
  } finally {
    await Promise.all(emulators.map((emulator) => emulator.close()));
  }
});
