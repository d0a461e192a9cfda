/** What integrations send: templates, what passes without one, mapped parameters. */
import { expect, test } from 'vitest';
import { useBackend } from '../support/backend.ts';
import { connect, refusal } from '../support/client.ts';
import { frame, type IntegrationConfig, useIntegrations } from '../support/integrations.ts';

/** An HTTP integration whose backend answers what it got. */
async function echo(config: Partial<IntegrationConfig>): Promise<IntegrationConfig> {
  const { url } = await useBackend(({ body }, response) => response.end(body));
  return { type: 'HTTP', uri: url, responses: { $default: {} }, ...config };
}

async function replyTo(integration: IntegrationConfig, message: unknown): Promise<string> {
  const emulator = await useIntegrations({ $default: integration });
  const client = await connect(emulator.url);
  client.send(message);
  return client.next();
}

const TEMPLATES = { $default: 'the default', chat: 'the chat', 'application/json': 'json' };

test('integration.request-template: the one that the expression names', async () => {
  const integration = await echo({
    templateSelectionExpression: '${request.body.kind}',
    requestTemplates: TEMPLATES,
  });
  expect(await replyTo(integration, { kind: 'chat' })).toBe('the chat');
  expect(await replyTo(integration, { kind: 'other' })).toBe('the default');
  expect(await replyTo(integration, 'no json')).toBe('the default');
});

test('integration.request-template: a static expression, and the escaped key', async () => {
  const fixed = await echo({ templateSelectionExpression: 'chat', requestTemplates: TEMPLATES });
  expect(await replyTo(fixed, {})).toBe('the chat');
  const escaped = await echo({ templateSelectionExpression: '\\$default', requestTemplates: TEMPLATES });
  expect(await replyTo(escaped, {})).toBe('the default');
});

test('integration.request-template: without an expression $default, else application/json', async () => {
  expect(await replyTo(await echo({ requestTemplates: TEMPLATES }), {})).toBe('the default');
  const json = await echo({ requestTemplates: { 'application/json': 'json', chat: 'the chat' } });
  expect(await replyTo(json, {})).toBe('json');
});

test('integration.request-template: it is rendered with the message, the context and the stage’s variables', async () => {
  const integration = await echo({
    requestTemplates: {
      $default: '{"text": $input.json(\'$.text\'), "at": "$context.routeKey", "by": "${stageVariables.by}"}',
    },
  });
  const emulator = await useIntegrations(
    { $default: integration },
    { api: { stageVariables: { by: 'stage' } } },
  );
  const client = await connect(emulator.url);
  client.send({ text: 'hi' });
  expect(JSON.parse(await client.next())).toEqual({ text: 'hi', at: '$default', by: 'stage' });
});

test('integration.passthrough.no-match: the message goes on as it came', async () => {
  const integration = await echo({
    templateSelectionExpression: '${request.body.kind}',
    requestTemplates: { chat: 'the chat' },
  });
  expect(await replyTo(integration, '{"kind": "other" }')).toBe('{"kind": "other" }');
});

test('integration.passthrough.no-templates: only where there is no template at all', async () => {
  const none = await echo({ passthroughBehavior: 'WHEN_NO_TEMPLATES' });
  expect(await replyTo(none, 'as it came')).toBe('as it came');
  const some = await echo({ passthroughBehavior: 'WHEN_NO_TEMPLATES', requestTemplates: { chat: 'x' } });
  expect(await replyTo(some, 'as it came')).toMatch(frame('Unsupported Media Type'));
});

test('integration.passthrough.never: a frame says so, and a handshake is refused with 415', async () => {
  const never = await echo({ passthroughBehavior: 'NEVER' });
  expect(await replyTo(never, 'as it came')).toMatch(frame('Unsupported Media Type'));
  const emulator = await useIntegrations({ $connect: never });
  expect(await refusal(emulator.url)).toMatchObject({
    status: 415,
    body: expect.stringMatching(frame('Unsupported Media Type')),
  });
});

test('integration.convert-to-binary: base64 becomes bytes, and what is none an error', async () => {
  const { url, next } = await useBackend((_received, response) => response.end('got it'));
  const emulator = await useIntegrations({
    $default: { type: 'HTTP_PROXY', uri: url, contentHandlingStrategy: 'CONVERT_TO_BINARY' },
  });
  const client = await connect(emulator.url);
  client.send(Buffer.from([0, 1, 0xff]).toString('base64'));
  expect(await client.next()).toBe('got it');
  expect((await next()).body).toEqual(Buffer.from([0, 1, 0xff]));
  client.send('not {base64}');
  expect(await client.next()).toMatch(frame('Internal server error'));
});

test('integration.parameters.sources: body, context, stage variables and static text, to headers, query and path', async () => {
  const backend = await useBackend();
  const emulator = await useIntegrations(
    {
      $default: {
        type: 'HTTP',
        uri: `${backend.url}/{user}/in`,
        requestParameters: {
          'integration.request.path.user': 'route.request.body.user.name',
          'integration.request.querystring.first': 'route.request.body.list[0]',
          'integration.request.querystring.count': 'route.request.body.count',
          'integration.request.header.X-Stage': 'stageVariables.colour',
          'integration.request.header.X-Route': 'context.routeKey',
          'integration.request.header.X-Ip': 'context.identity.sourceIp',
          'integration.request.header.X-Static': "'it''s'",
          'integration.request.header.X-Object': 'route.request.body.user',
        },
        responses: { $default: {} },
      },
    },
    { api: { stageVariables: { colour: 'red' } } },
  );
  const client = await connect(emulator.url);
  client.send({ user: { name: 'Zoë & co' }, list: ['a', 'b'], count: 3 });
  const { url, headers } = await backend.next();
  expect(url).toBe('/Zo%C3%AB%20%26%20co/in?first=a&count=3');
  expect(headers).toMatchObject({
    'x-stage': 'red',
    'x-route': '$default',
    'x-ip': '127.0.0.1',
    'x-static': "it''s",
  });
});

test('integration.parameters.connect-only: headers and query of the handshake, single and multiple', async () => {
  const backend = await useBackend();
  const requestParameters = {
    'integration.request.header.last': 'route.request.querystring.a',
    'integration.request.querystring.all': 'route.request.multivaluequerystring.a',
    'integration.request.header.own': 'route.request.header.X-OWN',
    'integration.request.querystring.owns': 'route.request.multivalueheader.x-own',
  };
  const integration: IntegrationConfig = {
    type: 'HTTP',
    uri: backend.url,
    requestParameters,
    responses: { $default: {} },
  };
  const emulator = await useIntegrations({ $connect: integration, $default: integration });
  const client = await connect(`${emulator.url}?a=1&a=2`, { headers: { 'x-own': 'yes' } });
  const opening = await backend.next();
  expect(opening.url).toBe('/?all=1&all=2&owns=yes');
  expect(opening.headers).toMatchObject({ last: '2', own: 'yes' });
  client.send('x');
  const message = await backend.next();
  expect(message.url).toBe('/');
  expect(message.headers).not.toHaveProperty('own');
});

test('integration.parameters.absent: what the request does not have is not sent', async () => {
  const backend = await useBackend();
  const emulator = await useIntegrations({
    $default: {
      type: 'HTTP_PROXY',
      uri: backend.url,
      requestParameters: {
        'integration.request.header.X-None': 'route.request.body.none',
        'integration.request.header.X-Null': 'route.request.body.null',
        'integration.request.header.X-Context': 'context.authorizer.principalId',
        'integration.request.querystring.none': 'stageVariables.none',
      },
    },
  });
  const client = await connect(emulator.url);
  client.send({ null: null });
  const { url, headers } = await backend.next();
  expect(url).toBe('/');
  expect(Object.keys(headers).filter((name) => name.startsWith('x-') && !name.startsWith('x-amzn'))).toEqual(
    [],
  );
});

test('integration.broken-template: what fails when it is rendered is an error that names its place', async () => {
  const integration = await echo({ requestTemplates: { $default: "$util.parseJson('no json').x" } });
  const emulator = await useIntegrations({ $default: integration });
  const client = await connect(emulator.url);
  client.send('x');
  expect(await client.next()).toMatch(frame('Internal server error'));
  const { reason, routeKey } = await emulator.facts.next('integration.failed');
  expect(routeKey).toBe('$default');
  expect(reason).toMatch(/^requestTemplates\["\$default"\], line 1, column \d+: /);
});
