/** Events as the handler sees them, held against recorded ones. */
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { connect } from '../support/client.ts';
import { type TestEmulator, useSmallEmulator } from '../support/emulator.ts';
import { rawConnect } from '../support/raw-client.ts';

const PRINT = 'exports.handler = async (event) => { console.log(JSON.stringify(event)); return {}; };';

function useRecorder(options: { api?: object } = {}): Promise<TestEmulator> {
  return useSmallEmulator({
    routes: { $connect: PRINT, $disconnect: PRINT, $default: PRINT, sendMessage: PRINT },
    ...options,
  });
}

/** The event that the function of this route printed. */
async function eventOf(emulator: TestEmulator, fn: string) {
  const log = await emulator.facts.next(
    'function.log',
    (fact) => fact.function === fn && fact.level === 'INFO',
  );
  return JSON.parse(log.line.split('\t').slice(3).join('\t'));
}

/** Keys in order and the types under them; values under a header's or query's own name count as strings. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]);
}

async function recorded(name: string) {
  return JSON.parse(await readFile(new URL(`../../fixtures/recorded/${name}.json`, import.meta.url), 'utf8'));
}

describe('$connect', () => {
  test('event.connect.shape: the recorded keys, in their order, with their types', async () => {
    const emulator = await useRecorder();
    await connect(emulator.url, {
      headers: { HeaderAuth1: 'headerValue1' },
      perMessageDeflate: { clientMaxWindowBits: 15 },
    });
    const event = await eventOf(emulator, 'connect');
    expect(shapeOf(event)).toEqual(shapeOf(await recorded('dotnet-connect')));
    expect(Object.keys(event.requestContext)).toEqual(
      Object.keys((await recorded('feral-connect-2024')).requestContext),
    );
  });

  test('event.connect.headers: own casing kept, sorted, hop-by-hop ones gone, forwarding ones added', async () => {
    const emulator = await useRecorder();
    await connect(emulator.url, {
      headers: { 'X-Probe': '1', aUtHoRiZaTiOn: 'secret', Cookie: 'a=b', 'User-Agent': 'probe' },
      perMessageDeflate: false,
    });
    const { headers, multiValueHeaders, requestContext } = await eventOf(emulator, 'connect');
    expect(Object.keys(headers)).toEqual([
      'aUtHoRiZaTiOn',
      'Cookie',
      'Host',
      'Sec-WebSocket-Key',
      'Sec-WebSocket-Version',
      'User-Agent',
      'X-Amzn-Trace-Id',
      'X-Forwarded-For',
      'X-Forwarded-Port',
      'X-Forwarded-Proto',
      'X-Probe',
    ]);
    expect(headers).toMatchObject({
      Host: requestContext.domainName,
      'X-Forwarded-For': '127.0.0.1',
      'X-Forwarded-Port': '443',
      'X-Forwarded-Proto': 'https',
    });
    expect(headers['X-Amzn-Trace-Id']).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
    expect(multiValueHeaders['X-Probe']).toEqual(['1']);
    expect(Object.keys(multiValueHeaders)).toEqual(Object.keys(headers));
  });

  test('event.connect.repeated-header: the last value single, all values multi', async () => {
    const emulator = await useRecorder();
    await rawConnect(emulator.url, { headers: ['X-Kind: first', 'X-Kind: second'] });
    const { headers, multiValueHeaders } = await eventOf(emulator, 'connect');
    expect(headers['X-Kind']).toBe('second');
    expect(multiValueHeaders['X-Kind']).toEqual(['first', 'second']);
  });

  test('event.connect.extensions: what the client offers stands in the event, also where it is declined', async () => {
    const emulator = await useRecorder();
    const client = await connect(emulator.url, { perMessageDeflate: { clientMaxWindowBits: 12 } });
    const { headers } = await eventOf(emulator, 'connect');
    expect(headers['Sec-WebSocket-Extensions']).toBe('permessage-deflate; client_max_window_bits=12');
    expect(client.socket.extensions).toBe('');
  });

  test('event.connect.user-agent: in the identity when the client sent one, absent when not', async () => {
    const emulator = await useRecorder();
    await connect(emulator.url);
    const without = await eventOf(emulator, 'connect');
    expect(without.requestContext.identity).toEqual({ sourceIp: '127.0.0.1' });

    const other = await useRecorder();
    await connect(other.url, { headers: { 'User-Agent': 'probe' } });
    const withOne = await eventOf(other, 'connect');
    expect(Object.entries(withOne.requestContext.identity)).toEqual([
      ['userAgent', 'probe'],
      ['sourceIp', '127.0.0.1'],
    ]);
  });

  test('event.connect.query: decoded, sorted, last value single, all values multi', async () => {
    const emulator = await useRecorder();
    await connect(`${emulator.url}?marker=a%3Ab&context=query+value&repeat=first&repeat=second`);
    const event = await eventOf(emulator, 'connect');
    expect(Object.entries(event.queryStringParameters)).toEqual([
      ['context', 'query value'],
      ['marker', 'a:b'],
      ['repeat', 'second'],
    ]);
    expect(event.multiValueQueryStringParameters).toEqual({
      context: ['query value'],
      marker: ['a:b'],
      repeat: ['first', 'second'],
    });
  });

  test('event.connect.no-query: the query maps are absent, not empty', async () => {
    const emulator = await useRecorder();
    await connect(emulator.url);
    const event = await eventOf(emulator, 'connect');
    expect(Object.keys(event)).toEqual(['headers', 'multiValueHeaders', 'requestContext', 'isBase64Encoded']);
  });
});

describe('messages', () => {
  test('event.message.shape: the recorded keys, in their order, with their types', async () => {
    const emulator = await useRecorder();
    const client = await connect(emulator.url, { headers: { 'User-Agent': 'probe' } });
    client.send('{"action":"sendMessage", "x" : 1}');
    const event = await eventOf(emulator, 'sendMessage');
    expect(shapeOf(event)).toEqual(shapeOf(await recorded('averdecia-message')));
    expect(shapeOf(event)).toEqual(shapeOf(await recorded('go-message')));
    expect(event.body).toBe('{"action":"sendMessage", "x" : 1}');
  });

  test('event.message.no-user-agent: an identity without one', async () => {
    const emulator = await useRecorder();
    const client = await connect(emulator.url);
    client.send('hello');
    const event = await eventOf(emulator, 'default');
    expect(shapeOf(event)).toEqual(shapeOf(await recorded('patterns-message-2022-readme')));
    expect(event).toMatchObject({ body: 'hello', requestContext: { routeKey: '$default' } });
  });

  test('event.ids: AWS-shaped, request and extended request id the same, message id with its connection’s tail', async () => {
    const emulator = await useRecorder();
    const client = await connect(emulator.url);
    client.send('hello');
    const { requestContext } = await eventOf(emulator, 'default');
    expect(requestContext.connectionId).toMatch(/^[\w-]{18}==$/);
    expect(requestContext.requestId).toMatch(/^[\w-]{15}=$/);
    expect(requestContext.extendedRequestId).toBe(requestContext.requestId);
    const tail = (id: string) => Buffer.from(id, 'base64url').subarray(-6).toString('hex');
    expect(tail(requestContext.messageId)).toBe(tail(requestContext.connectionId));
    expect(requestContext.messageId).not.toBe(requestContext.connectionId);
    expect(requestContext.apiId).toMatch(/^[a-z0-9]{10}$/);
    expect(requestContext.domainName).toBe(`${requestContext.apiId}.execute-api.us-east-1.amazonaws.com`);
  });

  test('event.api-id: the same from run to run', async () => {
    const [first, second] = [await useRecorder(), await useRecorder()];
    expect(first.apis[0]?.apiId).toBe(second.apis[0]?.apiId);
  });

  test('event.times: requestTime and requestTimeEpoch are one moment, in UTC', async () => {
    const emulator = await useRecorder();
    const client = await connect(emulator.url);
    client.send('hello');
    const { requestContext } = await eventOf(emulator, 'default');
    const [, day, month, year, time] = /^(\d\d)\/(\w{3})\/(\d{4}):([\d:]{8}) \+0000$/.exec(
      requestContext.requestTime,
    ) as RegExpExecArray;
    const moment = Date.parse(`${day} ${month} ${year} ${time} GMT`);
    expect(moment).toBe(Math.floor(requestContext.requestTimeEpoch / 1000) * 1000);
    expect(requestContext.requestTimeEpoch).toBeGreaterThanOrEqual(requestContext.connectedAt);
  });
});

describe('$disconnect', () => {
  test('event.disconnect.shape: the recorded keys, in their order, with their types', async () => {
    const emulator = await useRecorder();
    const client = await connect(emulator.url, { headers: { 'User-Agent': 'probe' } });
    client.close(1001);
    const event = await eventOf(emulator, 'disconnect');
    expect(shapeOf(event)).toEqual(shapeOf(await recorded('go-disconnect')));
    expect(event.headers).toEqual({
      Host: event.requestContext.domainName,
      'x-api-key': '',
      'X-Forwarded-For': '',
      'x-restapi': '',
    });
  });

  test('event.disconnect.no-user-agent: an identity without one', async () => {
    const emulator = await useRecorder();
    (await connect(emulator.url)).close();
    const event = await eventOf(emulator, 'disconnect');
    expect(shapeOf(event)).toEqual(shapeOf(await recorded('rust-disconnect')));
    expect(event.requestContext).toMatchObject({
      disconnectStatusCode: 1005,
      disconnectReason: 'Client-side close frame status not set',
    });
  });
});

test('event.stage-variables: between the context and the body when there are any', async () => {
  const emulator = await useRecorder({ api: { stageVariables: { colour: 'blue' } } });
  const client = await connect(emulator.url);
  client.send('hello');
  const event = await eventOf(emulator, 'default');
  expect(Object.keys(event)).toEqual(['requestContext', 'stageVariables', 'body', 'isBase64Encoded']);
  expect(event.stageVariables).toEqual({ colour: 'blue' });
});
