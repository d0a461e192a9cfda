/** Messages: which route, what comes back, what does not. */
import { describe, expect, test } from 'vitest';
import { connect } from '../support/client.ts';
import { useSmallEmulator } from '../support/emulator.ts';
import { useFolder } from '../support/project.ts';

/** Answers with the route key that it was called by. */
const NAME =
  'exports.handler = async ({ requestContext }) => ({ statusCode: 200, body: requestContext.routeKey });';

const frame = (message: string) =>
  new RegExp(`^\\{"message": "${message}", "connectionId":"[\\w-]{18}==", "requestId":"[\\w-]{15}="\\}$`);

describe('route selection', () => {
  const table = {
    routes: {
      $connect: 'exports.handler = async () => ({});',
      $disconnect: NAME,
      $default: NAME,
      join: NAME,
      1: NAME,
      true: NAME,
    },
    twoWay: ['$default', 'join', '1', 'true'],
  };

  const cases = {
    'routing.custom: the route that the action names': ['{"action":"join"}', 'join'],
    'routing.exact: case counts': ['{"action":"Join"}', '$default'],
    'routing.unmatched: $default': ['{"action":"nope"}', '$default'],
    'routing.no-action: $default': ['{"other":"join"}', '$default'],
    'routing.not-json: $default': ['plain text', '$default'],
    'routing.lenient: unquoted keys': ['{action:"join", body:"hello"}', 'join'],
    'routing.lenient: single quotes and a trailing comma': ["{'action':'join',}", 'join'],
    'routing.empty: $default': ['', '$default'],
    'routing.null: $default': ['{"action":null}', '$default'],
    'routing.number: as text': ['{"action":1}', '1'],
    'routing.boolean: as text': ['{"action":true}', 'true'],
    'routing.special-keys: $connect is no message’s to name': ['{"action":"$connect"}', '$default'],
    'routing.special-keys: nor is $disconnect': ['{"action":"$disconnect"}', '$default'],
    'routing.prototype: nor anything that an object inherits': ['{"action":"__proto__"}', '$default'],
  } as const;
  for (const [name, [message, routeKey]] of Object.entries(cases)) {
    test(name, async () => {
      const emulator = await useSmallEmulator(table);
      const client = await connect(emulator.url);
      client.send(message);
      expect(await client.next()).toBe(routeKey);
    });
  }

  test('routing.path: any path of the body', async () => {
    const emulator = await useSmallEmulator({
      ...table,
      api: { routeSelectionExpression: '$request.body.meta.kinds[0].name' },
    });
    const client = await connect(emulator.url);
    client.send({ meta: { kinds: [{ name: 'join' }] } });
    expect(await client.next()).toBe('join');
  });

  test('frame.forbidden: no route and no $default', async () => {
    const emulator = await useSmallEmulator({ routes: { join: NAME }, twoWay: ['join'] });
    const client = await connect(emulator.url);
    client.send({ action: 'nope' });
    const text = await client.next();
    expect(text).toMatch(frame('Forbidden'));
    const { connectionId, requestId } = await emulator.facts.next('message.received');
    expect(JSON.parse(text)).toEqual({ message: 'Forbidden', connectionId, requestId });
    client.send({ action: 'join' });
    expect(await client.next()).toBe('join');
  });
});

test.each([
  ['{"action":"jion"}', 'there is no route "jion"; there is join, and no $default'],
  ['{"acton":"join"}', 'the message has no $request.body.action; there is join, and no $default'],
  ['hello', 'the message is no JSON; there is join, and no $default'],
])('why %s has no route is told', async (message, reason) => {
  const emulator = await useSmallEmulator({ routes: { join: NAME } });
  const client = await connect(emulator.url);
  client.send(message);
  expect((await emulator.facts.next('message.unrouted')).reason).toBe(reason);
});

describe('what the client sees of a handler', () => {
  /** The next frame is the marker's, so nothing came before it. */
  async function silent(source: string): Promise<void> {
    const emulator = await useSmallEmulator({ routes: { quiet: source, marker: NAME }, twoWay: ['marker'] });
    const client = await connect(emulator.url);
    client.send({ action: 'quiet' });
    await emulator.facts.next('invocation.ended', (fact) => fact.function === 'quiet');
    client.send({ action: 'marker' });
    expect(await client.next()).toBe('marker');
  }

  for (const status of [200, 201, 301, 401, 501]) {
    test(`message.one-way: a one-way route says nothing, whatever the status (${status})`, () =>
      silent(`exports.handler = async () => ({ statusCode: ${status}, body: 'unheard' });`));
  }
  test('message.one-way: nor for an empty object', () => silent('exports.handler = async () => ({});'));

  const replies = {
    'message.two-way: the body, whatever the status': ['({ statusCode: 500, body: "heard" })', 'heard'],
    'message.two-way: a base64 body is decoded': [
      '({ statusCode: 200, isBase64Encoded: true, body: "aGk=" })',
      'hi',
    ],
    'message.two-way-empty: an empty frame without a body': ['({ statusCode: 200 })', ''],
  } as const;
  for (const [name, [result, text]] of Object.entries(replies)) {
    test(name, async () => {
      const emulator = await useSmallEmulator({
        routes: { reply: `exports.handler = async () => ${result};` },
        twoWay: ['reply'],
      });
      const client = await connect(emulator.url);
      client.send({ action: 'reply' });
      expect(await client.next()).toBe(text);
    });
  }

  const errors = {
    'frame.handler-throws: even on a one-way route': 'throw new Error("no");',
    'frame.malformed: an unknown key': 'return { statusCode: 200, ConnectionId: 1 };',
    'frame.malformed: a body that is no string': 'return { statusCode: 200, body: { a: 1 } };',
    'frame.malformed: a bare string': 'return "ok";',
    'frame.malformed: an array': 'return [];',
    'frame.malformed: nothing at all': '',
    'frame.malformed: a status that is none': 'return { statusCode: "ok" };',
    'frame.malformed: a header that is an object': 'return { headers: { a: {} } };',
  };
  for (const [name, body] of Object.entries(errors)) {
    test(name, async () => {
      const emulator = await useSmallEmulator({
        routes: { bad: `exports.handler = async () => { ${body} };`, marker: NAME },
        twoWay: ['marker'],
      });
      const client = await connect(emulator.url);
      client.send({ action: 'bad' });
      const text = await client.next();
      expect(text).toMatch(frame('Internal server error'));
      const { requestId } = await emulator.facts.next('message.received');
      expect(JSON.parse(text).requestId).toBe(requestId);
      client.send({ action: 'marker' });
      expect(await client.next()).toBe('marker');
    });
  }

  /** Leaves a mark in `MEETING` and goes on when there are two: nobody gets by who is handled alone. */
  const meet =
    "const fs = require('node:fs'); const { MEETING } = process.env; const meet = async () => { fs.writeFileSync(MEETING + '/' + Math.random(), ''); while (fs.readdirSync(MEETING).length < 2) await new Promise((r) => setTimeout(r, 10)); };";

  test('message.concurrent: messages of one connection run side by side', async () => {
    const emulator = await useSmallEmulator({
      routes: { meet: `${meet} exports.handler = async () => { await meet(); return { body: 'met' }; };` },
      twoWay: ['meet'],
      fn: { timeout: 20, environment: { MEETING: await useFolder() } },
    });
    const client = await connect(emulator.url);
    client.send({ action: 'meet' });
    client.send({ action: 'meet' });
    expect([await client.next(), await client.next()]).toEqual(['met', 'met']);
  });

  test('message.serial: one after another when the API asks for it', async () => {
    const emulator = await useSmallEmulator({
      routes: {
        wait: 'exports.handler = async ({ body }) => { const { ms } = JSON.parse(body); await new Promise((r) => setTimeout(r, ms)); return { statusCode: 200, body: String(ms) }; };',
      },
      twoWay: ['wait'],
      api: { messageOrder: 'serial' },
    });
    const client = await connect(emulator.url);
    client.send({ action: 'wait', ms: 300 });
    client.send({ action: 'wait', ms: 1 });
    expect([await client.next(), await client.next()]).toEqual(['300', '1']);
  });

  test('message.environments: concurrent messages meet different module globals, later ones the same again', async () => {
    const count =
      'let n = 0; exports.handler = async () => { n++; await meet(); return { body: String(n) }; };';
    const emulator = await useSmallEmulator({
      routes: { count: `${meet} ${count}` },
      twoWay: ['count'],
      fn: { timeout: 20, environment: { MEETING: await useFolder() } },
    });
    const client = await connect(emulator.url);
    client.send({ action: 'count' });
    client.send({ action: 'count' });
    expect([await client.next(), await client.next()]).toEqual(['1', '1']);
    client.send({ action: 'count' });
    expect(await client.next()).toBe('2');
  });
});

test('frame.timeout: an integration that does not answer within 29 s', async () => {
  const { ManualClock } = await import('apigateway-websocket-emulator');
  const clock = new ManualClock();
  const emulator = await useSmallEmulator(
    {
      routes: { slow: 'exports.handler = () => new Promise((r) => setTimeout(r, 9e5));' },
      fn: { timeout: 60 },
    },
    { clock },
  );
  const client = await connect(emulator.url);
  client.send({ action: 'slow' });
  await emulator.facts.next('invocation.started');
  clock.advance(29_000);
  expect(await client.next()).toMatch(frame('Endpoint request timed out'));
});
