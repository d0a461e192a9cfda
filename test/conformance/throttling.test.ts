/** How fast routes may be used, and connections opened; required parameters of the upgrade request. */
import { ManualClock } from 'apigateway-websocket-emulator';
import { describe, expect, test } from 'vitest';
import { connect, refusal } from '../support/client.ts';
import { useSmallEmulator } from '../support/emulator.ts';
import { invoked, ownBody, useGuarded } from '../support/guarded.ts';

const ECHO = 'exports.handler = async ({ body }) => ({ statusCode: 200, body });';
const THROTTLED =
  /^\{"message": "Too Many Requests", "connectionId":"[\w-]{18}==", "requestId":"[\w-]{15}="\}$/;

const useThrottled = (stage: object, clock = new ManualClock()) =>
  useSmallEmulator(
    {
      routes: { $connect: ECHO, $default: ECHO, chat: ECHO },
      twoWay: ['$default', 'chat'],
      api: { stages: { dev: stage } },
    },
    { clock },
  );

describe('routes', () => {
  test('throttle.connect: 429 above the burst of $connect, until the rate allows another', async () => {
    const clock = new ManualClock();
    const routeSettings = { $connect: { throttlingRateLimit: 2, throttlingBurstLimit: 1 } };
    const emulator = await useThrottled({ routeSettings }, clock);
    const client = await connect(emulator.url);
    const refused = await refusal(emulator.url);
    expect(refused.status).toBe(429);
    expect(refused.body).toMatch(ownBody('Too Many Requests'));
    expect(invoked(emulator)).toEqual(['connect']);
    clock.advance(500);
    await connect(emulator.url);
    for (const text of ['one', 'two']) {
      client.send(text);
      expect(await client.next()).toBe(text);
    }
  });

  test('throttle.message: the Too Many Requests frame; the connection stays open', async () => {
    const clock = new ManualClock();
    const emulator = await useThrottled({ routeSettings: { chat: { throttlingRateLimit: 1 } } }, clock);
    const client = await connect(emulator.url);
    const message = '{"action":"chat"}';
    client.send(message);
    expect(await client.next()).toBe(message);
    client.send(message);
    expect(await client.next()).toMatch(THROTTLED);
    client.send('another route');
    expect(await client.next()).toBe('another route');
    clock.advance(1000);
    client.send(message);
    expect(await client.next()).toBe(message);
    expect(emulator.facts.of('message.throttled')).toMatchObject([{ routeKey: 'chat' }]);
  });

  test('throttle.message: a rate and a burst of 0 let nothing through', async () => {
    const none = { throttlingRateLimit: 0, throttlingBurstLimit: 0 };
    const emulator = await useThrottled({ routeSettings: { chat: none } });
    const client = await connect(emulator.url);
    client.send('{"action":"chat"}');
    expect(await client.next()).toMatch(THROTTLED);
  });

  test('throttle.request-id: the frame names the request that the journal knows', async () => {
    const emulator = await useThrottled({ defaultRouteSettings: { throttlingRateLimit: 0.001 } });
    const client = await connect(emulator.url);
    client.send('one');
    await client.next();
    client.send('two');
    const { requestId } = JSON.parse(await client.next());
    expect(emulator.facts.of('message.received')[1]?.requestId).toBe(requestId);
  });

  test('throttle.default: the default’s settings count for each route by itself, and what a route leaves out is theirs', async () => {
    const emulator = await useThrottled({
      defaultRouteSettings: { throttlingRateLimit: 0.001, throttlingBurstLimit: 1 },
      routeSettings: { chat: { throttlingBurstLimit: 2 } },
    });
    const client = await connect(emulator.url);
    const answers: string[] = [];
    for (const text of ['a', 'a', '{"action":"chat"}', '{"action":"chat"}', '{"action":"chat"}']) {
      client.send(text);
      answers.push(THROTTLED.test(await client.next()) ? 'throttled' : 'answered');
    }
    expect(answers).toEqual(['answered', 'throttled', 'answered', 'answered', 'throttled']);
    expect(await refusal(emulator.url)).toMatchObject({ status: 429 });
  });

  test('throttle.stage: another stage has its own', async () => {
    const routeSettings = { $connect: { throttlingRateLimit: 0.001, throttlingBurstLimit: 1 } };
    const emulator = await useSmallEmulator({
      routes: { $connect: ECHO },
      api: { stages: { dev: { routeSettings }, prod: { routeSettings } } },
    });
    await connect(emulator.url);
    await connect(emulator.url.replace('/dev', '/prod'));
    expect(await refusal(emulator.url)).toMatchObject({ status: 429 });
  });

  test('throttle.unrouted: without a $connect route, its settings guard nothing', async () => {
    const emulator = await useSmallEmulator({
      routes: { $default: ECHO },
      api: { stages: { dev: { defaultRouteSettings: { throttlingRateLimit: 0.001 } } } },
    });
    await connect(emulator.url);
    await connect(emulator.url);
  });
});

test('throttle.new-connections: 429 above so many in a second, all APIs together, with a $connect route or without', async () => {
  const clock = new ManualClock();
  const emulator = await useSmallEmulator(
    {
      routes: { $connect: ECHO, $default: ECHO },
      config: {
        newConnectionsPerSecond: 2,
        apis: {
          one: { stage: 'one', routes: { $connect: 'connect' } },
          two: { stage: 'two', routes: { $default: 'default' } },
        },
      },
    },
    { clock },
  );
  const [one = '', two = ''] = emulator.apis.map(({ url }) => url);
  await connect(one);
  await connect(two);
  for (const url of [one, two]) {
    const refused = await refusal(url);
    expect(refused.status).toBe(429);
    expect(refused.body).toMatch(ownBody('Too Many Requests'));
  }
  clock.advance(500);
  await connect(one);
  expect(await refusal(two)).toMatchObject({ status: 429 });
});

test('throttle.after-authorization: whom the authorizer refuses uses nothing up', async () => {
  const emulator = await useGuarded({
    authorizer:
      'exports.handler = async ({ queryStringParameters: { token }, methodArn }) => { if (token !== "good") throw new Error("Unauthorized"); return { policyDocument: { Statement: { Effect: "Allow", Action: "*", Resource: methodArn } } }; };',
    connect: { authorizer: 'gate' },
    api: {
      stages: {
        dev: { routeSettings: { $connect: { throttlingRateLimit: 0.001, throttlingBurstLimit: 1 } } },
      },
      authorizers: { gate: { function: 'authorize' } },
    },
  });
  expect(await refusal(`${emulator.url}?token=bad`)).toMatchObject({ status: 401 });
  await connect(`${emulator.url}?token=good`);
  expect(await refusal(`${emulator.url}?token=good`)).toMatchObject({ status: 429 });
});

test('request-parameters.required: 400 for those that are missing or empty, and the handler is not asked', async () => {
  const emulator = await useGuarded({
    connect: {
      requestParameters: {
        'route.request.querystring.token': { required: true },
        'route.request.header.X-Room': { required: true },
        'route.request.querystring.colour': { required: false },
      },
    },
  });
  const none = await refusal(`${emulator.url}?token=`);
  expect(none.status).toBe(400);
  expect(none.body).toMatch(ownBody('Missing required request parameters: [token, X-Room]'));
  expect(invoked(emulator)).toEqual([]);
  await connect(`${emulator.url}?token=1`, { headers: { 'x-room': 'lobby' } });
});
