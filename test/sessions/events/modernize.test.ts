/** Events of before 2021 in today's shape. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { modernizeEvent } from '../../../src/sessions/events/modernize.ts';
import { type EventTarget, findTarget } from '../../../src/sessions/events/target.ts';

const folder = new URL('../../../fixtures/recorded/', import.meta.url);

function recorded(name: string): ReturnType<typeof JSON.parse> {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
}

const TODAY = readdirSync(folder)
  .filter((name) => name.endsWith('.json') && !name.includes('2019'))
  .map((name) => name.replace('.json', ''));

const NOWHERE = findTarget(undefined, {}) as EventTarget;
const IN_A_PROJECT: EventTarget = { ...NOWHERE, isKnown: true };

const IDENTITY_OF_2019 = {
  cognitoIdentityPoolId: null,
  cognitoIdentityId: null,
  principalOrgId: null,
  cognitoAuthenticationType: null,
  userArn: null,
  userAgent: null,
  accountId: null,
  caller: null,
  sourceIp: null,
  accessKey: null,
  cognitoAuthenticationProvider: null,
  user: null,
};

/** An event of today as it was before 2021. */
function aged(event: ReturnType<typeof recorded>): object {
  const {
    disconnectStatusCode: _code,
    disconnectReason: _reason,
    messageId,
    ...context
  } = event.requestContext;
  const { 'X-Forwarded-For': _for, ...headers } = event.headers ?? {};
  const isDisconnect = context.eventType === 'DISCONNECT';
  return {
    ...event,
    ...(isDisconnect && { headers, multiValueHeaders: undefined }),
    requestContext: {
      ...context,
      messageId: messageId ?? null,
      identity: { ...IDENTITY_OF_2019, ...context.identity },
    },
  };
}

test('modernize.recorded: the keys of today, in the order of today, nothing that is null', () => {
  const old = recorded('vst-connect-2019');
  const { event, notes } = modernizeEvent(old, NOWHERE);
  const { messageId: _none, identity, ...context } = old.requestContext;
  const { requestId, domainName, connectionId, apiId, ...before } = context;
  const { userAgent, sourceIp } = identity;
  const requestContext = {
    ...before,
    identity: { userAgent, sourceIp },
    requestId,
    domainName,
    connectionId,
    apiId,
  };
  expect(JSON.stringify(event)).toBe(JSON.stringify({ ...old, requestContext }));
  expect(notes).toEqual([]);
});

describe('modernize.recorded: messages and ends of that time', () => {
  test.each(TODAY.filter((name) => name.includes('message')))('%s', (name) => {
    const { event, notes } = modernizeEvent(aged(recorded(name)), NOWHERE);
    expect(JSON.stringify(event)).toBe(JSON.stringify(recorded(name)));
    expect(notes).toEqual([]);
  });

  test.each(TODAY.filter((name) => name.includes('disconnect')))('%s', (name) => {
    const { requestContext, ...rest } = recorded(name);
    const { disconnectStatusCode: _code, disconnectReason: _reason, ...context } = requestContext;
    const { headers, multiValueHeaders, isBase64Encoded } = rest;
    const { event, notes } = modernizeEvent(aged(recorded(name)), NOWHERE);
    expect(JSON.stringify(event)).toBe(
      JSON.stringify({ headers, multiValueHeaders, requestContext: context, isBase64Encoded }),
    );
    expect(notes).toEqual([
      'requestContext.disconnectStatusCode, requestContext.disconnectReason: not known of an event of that time; left out.',
    ]);
  });
});

describe('modernize.today: stays as it is, key for key', () => {
  test.each(TODAY)('%s', (name) => {
    const { event, notes } = modernizeEvent(recorded(name), IN_A_PROJECT);
    expect(JSON.stringify(event)).toBe(JSON.stringify(recorded(name)));
    expect(notes).toEqual([]);
  });
});

test('modernize.unknown: what the rest of the event, or the project, says of it', () => {
  const bare = {
    requestContext: {
      connectionId: 'BTlgaejzIAMCIDw=',
      routeKey: 'echo',
      requestTime: '09/Oct/2019:17:44:08 +0000',
      extendedRequestId: 'BTlgaH8NIAMFuJg=',
      authorizer: { user: 'me', principalId: 'p', integrationLatency: 7 },
    },
    body: 'hello',
  };
  const { event, notes } = modernizeEvent(bare, IN_A_PROJECT);
  const { api, stage } = IN_A_PROJECT;
  expect(JSON.stringify(event)).toBe(
    JSON.stringify({
      requestContext: {
        routeKey: 'echo',
        authorizer: { principalId: 'p', user: 'me' },
        eventType: 'MESSAGE',
        extendedRequestId: 'BTlgaH8NIAMFuJg=',
        requestTime: '09/Oct/2019:17:44:08 +0000',
        messageDirection: 'IN',
        stage: stage.name,
        requestTimeEpoch: 1570643048000,
        requestId: 'BTlgaH8NIAMFuJg=',
        domainName: api.domainName,
        connectionId: 'BTlgaejzIAMCIDw=',
        apiId: api.apiId,
      },
      body: 'hello',
      isBase64Encoded: false,
    }),
  );
  expect(notes).toEqual([
    "requestContext.stage was not there; it is this project's now.",
    "requestContext.domainName was not there; it is this project's now.",
    "requestContext.apiId was not there; it is this project's now.",
    'requestContext.messageId, requestContext.connectedAt, requestContext.identity: not known of an event of that time; left out.',
  ]);
  const elsewhere = modernizeEvent(bare, NOWHERE).event as { requestContext: object };
  expect(Object.keys(elsewhere.requestContext)).not.toContain('apiId');
});

test('modernize.recorded: the event of an authorizer', () => {
  const { multiValueHeaders, headers, requestContext } = recorded('vst-connect-2019');
  const methodArn = 'arn:aws:execute-api:us-east-1:123456789012:u6k9ujsvz7/dev/$connect';
  const old = {
    type: 'REQUEST',
    methodArn,
    headers,
    multiValueHeaders,
    requestContext,
    stageVariables: null,
  };
  const { event, notes } = modernizeEvent(old, NOWHERE);
  expect(Object.keys(event as object)).toEqual([
    'type',
    'methodArn',
    'headers',
    'multiValueHeaders',
    'queryStringParameters',
    'multiValueQueryStringParameters',
    'stageVariables',
    'requestContext',
  ]);
  expect(event).toMatchObject({ methodArn, headers, stageVariables: {}, queryStringParameters: {} });
  expect(notes).toEqual([]);
});

describe('modernize.foreign: what no WebSocket API sends', () => {
  test('is left out and said', () => {
    const event = recorded('go-message');
    const copied = {
      ...event,
      path: '/',
      httpMethod: null,
      requestContext: { ...event.requestContext, status: 200 },
    };
    const modernized = modernizeEvent(copied, NOWHERE);
    expect(modernized.event).toEqual(event);
    expect(modernized.notes).toEqual([
      'path, requestContext.status: such an event has none today; left out.',
    ]);
  });

  const rest = {
    type: 'REQUEST',
    methodArn: 'arn:aws:execute-api:us-east-1:1:a/dev/GET/x',
    requestContext: {},
  };
  test.each([[{ Records: [] }], [rest], [null], ['text'], [[1]]])('%j stays as it is', (event) => {
    expect(modernizeEvent(event, NOWHERE)).toEqual({
      event,
      notes: ['This is no event of a WebSocket API; it stays as it is.'],
    });
  });
});
