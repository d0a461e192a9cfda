/** The pure parts of access logs, execution logs and metrics, where no project of this suite leads. */
import { describe, expect, test } from 'vitest';
import type { IntegrationResult } from '../../src/gateway/integrations/result.ts';
import { formatAccessLine } from '../../src/gateway/logs/access-line.ts';
import { routeLines } from '../../src/gateway/logs/execution-lines.ts';
import { routeMetrics } from '../../src/gateway/logs/metrics.ts';
import { routeVariables } from '../../src/gateway/logs/record-variables.ts';
import type { RouteRecord } from '../../src/gateway/logs/request-record.ts';
import type { ConnectScope, MessageScope } from '../../src/gateway/scope.ts';
import { readFiles } from '../project/read-project.ts';

async function record(integration: object, result?: IntegrationResult): Promise<RouteRecord> {
  const definition = { apis: { chat: { routes: { call: { integration } } } }, functions: {} };
  const project = await readFiles({ 'emulator.config.json': definition });
  const [api] = project.apis;
  const [stage] = api?.stages ?? [];
  if (api === undefined || stage === undefined) throw new Error('no API');
  const connection = {
    connectionId: 'C',
    connectedAt: 1,
    sourceIp: '127.0.0.1',
    userAgent: undefined,
    domainName: 'd',
    identity: {},
    authorizer: { principalId: 'me', context: { tenant: 'a\nb' }, integrationLatency: 7 },
  };
  const scope: MessageScope = {
    eventType: 'MESSAGE',
    routeKey: 'call',
    api,
    stage,
    connection,
    requestId: 'R',
    at: 1,
    messageId: 'M',
    body: '',
  };
  const status = result?.outcome === 'response' ? (result.response.statusCode ?? 200) : 502;
  return { scope, status, error: undefined, result, replied: false, more: {} };
}

const HTTP = { type: 'HTTP_PROXY', uri: 'http://127.0.0.1/' };
const answer = (status: number): IntegrationResult => ({
  outcome: 'response',
  response: { statusCode: status, headers: new Map(), body: undefined },
  integration: { status, latency: 5 },
});
const namesOf = async (type: object, result: IntegrationResult) =>
  routeMetrics(await record(type, result)).map(({ name }) => name);

describe('metrics', () => {
  test('metric.integration-error: an HTTP endpoint’s 4XX and 5XX', async () => {
    const names = ['MessageCount', 'IntegrationError', 'IntegrationLatency'];
    expect(await namesOf(HTTP, answer(404))).toEqual(names);
    expect(await namesOf(HTTP, answer(503))).toEqual(names);
  });

  test('metric.latency: mock integrations have none', async () => {
    expect(await namesOf({ type: 'MOCK' }, answer(200))).toEqual(['MessageCount']);
    expect(await namesOf(HTTP, answer(200))).toEqual(['MessageCount', 'IntegrationLatency']);
  });

  test('metric.connect: whom API Gateway turns away has not been sent to the route', async () => {
    const refused = await record(HTTP);
    const scope = { ...refused.scope, eventType: 'CONNECT', routeKey: '$connect' } as unknown as ConnectScope;
    const error = { message: 'Unauthorized', responseType: 'UNAUTHORIZED' };
    const names = routeMetrics({ ...refused, scope, status: 401, error }).map(({ name }) => name);
    expect(names).toEqual(['MessageCount', 'ClientError']);
  });
});

describe('variables', () => {
  const format =
    '$context.authorizer.principalId $context.authorizer.tenant $context.authorizer.integrationLatency $context.authorizer.status';

  test('access-log.authorizer: what it said in every line, how long it took in that of the handshake', async () => {
    const message = await record(HTTP, answer(200));
    expect(formatAccessLine(format, routeVariables(message))).toBe('me a\\u000ab - -');
    const scope = { ...message.scope, eventType: 'CONNECT' } as unknown as ConnectScope;
    const more = { authorizer: { status: 200 } };
    expect(formatAccessLine(format, routeVariables({ ...message, scope, more }))).toBe('me a\\u000ab 7 200');
  });

  test('access-log.error: what a message lacks of its model', async () => {
    const error = { message: 'Bad "body"', responseType: 'BAD_REQUEST_BODY', validationErrorString: '[x]' };
    const variables = routeVariables({ ...(await record(HTTP)), error });
    const names = ['message', 'messageString', 'validationErrorString'];
    const line = formatAccessLine(names.map((name) => `$context.error.${name}`).join(' | '), variables);
    expect(line).toBe('Bad "body" | "Bad \\"body\\"" | [x]');
  });
});

describe('execution log', () => {
  const problems: Record<string, [IntegrationResult, string]> = {
    'execution-log.other-errors: an endpoint that cannot be reached': [
      { outcome: 'failed', cause: 'function', reason: 'ECONNREFUSED', integration: { latency: 1 } },
      'Execution failed due to a network error communicating with endpoint',
    ],
    'execution-log.other-errors: no answer in time': [
      { outcome: 'failed', cause: 'timeout', reason: '…' },
      'Execution failed due to a timeout error',
    ],
    'execution-log.other-errors: an invocation that Lambda did not take': [
      { outcome: 'failed', cause: 'lambda', reason: 'There is no function "x"' },
      'Execution failed due to configuration error: There is no function "x"',
    ],
  };
  for (const [name, [result, problem]] of Object.entries(problems)) {
    test(name, async () => {
      const lines = routeLines(await record(HTTP, result), false);
      const errors = lines.filter(({ level }) => level === 'ERROR').map(({ text }) => text);
      expect(errors).toEqual([`(R) ${problem}`]);
    });
  }

  test('execution-log.api-key: all but its last six characters are stars', async () => {
    const { scope, ...rest } = await record(HTTP, answer(200));
    const routes = scope.api.routes.map((route) => ({ ...route, apiKeyRequired: true }));
    const connection = { ...scope.connection, identity: { apiKey: 'secret123456' } };
    const lines = routeLines(
      { ...rest, scope: { ...scope, api: { ...scope.api, routes }, connection } },
      false,
    );
    expect(lines.map(({ text }) => text).filter((text) => text.includes('API Key'))).toEqual([
      `(R) Verifying Usage Plan for request: R. API Key: ******123456 API Stage: ${scope.api.apiId}/dev`,
      `(R) Usage Plan check succeeded for API Key ******123456 and API Stage ${scope.api.apiId}/dev`,
    ]);
  });
});
