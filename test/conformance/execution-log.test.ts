/** Execution logs: the lines that API Gateway writes of a request, held against those that were recorded. */
import type { RouteSettings } from 'apigateway-websocket-emulator';
import { expect, test } from 'vitest';
import { connect, refusal } from '../support/client.ts';
import { type TestEmulator, useSmallEmulator } from '../support/emulator.ts';
import { ask } from '../support/http.ts';

const OK = 'exports.handler = async () => ({ statusCode: 200, body: "done" });';
const ROUTES = {
  $connect: OK,
  $disconnect: OK,
  hello: OK,
  throws: 'exports.handler = async () => { throw new TypeError("owned-backend-failure"); };',
  malformed: 'exports.handler = async () => 1;',
};

function useLogged(
  defaultRouteSettings: RouteSettings,
  routeSettings: Record<string, RouteSettings> = {},
): Promise<TestEmulator> {
  const stages = { dev: { defaultRouteSettings, routeSettings } };
  return useSmallEmulator(
    { routes: ROUTES, api: { stage: undefined, stages, apiId: 'abcdef1234' } },
    { allowUnsigned: true },
  );
}

/** The lines of the request of this id, once its last is there, the id in their front taken off. */
async function linesOf(emulator: TestEmulator, requestId: string, last: RegExp): Promise<string[]> {
  await emulator.facts.next('execution-log', (fact) => fact.requestId === requestId && last.test(fact.line));
  const prefix = `(${requestId}) `;
  return emulator.facts
    .of('execution-log')
    .filter((fact) => fact.requestId === requestId)
    .map(({ line }) => {
      expect(line.startsWith(prefix)).toBe(true);
      return line.slice(prefix.length).replaceAll(requestId, 'ID');
    });
}

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const anonymous = (lines: readonly string[], connectionId: string) =>
  lines.map((line) =>
    line
      .replaceAll(connectionId, 'CONNECTION')
      .replaceAll(UUID, 'UUID')
      .replaceAll(/\d+ ms/g, 'N ms'),
  );

const opening = (routeKey: string) => [
  'Extended Request Id: ID',
  'Verifying Usage Plan for request: ID. API Key:  API Stage: abcdef1234/dev',
  `API Key  authorized because route '${routeKey}' does not require API Key. Request will not contribute to throttle or quota limits`,
  'Usage Plan check succeeded for API Key  and API Stage abcdef1234/dev',
  'Starting execution for request: ID',
  `WebSocket Request Route: [${routeKey}]`,
];

test('execution-log.info: a handshake, a message and the end, line for line', async () => {
  const emulator = await useLogged({ loggingLevel: 'INFO' });
  const client = await connect(emulator.url, { headers: { 'User-Agent': 'agent/1' } });
  const { connectionId } = await emulator.facts.next('connection.opened');
  const [first] = emulator.facts.of('execution-log');
  expect(first).toMatchObject({ stage: 'dev', logGroup: '/aws/apigateway/abcdef1234/dev', level: 'INFO' });
  const connecting = await linesOf(emulator, first?.requestId ?? '', /successfully/);
  expect(anonymous(connecting, connectionId)).toEqual([
    ...opening('$connect'),
    'Client [UserAgent: agent/1, SourceIp: 127.0.0.1] is connecting to WebSocket API [abcdef1234].',
    'AWS Integration Endpoint RequestId : UUID',
    'Client [Connection Id: CONNECTION] connected to API [abcdef1234] successfully.',
  ]);

  client.send({ action: 'hello' });
  const { requestId } = await emulator.facts.next('message.received');
  const message = await linesOf(emulator, requestId, /^\S+ Message from client/);
  expect(anonymous(message, connectionId)).toEqual([
    ...opening('hello'),
    'WebSocket API [abcdef1234] received message from client [Connection Id: CONNECTION].',
    'AWS Integration Endpoint RequestId : UUID',
    'Message from client [Connection Id: CONNECTION] sent to API [abcdef1234] with response status code [200].',
  ]);

  client.close(1000, 'probe-complete');
  const end = await emulator.facts.next('execution-log', ({ line }) => line.includes('Close reason'));
  const closing = await linesOf(emulator, end.requestId, /Close reason/);
  expect(anonymous(closing, connectionId)).toEqual([
    ...opening('$disconnect'),
    'AWS Integration Endpoint RequestId : UUID',
    'Client [Connection Id: CONNECTION] disconnected from API [abcdef1234] with integration response status code [200]. Close reason: [1000: probe-complete]',
  ]);
});

test('execution-log.data-trace: what is sent to the integration and what comes back', async () => {
  const emulator = await useLogged({ loggingLevel: 'INFO', dataTraceEnabled: true });
  const client = await connect(emulator.url);
  const { connectionId } = await emulator.facts.next('connection.opened');
  client.send({ action: 'hello' });
  const { requestId } = await emulator.facts.next('message.received');
  const lines = anonymous(await linesOf(emulator, requestId, /^\S+ Message from client/), connectionId).slice(
    opening('').length,
  );
  const event = expect.stringMatching(
    /\{"requestContext":\{"routeKey":"hello".*"body":"\{\\"action\\":\\"hello\\"\}"/,
  );
  expect(lines).toEqual([
    'WebSocket API [abcdef1234] received message from client [Connection Id: CONNECTION].',
    event,
    event,
    'Received response. Status: 200, Integration latency: N ms',
    'Endpoint response body before transformations: {"statusCode":200,"body":"done"}',
    'AWS Integration Endpoint RequestId : UUID',
    'Message from client [Connection Id: CONNECTION] sent to API [abcdef1234] with response status code [200].',
  ]);
  expect(lines[1]).toMatch(
    /^WebSocket API \[abcdef1234\] received message from client \[CONNECTION\]\. Message: \[\{.*\}\]\.$/,
  );
  expect(lines[2]).toMatch(/^Endpoint request body after transformations: \{.*\}$/);
});

test('execution-log.error: what the function’s error was, and what is told of a message that worked', async () => {
  const emulator = await useLogged({ loggingLevel: 'ERROR' });
  const client = await connect(emulator.url);
  client.send({ action: 'hello' });
  client.send({ action: 'throws' });
  const isIt = ({ routeKey }: { routeKey: string | undefined }) => routeKey === 'throws';
  const { requestId } = await emulator.facts.next('message.received', isIt);
  const lines = await linesOf(emulator, requestId, /Endpoint RequestId/);
  expect(anonymous(lines, '(no connection)')).toEqual([
    'Lambda execution failed with status 200 due to customer function error: owned-backend-failure. Lambda request id: UUID',
    'AWS Integration Endpoint RequestId : UUID',
  ]);
  await emulator.facts.next('metric', ({ routeKey }) => routeKey === 'hello');
  expect(new Set(emulator.facts.of('execution-log').map((fact) => fact.requestId))).toEqual(
    new Set([requestId]),
  );
});

const PROBLEMS = {
  'execution-log.other-errors: a malformed answer': [
    'malformed',
    'Execution failed due to configuration error: Malformed Lambda proxy response',
  ],
  'execution-log.other-errors: a message that no route is for': ['nosuch', 'Execution failed: Forbidden'],
} as const;
for (const [name, [action, problem]] of Object.entries(PROBLEMS)) {
  test(name, async () => {
    const emulator = await useLogged({ loggingLevel: 'ERROR' });
    const client = await connect(emulator.url);
    client.send({ action });
    const { requestId, line } = await emulator.facts.next('execution-log');
    expect(line).toBe(`(${requestId}) ${problem}`);
  });
}

test('execution-log.connect-refused: nobody is said to have connected', async () => {
  const emulator = await useSmallEmulator({
    routes: { $connect: 'exports.handler = async () => ({ statusCode: 401 });' },
    api: { stage: undefined, stages: { dev: { defaultRouteSettings: { loggingLevel: 'INFO' } } } },
  });
  await refusal(emulator.url);
  const { requestId } = await emulator.facts.next('execution-log', ({ line }) => line.includes('Endpoint'));
  const lines = await linesOf(emulator, requestId, /Endpoint RequestId/);
  expect(lines.at(-1)).toMatch(/^AWS Integration Endpoint RequestId : /);
});

test('execution-log.level: a route’s own settings count before the stage’s, and by default nothing is logged', async () => {
  const emulator = await useLogged({ dataTraceEnabled: true }, { hello: { loggingLevel: 'INFO' } });
  const client = await connect(emulator.url);
  client.send({ action: 'throws' });
  client.send({ action: 'hello' });
  client.close();
  await emulator.facts.next('metric', ({ routeKey }) => routeKey === '$disconnect');
  await emulator.facts.next('metric', ({ routeKey }) => routeKey === 'throws');
  const isIt = ({ routeKey }: { routeKey: string | undefined }) => routeKey === 'hello';
  const { requestId } = await emulator.facts.next('message.received', isIt);
  const lines = await linesOf(emulator, requestId, /^\S+ Message from client/);
  expect(lines.some((line) => line.startsWith('Endpoint request body'))).toBe(true);
  const logged = new Set(emulator.facts.of('execution-log').map((fact) => fact.requestId));
  expect(logged).toEqual(new Set([requestId]));
});

test('execution-log.truncated: a line is cut after 1024 characters, its prefix counted', async () => {
  const emulator = await useLogged({ loggingLevel: 'INFO', dataTraceEnabled: true });
  const client = await connect(emulator.url);
  client.send({ action: 'hello', text: 'x'.repeat(2000) });
  const { line } = await emulator.facts.next('execution-log', (fact) => fact.line.includes('xxxx'));
  expect(line).toHaveLength(1024 + ' [TRUNCATED]'.length);
  expect(line).toMatch(/x \[TRUNCATED\]$/);
});

test('execution-log.connection-api: what became of a request to @connections', async () => {
  const emulator = await useLogged({ loggingLevel: 'INFO' });
  const client = await connect(emulator.url);
  const { connectionId } = await emulator.facts.next('connection.opened');
  const url = `${emulator.managementUrl}/@connections/${encodeURIComponent(connectionId)}`;
  const post = async () => {
    const { headers } = await ask(url, { method: 'POST', body: 'hi' });
    const lines = await linesOf(emulator, String(headers['x-amzn-requestid']), /completed/);
    return lines.map((line) => line.replace(String(headers['x-amz-apigw-id']), 'EXTENDED'));
  };
  const common = [
    'Extended Request Id: EXTENDED',
    'Starting execution for request: ID',
    'WebSocket Request Route: [POST /@connections/{connectionId}]',
  ];
  expect(await post()).toEqual([...common, 'Connection API request completed with status: 200']);
  client.close();
  await emulator.facts.next('connection.closed');
  expect(await post()).toEqual([
    ...common,
    'Connection API request failed: GoneException',
    'Connection API request completed with status: 410',
  ]);
});
