/** What the framework's compile step would make of a service, as values of the template. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resourcesOf, service, stackOf } from './read-service.ts';

const HELLO = { 'Fn::GetAtt': ['HelloLambdaFunction', 'Arn'] };
const API = { Ref: 'WebsocketsApi' };
const uri = (arn: unknown) => ({
  'Fn::Sub': [
    'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${FunctionArn}/invocations',
    { FunctionArn: arn },
  ],
});

test('serverless.stage: that of the command line, the provider’s, or dev', async () => {
  const text = (stage: string) => service().replace('name: aws', `name: aws\n  ${stage}`);
  const stageOf = async (yml: string, stage?: string) => {
    const reading = await stackOf(yml, { stage });
    expect(reading.template.Resources.WebsocketsDeploymentStage?.Properties.StageName).toBe(reading.stage);
    return reading.stage;
  };
  expect(await stageOf(service())).toBe('dev');
  expect(await stageOf(text('stage: qa'))).toBe('qa');
  expect(await stageOf(text('stage: qa'), 'prod')).toBe('prod');
  expect(await stageOf(text("stage: ${opt:stage, 'test'}"))).toBe('test');
  expect(await stageOf(text('stage: ${opt:stage}'), 'prod')).toBe('prod');
});

test('serverless.region: that of the command line, the provider’s, or us-east-1', async () => {
  const text = service().replace('name: aws', 'name: aws\n  region: eu-west-1');
  expect((await stackOf(service())).region).toBe('us-east-1');
  expect((await stackOf(text)).region).toBe('eu-west-1');
  expect((await stackOf(text, { region: 'eu-central-1' })).region).toBe('eu-central-1');
});

describe('serverless.names: what is named after the service, the stage and the function', () => {
  test('the stack, the API and functions', async () => {
    const { stack, template } = await stackOf(service());
    expect(stack.name).toBe('chat-dev');
    expect(template.Resources.WebsocketsApi?.Properties.Name).toBe('dev-chat-websockets');
    expect(template.Resources.HelloLambdaFunction?.Properties.FunctionName).toBe('chat-dev-hello');
  });

  test('each may have another name', async () => {
    const provider =
      'name: aws\n  stackName: own-stack\n  websocketsApiName: own-api\n  stackParameters: [{ ParameterKey: A, ParameterValue: b }]';
    const { stack, template } = await stackOf(
      service('', 'name: own-function').replace('name: aws', provider),
    );
    expect(stack.name).toBe('own-stack');
    expect(stack.parameters).toEqual(new Map([['A', 'b']]));
    expect(template.Resources.WebsocketsApi?.Properties.Name).toBe('own-api');
    expect(template.Resources.HelloLambdaFunction?.Properties.FunctionName).toBe('own-function');
  });
});

describe('serverless.logical-ids: what resources and Outputs refer to', () => {
  test('of every kind', async () => {
    const { template } = await stackOf(`
service: { name: chat }
provider: aws
functions:
  on-connect_all:
    handler: a.b
    layers: [{ Ref: SharedDashcodeLambdaLayer }]
    events:
      - websocket: { route: $connect, authorizer: auth-er }
      - websocket: { route: room/send-it_now.x, routeResponseSelectionExpression: $default }
      - stream: { type: dynamodb, arn: { Fn::GetAtt: [Rooms, StreamArn] } }
      - stream: arn:aws:dynamodb:us-east-1:1:table/my-table/stream/2026
      - stream: { type: dynamodb, arn: { Ref: StreamArn } }
  auth-er: { handler: a.b }
layers: { shared-code: { path: layer } }
`);
    expect(Object.keys(template.Resources).sort()).toMatchInlineSnapshot(`
      [
        "AuthDasherLambdaFunction",
        "AuthDasherLogGroup",
        "AuthDasherWebsocketsAuthorizer",
        "IamRoleLambdaExecution",
        "OnDashconnectUnderscoreallEventSourceMappingDynamodbMytable",
        "OnDashconnectUnderscoreallEventSourceMappingDynamodbRooms",
        "OnDashconnectUnderscoreallEventSourceMappingDynamodbStreamArn",
        "OnDashconnectUnderscoreallLambdaFunction",
        "OnDashconnectUnderscoreallLambdaPermissionWebsockets",
        "OnDashconnectUnderscoreallLogGroup",
        "OnDashconnectUnderscoreallWebsocketsIntegration",
        "SconnectWebsocketsRoute",
        "SharedDashcodeLambdaLayer",
        "WebsocketsApi",
        "WebsocketsDeployment",
        "WebsocketsDeploymentStage",
        "roomSlashsendDashitUnderscorenowPeriodxWebsocketsRoute",
        "roomSlashsendDashitUnderscorenowPeriodxWebsocketsRouteResponse",
      ]
    `);
    expect(Object.keys(template.Outputs ?? {})).toEqual(['ServiceEndpointWebsocket']);
  });

  test('$connect, $disconnect and $default begin with an S', async () => {
    const events = 'events: [{ websocket: $connect }, { websocket: $disconnect }, { websocket: $default }]';
    const resources = await resourcesOf(
      `service: chat\nprovider: aws\nfunctions: { a: { handler: a.b, ${events} } }`,
    );
    for (const route of ['Sconnect', 'Sdisconnect', 'Sdefault']) {
      expect(resources[`${route}WebsocketsRoute`]?.Type).toBe('AWS::ApiGatewayV2::Route');
    }
  });
});

describe('serverless.function: settings of functions', () => {
  test('defaults', async () => {
    const { HelloLambdaFunction } = await resourcesOf(service());
    expect(HelloLambdaFunction).toEqual({
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'chat-dev-hello',
        Code: '.',
        Handler: 'hello.handler',
        Runtime: 'nodejs22.x',
        Timeout: 6,
        MemorySize: 1024,
      },
    });
  });

  test('the provider’s, and before them its own, which may be texts', async () => {
    const provider = 'name: aws\n  timeout: 10\n  memorySize: 512\n  layers: [a]';
    const text = (lines: string) => service('', lines).replace('name: aws', provider);
    const ofProvider = (await resourcesOf(text(''))).HelloLambdaFunction?.Properties;
    expect(ofProvider).toMatchObject({ Timeout: 10, MemorySize: 512, Layers: ['a'] });
    const own =
      'timeout: "20"\nmemorySize: ${env:MEMORY}\nruntime: python3.12\nlayers: [b]\nreservedConcurrency: 0\ncondition: IsDev\ndependsOn: Table';
    const { HelloLambdaFunction } = await resourcesOf(text(own), { env: { MEMORY: '256' } });
    expect(HelloLambdaFunction).toMatchObject({
      Properties: {
        Timeout: 20,
        MemorySize: 256,
        Runtime: 'python3.12',
        Layers: ['b'],
        ReservedConcurrentExecutions: 0,
      },
      Condition: 'IsDev',
      DependsOn: 'Table',
    });
  });

  test('functions are written as an object, as a list, and in files of their own', async () => {
    const resources = await resourcesOf({
      'serverless.yml': `
service: chat
provider: aws
functions:
  - a: { handler: a.handler, events: [{ websocket: a }] }
    b: \${file(b.yml)}
  - \${file(rest.yml)}
`,
      'b.yml': 'handler: b.handler\nevents: [{ websocket: b }]',
      'rest.yml': 'c: { handler: c.handler, events: "${file(events.yml):c}" }',
      'events.yml': 'c: [{ websocket: c }]',
    });
    expect(['A', 'B', 'C'].map((name) => resources[`${name}LambdaFunction`]?.Properties.Handler)).toEqual([
      'a.handler',
      'b.handler',
      'c.handler',
    ]);
    expect(['a', 'b', 'c'].map((name) => resources[`${name}WebsocketsRoute`]?.Properties.RouteKey)).toEqual([
      'a',
      'b',
      'c',
    ]);
  });
});

test('serverless.environment: the function’s before the provider’s; null takes one out; intrinsics stay', async () => {
  const provider = 'name: aws\n  environment: { A: provider, B: provider, C: provider, N: 5 }';
  const text = service('', 'environment: { B: own, C: null, D: !Ref WebsocketsApi }').replace(
    'name: aws',
    provider,
  );
  expect((await resourcesOf(text)).HelloLambdaFunction?.Properties.Environment).toEqual({
    Variables: { A: 'provider', B: 'own', N: 5, D: { Ref: 'WebsocketsApi' } },
  });
});

test('serverless.layers: folders of the service', async () => {
  const { SharedLambdaLayer } = await resourcesOf(service('layers: { shared: { path: layers/shared } }'));
  expect(SharedLambdaLayer).toEqual({
    Type: 'AWS::Lambda::LayerVersion',
    Properties: { Content: 'layers/shared', LayerName: 'shared' },
  });
});

describe('serverless.websocket-api: the API and its stage', () => {
  test('as they are without settings', async () => {
    const resources = await resourcesOf(service());
    expect(resources.WebsocketsApi).toEqual({
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: {
        Name: 'dev-chat-websockets',
        ProtocolType: 'WEBSOCKET',
        RouteSelectionExpression: '$request.body.action',
      },
    });
    expect(resources.WebsocketsDeploymentStage).toEqual({
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId: API, StageName: 'dev', DeploymentId: { Ref: 'WebsocketsDeployment' } },
    });
  });

  test('routes are selected by another expression, also in the words of the plugin that was before', async () => {
    for (const setting of ['websocketsApiRouteSelectionExpression', 'websocketApiRouteSelectionExpression']) {
      const text = service().replace('name: aws', `name: aws\n  ${setting}: $request.body.type`);
      expect((await resourcesOf(text)).WebsocketsApi?.Properties.RouteSelectionExpression).toBe(
        '$request.body.type',
      );
    }
  });

  test('an API of its own resources takes the routes', async () => {
    const provider = 'name: aws\n  apiGateway: { websocketApiId: !Ref Mine }';
    const own =
      'resources: { Resources: { Mine: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: m, ProtocolType: WEBSOCKET } } } }';
    const { Resources, Outputs } = (await stackOf(service(own).replace('name: aws', provider))).template;
    expect(Resources.WebsocketsApi).toBeUndefined();
    expect(Resources.WebsocketsDeploymentStage).toBeUndefined();
    expect(Resources.SdefaultWebsocketsRoute?.Properties.ApiId).toEqual({ Ref: 'Mine' });
    expect(Outputs).toEqual({});
  });

  test('in place of one of another stack there is one of its own, which is said', async () => {
    const provider = 'name: aws\n  apiGateway: { websocketApiId: abc123 }';
    const { template, notices } = await stackOf(service().replace('name: aws', provider));
    expect(template.Resources.SdefaultWebsocketsRoute?.Properties.ApiId).toEqual(API);
    expect(notices).toMatchInlineSnapshot(`
      [
        "provider.apiGateway.websocketApiId names an API of another stack; here the service has an API of its own for its routes.",
      ]
    `);
  });
});

describe('serverless.websocket-event: routes', () => {
  test.for(['$default', '{ route: $default }', '{ routeKey: $default }'])('%s', async (event) => {
    const resources = await resourcesOf(service().replace('websocket: $default', `websocket: ${event}`));
    expect(resources.HelloWebsocketsIntegration).toEqual({
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: { ApiId: API, IntegrationType: 'AWS_PROXY', IntegrationUri: uri(HELLO) },
    });
    expect(resources.SdefaultWebsocketsRoute).toEqual({
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: API,
        RouteKey: '$default',
        AuthorizationType: 'NONE',
        Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'HelloWebsocketsIntegration' }]] },
      },
    });
  });

  test('a key that the framework only warns of is passed over, which is said', async () => {
    const { notices } = await stackOf(service().replace('$default', '{ route: $default, cors: true }'));
    expect(notices).toEqual(['"cors" of websocket events is unknown, and passed over.']);
  });

  test('two-way, with a route response', async () => {
    const event = '{ route: hello, routeResponseSelectionExpression: $default }';
    const resources = await resourcesOf(service().replace('websocket: $default', `websocket: ${event}`));
    expect(resources.helloWebsocketsRoute?.Properties.RouteResponseSelectionExpression).toBe('$default');
    expect(resources.helloWebsocketsRouteResponse?.Properties).toEqual({
      ApiId: API,
      RouteId: { Ref: 'helloWebsocketsRoute' },
      RouteResponseKey: '$default',
    });
  });
});

describe('serverless.websocket-authorizer: who may connect', () => {
  const ARN = 'arn:aws:lambda:us-east-1:1234567890:function:auth';
  const AUTH = { 'Fn::GetAtt': ['AuthLambdaFunction', 'Arn'] };
  const HEADER = ['route.request.header.Auth'];
  const cases: readonly (readonly [string, unknown, readonly string[]])[] = [
    ['auth', AUTH, HEADER],
    ['{ name: auth }', AUTH, HEADER],
    [
      '{ name: auth, identitySource: route.request.querystring.token }',
      AUTH,
      ['route.request.querystring.token'],
    ],
    [
      '{ name: auth, identitySource: [route.request.header.A, route.request.querystring.B] }',
      AUTH,
      ['route.request.header.A', 'route.request.querystring.B'],
    ],
    [ARN, ARN, HEADER],
    [`{ arn: "${ARN}" }`, ARN, HEADER],
    ['{ name: auth, arn: !GetAtt Elsewhere.Arn }', { 'Fn::GetAtt': 'Elsewhere.Arn' }, HEADER],
  ];
  test.for(cases)('%s', async ([authorizer, arn, identitySource]) => {
    const resources = await resourcesOf(`
service: chat
provider: aws
functions:
  hello: { handler: a.b, events: [{ websocket: { route: $connect, authorizer: ${authorizer} } }] }
  auth: { handler: auth.handler }
`);
    expect(resources.SconnectWebsocketsRoute?.Properties).toMatchObject({
      AuthorizationType: 'CUSTOM',
      AuthorizerId: { Ref: 'AuthWebsocketsAuthorizer' },
    });
    expect(resources.AuthWebsocketsAuthorizer).toEqual({
      Type: 'AWS::ApiGatewayV2::Authorizer',
      Properties: {
        ApiId: API,
        Name: 'auth',
        AuthorizerType: 'REQUEST',
        AuthorizerUri: uri(arn),
        IdentitySource: identitySource,
      },
    });
  });
});

describe('serverless.websocket-logs: logs of the stage', () => {
  const settings = async (logs: string) => {
    const resources = await resourcesOf(
      service().replace('name: aws', `name: aws\n  logs: { websocket: ${logs} }`),
    );
    const { AccessLogSettings, DefaultRouteSettings } = resources.WebsocketsDeploymentStage?.Properties ?? {};
    return { access: AccessLogSettings, routes: DefaultRouteSettings };
  };
  test('true: all of them', async () => {
    expect(await settings('true')).toMatchInlineSnapshot(`
      {
        "access": {
          "DestinationArn": {
            "Fn::Sub": "arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${WebsocketsLogGroup}",
          },
          "Format": "$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.eventType $context.routeKey $context.connectionId" $context.requestId",
        },
        "routes": {
          "DataTraceEnabled": true,
          "LoggingLevel": "INFO",
        },
      }
    `);
  });
  test('other settings', async () => {
    expect(await settings('{ level: ERROR, format: $context.requestId, fullExecutionData: false }')).toEqual({
      access: {
        DestinationArn: { 'Fn::Sub': expect.stringContaining('${WebsocketsLogGroup}') },
        Format: '$context.requestId',
      },
      routes: { DataTraceEnabled: false, LoggingLevel: 'ERROR' },
    });
    expect(await settings('{ accessLogging: false, executionLogging: false }')).toEqual({
      access: undefined,
      routes: { DataTraceEnabled: true, LoggingLevel: 'OFF' },
    });
  });
  test('false or nothing: none', async () => {
    expect(await settings('false')).toEqual({ access: undefined, routes: undefined });
    expect(await settings('null')).toEqual({ access: undefined, routes: undefined });
  });
});

describe('serverless.resources: CloudFormation of the service’s own', () => {
  test('as an object, with all sections', async () => {
    const { template } = await stackOf(
      service(`
resources:
  Parameters: { P: { Type: String } }
  Mappings: { M: { a: { b: c } } }
  Conditions: { C: !Equals [a, b] }
  Resources: { Rooms: { Type: AWS::DynamoDB::Table, Properties: { TableName: "rooms-\${sls:stage}", Nothing: null } } }
  Outputs: { O: { Value: !Ref Rooms } }
`),
    );
    expect(template).toMatchObject({
      Parameters: { P: { Type: 'String' } },
      Mappings: { M: { a: { b: 'c' } } },
      Conditions: { C: { 'Fn::Equals': ['a', 'b'] } },
      Outputs: { O: { Value: { Ref: 'Rooms' } }, ServiceEndpointWebsocket: {} },
    });
    expect(template.Resources.Rooms?.Properties).toEqual({ TableName: 'rooms-dev' });
  });

  test('as a list of objects and files', async () => {
    const resources = await resourcesOf({
      'serverless.yml': service(
        'resources:\n  - Resources: { A: { Type: AWS::SNS::Topic } }\n  - ${file(b.yml)}',
      ),
      'b.yml': 'Resources: { B: { Type: AWS::SQS::Queue } }',
    });
    expect([resources.A?.Type, resources.B?.Type]).toEqual(['AWS::SNS::Topic', 'AWS::SQS::Queue']);
  });

  test('they change what the framework makes, null takes something out', async () => {
    const change =
      'resources: { Resources: { WebsocketsApi: { Properties: { RouteSelectionExpression: $request.body.x, Name: null } } } }';
    expect((await resourcesOf(service(change))).WebsocketsApi).toEqual({
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: { ProtocolType: 'WEBSOCKET', RouteSelectionExpression: '$request.body.x' },
    });
  });

  test('extensions replace properties and add dependencies', async () => {
    const extensions = `
resources:
  extensions:
    WebsocketsDeploymentStage: { Properties: { StageVariables: { a: b } }, DependsOn: A, Condition: C }
    HelloLambdaFunction: { Properties: { Timeout: 3 }, Metadata: { M: 1 } }
`;
    const { WebsocketsDeploymentStage, HelloLambdaFunction } = await resourcesOf(
      service(extensions, 'dependsOn: Z'),
    );
    expect(WebsocketsDeploymentStage).toMatchObject({
      Properties: { StageName: 'dev', StageVariables: { a: 'b' } },
      DependsOn: ['A'],
      Condition: 'C',
    });
    expect(HelloLambdaFunction).toMatchObject({
      Properties: { Timeout: 3 },
      Metadata: { M: 1 },
      DependsOn: 'Z',
    });
  });
});

describe('serverless.stream: event source mappings', () => {
  const mappingOf = async (stream: string) => {
    const resources = await resourcesOf(
      service('', '').replace('- websocket: $default', `- websocket: $default\n      - stream: ${stream}`),
    );
    return Object.values(resources).find(({ Type }) => Type === 'AWS::Lambda::EventSourceMapping')
      ?.Properties;
  };
  test('with defaults', async () => {
    const arn = 'arn:aws:dynamodb:us-east-1:1:table/rooms/stream/2026';
    const defaults = { FunctionName: HELLO, BatchSize: 10, StartingPosition: 'TRIM_HORIZON', Enabled: true };
    expect(await mappingOf(arn)).toEqual({ ...defaults, EventSourceArn: arn });
    const reference = await mappingOf('{ type: dynamodb, arn: !GetAtt Rooms.StreamArn }');
    expect(reference).toEqual({ ...defaults, EventSourceArn: { 'Fn::GetAtt': 'Rooms.StreamArn' } });
  });
  test('with every setting', async () => {
    expect(
      await mappingOf(
        '{ type: dynamodb, arn: !Ref S, batchSize: 1, startingPosition: LATEST, enabled: false, batchWindow: 2, maximumRetryAttempts: 3, maximumRecordAgeInSeconds: 120, bisectBatchOnFunctionError: true, functionResponseType: ReportBatchItemFailures, filterPatterns: [{ eventName: [INSERT] }], parallelizationFactor: 2, tumblingWindowInSeconds: 30, destinations: { onFailure: arn } }',
      ),
    ).toMatchInlineSnapshot(`
      {
        "BatchSize": 1,
        "BisectBatchOnFunctionError": true,
        "DestinationConfig": {
          "OnFailure": {
            "Destination": "arn",
          },
        },
        "Enabled": false,
        "EventSourceArn": {
          "Ref": "S",
        },
        "FilterCriteria": {
          "Filters": [
            {
              "Pattern": "{"eventName":["INSERT"]}",
            },
          ],
        },
        "FunctionName": {
          "Fn::GetAtt": [
            "HelloLambdaFunction",
            "Arn",
          ],
        },
        "FunctionResponseTypes": [
          "ReportBatchItemFailures",
        ],
        "MaximumBatchingWindowInSeconds": 2,
        "MaximumRecordAgeInSeconds": 120,
        "MaximumRetryAttempts": 3,
        "ParallelizationFactor": 2,
        "StartingPosition": "LATEST",
        "TumblingWindowInSeconds": 30,
      }
    `);
  });
  test('streams of Kinesis and other events are named once', async () => {
    const events =
      '- websocket: $default\n      - http: GET /x\n      - httpApi: "*"\n      - schedule: rate(1 minute)\n      - stream: arn:aws:kinesis:us-east-1:1:stream/foo';
    const { template, notices } = await stackOf(service().replace('- websocket: $default', events));
    expect(notices).toMatchInlineSnapshot(`
      [
        "Streams of kinesis start nothing here (functions.hello).",
        "These events start nothing here: schedule (hello).",
      ]
    `);
    expect(template.Resources.HttpApi?.Properties.ProtocolType).toBe('HTTP');
    expect(template.Resources.ApiGatewayRestApi?.Type).toBe('AWS::ApiGateway::RestApi');
  });
});

test('a container image that nothing calls is passed over, which is said', async () => {
  const { notices, template } = await stackOf(
    service('  job: { image: 123.dkr.ecr.eu-west-1.amazonaws.com/job }'),
  );
  expect(notices).toEqual(['The function job is a container image, which cannot run here.']);
  expect(template.Resources.JobLambdaFunction?.Properties).toMatchObject({ PackageType: 'Image' });
});

describe('serverless.build: how functions are compiled', () => {
  const metadataOf = async (lines: string, files = {}) => {
    const { template, notices } = await stackOf({ 'serverless.yml': service(lines), ...files });
    return { metadata: template.Resources.HelloLambdaFunction?.Metadata, notices };
  };
  const ESBUILD = { BuildMethod: 'esbuild', BuildProperties: {} };

  test('nothing is said without a bundler, or when it is turned off', async () => {
    expect((await metadataOf('')).metadata).toBeUndefined();
    expect((await metadataOf('build: { esbuild: false }')).metadata).toBeUndefined();
    expect((await metadataOf('plugins: [serverless-plugin-typescript]')).metadata).toBeUndefined();
    expect((await metadataOf('custom: { esbuild: { minify: true } }')).metadata).toBeUndefined();
  });

  test('version 4’s settings and those of serverless-esbuild', async () => {
    expect((await metadataOf('build: { esbuild: true }')).metadata).toEqual(ESBUILD);
    expect((await metadataOf('plugins: [serverless-esbuild]')).metadata).toEqual(ESBUILD);
    const settings =
      '{ bundle: true, minify: true, target: node20, format: esm, external: [sharp], exclude: ["@aws-sdk/*", "!@aws-sdk/x"], loader: { .graphql: text }, define: { A: "1" }, mainFields: [module], keepNames: true, packager: yarn }';
    const own = (await metadataOf(`plugins: [serverless-esbuild]\ncustom: { esbuild: ${settings} }`))
      .metadata;
    expect(own).toMatchInlineSnapshot(`
      {
        "BuildMethod": "esbuild",
        "BuildProperties": {
          "Define": {
            "A": "1",
          },
          "External": [
            "sharp",
            "@aws-sdk/*",
          ],
          "Format": "esm",
          "KeepNames": true,
          "Loader": [
            ".graphql=text",
          ],
          "MainFields": [
            "module",
          ],
          "Minify": true,
          "Target": "node20",
        },
      }
    `);
    expect((await metadataOf(`build: { esbuild: ${settings} }`)).metadata).toEqual(own);
  });

  test('more of them in a module, before which the file’s own count', async () => {
    const files = {
      'esbuild.config.js':
        'module.exports = () => ({ minify: true, target: "node18", plugins: [{ name: "x", setup() {} }] })',
    };
    const { metadata, notices } = await metadataOf(
      'build: { esbuild: { configFile: esbuild.config.js, target: node22 } }',
      files,
    );
    expect(metadata).toEqual({ BuildMethod: 'esbuild', BuildProperties: { Minify: true, Target: 'node22' } });
    expect(notices).toEqual(["esbuild's plugins are not run: functions are compiled without them."]);
  });

  test('other bundlers’ configurations are not read, which is said', async () => {
    const { metadata, notices } = await metadataOf('plugins: [serverless-webpack]');
    expect(metadata).toEqual(ESBUILD);
    expect(notices).toMatchInlineSnapshot(`
      [
        "The configuration of serverless-webpack is not read: functions are compiled by esbuild, with its own settings.",
      ]
    `);
  });

  test('functions of other languages are not concerned', async () => {
    const text = service('build: { esbuild: true }', 'runtime: python3.12');
    expect((await resourcesOf(text)).HelloLambdaFunction?.Metadata).toBeUndefined();
  });
});

describe('serverless.offline: settings of serverless-offline', () => {
  const portOf = async (lines: string) => (await resourcesOf(service(lines))).WebsocketsApi?.Metadata;
  test('the port', async () => {
    expect(await portOf('')).toBeUndefined();
    expect(await portOf('plugins: [serverless-offline]')).toEqual({ Emulator: { Port: 3001 } });
    expect(await portOf('custom: { serverless-offline: { websocketPort: "4000" } }')).toEqual({
      Emulator: { Port: 4000 },
    });
  });
  test('what is not followed is said', async () => {
    const { notices } = await stackOf(
      service('custom: { serverless-offline: { noTimeout: true, httpPort: 3000, noAuth: false } }'),
    );
    expect(notices).toMatchInlineSnapshot(`
      [
        "custom.serverless-offline.noTimeout is not followed: functions end at their timeout, as on AWS.",
      ]
    `);
  });
});

describe('serverless.seeds: items of tables', () => {
  const table =
    'resources: { Resources: { Rooms: { Type: AWS::DynamoDB::Table, Properties: { TableName: rooms } } } }';
  const seedsOf = async (settings: string) => {
    const { template, notices, folder } = await stackOf(
      service(`custom: { dynamodb: ${settings} }\n${table}`),
    );
    const metadata = template.Resources.Rooms?.Metadata as { Emulator?: { Seeds?: string[] } } | undefined;
    return { seeds: metadata?.Emulator?.Seeds?.map((file) => file.replace(join(folder, '/'), '')), notices };
  };
  const SEED =
    '{ domain: { sources: [{ table: rooms, sources: [seeds/a.json, ./seeds/b.json] }] }, test: { sources: [{ table: Rooms, sources: [c.json] }] } }';
  test('of all groups, or of those that are named', async () => {
    expect((await seedsOf(`{ seed: ${SEED} }`)).seeds).toEqual(['seeds/a.json', 'seeds/b.json', 'c.json']);
    expect((await seedsOf(`{ start: { seed: true }, seed: ${SEED} }`)).seeds).toEqual([
      'seeds/a.json',
      'seeds/b.json',
      'c.json',
    ]);
    expect((await seedsOf(`{ start: { seed: "test" }, seed: ${SEED} }`)).seeds).toEqual(['c.json']);
    expect((await seedsOf(`{ start: { seed: false }, seed: ${SEED} }`)).seeds).toBeUndefined();
  });
  test('what is not followed is said', async () => {
    const { notices } = await seedsOf(
      '{ start: { port: 8000, migrate: true }, seed: { a: { sources: [{ table: rooms, rawsources: [r.json] }] } } }',
    );
    expect(notices).toMatchInlineSnapshot(`
      [
        "custom.dynamodb.start.port is not followed: handlers reach DynamoDB without an "endpoint" of their own.",
        ""rawsources" of the table rooms are not planted; write plain items, under "sources".",
      ]
    `);
  });
});

test('serverless.plugins: those whose doing is missing are named once', async () => {
  const { notices } = await stackOf(
    service(
      'plugins: [serverless-offline, serverless-pseudo-parameters, ./own-plugin, serverless-domain-manager]',
    ),
  );
  expect(notices).toMatchInlineSnapshot(`
    [
      "Plugins are not run here; what these do is missing: serverless-pseudo-parameters, ./own-plugin.",
    ]
  `);
});

describe('the file itself', () => {
  const EXPECTED = 'chat-dev-hello';
  const VALUE = {
    service: 'chat',
    provider: { name: 'aws' },
    functions: { hello: { handler: 'a.b', events: [{ websocket: '$default' }] } },
  };
  const text = JSON.stringify(VALUE);
  const files: readonly (readonly [string, string])[] = [
    ['serverless.yml', text],
    ['serverless.yaml', text],
    ['serverless.json', text],
    ['serverless.js', `module.exports = ${text}`],
    ['serverless.cjs', `module.exports = ${text}`],
    ['serverless.mjs', `export default ${text}`],
    [
      'serverless.ts',
      `import type { AWS } from '@serverless/typescript';\nconst service: AWS = ${text};\nmodule.exports = service;`,
    ],
    ['serverless.ts', `const service = ${text} as const;\nexport default service;`],
  ];
  test.for(files)('serverless.format: %s', async ([file, content]) => {
    const { HelloLambdaFunction } = await resourcesOf({ [file]: content }, { file });
    expect(HelloLambdaFunction?.Properties.FunctionName).toBe(EXPECTED);
  });

  test('serverless.format: tsconfig’s paths lead to the modules of a serverless.ts', async () => {
    const { HelloLambdaFunction } = await resourcesOf(
      {
        'tsconfig.json': { extends: './tsconfig.paths.json' },
        'tsconfig.paths.json': {
          compilerOptions: { baseUrl: '.', paths: { '@functions/*': ['src/functions/*'] } },
        },
        'src/functions/hello/index.ts': `export default { handler: 'src/functions/hello/handler.main', events: [{ websocket: '$default' }] };`,
        'serverless.ts': `import hello from '@functions/hello';\nmodule.exports = { service: 'chat', provider: { name: 'aws' }, functions: { hello } };`,
      },
      { file: 'serverless.ts' },
    );
    expect(HelloLambdaFunction?.Properties.Handler).toBe('src/functions/hello/handler.main');
  });
});
