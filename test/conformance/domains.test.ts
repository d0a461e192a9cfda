/** Several stages, host names, and custom domains with base paths. */
import { describe, expect, test } from 'vitest';
import { connect, refusal } from '../support/client.ts';
import { useEmulator } from '../support/emulator.ts';
import { ask, portOf } from '../support/http.ts';
import { useFiles } from '../support/project.ts';

/** Answers with what its event says of where it came by. */
const WHERE = `exports.handler = async ({ requestContext: { apiId, stage, domainName }, stageVariables = {} }) =>
  ({ statusCode: 200, body: JSON.stringify({ apiId, stage, domainName, stageVariables }) });`;
/** Posts to its own connection, at the address that is given. */
const POST = `const { ApiGatewayManagementApiClient, PostToConnectionCommand } = require('@aws-sdk/client-apigatewaymanagementapi');
exports.handler = async ({ body, requestContext: { connectionId } }) => {
  const client = new ApiGatewayManagementApiClient({ endpoint: JSON.parse(body).endpoint });
  await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: 'posted' }));
  return { statusCode: 200 };
};`;

const routes = { $default: { function: 'where', routeResponse: true }, post: 'post' };
const DEFINITION = {
  apis: {
    chat: {
      apiId: 'chat000000',
      stages: { dev: { variables: { colour: 'blue' } }, prod: { variables: { colour: 'red' } } },
      routes,
    },
    admin: { apiId: 'admin00000', stage: 'live', routes },
  },
  functions: { where: { handler: 'where.handler' }, post: { handler: 'post.handler', timeout: 20 } },
  domains: {
    'ws.example.com': { chat: 'chat/prod', 'chat/beta': 'chat/dev', admin: 'admin' },
    'One.example.com': { '': 'chat' },
  },
};

async function useDomains(change: (definition: typeof DEFINITION) => object = (definition) => definition) {
  const cwd = await useFiles({
    'emulator.config.json': change(DEFINITION),
    'where.js': WHERE,
    'post.js': POST,
  });
  return useEmulator({ cwd });
}

/** Opens a connection by this host name and path, and asks where it came by. */
async function whereIs(port: number, host: string, path: string) {
  const client = await connect(`ws://localhost:${port}${path}`, { headers: { Host: host } });
  client.send({});
  return { client, where: JSON.parse(await client.next()) };
}

describe('stages', () => {
  test('stage.several: an API serves each of its stages, with the variables of that stage', async () => {
    const emulator = await useDomains();
    const port = portOf(emulator);
    const { where: dev } = await whereIs(port, 'localhost', '/dev');
    const { where: prod } = await whereIs(port, 'localhost', '/prod');
    expect(dev).toMatchObject({ apiId: 'chat000000', stage: 'dev', stageVariables: { colour: 'blue' } });
    expect(prod).toMatchObject({ apiId: 'chat000000', stage: 'prod', stageVariables: { colour: 'red' } });
    expect(emulator.apis.map(({ name, stage }) => `${name}/${stage}`)).toEqual([
      'chat/dev',
      'chat/prod',
      'admin/live',
    ]);
  });

  test('management.any-stage: a connection is reached through any stage of its API', async () => {
    const emulator = await useDomains();
    const { client } = await whereIs(portOf(emulator), 'localhost', '/dev');
    const { connectionId } = await emulator.facts.next('connection.opened');
    const path = `@connections/${encodeURIComponent(connectionId)}`;
    const post = (stage: string) =>
      ask(`http://localhost:${portOf(emulator)}/${stage}/${path}`, {
        method: 'POST',
        body: `through ${stage}`,
        headers: { authorization: 'AWS4-HMAC-SHA256 Credential=x/y, SignedHeaders=host, Signature=z' },
      });
    expect((await post('prod')).status).toBe(200);
    expect(await client.next()).toBe('through prod');
    expect((await post('live')).status).toBe(410);
  });
});

describe('host names', () => {
  test('host.execute-api: the API’s own host name leads to it on any port, and so does a foreign one by its stage', async () => {
    const emulator = await useDomains();
    const port = portOf(emulator);
    const own = 'admin00000.execute-api.us-east-1.amazonaws.com';
    expect((await whereIs(port, own, '/live')).where).toMatchObject({ apiId: 'admin00000', domainName: own });
    const foreign = 'zzzzzzzzzz.execute-api.eu-west-1.amazonaws.com';
    expect((await whereIs(port, foreign, '/prod')).where).toMatchObject({ apiId: 'chat000000' });
    expect((await refusal(`ws://localhost:${port}/prod`, { headers: { Host: own } })).status).toBe(403);
  });

  test('host.execute-api-disabled: an API without its execute-api endpoint refuses it', async () => {
    const emulator = await useDomains((definition) => ({
      ...definition,
      apis: { ...definition.apis, chat: { ...definition.apis.chat, disableExecuteApiEndpoint: true } },
    }));
    const port = portOf(emulator);
    const Host = 'chat000000.execute-api.us-east-1.amazonaws.com';
    const { status, body } = await refusal(`ws://localhost:${port}/dev`, { headers: { Host } });
    expect([status, body]).toEqual([403, '{"message":"Forbidden"}']);
    expect((await whereIs(port, 'ws.example.com', '/chat')).where).toMatchObject({ stage: 'prod' });
  });
});

describe('custom domains', () => {
  const cases: [string, string, object][] = [
    ['ws.example.com', '/chat', { apiId: 'chat000000', stage: 'prod' }],
    ['ws.example.com', '/chat/', { apiId: 'chat000000', stage: 'prod' }],
    ['ws.example.com:3001', '/chat/beta', { apiId: 'chat000000', stage: 'dev' }],
    ['WS.example.com', '/admin', { apiId: 'admin00000', stage: 'live' }],
    ['one.example.com', '/', { apiId: 'chat000000', stage: 'dev' }],
  ];
  for (const [host, path, expected] of cases) {
    test(`domain.base-path: ${host}${path} leads to its stage, which is not in the path`, async () => {
      const emulator = await useDomains();
      const { where } = await whereIs(portOf(emulator), host, path);
      const domainName = host.toLowerCase().replace(/:\d+$/, '');
      expect(where).toMatchObject({ ...expected, domainName });
    });
  }

  test('domain.localhost: {domain}.localhost is the domain too, and the event says the domain', async () => {
    const emulator = await useDomains();
    const { where } = await whereIs(portOf(emulator), 'ws.example.com.localhost:3001', '/admin');
    expect(where).toMatchObject({ apiId: 'admin00000', domainName: 'ws.example.com' });
  });

  test('domain.unmapped: a path without a mapping is 403, and so is the stage in the path', async () => {
    const emulator = await useDomains();
    const refused = (path: string) =>
      refusal(`ws://localhost:${portOf(emulator)}${path}`, { headers: { Host: 'ws.example.com' } });
    expect((await refused('/')).status).toBe(403);
    expect((await refused('/prod')).status).toBe(403);
    expect((await refused('/chat/prod')).status).toBe(403);
    expect((await refused('/chatter')).status).toBe(403);
    // The reason names the paths of the domain, not the stages that its paths do not have.
    const reasons = new Set(emulator.facts.of('connection.refused').map(({ reason }) => reason));
    expect([...reasons]).toEqual(['the path is not that of a stage (/chat, /chat/beta, /admin)']);
  });

  test('domain.host-header: the CONNECT and DISCONNECT events name the domain as Host', async () => {
    const cwd = await useFiles({
      'emulator.config.json': {
        apis: { chat: { routes: { $connect: 'host', $disconnect: 'host' } } },
        functions: { host: { handler: 'host.handler' } },
        domains: { 'ws.example.com': { '': 'chat' } },
      },
      'host.js':
        'exports.handler = async ({ headers, requestContext }) => { console.log(requestContext.eventType, headers.Host); return {}; };',
    });
    const emulator = await useEmulator({ cwd });
    const client = await connect(`ws://localhost:${portOf(emulator)}/`, {
      headers: { Host: 'ws.example.com' },
    });
    client.close();
    const { line } = await emulator.facts.next('function.log', (fact) => fact.line.includes('DISCONNECT'));
    expect(line).toContain('DISCONNECT ws.example.com');
    const [connected] = emulator.facts.of('function.log').filter((fact) => fact.line.includes('CONNECT'));
    expect(connected?.line).toContain('CONNECT ws.example.com');
  });

  test('domain.management: @connections stands behind the base path, and a handler reaches it there', async () => {
    const emulator = await useDomains();
    const { client } = await whereIs(portOf(emulator), 'ws.example.com', '/chat');
    client.send({ action: 'post', endpoint: 'https://ws.example.com/chat' });
    expect(await client.next()).toBe('posted');
  });

  test('domain.stage-in-management-path: the stage in that path is answered with 403 and what was looked for', async () => {
    const emulator = await useDomains();
    const { client } = await whereIs(portOf(emulator), 'one.example.com', '/');
    const { connectionId } = await emulator.facts.next('connection.opened');
    const id = encodeURIComponent(connectionId);
    const { status, body } = await ask(`http://localhost:${portOf(emulator)}/dev/@connections/${id}`, {
      method: 'POST',
      headers: { Host: 'one.example.com' },
    });
    expect(status).toBe(403);
    expect(JSON.parse(body)).toEqual({
      message: `No method found matching route dev/@connections/${id} for http method POST.`,
    });
    client.close();
  });
});
