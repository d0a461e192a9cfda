/** What requests add to API Gateway's metrics. */
import { expect, test } from 'vitest';
import { connect, refusal } from '../support/client.ts';
import { type TestEmulator, useSmallEmulator } from '../support/emulator.ts';
import { ask } from '../support/http.ts';

const OK = 'exports.handler = async () => ({ statusCode: 200, body: "done" });';
const THROWS = 'exports.handler = async () => { throw new Error("no"); };';
const answering = (status: number) => `exports.handler = async () => ({ statusCode: ${status} });`;

/** Sums by route and name, latencies left out. */
function countsOf(emulator: TestEmulator): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { routeKey, name, value, unit } of emulator.facts.of('metric')) {
    if (unit === 'Count') sums[`${routeKey} ${name}`] = (sums[`${routeKey} ${name}`] ?? 0) + value;
  }
  return sums;
}

const ended = (emulator: TestEmulator) =>
  emulator.facts.next('metric', ({ routeKey }) => routeKey === '$disconnect');

test('metric.connect: handshakes that reach the $connect route, the refused ones too', async () => {
  const emulator = await useSmallEmulator({
    routes: {
      $connect: `exports.handler = async ({ queryStringParameters: query }) => ({ statusCode: query ? 403 : 200 });`,
    },
  });
  const client = await connect(emulator.url);
  await refusal(`${emulator.url}?no=1`);
  client.close();
  await ended(emulator);
  expect(countsOf(emulator)).toEqual({
    '$connect ConnectCount': 2,
    '$connect MessageCount': 2,
    '$connect ClientError': 1,
    '$disconnect MessageCount': 1,
  });
});

test('metric.message: a message counts, and so does what a two-way route sends back', async () => {
  const emulator = await useSmallEmulator({ routes: { oneWay: OK, twoWay: OK }, twoWay: ['twoWay'] });
  const client = await connect(emulator.url);
  for (let sent = 0; sent < 2; sent += 1) {
    client.send({ action: 'oneWay' });
    client.send({ action: 'twoWay' });
  }
  await client.next();
  await client.next();
  await emulator.facts.next('metric', () => countsOf(emulator)['oneWay MessageCount'] === 2);
  client.close();
  await ended(emulator);
  expect(countsOf(emulator)).toEqual({
    '$connect ConnectCount': 1,
    '$connect MessageCount': 1,
    'oneWay MessageCount': 2,
    'twoWay MessageCount': 4,
    '$disconnect MessageCount': 1,
  });
});

const FAILURES = {
  'metric.execution-error: a Lambda proxy’s 503': [answering(503), 'ExecutionError'],
  'metric.execution-error: a handler that throws': [THROWS, 'ExecutionError'],
  'metric.client-error: a Lambda proxy’s 404': [answering(404), 'ClientError'],
} as const;
for (const [name, [source, metric]] of Object.entries(FAILURES)) {
  test(name, async () => {
    const emulator = await useSmallEmulator({ routes: { fails: source } });
    const client = await connect(emulator.url);
    client.send({ action: 'fails' });
    await emulator.facts.next('metric', ({ routeKey }) => routeKey === 'fails');
    client.close();
    await ended(emulator);
    expect(countsOf(emulator)).toEqual({
      '$connect ConnectCount': 1,
      '$connect MessageCount': 1,
      'fails MessageCount': 1,
      [`fails ${metric}`]: 1,
      '$disconnect MessageCount': 1,
    });
  });
}

test('metric.client-error: a message that no route is for', async () => {
  const emulator = await useSmallEmulator({ routes: { hello: OK } });
  const client = await connect(emulator.url);
  client.send({ action: 'nosuch' });
  await client.next();
  client.close();
  await ended(emulator);
  expect(countsOf(emulator)).toMatchObject({ '$default MessageCount': 1, '$default ClientError': 1 });
});

test('metric.latency: milliseconds, of requests whose integration was called', async () => {
  const slow = 'exports.handler = async () => { await new Promise((go) => setTimeout(go, 40)); return {}; };';
  const emulator = await useSmallEmulator({ routes: { slow } });
  const client = await connect(emulator.url);
  client.send({ action: 'slow' });
  const fact = await emulator.facts.next('metric', ({ name }) => name === 'IntegrationLatency');
  expect(fact).toMatchObject({ api: 'test', stage: 'dev', routeKey: 'slow', unit: 'Milliseconds' });
  expect(fact.value).toBeGreaterThanOrEqual(39);
  client.close();
  await ended(emulator);
  expect(emulator.facts.of('metric').filter(({ unit }) => unit === 'Milliseconds')).toHaveLength(1);
});

test('metric.connection-api: what is posted counts as a message and has no latency', async () => {
  const emulator = await useSmallEmulator({ routes: { $default: OK } }, { allowUnsigned: true });
  const client = await connect(emulator.url);
  const { connectionId } = await emulator.facts.next('connection.opened');
  const url = `${emulator.managementUrl}/@connections/${encodeURIComponent(connectionId)}`;
  await ask(url, { method: 'POST', body: 'hi' });
  await ask(url);
  await ask(url, { method: 'DELETE' });
  await client.closed;
  await ended(emulator);
  await ask(url, { method: 'POST', body: 'too late' });
  expect(countsOf(emulator)).toEqual({
    '$connect ConnectCount': 1,
    '$connect MessageCount': 1,
    'POST /@connections/{connectionId} MessageCount': 1,
    'POST /@connections/{connectionId} ClientError': 1,
    '$disconnect MessageCount': 1,
  });
  expect(emulator.facts.of('metric').filter(({ name }) => name === 'IntegrationLatency')).toEqual([]);
});
