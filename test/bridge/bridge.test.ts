/** Handlers that know nothing of the emulator reach it: every SDK, every way to write the endpoint. Rows `bridge.*`. */
import { describe, expect, test } from 'vitest';
import { connect } from '../support/client.ts';
import { type TestEmulator, useEmulator, useSmallEmulator } from '../support/emulator.ts';
import { useFiles } from '../support/project.ts';

/** How a module of each kind begins and ends, so that the handler's body can be the same. */
const KINDS = {
  CommonJS: {
    extension: 'cjs' as const,
    import: (names: string, from: string) => `const ${names} = require('${from}');`,
    export: (body: string) => `exports.handler = ${body};`,
  },
  'ES modules': {
    extension: 'mjs' as const,
    import: (names: string, from: string) => `import ${names.replace(': ', ' as ')} from '${from}';`,
    export: (body: string) => `export const handler = ${body};`,
  },
};

/** The last runtime that carries aws-sdk v2. */
const WITH_V2 = 'nodejs16.x';
const V3 = 'new ApiGatewayManagementApiClient';
const POST_V3 =
  'await client.send(new PostToConnectionCommand({ ConnectionId: event.requestContext.connectionId, Data: "reached" }));';
const POST_V2 =
  'await client.postToConnection({ ConnectionId: event.requestContext.connectionId, Data: "reached" }).promise();';

/** Each: what is imported, and a body that makes the client hear "reached". */
const WAYS: Record<string, { imports: [string, string][]; body: string }> = {
  'aws-sdk v2 with domainName and stage': {
    imports: [['AWS', 'aws-sdk']],
    body: `const client = new AWS.ApiGatewayManagementApi({ endpoint: event.requestContext.domainName + '/' + event.requestContext.stage }); ${POST_V2}`,
  },
  'v3 with https://domainName/stage': {
    imports: [
      [
        '{ ApiGatewayManagementApiClient, PostToConnectionCommand }',
        '@aws-sdk/client-apigatewaymanagementapi',
      ],
    ],
    body: `const client = ${V3}({ endpoint: \`https://\${event.requestContext.domainName}/\${event.requestContext.stage}\` }); ${POST_V3}`,
  },
  'v3 with the literal address of the API': {
    imports: [
      [
        '{ ApiGatewayManagementApiClient, PostToConnectionCommand }',
        '@aws-sdk/client-apigatewaymanagementapi',
      ],
    ],
    body: `const client = ${V3}({ endpoint: 'https://abcdef1234.execute-api.us-east-1.amazonaws.com/dev' }); ${POST_V3}`,
  },
  'fetch, signed': {
    imports: [
      ['{ SignatureV4 }', '@smithy/signature-v4'],
      ['{ createHash, createHmac }', 'node:crypto'],
    ],
    body: `
      class Sha256 {
        constructor(secret) { this.hash = secret ? createHmac('sha256', secret) : createHash('sha256'); }
        update(data) { this.hash.update(data); }
        async digest() { return new Uint8Array(this.hash.digest()); }
      }
      const { domainName, stage, connectionId } = event.requestContext;
      const path = \`/\${stage}/@connections/\${encodeURIComponent(connectionId)}\`;
      const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = process.env;
      const signer = new SignatureV4({ service: 'execute-api', region: process.env.AWS_REGION, credentials: { accessKeyId, secretAccessKey, sessionToken }, sha256: Sha256 });
      const request = await signer.sign({ method: 'POST', protocol: 'https:', hostname: domainName, path, headers: { host: domainName }, body: 'reached' });
      const answer = await fetch('https://' + domainName + path, { method: 'POST', headers: request.headers, body: 'reached' });
      if (answer.status !== 200) throw new Error(answer.status + ' ' + await answer.text());`,
  },
  'aws-sdk v2 DynamoDB, no endpoint': {
    imports: [['AWS', 'aws-sdk']],
    body: `
      const table = new AWS.DynamoDB.DocumentClient();
      const { connectionId, domainName, stage } = event.requestContext;
      await table.put({ TableName: 'Things', Item: { id: connectionId, word: 'reached' } }).promise();
      const { Item } = await table.get({ TableName: 'Things', Key: { id: connectionId } }).promise();
      const client = new AWS.ApiGatewayManagementApi({ endpoint: domainName + '/' + stage });
      await client.postToConnection({ ConnectionId: connectionId, Data: Item.word }).promise();`,
  },
  'v3 DynamoDB, no endpoint': {
    imports: [
      ['{ DynamoDBClient }', '@aws-sdk/client-dynamodb'],
      ['{ DynamoDBDocumentClient, PutCommand, GetCommand }', '@aws-sdk/lib-dynamodb'],
      [
        '{ ApiGatewayManagementApiClient, PostToConnectionCommand }',
        '@aws-sdk/client-apigatewaymanagementapi',
      ],
    ],
    body: `
      const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
      const { connectionId, domainName, stage } = event.requestContext;
      await table.send(new PutCommand({ TableName: 'Things', Item: { id: connectionId, word: 'reached' } }));
      const { Item } = await table.send(new GetCommand({ TableName: 'Things', Key: { id: connectionId } }));
      const client = ${V3}({ endpoint: 'https://' + domainName + '/' + stage });
      await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: Item.word }));`,
  },
  'v3 DynamoDB with the literal address of the service': {
    imports: [
      ['{ DynamoDBClient, ListTablesCommand }', '@aws-sdk/client-dynamodb'],
      [
        '{ ApiGatewayManagementApiClient, PostToConnectionCommand }',
        '@aws-sdk/client-apigatewaymanagementapi',
      ],
    ],
    body: `
      const dynamodb = new DynamoDBClient({ endpoint: 'https://dynamodb.us-east-1.amazonaws.com' });
      const { TableNames } = await dynamodb.send(new ListTablesCommand({}));
      if (TableNames.join() !== 'Things') throw new Error(TableNames.join());
      const client = ${V3}({ endpoint: 'https://' + event.requestContext.domainName + '/' + event.requestContext.stage }); ${POST_V3}`,
  },
};

const TABLES = { Things: { partitionKey: 'id' } };

async function hear(emulator: TestEmulator): Promise<string> {
  const client = await connect(emulator.url);
  client.send({ action: 'go' });
  return client.next();
}

for (const [kind, { extension, import: importOf, export: exportOf }] of Object.entries(KINDS)) {
  describe(`bridge.unmodified: from ${kind}`, () => {
    for (const [way, { imports, body }] of Object.entries(WAYS)) {
      test(way, async () => {
        const source = [
          ...imports.map(([names, from]) => importOf(names, from)),
          exportOf(`async (event) => { ${body} return { statusCode: 200 }; }`),
        ].join('\n');
        const emulator = await useSmallEmulator({
          routes: { go: source },
          extension,
          config: { tables: TABLES },
          fn: { timeout: 20, ...(way.includes('aws-sdk v2') && { runtime: WITH_V2 }) },
        });
        expect(await hear(emulator)).toBe('reached');
      });
    }
  });
}

test('bridge.unmodified: v2 with a patched-in service model, as the sample has it', async () => {
  // `test/sample.test.ts` plays it whole; here it is the bare model that has no endpoint of its own.
  const emulator = await useSmallEmulator({
    routes: {
      go: `const AWS = require('aws-sdk/lib/core'); require('aws-sdk/lib/node_loader');
        AWS.apiLoader.services.patched = { '2018-11-29': { metadata: { apiVersion: '2018-11-29', endpointPrefix: 'execute-api', signingName: 'execute-api', protocol: 'rest-json', signatureVersion: 'v4' }, operations: { PostToConnection: { http: { requestUri: '/@connections/{connectionId}' }, input: { type: 'structure', payload: 'Data', members: { Data: { type: 'blob' }, ConnectionId: { location: 'uri', locationName: 'connectionId' } } } } }, shapes: {} } };
        const Patched = AWS.Service.defineService('patched', ['2018-11-29']);
        exports.handler = async (event) => { const client = new Patched({ endpoint: event.requestContext.domainName + '/' + event.requestContext.stage }); ${POST_V2} return {}; };`,
    },
    fn: { runtime: WITH_V2 },
  });
  expect(await hear(emulator)).toBe('reached');
});

test('bridge.several-ports: an API on another port is found by its own address', async () => {
  const folder = await useFiles({
    'emulator.config.json': {
      apis: {
        first: { stage: 'dev', port: 3001, routes: { $default: 'go' } },
        second: { stage: 'dev', port: 3002, routes: { go: 'go' } },
      },
      functions: { go: { handler: 'go.handler', timeout: 20 } },
    },
    'go.cjs': `const { ApiGatewayManagementApiClient, PostToConnectionCommand } = require('@aws-sdk/client-apigatewaymanagementapi');
      exports.handler = async (event) => { const client = ${V3}({ endpoint: 'https://' + event.requestContext.domainName + '/dev' }); ${POST_V3} return {}; };`,
  });
  const emulator = await useEmulator({ cwd: folder });
  const client = await connect(emulator.apis[1]?.url ?? '');
  client.send({ action: 'go' });
  expect(await client.next()).toBe('reached');
});

describe('what is not emulated', () => {
  const report = 'catch (error) { return { statusCode: 200, body: error.name + ": " + error.message }; }';

  test('bridge.not-emulated: an AWS service that is not emulated fails at once, naming itself and the setting', async () => {
    const emulator = await useSmallEmulator({
      routes: {
        go: `const AWS = require('aws-sdk'); exports.handler = async () => { try { await new AWS.SQS().listQueues().promise(); } ${report} };`,
        json: `const AWS = require('aws-sdk'); exports.handler = async () => { try { await new AWS.SecretsManager().listSecrets().promise(); } ${report} };`,
        s3: `const AWS = require('aws-sdk'); exports.handler = async () => { try { await new AWS.S3().getObject({ Bucket: 'mine', Key: 'k' }).promise(); } ${report} };`,
        fetch: `exports.handler = async () => { const r = await fetch('https://sts.amazonaws.com/'); return { statusCode: 200, body: r.status + ' ' + await r.text() }; };`,
        redis: `const net = require('node:net'); exports.handler = () => new Promise((resolve) => { net.connect(6379, 'x.cache.amazonaws.com').on('error', (error) => resolve({ statusCode: 200, body: error.code + ' ' + error.message })); });`,
      },
      twoWay: ['go', 'json', 's3', 'fetch', 'redis'],
      // With the fetch of Node itself, whatever this runtime had.
      fn: { runtime: WITH_V2 },
    });
    const client = await connect(emulator.url);
    const ask = (action: string) => {
      client.send({ action });
      return client.next();
    };
    expect(await ask('go')).toBe(
      'ServiceNotEmulated: The emulator has no sqs (POST https://sqs.us-east-1.amazonaws.com), and lets nothing out to AWS. To let this service through, start with --passthrough sqs, or add "sqs" to "passthrough" in an emulator.config.json.',
    );
    expect(await ask('json')).toContain('ServiceNotEmulated: The emulator has no secretsmanager');
    expect(await ask('s3')).toContain('ServiceNotEmulated: The emulator has no s3');
    expect(await ask('fetch')).toMatch(/^400 .*The emulator has no sts/);
    expect(await ask('redis')).toMatch(/^ERR_EMULATOR_SERVICE_NOT_EMULATED The emulator has no cache/);
    expect(emulator.facts.of('service.not-emulated').map((fact) => fact.service)).toEqual([
      'sqs',
      'secretsmanager',
      's3',
      'sts',
    ]);
  });

  // `.invalid` names never resolve, so the name is one of AWS's that the resolver is asked for in vain.
  const asking = {
    go: `const dns = require('node:dns'); const asked = []; const lookup = (host, options, done) => { asked.push(host); done(Object.assign(new Error('asked'), { code: 'ENOTFOUND' })); };
        exports.handler = () => new Promise((resolve) => { require('node:https').get({ host: 'sqs.us-east-1.amazonaws.com', lookup }).on('error', () => resolve({ statusCode: 200, body: asked.join() })); });`,
  };

  test('bridge.passthrough: a service that the project lets through is left alone', async () => {
    const config = { passthrough: ['sqs'] };
    const emulator = await useSmallEmulator({ routes: asking, twoWay: ['go'], config });
    expect(await hear(emulator)).toBe('sqs.us-east-1.amazonaws.com');
  });

  test('bridge.passthrough: so is one that whoever starts it lets through', async () => {
    const emulator = await useSmallEmulator({ routes: asking, twoWay: ['go'] }, { passthrough: ['sqs'] });
    expect(await hear(emulator)).toBe('sqs.us-east-1.amazonaws.com');
  });

  test('bridge.other-hosts: hosts that are not AWS are left alone', async () => {
    const emulator = await useSmallEmulator({
      routes: {
        go: `const http = require('node:http');
          exports.handler = () => new Promise((resolve) => {
            const server = http.createServer((request, response) => response.end('from ' + request.headers.host)).listen(0, '127.0.0.1', async () => {
              const text = await (await fetch('http://localhost:' + server.address().port)).text();
              server.close(() => resolve({ statusCode: 200, body: text.replace(/\\d+/, 'PORT') })); server.closeAllConnections();
            });
          });`,
      },
      twoWay: ['go'],
    });
    expect(await hear(emulator)).toBe('from localhost:PORT');
  });

  test('bridge.own-domain: a domain of the project is led here, over TLS too', async () => {
    const emulator = await useSmallEmulator({
      routes: {
        go: `exports.handler = async ({ requestContext: { domainName } }) => { const r = await fetch('https://' + domainName + '/dev'); return { statusCode: 200, body: domainName + ' ' + r.status }; };`,
      },
      twoWay: ['go'],
      api: { domainName: 'ws.example.com' },
    });
    expect(await hear(emulator)).toBe('ws.example.com 426');
  });
});
