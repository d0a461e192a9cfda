/** Events made from settings, held against recorded ones, and against those of a running gateway. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { EventSettings } from '../../../src/sessions/events/event-settings.ts';
import { generateEvent } from '../../../src/sessions/events/generate.ts';
import { connect } from '../../support/client.ts';
import { useSmallEmulator } from '../../support/emulator.ts';

/** As `JSON.parse` has it: events are looked into at will. */
type Event = ReturnType<typeof JSON.parse>;

function generate(settings: EventSettings, ...rest: [] | [Parameters<typeof generateEvent>[1]]): Event {
  const generated = generateEvent(settings, rest[0]);
  if (!generated.ok) throw new Error(generated.problems.map(({ message }) => message).join('; '));
  return JSON.parse(JSON.stringify(generated.event));
}

function recorded(name: string): Event {
  return JSON.parse(
    readFileSync(new URL(`../../../fixtures/recorded/${name}.json`, import.meta.url), 'utf8'),
  );
}

/** Keys in order, and the types under them. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]);
}

describe('generate-event.shape: the recorded keys, in their order, with their types', () => {
  const agent = { userAgent: 'probe' };
  const header = [['HeaderAuth1', 'headerValue1']] as const;
  test.each<[string, EventSettings]>([
    ['dotnet-connect', { type: 'connect', headers: header }],
    ['feral-connect-2024', { type: 'connect' }],
    ['go-message', { type: 'message', ...agent }],
    ['averdecia-message', { type: 'message', route: 'sendMessage', ...agent }],
    ['patterns-message-2022-readme', { type: 'message', body: '{}' }],
    ['go-disconnect', { type: 'disconnect', code: 1001, ...agent }],
    ['rust-disconnect', { type: 'disconnect', code: 1005 }],
  ])('%s', (name, settings) => {
    expect(shapeOf(generate(settings))).toEqual(shapeOf(recorded(name)));
  });

  /** A recording again, from what it says of the request: nothing but the trace id and the key are the client's own. */
  test.each(['go-message', 'averdecia-message', 'go-disconnect', 'rust-disconnect'])(
    '%s: the whole event, byte for byte',
    (name) => {
      const event = recorded(name);
      const { requestContext: context, body } = event;
      const made = generateWithApi(
        {
          type: context.eventType.toLowerCase(),
          route: body === undefined ? undefined : context.routeKey,
          body,
          stage: context.stage,
          domainName: context.domainName,
          connectionId: context.connectionId,
          messageId: context.messageId,
          requestId: context.requestId,
          sourceIp: context.identity.sourceIp,
          userAgent: context.identity.userAgent,
          time: context.requestTimeEpoch,
          connectedAt: context.connectedAt,
          code: context.disconnectStatusCode,
          reason: context.disconnectReason,
        },
        context.apiId,
      );
      expect(JSON.stringify(made)).toBe(JSON.stringify(event));
    },
  );
});

/** Outside of a project an API has an id of its own. */
function generateWithApi(settings: EventSettings, apiId: string): Event {
  const event = generate(settings);
  return { ...event, requestContext: { ...event.requestContext, apiId } };
}

const PRINT = 'exports.handler = async (event) => { console.log(JSON.stringify(event)); return {}; };';

test('generate-event.project: what a client’s request leads to, from the project’s own API and stage', async () => {
  const emulator = await useSmallEmulator({
    routes: { $connect: PRINT, $disconnect: PRINT, echo: PRINT, $default: PRINT },
    api: { stageVariables: { colour: 'blue' }, stage: 'prod' },
  });
  const client = await connect(emulator.url, { headers: { 'User-Agent': 'probe' } });
  client.send('{"action":"echo"}');
  const log = await emulator.facts.next(
    'function.log',
    (fact) => fact.function === 'echo' && fact.level === 'INFO',
  );
  const sent: Event = JSON.parse(log.line.split('\t').slice(3).join('\t'));
  const { connectionId, messageId, requestId, requestTimeEpoch, connectedAt } = sent.requestContext;
  const settings: EventSettings = {
    type: 'message',
    connectionId,
    messageId,
    requestId,
    userAgent: 'probe',
    time: requestTimeEpoch,
    connectedAt,
  };
  const made = generateEvent(settings, emulator.project);
  expect(JSON.stringify(made.ok && made.event)).toBe(JSON.stringify(sent));
});

describe('generate-event.route: that of the body, or one that there is', () => {
  const project = async () =>
    (await useSmallEmulator({ routes: { $connect: PRINT, echo: PRINT, send: PRINT } })).project;

  test('without a route, the one that the gateway selects for the body', async () => {
    const event = generate({ type: 'message', body: '{"action":"send"}' }, await project());
    expect(event.requestContext.routeKey).toBe('send');
  });

  test('without a body, the smallest that selects the route', async () => {
    const event = generate({ type: 'message', route: 'send' }, await project());
    expect(event).toMatchObject({ body: '{"action":"send"}', requestContext: { routeKey: 'send' } });
  });

  test('a route that there is not, and a body that selects none', async () => {
    const of = await project();
    expect(generateEvent({ type: 'message', route: 'sned' }, of)).toEqual({
      ok: false,
      problems: [{ setting: 'route', message: 'test has no route "sned"; did you mean "send"?' }],
    });
    expect(generateEvent({ type: 'message', body: 'hello' }, of)).toMatchObject({
      problems: [
        { setting: 'body', message: 'the message is no JSON; there is echo, send, and no $default' },
      ],
    });
    expect(generateEvent({ type: 'message', route: '$connect' }, of)).toMatchObject({
      problems: [{ setting: 'route', message: "$connect is no message's route" }],
    });
  });
});

test('generate-event.upgrade: headers, query and subprotocols as of an upgrade request', () => {
  const event = generate({
    type: 'connect',
    headers: [
      ['x-b', '1'],
      ['X-a', '2'],
      ['x-b', '3'],
      ['Sec-WebSocket-Key', 'mine'],
    ],
    query: [
      ['room', 'b c'],
      ['id', '1'],
      ['room', 'ä'],
    ],
    protocols: ['chat', 'v2'],
    userAgent: 'probe',
  });
  expect(Object.keys(event.headers)).toEqual([
    'Host',
    'Sec-WebSocket-Extensions',
    'Sec-WebSocket-Key',
    'Sec-WebSocket-Protocol',
    'Sec-WebSocket-Version',
    'User-Agent',
    'X-a',
    'X-Amzn-Trace-Id',
    'x-b',
    'X-Forwarded-For',
    'X-Forwarded-Port',
    'X-Forwarded-Proto',
  ]);
  expect(event.headers).toMatchObject({ 'x-b': '3', 'Sec-WebSocket-Key': 'mine' });
  expect(event.headers['Sec-WebSocket-Protocol']).toBe('chat, v2');
  expect(event.multiValueHeaders['x-b']).toEqual(['1', '3']);
  expect(event.multiValueQueryStringParameters).toEqual({ id: ['1'], room: ['b c', 'ä'] });
  expect(event.requestContext.identity).toEqual({ userAgent: 'probe', sourceIp: '127.0.0.1' });
  const authorizer = generate({
    type: 'authorizer',
    query: [
      ['b', '1'],
      ['a', '2'],
    ],
  });
  expect(Object.keys(authorizer.queryStringParameters)).toEqual(['b', 'a']);
  expect(authorizer).toMatchObject({
    type: 'REQUEST',
    methodArn: `arn:aws:execute-api:us-east-1:123456789012:${authorizer.requestContext.apiId}/dev/$connect`,
  });
});

test('generate-event.authorizer: as text, in the order of a Java map, the latency in $connect alone', () => {
  const values = { principalId: 'me', role: 'admin', level: 3, nothing: null };
  const connected = generate({ type: 'connect', authorizer: values });
  expect(connected.requestContext.authorizer).toEqual({
    principalId: 'me',
    role: 'admin',
    level: '3',
    integrationLatency: expect.any(Number),
  });
  const returned = { principalId: 'me', policyDocument: {}, context: { role: 'admin' } };
  const message = generate({ type: 'message', authorizer: returned });
  expect(message.requestContext.authorizer).toEqual({ principalId: 'me', role: 'admin' });
  expect(Object.keys(message.requestContext).slice(0, 3)).toEqual(['routeKey', 'authorizer', 'messageId']);
  expect(generateEvent({ type: 'message', authorizer: { list: [1] } }, undefined)).toMatchObject({
    problems: [
      { setting: 'authorizer', message: expect.stringContaining('context.list is an object or a list') },
    ],
  });
});

test('generate-event.flags: all that does not fit the type, or is malformed', () => {
  const generated = generateEvent(
    {
      type: 'message',
      code: 99,
      query: [],
      body: 'x'.repeat(131_073),
      connectedAt: 2,
      time: 1,
      reason: 'x'.repeat(124),
    },
    undefined,
  );
  expect(generated).toEqual({
    ok: false,
    problems: [
      { setting: 'query', message: 'a message event has none; it is for connect and authorizer' },
      { setting: 'code', message: 'a message event has none; it is for disconnect' },
      { setting: 'reason', message: 'a message event has none; it is for disconnect' },
      { setting: 'body', message: 'it has 131073 bytes, and no message has more than 131072' },
      { setting: 'code', message: 'a close code is a whole number from 1000 to 4999' },
      { setting: 'reason', message: 'a close frame has room for 123 bytes' },
      { setting: 'connectedAt', message: 'it is after the time of the event' },
    ],
  });
  const headers = [
    ['Host', 'a'],
    ['a b', 'c'],
    ['X-A', 'b\n'],
  ] as const;
  expect(generateEvent({ type: 'connect', headers, protocols: ['a,b'] }, undefined)).toEqual({
    ok: false,
    problems: [
      { setting: 'headers', message: 'API Gateway writes Host itself; it is the domain name' },
      { setting: 'headers', message: '"a b" is no name of a header' },
      { setting: 'headers', message: 'X-A: a header has no line breaks' },
      { setting: 'protocols', message: '"a,b" is no subprotocol' },
    ],
  });
  expect(generateEvent({ type: 'authorizer', authorizer: {} }, undefined)).toMatchObject({
    problems: [{ message: 'an authorizer event has none; it is for connect, message and disconnect' }],
  });
});
