/** What a configuration that leaves much out comes to. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFiles, SOUND } from './read-project.ts';

test('a configuration of the bare minimum has every default filled in', async () => {
  const project = await readFiles({ 'emulator.config.json': SOUND });
  const { root } = project;
  const apiId = project.apis[0]?.apiId;
  expect(apiId).toMatch(/^[a-z0-9]{10}$/);
  expect(project).toEqual({
    format: 'emulator.config',
    root,
    file: join(root, 'emulator.config.json'),
    sources: [join(root, 'emulator.config.json')],
    region: 'us-east-1',
    accountId: '123456789012',
    apis: [
      {
        name: 'chat',
        apiId,
        stages: [
          {
            name: 'dev',
            variables: {},
            defaultRouteSettings: {},
            routeSettings: {},
            path: ['apis', 'chat', 'stage'],
          },
        ],
        port: 3001,
        domainName: `${apiId}.execute-api.us-east-1.amazonaws.com`,
        disableExecuteApiEndpoint: false,
        routeSelectionExpression: '$request.body.action',
        apiKeySelectionExpression: '$request.header.x-api-key',
        authorizers: [],
        models: [],
        unmeasured: {
          pingResetsIdleTimeout: true,
          droppedStatusCode: 1006,
          droppedReason: '',
          plainGetStatusCode: 426,
          connectWithoutStatusCode: 'accept',
          connectResponseHeaders: false,
          emptyReplyFrame: true,
          connectionIdFormat: 'long',
        },
        messageOrder: 'concurrent',
        compression: false,
        routes: [
          {
            routeKey: '$default',
            integration: {
              type: 'AWS_PROXY',
              target: { kind: 'function', functionName: 'echo' },
              timeoutInMillis: 29_000,
              requestParameters: {},
              requestTemplates: {},
              passthroughBehavior: 'WHEN_NO_MATCH',
              responses: [],
              path: ['apis', 'chat', 'routes', '$default'],
            },
            routeResponse: false,
            authorization: 'NONE',
            apiKeyRequired: false,
            requestModels: {},
            requestParameters: {},
            path: ['apis', 'chat', 'routes', '$default'],
          },
        ],
        path: ['apis', 'chat'],
      },
    ],
    functions: [
      {
        name: 'echo',
        handler: 'echo.handler',
        codeUri: root,
        runtime: 'nodejs22.x',
        timeout: 3,
        memorySize: 128,
        environment: {},
        layers: [],
        loggingConfig: { logFormat: 'Text', applicationLogLevel: 'INFO', systemLogLevel: 'INFO' },
        isolation: 'thread',
        path: ['functions', 'echo'],
      },
    ],
    tables: [],
    domains: [],
    apiKeys: [],
    usagePlans: [],
    eventSourceMappings: [],
    outputs: [],
    notices: [],
    passthrough: [],
  });
});

test('how many environments there may be, and how many invocations at once, is set for a function and for all', async () => {
  const echo = { handler: 'echo.handler', maxEnvironments: 3, reservedConcurrency: 0 };
  const project = await readFiles({
    'emulator.config.json': { ...SOUND, maxEnvironments: 9, functions: { echo } },
  });
  expect(project.maxEnvironments).toBe(9);
  expect(project.functions[0]).toMatchObject({ maxEnvironments: 3, reservedConcurrency: 0 });
});

test('an API keeps its id from run to run, and another name has another', async () => {
  const idOf = async (name: string) =>
    (await readFiles({ 'emulator.config.json': { ...SOUND, apis: { [name]: SOUND.apis.chat } } })).apis[0]
      ?.apiId;
  expect(await idOf('chat')).toBe(await idOf('chat'));
  expect(await idOf('chat')).not.toBe(await idOf('other'));
});

test('keys of tables and indexes carry their types', async () => {
  const project = await readFiles({
    'emulator.config.json': {
      ...SOUND,
      tables: {
        Rooms: {
          partitionKey: 'id',
          sortKey: 'room:N',
          timeToLive: 'expiresAt',
          indexes: { byHash: { partitionKey: 'hash:B', sortKey: 'at:S' }, byTime: { sortKey: 'at' } },
        },
      },
    },
  });
  expect(project.tables).toEqual([
    {
      name: 'Rooms',
      partitionKey: { name: 'id', type: 'S' },
      sortKey: { name: 'room', type: 'N' },
      timeToLive: 'expiresAt',
      indexes: [
        {
          name: 'byHash',
          kind: 'global',
          partitionKey: { name: 'hash', type: 'B' },
          sortKey: { name: 'at', type: 'S' },
        },
        {
          name: 'byTime',
          kind: 'local',
          partitionKey: { name: 'id', type: 'S' },
          sortKey: { name: 'at', type: 'S' },
        },
      ],
      seeds: [],
      path: ['tables', 'Rooms'],
    },
  ]);
});
