/** AWS integrations: functions that get what a template says, and DynamoDB without a function. */
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, onTestFinished, test } from 'vitest';
import { connect, refusal } from '../support/client.ts';
import type { TestEmulator } from '../support/emulator.ts';
import { frame, type IntegrationConfig, useIntegrations } from '../support/integrations.ts';

const ECHO = 'exports.handler = async (event) => event;';
const THROW = "exports.handler = async () => { throw new Error('[404] no such room'); };";
const PASS = { $default: {} };

test('integration.lambda.payload: the function gets the rendered template, and its result is the body', async () => {
  const emulator = await useIntegrations(
    {
      $default: {
        type: 'AWS',
        function: 'echo',
        requestTemplates: { $default: '{"said": $input.json(\'$.text\'), "id": "$context.connectionId"}' },
        responses: PASS,
      },
    },
    { functions: { echo: ECHO } },
  );
  const client = await connect(emulator.url);
  const { connectionId } = await emulator.facts.next('connection.opened');
  client.send({ text: 'hi' });
  expect(await client.next()).toBe(JSON.stringify({ said: 'hi', id: connectionId }));
});

test('integration.lambda.payload: a statusCode in the result is nothing special', async () => {
  const emulator = await useIntegrations(
    { $connect: { type: 'AWS', function: 'refuse', responses: PASS } },
    { functions: { refuse: 'exports.handler = async () => ({ statusCode: 403 });' } },
  );
  await connect(emulator.url);
});

test('integration.lambda.no-template: the message itself, and {} where there is none', async () => {
  const integration: IntegrationConfig = { type: 'AWS', function: 'show', responses: PASS };
  const emulator = await useIntegrations(
    { $connect: integration, $default: integration, $disconnect: integration },
    {
      functions: {
        show: 'exports.handler = async (event) => { console.log(JSON.stringify(event)); return event; };',
      },
    },
  );
  const shown = (text: string) =>
    emulator.facts.next('function.log', ({ source, line }) => source === 'function' && line.includes(text));
  const client = await connect(emulator.url);
  await shown('{}');
  client.send({ any: 'thing' });
  expect(await client.next()).toBe('{"any":"thing"}');
  client.close();
  await client.closed;
  await emulator.facts.next('connection.closed');
  await emulator.close();
  const lines = emulator.facts.of('function.log').filter(({ source }) => source === 'function');
  expect(lines.map(({ line }) => line.split('\t').at(-1)?.trim())).toEqual(['{}', '{"any":"thing"}', '{}']);
});

test('integration.lambda.not-json: Lambda does not take it', async () => {
  const emulator = await useIntegrations(
    { $default: { type: 'AWS', function: 'echo', responses: PASS } },
    { functions: { echo: ECHO } },
  );
  const client = await connect(emulator.url);
  client.send('plain text');
  expect(await client.next()).toMatch(frame('Internal server error'));
  const { reason } = await emulator.facts.next('integration.failed');
  expect(reason).toMatch(/^Lambda takes JSON, and this is none \(.+\): plain text$/);
});

test('integration.lambda.error: the error’s message picks the integration response', async () => {
  const template = (text: string) => ({ responseTemplates: { $default: text } });
  const integration = (responses: IntegrationConfig['responses']): IntegrationConfig => ({
    type: 'AWS',
    function: 'fail',
    ...(responses && { responses }),
  });
  const message = '$input.path("$.errorMessage")';
  const emulator = await useIntegrations(
    {
      matched: integration({ '/\\[404\\].*/': template(`lost: ${message}`), $default: template('other') }),
      unmatched: integration({ '/\\[500\\].*/': template('never'), $default: template('other') }),
      raw: integration({ $default: {} }),
      none: integration(undefined),
    },
    { functions: { fail: THROW } },
  );
  const client = await connect(emulator.url);
  client.send({ action: 'matched' });
  expect(await client.next()).toBe('lost: [404] no such room');
  client.send({ action: 'unmatched' });
  expect(await client.next()).toBe('other');
  client.send({ action: 'raw' });
  expect(JSON.parse(await client.next())).toMatchObject({
    errorType: 'Error',
    errorMessage: '[404] no such room',
  });
  client.send({ action: 'none' });
  expect(await client.next()).toMatch(frame('Internal server error'));
});

test('integration.lambda.error: a one-way route says nothing of it', async () => {
  const emulator = await useIntegrations(
    {
      quiet: { integration: { type: 'AWS', function: 'fail' } },
      loud: { type: 'AWS', function: 'echo', responses: PASS },
    },
    { functions: { fail: THROW, echo: ECHO } },
  );
  const client = await connect(emulator.url);
  client.send({ action: 'quiet' });
  await emulator.facts.next('invocation.ended', (fact) => fact.function === 'fail');
  client.send({ action: 'loud' });
  expect(await client.next()).toBe('{"action":"loud"}');
});

test('integration.lambda.connect: a handshake is granted, but for an error that no integration response is for', async () => {
  const failing: IntegrationConfig = { type: 'AWS', function: 'fail' };
  const functions = { fail: THROW };
  const handled = await useIntegrations({ $connect: { ...failing, responses: PASS } }, { functions });
  await connect(handled.url);
  const bare = await useIntegrations({ $connect: failing }, { functions });
  expect(await refusal(bare.url)).toMatchObject({
    status: 502,
    body: expect.stringMatching(frame('Internal server error')),
  });
});

test('integration.lambda.async: with X-Amz-Invocation-Type nobody waits for the function', async () => {
  const emulator = await useIntegrations(
    {
      $default: {
        type: 'AWS',
        function: 'fail',
        requestParameters: { 'integration.request.header.X-Amz-Invocation-Type': "'Event'" },
        responses: { '/202/': { responseTemplates: { $default: 'taken' } } },
      },
    },
    { functions: { fail: THROW } },
  );
  const client = await connect(emulator.url);
  client.send('{}');
  expect(await client.next()).toBe('taken');
  const { error } = await emulator.facts.next('invocation.ended');
  expect(error?.errorMessage).toBe('[404] no such room');
  expect(await emulator.facts.next('invocation.postponed')).toMatchObject({
    function: 'fail',
    delayMs: 60_000,
  });
});

function tableOf(emulator: TestEmulator) {
  const client = new DynamoDBClient({
    endpoint: emulator.dynamodb.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  onTestFinished(() => client.destroy());
  return async (id: string) =>
    (await client.send(new GetItemCommand({ TableName: 'Things', Key: { id: { S: id } } }))).Item;
}

const put = (id: string): IntegrationConfig => ({
  type: 'AWS',
  uri: 'arn:aws:apigateway:us-east-1:dynamodb:action/PutItem',
  requestTemplates: {
    $default: `{"TableName":"Things","Item":{"id":{"S":${id}},"by":{"S":"$context.connectionId"}}}`,
  },
  passthroughBehavior: 'NEVER',
});

const MOCK: IntegrationConfig = { type: 'MOCK', requestTemplates: { $default: '{"statusCode":200}' } };

const TABLES = { tables: { Things: { partitionKey: 'id' } } };

test('integration.dynamodb.action: PutItem and GetItem without a function', async () => {
  const emulator = await useIntegrations(
    {
      put: {
        ...put("$input.json('$.id')"),
        responses: {
          $default: { responseTemplates: { 'application/json': '{"success":true}' } },
          '/4\\d{2}/': { responseTemplates: { 'application/json': '{"error":"Bad request"}' } },
        },
      },
      get: {
        type: 'AWS',
        uri: 'dynamodb:action/GetItem',
        requestTemplates: {
          $default: '{"TableName":"Things","Key":{"id":{"S":$input.json(\'$.id\')}}}',
        },
        responses: {
          $default: { responseTemplates: { $default: "$input.path('$.Item.id.S')" } },
        },
      },
    },
    TABLES,
  );
  const client = await connect(emulator.url);
  const { connectionId } = await emulator.facts.next('connection.opened');
  client.send({ action: 'put', id: 'one' });
  expect(await client.next()).toBe('{"success":true}');
  expect(await tableOf(emulator)('one')).toEqual({ id: { S: 'one' }, by: { S: connectionId } });
  client.send({ action: 'get', id: 'one' });
  expect(await client.next()).toBe('one');
});

test('integration.response.time-limit: an expression that tries every way to split a message is ended', async () => {
  const message = `${'a'.repeat(40)}!`;
  const emulator = await useIntegrations(
    {
      slow: { type: 'AWS', function: 'failing', responses: { '/((a+)+)+/': {}, $default: {} } },
      $default: MOCK,
    },
    { functions: { failing: `exports.handler = async () => { throw new Error('${message}'); };` } },
  );
  const client = await connect(emulator.url);
  client.send({ action: 'slow' });
  expect(await client.next()).toMatch(frame('Internal server error'));
  expect((await emulator.facts.next('integration.failed')).reason).toContain('it took more than 2 s');
});

test('integration.error-answer: why a backend answered with an error is told, whatever the client sees', async () => {
  const emulator = await useIntegrations(
    {
      silent: { integration: put("$input.json('$.id')"), routeResponse: false },
      failing: {
        integration: { type: 'AWS', function: 'failing', responses: { $default: {} } },
        routeResponse: false,
      },
    },
    {
      ...TABLES,
      functions: { failing: 'exports.handler = async () => { throw new RangeError("no more"); };' },
    },
  );
  const client = await connect(emulator.url);
  client.send({ action: 'silent', id: 1 });
  const refused = await emulator.facts.next(
    'integration.error-answer',
    ({ routeKey }) => routeKey === 'silent',
  );
  expect(refused).toMatchObject({ status: 400, reason: expect.stringContaining('SerializationException') });
  client.send({ action: 'failing' });
  const failed = await emulator.facts.next(
    'integration.error-answer',
    ({ routeKey }) => routeKey === 'failing',
  );
  expect(failed).toMatchObject({ status: 200, reason: 'RangeError: no more' });
});

test('integration.dynamodb.refused: what DynamoDB refuses is an answer with its status', async () => {
  const emulator = await useIntegrations(
    {
      put: {
        ...put("$input.json('$.id')"),
        responses: {
          $default: { responseTemplates: { 'application/json': '{"success":true}' } },
          '/4\\d{2}/': { responseTemplates: { 'application/json': '{"error":"Bad request"}' } },
        },
      },
      unknown: {
        type: 'AWS',
        uri: 'dynamodb:action/ExecuteStatement',
        requestTemplates: { $default: '{}' },
        responses: { $default: {} },
      },
    },
    TABLES,
  );
  const client = await connect(emulator.url);
  client.send({ action: 'put', id: 1 });
  expect(await client.next()).toBe('{"error":"Bad request"}');
  client.send({ action: 'unknown' });
  expect(await client.next()).toMatch(/UnknownOperationException/);
});

test('integration.dynamodb.connect: a connection table that nobody has to write a function for', async () => {
  const id = '"$context.connectionId"';
  const tables = await useIntegrations({ $default: MOCK }, TABLES);
  const emulator = await useIntegrations(
    {
      $connect: put(id),
      $disconnect: {
        type: 'AWS',
        uri: 'dynamodb:action/DeleteItem',
        requestTemplates: { $default: `{"TableName":"Things","Key":{"id":{"S":${id}}}}` },
      },
    },
    { dynamodbEndpoint: tables.dynamodb.endpoint },
  );
  const client = await connect(emulator.url);
  const { connectionId } = await emulator.facts.next('connection.opened');
  const item = tableOf(tables);
  expect(await item(connectionId)).toMatchObject({ id: { S: connectionId } });
  client.close();
  await client.closed;
  // Closing waits for what the end of the connection has begun.
  await emulator.close();
  expect(await item(connectionId)).toBeUndefined();
  const broken = await useIntegrations({ $connect: put('1') }, TABLES);
  expect(await refusal(broken.url)).toMatchObject({ status: 400 });
});
