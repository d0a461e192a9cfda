/** MOCK integrations, and what integration responses make of answers. */
import { expect, test } from 'vitest';
import { useBackend } from '../support/backend.ts';
import { connect, refusal } from '../support/client.ts';
import { frame, type IntegrationConfig, useIntegrations } from '../support/integrations.ts';

/** A MOCK whose status the message names. */
const mock = (config: Partial<IntegrationConfig> = {}): IntegrationConfig => ({
  type: 'MOCK',
  requestTemplates: { $default: '{"statusCode": $input.json(\'$.status\')}' },
  ...config,
});

const statusOf200 = { $default: '{"statusCode":200}' };

test('integration.mock.status: the template’s status accepts a handshake or refuses it', async () => {
  const asking = (statusCode: number): IntegrationConfig => ({
    type: 'MOCK',
    templateSelectionExpression: '200',
    requestTemplates: { '200': `{"statusCode":${statusCode}}` },
  });
  const open = await useIntegrations({ $connect: asking(200), $disconnect: asking(200) });
  const client = await connect(open.url);
  client.close();
  await client.closed;
  const closed = await useIntegrations({ $connect: asking(403) });
  expect(await refusal(closed.url)).toMatchObject({ status: 403, body: '' });
});

test('integration.mock.lenient: the template’s JSON may be written carelessly', async () => {
  const emulator = await useIntegrations({
    $connect: { type: 'MOCK', requestTemplates: { $default: '{statusCode: 418,}' } },
  });
  expect(await refusal(emulator.url)).toMatchObject({ status: 418 });
});

test('integration.mock.broken: no status is an error', async () => {
  const emulator = await useIntegrations({
    $default: mock({ responses: { $default: {} } }),
    bare: { type: 'MOCK', responses: { $default: {} } },
  });
  const client = await connect(emulator.url);
  client.send({ status: 'many' });
  expect(await client.next()).toMatch(frame('Internal server error'));
  client.send({ action: 'bare' });
  expect(await client.next()).toMatch(frame('Internal server error'));
  const refused = await useIntegrations({ $connect: { type: 'MOCK' } });
  expect(await refusal(refused.url)).toMatchObject({ status: 500 });
});

test('integration.response.key: a regular expression for the whole status, $default for all others', async () => {
  const template = (text: string) => ({ responseTemplates: { $default: text } });
  const emulator = await useIntegrations({
    $default: mock({
      responses: {
        $default: template('other'),
        '/2\\d\\d/': template('fine'),
        '/4/': template('never'),
        '/4\\d{2}/': template('sorry'),
        '/(?i)5xx|503/': template('down'),
        '/50[34]/': template('late'),
      },
    }),
  });
  const client = await connect(emulator.url);
  for (const [status, reply] of [
    [200, 'fine'],
    [204, 'fine'],
    [404, 'sorry'],
    [503, 'down'],
    [504, 'late'],
    [500, 'other'],
  ]) {
    client.send({ status });
    expect(await client.next()).toBe(reply);
  }
});

test('integration.response.none: an answer that no integration response is for is an error', async () => {
  const emulator = await useIntegrations({
    some: mock({ responses: { '/200/': {} } }),
    none: mock(),
  });
  const client = await connect(emulator.url);
  client.send({ action: 'some', status: 404 });
  expect(await client.next()).toMatch(frame('Internal server error'));
  client.send({ action: 'none', status: 200 });
  expect(await client.next()).toMatch(frame('Internal server error'));
  const reasons = emulator.facts.of('integration.failed').map(({ reason }) => reason);
  expect(reasons).toEqual([
    'no integration response is for "404" (there is: /200/); add "$default" to "responses"',
    'no integration response is for "200" (there is: none); add "$default" to "responses"',
  ]);
});

test('integration.response.none: but without any, the status alone decides about a handshake', async () => {
  const backend = await useBackend(({ url }, response) =>
    response.writeHead(url === '/no' ? 403 : 200).end('the body'),
  );
  const open = await useIntegrations({ $connect: { type: 'HTTP', uri: backend.url } });
  await connect(open.url);
  const closed = await useIntegrations({ $connect: { type: 'HTTP', uri: `${backend.url}/no` } });
  expect(await refusal(closed.url)).toMatchObject({ status: 403, body: 'the body' });
});

test('integration.response.one-way: nothing is sent, and integration responses are not looked at', async () => {
  const emulator = await useIntegrations({
    quiet: { integration: mock({ responses: { '/500/': { responseTemplates: { $default: 'never' } } } }) },
    silent: { integration: mock() },
    loud: mock({ responses: { $default: { responseTemplates: { $default: 'loud' } } } }),
  });
  const client = await connect(emulator.url);
  client.send({ action: 'quiet', status: 500 });
  client.send({ action: 'quiet', status: 200 });
  client.send({ action: 'silent', status: 200 });
  client.send({ action: 'loud', status: 200 });
  expect(await client.next()).toBe('loud');
  expect(emulator.facts.of('integration.failed')).toEqual([]);
});

test('integration.response.body: without a template the answer’s body as it is', async () => {
  const backend = await useBackend((_received, response) => response.writeHead(404).end('<not found>'));
  const emulator = await useIntegrations({
    $default: { type: 'HTTP', uri: backend.url, responses: { $default: {} } },
  });
  const client = await connect(emulator.url);
  client.send('x');
  expect(await client.next()).toBe('<not found>');
});

test('integration.response.template: by status, header, all of a header, and the message', async () => {
  const backend = await useBackend((_received, response) => {
    response.setHeader('X-Kind', ['a', 'b']);
    response.writeHead(201).end('{"n":1}');
  });
  const selecting = (templateSelectionExpression: string): IntegrationConfig => ({
    type: 'HTTP',
    uri: backend.url,
    responses: {
      $default: {
        templateSelectionExpression,
        responseTemplates: {
          '201': 'status',
          b: 'header',
          '[a, b]': 'headers',
          mine: 'message',
          $default: 'rest',
        },
      },
    },
  });
  const emulator = await useIntegrations({
    status: selecting('${integration.response.statuscode}'),
    header: selecting('${integration.response.header.x-kind}'),
    headers: selecting('${integration.response.multivalueheader.X-Kind}'),
    message: selecting('${request.body.template}'),
    static: selecting('mine'),
    escaped: selecting('\\$default'),
    none: selecting('unknown'),
  });
  const client = await connect(emulator.url);
  const cases = { status: 'status', header: 'header', headers: 'headers', message: 'message' };
  const others = { static: 'message', escaped: 'rest', none: 'rest' };
  for (const [action, reply] of Object.entries({ ...cases, ...others })) {
    client.send({ action, template: 'mine' });
    expect([action, await client.next()]).toEqual([action, reply]);
  }
});

test('integration.response.template: without an expression $default, application/json, or the only one', async () => {
  const templates = (responseTemplates: Record<string, string>) =>
    mock({ requestTemplates: statusOf200, responses: { $default: { responseTemplates } } });
  const emulator = await useIntegrations({
    default: templates({ 'application/json': 'json', $default: 'default' }),
    json: templates({ '200': 'the status', 'application/json': 'json' }),
    only: templates({ '200': 'the status' }),
  });
  const client = await connect(emulator.url);
  const cases = { default: 'default', json: 'json', only: 'the status' };
  for (const [action, reply] of Object.entries(cases)) {
    client.send({ action });
    expect(await client.next()).toBe(reply);
  }
});

test('integration.response.template: it is rendered with the answer’s body and the context', async () => {
  const backend = await useBackend((_received, response) => response.end('{"n":{"m":[1,2]}}'));
  const emulator = await useIntegrations({
    $default: {
      type: 'HTTP',
      uri: backend.url,
      responses: {
        $default: {
          responseTemplates: { $default: '{"m": $input.json(\'$.n.m\'), "route": "$context.routeKey"}' },
        },
      },
    },
  });
  const client = await connect(emulator.url);
  client.send('x');
  expect(JSON.parse(await client.next())).toEqual({ m: [1, 2], route: '$default' });
});

test('integration.response.convert-to-text: bytes become base64', async () => {
  const backend = await useBackend((_received, response) => response.end(Buffer.from([0, 0xff, 0x10])));
  const convert = { contentHandlingStrategy: 'CONVERT_TO_TEXT' } as const;
  const emulator = await useIntegrations({
    $default: { type: 'HTTP', uri: backend.url, responses: { $default: convert } },
    wrapped: {
      type: 'HTTP',
      uri: backend.url,
      responses: { $default: { ...convert, responseTemplates: { $default: '<$input.body>' } } },
    },
  });
  const client = await connect(emulator.url);
  client.send('x');
  expect(await client.next()).toBe('AP8Q');
  client.send({ action: 'wrapped' });
  expect(await client.next()).toBe('<AP8Q>');
});

test('integration.response.override: $context.responseOverride.status decides about a handshake', async () => {
  const emulator = await useIntegrations({
    $connect: {
      type: 'MOCK',
      requestTemplates: statusOf200,
      responses: {
        $default: {
          responseTemplates: {
            $default:
              '#if($input.params("token") != "good")#set($context.responseOverride.status = 401)no#end',
          },
        },
      },
    },
  });
  await connect(`${emulator.url}?token=good`);
  expect(await refusal(`${emulator.url}?token=bad`)).toMatchObject({ status: 401, body: 'no' });
});

test('integration.broken-template: so is what fails in a response’s', async () => {
  const emulator = await useIntegrations({
    $default: mock({
      requestTemplates: statusOf200,
      responses: { '/200/': { responseTemplates: { '200': "$util.parseJson('no json').x" } } },
    }),
  });
  const client = await connect(emulator.url);
  client.send('x');
  expect(await client.next()).toMatch(frame('Internal server error'));
  const { reason } = await emulator.facts.next('integration.failed');
  expect(reason).toMatch(/^responses\["\/200\/"\]\.responseTemplates\["200"\], line 1, column \d+: /);
});
