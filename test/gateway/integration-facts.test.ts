/** What integrations tell the logs of their calls. */
import { ManualClock } from 'apigateway-websocket-emulator';
import { expect, test } from 'vitest';
import { integrate } from '../../src/gateway/integrations/integrate.ts';
import type { Invocation } from '../../src/gateway/integrations/invoke.ts';
import type { MessageScope } from '../../src/gateway/scope.ts';
import type { GatewayServices } from '../../src/gateway/services.ts';
import { readFiles, SOUND } from '../project/read-project.ts';
import { useBackend } from '../support/backend.ts';

const requestId = 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef';

/** Sends `hello` to a route of this integration; the backend's answer takes the clock's time. */
async function resultOf(
  integration: object,
  invocation: Invocation = { outcome: 'response', payload: '{"statusCode":200}', requestId },
) {
  const { apis } = await readFiles({
    'emulator.config.json': { ...SOUND, apis: { chat: { routes: { $default: { integration } } } } },
  });
  const [api] = apis;
  const [route] = api?.routes ?? [];
  const [stage] = api?.stages ?? [];
  if (api === undefined || route === undefined || stage === undefined) throw new Error('no route');
  const clock = new ManualClock(1_790_294_664_393);
  const scope: MessageScope = {
    eventType: 'MESSAGE',
    routeKey: '$default',
    api,
    stage,
    connection: {
      connectionId: 'gbgB6m7sSQAYKEiKEA==',
      connectedAt: clock.now(),
      sourceIp: '127.0.0.1',
      userAgent: undefined,
      domainName: api.domainName,
      identity: {},
      authorizer: undefined,
    },
    requestId: 'EOoVYH6YIAMEn6g=',
    at: clock.now(),
    messageId: 'gbgB586LhQAYKEhFmA==',
    body: '{"hello":1}',
  };
  const services: GatewayServices = {
    clock,
    held: { heldMs: 0 },
    journal: { append: undefined },
    network: { carry: (_connectionId, _direction, deliver) => deliver() },
    invoke: async () => {
      clock.advance(25);
      return invocation;
    },
    enqueue: () => ({ outcome: 'accepted', requestId }),
    region: 'us-east-1',
    accountId: '123456789012',
    dynamodbEndpoint: 'http://127.0.0.1:1',
    accessKey: 'any',
    secretOf: () => undefined,
    guard: (_during, work) => work,
  };
  return integrate(route, scope, services);
}

test('a Lambda proxy: the event, the payload, Lambda’s status and request id, and how long it took', async () => {
  const { integration } = await resultOf({ type: 'AWS_PROXY', function: 'echo' });
  expect(integration).toEqual({
    status: 200,
    latency: 25,
    requestId,
    requestBody: expect.stringContaining('"body":"{\\"hello\\":1}"'),
    responseBody: '{"statusCode":200}',
  });
});

test('a function that failed has Lambda’s 200 all the same, and the error', async () => {
  const failure: Invocation = {
    outcome: 'function-error',
    errorType: 'Error',
    errorMessage: 'no',
    payload: '{"errorMessage":"no"}',
    requestId,
  };
  const facts = {
    status: 200,
    latency: 25,
    requestId,
    error: 'Error: no',
    responseBody: '{"errorMessage":"no"}',
  };
  expect(await resultOf({ type: 'AWS_PROXY', function: 'echo' }, failure)).toMatchObject({
    integration: facts,
  });
  expect(await resultOf({ type: 'AWS', function: 'echo' }, failure)).toMatchObject({
    integration: { ...facts, requestBody: '{"hello":1}' },
  });
});

test('an invocation that Lambda did not take has no status', async () => {
  const { integration } = await resultOf(
    { type: 'AWS_PROXY', function: 'echo' },
    { outcome: 'refused', message: 'nobody' },
  );
  expect(integration).toEqual({ latency: 25, error: 'nobody', requestBody: expect.any(String) });
});

test('HTTP: what went out after the template, what came back before the response’s', async () => {
  const backend = await useBackend((_received, response) => {
    response.setHeader('x-amzn-RequestId', 'theirs');
    response.writeHead(404).end('raw');
  });
  const result = await resultOf({
    type: 'HTTP',
    uri: backend.url,
    requestTemplates: { $default: 'out' },
    responses: { $default: { responseTemplates: { $default: 'in' } } },
  });
  expect(result.integration).toEqual({
    status: 404,
    latency: 0,
    requestId: 'theirs',
    requestBody: 'out',
    responseBody: 'raw',
  });
});

test('a backend that cannot be reached has an error and no status', async () => {
  const { integration } = await resultOf({ type: 'HTTP_PROXY', uri: 'http://127.0.0.1:1' });
  expect(integration).toEqual({
    latency: 0,
    requestBody: '{"hello":1}',
    error: expect.stringMatching(/ECONNREFUSED/),
  });
});

test('a request that was refused before anything was called has no facts', async () => {
  const result = await resultOf({ type: 'HTTP', uri: 'http://127.0.0.1:1', passthroughBehavior: 'NEVER' });
  expect(result).toMatchObject({ outcome: 'failed', cause: 'media-type' });
  expect(result).not.toHaveProperty('integration');
});

test('a MOCK has a status and no body', async () => {
  const { integration } = await resultOf({
    type: 'MOCK',
    requestTemplates: { $default: '{"statusCode":204}' },
  });
  expect(integration).toEqual({
    status: 204,
    latency: 0,
    requestBody: '{"statusCode":204}',
    responseBody: '',
  });
});
