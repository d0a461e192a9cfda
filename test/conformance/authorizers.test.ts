/** Lambda authorizers: who is asked, with what, and what comes of the answer; held against recorded traffic. */
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { ManualClock } from 'apigateway-websocket-emulator';
import { describe, expect, test } from 'vitest';
import { connect, refusal } from '../support/client.ts';
import { eventOf, invoked, ownBody, PRINT, returning, useGuarded } from '../support/guarded.ts';

const ALLOWING = returning("{ principalId: 'somebody', policyDocument: allow }");
const EXPLICIT =
  'User is not authorized to access this resource with an explicit deny in an identity-based policy';
const IMPLICIT =
  'User is not authorized to access this resource because no identity-based policy allows the execute-api:Invoke action';

const guardedBy = (source: string, identitySource: string[] = [], api: object = {}) =>
  useGuarded({
    authorizer: source,
    connect: { authorizer: 'gate' },
    api: { authorizers: { gate: { function: 'authorize', identitySource } }, ...api },
  });

describe('identity sources', () => {
  const there: Record<string, { sources: string[]; path?: string; headers?: Record<string, string> }> = {
    'authorizer.identity-source: a header, whatever its case': {
      sources: ['route.request.header.Authorization'],
      headers: { aUtHoRiZaTiOn: 'secret' },
    },
    'authorizer.identity-source: a query parameter': {
      sources: ['route.request.querystring.token'],
      path: '?token=secret',
    },
    'authorizer.identity-source: the last value of several, empty ones before it or not': {
      sources: ['route.request.querystring.token'],
      path: '?token=&token=secret',
    },
    'authorizer.identity-source: context variables': {
      sources: [
        'context.connectionId',
        'context.connectedAt',
        'context.requestTimeEpoch',
        'context.routeKey',
      ],
    },
    'authorizer.identity-source: a stage variable': { sources: ['stageVariables.colour'] },
    'authorizer.identity-source: none at all': { sources: [] },
  };
  for (const [name, { sources, path = '', headers = {} }] of Object.entries(there)) {
    test(name, async () => {
      const emulator = await guardedBy(ALLOWING, sources, { stageVariables: { colour: 'blue' } });
      await connect(`${emulator.url}${path}`, { headers });
      expect(invoked(emulator)).toEqual(['authorize', 'connect']);
    });
  }

  const missing: Record<string, { sources: string[]; path?: string; headers?: Record<string, string> }> = {
    'authorizer.identity-source-missing: a header': { sources: ['route.request.header.Authorization'] },
    'authorizer.identity-source-missing: an empty header': {
      sources: ['route.request.header.Authorization'],
      headers: { Authorization: '' },
    },
    'authorizer.identity-source-missing: a query parameter': {
      sources: ['route.request.querystring.token'],
      path: '?other=1',
    },
    'authorizer.identity-source-missing: an empty query parameter': {
      sources: ['route.request.querystring.token'],
      path: '?token=',
    },
    'authorizer.identity-source-missing: one whose last value is empty': {
      sources: ['route.request.querystring.token'],
      path: '?token=secret&token=',
    },
    'authorizer.identity-source-missing: a stage variable': { sources: ['stageVariables.none'] },
    'authorizer.identity-source-missing: eventType': { sources: ['context.eventType'] },
    'authorizer.identity-source-missing: messageDirection': { sources: ['context.messageDirection'] },
    'authorizer.identity-source-missing: a context variable that there is not': {
      sources: ['context.identity.apiKey'],
    },
    'authorizer.identity-source-missing: one of two': {
      sources: ['route.request.querystring.token', 'route.request.header.Authorization'],
      path: '?token=1',
    },
  };
  for (const [name, { sources, path = '', headers = {} }] of Object.entries(missing)) {
    test(name, async () => {
      const emulator = await guardedBy(ALLOWING, sources, { stageVariables: { colour: 'blue' } });
      const refused = await refusal(`${emulator.url}${path}`, { headers });
      expect(refused.status).toBe(401);
      expect(refused.body).toMatch(ownBody('Unauthorized'));
      expect(invoked(emulator)).toEqual([]);
    });
  }
});

describe('the event', () => {
  test('authorizer.event.shape: the recorded keys, in their order, empty maps included', async () => {
    const emulator = await guardedBy(ALLOWING);
    await connect(emulator.url, { perMessageDeflate: false });
    const event = await eventOf(emulator, 'authorize');
    expect(Object.keys(event)).toEqual([
      'type',
      'methodArn',
      'headers',
      'multiValueHeaders',
      'queryStringParameters',
      'multiValueQueryStringParameters',
      'stageVariables',
      'requestContext',
    ]);
    expect(event).toMatchObject({
      type: 'REQUEST',
      queryStringParameters: {},
      multiValueQueryStringParameters: {},
      stageVariables: {},
    });
    expect(Object.keys(event.requestContext)).toEqual([
      'routeKey',
      'eventType',
      'extendedRequestId',
      'requestTime',
      'messageDirection',
      'stage',
      'connectedAt',
      'requestTimeEpoch',
      'identity',
      'requestId',
      'domainName',
      'connectionId',
      'apiId',
    ]);
    expect(event.requestContext).toMatchObject({ routeKey: '$connect', eventType: 'CONNECT', stage: 'dev' });
    const { requestContext } = await eventOf(emulator, 'connect');
    expect(requestContext.connectionId).toBe(event.requestContext.connectionId);
    expect(requestContext.requestId).toBe(event.requestContext.requestId);
  });

  test('authorizer.event.headers: what makes the request an upgrade is there, as it was recorded', async () => {
    const emulator = await guardedBy(ALLOWING);
    await connect(emulator.url, { perMessageDeflate: false, headers: { aUtHoRiZaTiOn: 'secret' } });
    const { headers, multiValueHeaders } = await eventOf(emulator, 'authorize');
    expect(Object.keys(headers)).toEqual([
      'aUtHoRiZaTiOn',
      'Connection',
      'content-length',
      'Host',
      'Sec-WebSocket-Key',
      'Sec-WebSocket-Version',
      'Upgrade',
      'X-Amzn-Trace-Id',
      'X-Forwarded-For',
      'X-Forwarded-Port',
      'X-Forwarded-Proto',
    ]);
    expect(headers).toMatchObject({ Connection: 'upgrade', 'content-length': '0', Upgrade: 'websocket' });
    expect(multiValueHeaders.Upgrade).toEqual(['websocket']);
  });

  test('authorizer.event.query: in the order of the URL, decoded', async () => {
    const emulator = await guardedBy(ALLOWING);
    await connect(`${emulator.url}?marker=a%3Ab&encoded=a%2Bb+space&repeat=one&repeat=two`);
    const event = await eventOf(emulator, 'authorize');
    expect(Object.entries(event.queryStringParameters)).toEqual([
      ['marker', 'a:b'],
      ['encoded', 'a+b space'],
      ['repeat', 'two'],
    ]);
    expect(event.multiValueQueryStringParameters.repeat).toEqual(['one', 'two']);
  });

  for (const [region, partition] of [
    ['eu-west-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ] as const) {
    test(`authorizer.method-arn: in ${region}`, async () => {
      const emulator = await useGuarded({
        authorizer: ALLOWING,
        connect: { authorizer: 'gate' },
        api: { apiId: 'abcdef1234', authorizers: { gate: { function: 'authorize' } } },
        config: {
          region,
          accountId: '210987654321',
          functions: {
            authorize: { handler: 'authorize.handler' },
            connect: { handler: 'connect.handler' },
            disconnect: { handler: 'disconnect.handler' },
            default: { handler: 'default.handler' },
          },
        },
      });
      await connect(emulator.url);
      const { methodArn } = await eventOf(emulator, 'authorize');
      expect(methodArn).toBe(`arn:${partition}:execute-api:${region}:210987654321:abcdef1234/dev/$connect`);
    });
  }
});

describe('what it throws', () => {
  for (const source of [
    'exports.handler = async () => { throw new Error("Unauthorized"); };',
    'exports.handler = (event, context, callback) => callback("Unauthorized");',
    'exports.handler = async () => { throw "Unauthorized"; };',
  ]) {
    test(`authorizer.unauthorized: ${source}`, async () => {
      const emulator = await guardedBy(source);
      const refused = await refusal(emulator.url);
      expect(refused.status).toBe(401);
      expect(refused.body).toMatch(ownBody('Unauthorized'));
      expect(invoked(emulator)).toEqual(['authorize']);
    });
  }

  for (const source of [
    'exports.handler = async () => { throw new Error("unauthorized"); };',
    'exports.handler = async () => { throw new Error("Unauthorized: no token"); };',
    'exports.handler = async () => { process.exit(1); };',
    'exports.handler = () => new Promise((resolve) => setTimeout(resolve, 90_000));',
    'nonsense',
  ]) {
    test(`authorizer.throws: ${source}`, async () => {
      const emulator = await useGuarded({
        authorizer: source,
        connect: { authorizer: 'gate' },
        api: { authorizers: { gate: { function: 'authorize' } } },
        timeout: 1,
      });
      const refused = await refusal(emulator.url);
      expect(refused.status).toBe(500);
      expect(refused.body).toMatch(ownBody('Internal server error'));
    });
  }

  test('authorizer.throws: one that answers nothing for 29 seconds', async () => {
    const clock = new ManualClock();
    const emulator = await useGuarded({
      authorizer: `exports.handler = () => { console.log('{}'); return new Promise((resolve) => setTimeout(resolve, 90_000)); };`,
      connect: { authorizer: 'gate' },
      api: { authorizers: { gate: { function: 'authorize' } } },
      options: { clock },
      timeout: 60,
    });
    const refused = refusal(emulator.url);
    await eventOf(emulator, 'authorize');
    clock.advance(29_000);
    expect(await refused).toMatchObject({ status: 500 });
  });
});

describe('what it returns', () => {
  const malformed: Record<string, string> = {
    'authorizer.result.malformed: nothing that was asked for': "{ unexpected: 'not an answer' }",
    'authorizer.result.malformed: a proxy response': '{ statusCode: 401 }',
    'authorizer.result.malformed: an answer of HTTP APIs': '{ isAuthorized: true, context: {} }',
    'authorizer.result.malformed: null': 'null',
    'authorizer.result.malformed: a list': '[]',
    'authorizer.result.malformed: a text for a policy':
      "{ principalId: 'x', policyDocument: 'not a policy' }",
    'authorizer.result.malformed: an effect that is none':
      "{ principalId: 'x', policyDocument: policy(statement('NotAnEffect')) }",
    'authorizer.result.malformed: an object for a principal':
      "{ principalId: { nested: 'principal' }, policyDocument: allow }",
    'authorizer.result.malformed: an object in the context':
      "{ principalId: 'x', policyDocument: allow, context: { map: { inner: 1 } } }",
    'authorizer.result.malformed: a list in the context':
      "{ principalId: 'x', policyDocument: allow, context: { list: ['one', 2] } }",
    'authorizer.result.malformed: a text for a context':
      "{ principalId: 'x', policyDocument: allow, context: 'text' }",
    'authorizer.result.too-large: more than 8 KB':
      "{ principalId: 'x', policyDocument: allow, context: { text: 'x'.repeat(8192) } }",
  };
  for (const [name, expression] of Object.entries(malformed)) {
    test(name, async () => {
      const emulator = await guardedBy(returning(expression));
      const refused = await refusal(emulator.url);
      expect(refused.status).toBe(500);
      expect(refused.body).toMatch(ownBody(''));
      expect(invoked(emulator)).toEqual(['authorize']);
    });
  }

  test('authorizer.result.too-large: just below it is none', async () => {
    const expression = "{ principalId: 'x', policyDocument: allow, context: { text: 'x'.repeat(7500) } }";
    await connect((await guardedBy(returning(expression))).url);
  });

  const principals: Record<string, [expression: string, seen: object]> = {
    'authorizer.principal: a text': ["principalId: 'somebody',", { principalId: 'somebody' }],
    'authorizer.principal: a number is its text': ['principalId: 7,', { principalId: '7' }],
    'authorizer.principal: an empty one is empty': ["principalId: '',", { principalId: '' }],
    'authorizer.principal: null is none': ['principalId: null,', {}],
    'authorizer.principal: nor need there be one': ['', {}],
  };
  for (const [name, [principal, seen]] of Object.entries(principals)) {
    test(name, async () => {
      const emulator = await guardedBy(returning(`{ ${principal} policyDocument: allow }`));
      const client = await connect(emulator.url);
      client.send('hello');
      expect((await eventOf(emulator, 'default')).requestContext.authorizer).toEqual(seen);
    });
  }

  test('authorizer.context: as text, in the recorded order, in all three events, the latency in the first alone', async () => {
    const clock = new ManualClock();
    const emulator = await useGuarded({
      authorizer: returning(`{ principalId: 'probe-principal', policyDocument: allow, context: {
        invocation: 'i', marker: 'm', stageMarker: 's', stringValue: 'probe-value', numberValue: 7,
        booleanValue: true, falseValue: false, emptyValue: '', nullValue: null } }`),
      connect: { authorizer: 'gate' },
      api: { authorizers: { gate: { function: 'authorize' } } },
      options: { clock },
    });
    const client = await connect(emulator.url);
    client.send('hello');
    const [connected, message] = [await eventOf(emulator, 'connect'), await eventOf(emulator, 'default')];
    client.close();
    const disconnected = await eventOf(emulator, 'disconnect');
    const recorded = [
      ['falseValue', 'false'],
      ['invocation', 'i'],
      ['stringValue', 'probe-value'],
      ['emptyValue', ''],
      ['marker', 'm'],
      ['stageMarker', 's'],
      ['principalId', 'probe-principal'],
      ['booleanValue', 'true'],
      ['integrationLatency', 0],
      ['numberValue', '7'],
    ];
    expect(Object.entries(connected.requestContext.authorizer)).toEqual(recorded);
    const later = recorded.filter(([key]) => key !== 'integrationLatency');
    expect(Object.entries(message.requestContext.authorizer)).toEqual(later);
    expect(Object.entries(disconnected.requestContext.authorizer)).toEqual(later);
    expect(Object.keys(connected.requestContext).slice(0, 3)).toEqual([
      'routeKey',
      'authorizer',
      'eventType',
    ]);
    expect(Object.keys(message.requestContext).slice(0, 3)).toEqual(['routeKey', 'authorizer', 'messageId']);
    expect(Object.keys(disconnected.requestContext).slice(0, 3)).toEqual([
      'routeKey',
      'disconnectStatusCode',
      'authorizer',
    ]);
  });

  test('authorizer.latency: how long the authorizer took, in milliseconds by the clock of the emulator', async () => {
    const clock = new ManualClock();
    const emulator = await useGuarded({
      authorizer: `exports.handler = async (event) => {
        console.log('{}');
        await new Promise((resolve) => setTimeout(resolve, 300));
        return { principalId: 'x', policyDocument: { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } };
      };`,
      connect: { authorizer: 'gate' },
      api: { authorizers: { gate: { function: 'authorize' } } },
      options: { clock },
    });
    const connected = connect(emulator.url);
    await eventOf(emulator, 'authorize');
    clock.advance(21);
    await connected;
    const { requestContext } = await eventOf(emulator, 'connect');
    expect(requestContext.authorizer.integrationLatency).toBe(21);
  });
});

describe('policies', () => {
  const verdicts: Record<string, [document: string, message: string | undefined]> = {
    'authorizer.policy.allow: the method’s own ARN': ["policy(statement('Allow'))", undefined],
    'authorizer.policy.allow: wildcards': [
      "policy(statement('Allow', { Action: 'execute-api:*', Resource: arn.replace('/dev/', '/d?v/').replace('$connect', '*') }))",
      undefined,
    ],
    'authorizer.policy.allow: one statement that is no list': [
      "({ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } })",
      undefined,
    ],
    'authorizer.policy.deny: an explicit one': ["policy(statement('Deny'))", EXPLICIT],
    'authorizer.policy.deny: it counts whatever else is allowed': [
      "policy(statement('Allow'), statement('Deny', { Resource: '*' }))",
      EXPLICIT,
    ],
    'authorizer.policy.no-allow: another route': [
      "policy(statement('Allow', { Resource: arn.replace('$connect', 'not-connect') }))",
      IMPLICIT,
    ],
    'authorizer.policy.no-allow: a resource in the form of REST APIs': [
      "policy(statement('Allow', { Resource: arn.replace('$connect', '*/*') }))",
      IMPLICIT,
    ],
    'authorizer.policy.no-allow: another action': [
      "policy(statement('Allow', { Action: 'execute-api:ManageConnections' }))",
      IMPLICIT,
    ],
    'authorizer.policy.conditions: the address of the client': [
      "policy(statement('Allow', { Condition: { IpAddress: { 'aws:SourceIp': ['127.0.0.0/8'] } } }))",
      undefined,
    ],
    'authorizer.policy.conditions: another one': [
      "policy(statement('Allow', { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }))",
      IMPLICIT,
    ],
    'authorizer.policy.conditions: in a deny': [
      "policy(statement('Allow'), statement('Deny', { Condition: { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }))",
      EXPLICIT,
    ],
  };
  for (const [name, [document, message]] of Object.entries(verdicts)) {
    test(name, async () => {
      const emulator = await guardedBy(returning(`{ principalId: 'x', policyDocument: ${document} }`));
      if (message === undefined) {
        await connect(emulator.url);
        expect(invoked(emulator)).toEqual(['authorize', 'connect']);
        return;
      }
      const refused = await refusal(emulator.url);
      expect(refused.status).toBe(403);
      expect(refused.body).toMatch(ownBody(message));
      expect(invoked(emulator)).toEqual(['authorize']);
    });
  }
});

test('authorizer.refusal: the recorded headers, and no others', async () => {
  const emulator = await guardedBy(
    returning("{ principalId: 'x', policyDocument: policy(statement('Deny')) }"),
  );
  const { headers, body } = await refusal(emulator.url);
  expect(Object.keys(headers)).toEqual([
    'date',
    'content-type',
    'content-length',
    'connection',
    'x-amz-apigw-id',
  ]);
  expect(headers).toMatchObject({
    'content-type': 'application/json; charset=UTF-8',
    'content-length': '182',
    connection: 'keep-alive',
    'x-amz-apigw-id': JSON.parse(body).requestId,
  });
});

test('authorizer.refusal: nobody is told of a connection that never was', async () => {
  const emulator = await guardedBy(
    returning("{ principalId: 'x', policyDocument: policy(statement('Deny')) }"),
  );
  await refusal(emulator.url);
  await emulator.close();
  expect(invoked(emulator)).toEqual(['authorize']);
  expect(emulator.facts.of('connection.refused')[0]).toMatchObject({
    status: 403,
    reason: '"gate": its policy denies it',
  });
});

test('authorizer.duplicate-header: two Authorization headers are the load balancer’s 400', async () => {
  const emulator = await guardedBy(ALLOWING);
  const socket = connectTcp(emulator.apis[0]?.port ?? 0, '127.0.0.1');
  socket.write(
    'GET /dev HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nAuthorization: one\r\nauthorization: \r\n\r\n',
  );
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  await once(socket, 'end');
  expect(answer.replace(/Date: .*? GMT/, 'Date: …')).toBe(
    'HTTP/1.1 400 Bad Request\r\nServer: awselb/2.0\r\nDate: …\r\nContent-Type: text/html\r\nContent-Length: 122\r\nConnection: close\r\n\r\n<html>\r\n<head><title>400 Bad Request</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n</body>\r\n</html>\r\n',
  );
  expect(invoked(emulator)).toEqual([]);
});

test('authorizer.once: for each connection anew, and not for its messages', async () => {
  const emulator = await guardedBy(ALLOWING, ['route.request.header.Authorization']);
  const headers = { Authorization: 'the same' };
  const client = await connect(emulator.url, { headers });
  client.send('hello');
  await client.next();
  client.close();
  await eventOf(emulator, 'disconnect');
  await connect(emulator.url, { headers });
  expect(invoked(emulator)).toEqual([
    'authorize',
    'connect',
    'default',
    'disconnect',
    'authorize',
    'connect',
  ]);
});

test('authorizer.stage-variables: the name of the function may hold one', async () => {
  const emulator = await useGuarded({
    authorizer: ALLOWING,
    connect: { authorizer: 'gate' },
    api: {
      stageVariables: { who: 'authorize' },
      authorizers: { gate: { function: '${stageVariables.who}' } },
    },
  });
  await connect(emulator.url);
  expect(invoked(emulator)).toEqual(['authorize', 'connect']);
});

test('authorizer.no-connect-route: without a $connect route nobody is asked', async () => {
  const emulator = await useGuarded({
    authorizer: PRINT,
    api: { routes: { $default: 'default' }, authorizers: { gate: { function: 'authorize' } } },
  });
  await connect(emulator.url);
  expect(invoked(emulator)).toEqual([]);
});
