/** From resources to the model: every property that is read, and what becomes of the others. */
import { expect, test } from 'vitest';
import { CLOUDFORMATION, changed, readTemplate } from './templates.ts';

const resource = (logicalId: string, type: string, ...properties: readonly string[]) =>
  [
    `  ${logicalId}:`,
    `    Type: ${type}`,
    '    Properties:',
    ...properties.map((line) => `      ${line}`),
    '',
  ].join('\n');

test('cloudformation.api: an API with every property', async () => {
  const template = [
    changed(
      CLOUDFORMATION,
      [
        '      RouteSelectionExpression',
        '      ApiKeySelectionExpression: $context.authorizer.usageIdentifierKey\n      DisableExecuteApiEndpoint: true\n      RouteSelectionExpression',
      ],
      [
        '      StageName: dev\n',
        '      StageName: dev\n      StageVariables: { table: rooms, size: 3 }\n      AccessLogSettings: { DestinationArn: "arn:aws:logs:a", Format: $context.requestId }\n      DefaultRouteSettings: { ThrottlingRateLimit: 10, ThrottlingBurstLimit: "5", LoggingLevel: INFO, DataTraceEnabled: "true" }\n      RouteSettings:\n        $default: { ThrottlingRateLimit: 1.5 }\n',
      ],
      [
        '      IntegrationType: AWS_PROXY\n',
        '      IntegrationType: AWS\n      TimeoutInMillis: 5000\n      RequestTemplates: { application/json: "{}" }\n      RequestParameters: { integration.request.header.a: "\'b\'" }\n      TemplateSelectionExpression: $default\n      PassthroughBehavior: NEVER\n      ContentHandlingStrategy: CONVERT_TO_TEXT\n',
      ],
      [
        '      RouteKey: $default\n',
        '      RouteKey: $default\n      ModelSelectionExpression: $request.body.action\n      RequestModels: { send: Message }\n      RouteResponseSelectionExpression: $default\n',
      ],
    ),
    resource(
      'Answer',
      'AWS::ApiGatewayV2::IntegrationResponse',
      'ApiId: !Ref Chat',
      'IntegrationId: !Ref EchoIntegration',
      'IntegrationResponseKey: $default',
      'ResponseTemplates: { $default: "$input.body" }',
      'TemplateSelectionExpression: $default',
    ),
    resource(
      'RouteAnswer',
      'AWS::ApiGatewayV2::RouteResponse',
      'ApiId: !Ref Chat',
      'RouteId: !Ref DefaultRoute',
      'RouteResponseKey: $default',
    ),
    resource(
      'Guard',
      'AWS::ApiGatewayV2::Authorizer',
      'ApiId: !Ref Chat',
      'Name: guard',
      'AuthorizerType: REQUEST',
      'AuthorizerUri: !Sub "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${Echo.Arn}/invocations"',
      'IdentitySource: [route.request.querystring.token]',
    ),
    resource('Mock', 'AWS::ApiGatewayV2::Integration', 'ApiId: !Ref Chat', 'IntegrationType: MOCK'),
    resource(
      'Connect',
      'AWS::ApiGatewayV2::Route',
      'ApiId: !Ref Chat',
      'RouteKey: $connect',
      'AuthorizationType: CUSTOM',
      'AuthorizerId: !Ref Guard',
      'ApiKeyRequired: true',
      'RequestParameters: { route.request.querystring.token: { Required: true }, route.request.header.a: false }',
      'Target: !Sub "integrations/${Mock}"',
    ),
    resource(
      'Message',
      'AWS::ApiGatewayV2::Model',
      'ApiId: !Ref Chat',
      'Name: Message',
      'ContentType: application/json',
      'Schema: { type: object }',
    ),
    resource('Domain', 'AWS::ApiGatewayV2::DomainName', 'DomainName: WS.example.com'),
    resource(
      'Mapping',
      'AWS::ApiGatewayV2::ApiMapping',
      'ApiId: !Ref Chat',
      'DomainName: !Ref Domain',
      'Stage: !Ref Dev',
      'ApiMappingKey: v1',
    ),
    resource('Key', 'AWS::ApiGateway::ApiKey', 'Name: key', 'Value: abcdefghijklmnopqrstuvwxyz'),
    resource(
      'Plan',
      'AWS::ApiGateway::UsagePlan',
      'UsagePlanName: plan',
      'ApiStages: [{ ApiId: !Ref Chat, Stage: dev }]',
      'Throttle: { RateLimit: 3 }',
      'Quota: { Limit: 100, Period: DAY }',
    ),
    resource(
      'PlanKey',
      'AWS::ApiGateway::UsagePlanKey',
      'KeyId: !Ref Key',
      'KeyType: API_KEY',
      'UsagePlanId: !Ref Plan',
    ),
  ].join('');
  const { apis, domains, apiKeys, usagePlans, notices } = await readTemplate(template);
  expect(notices).toEqual([]);
  expect({ apis, domains, usagePlans, apiKeys }).toMatchObject({
    apis: [
      {
        name: 'chat',
        disableExecuteApiEndpoint: true,
        apiKeySelectionExpression: '$context.authorizer.usageIdentifierKey',
        routeSelectionExpression: '$request.body.action',
        stages: [
          {
            name: 'dev',
            variables: { table: 'rooms', size: '3' },
            accessLogSettings: { format: '$context.requestId', destination: 'console' },
            defaultRouteSettings: {
              throttlingRateLimit: 10,
              throttlingBurstLimit: 5,
              loggingLevel: 'INFO',
              dataTraceEnabled: true,
            },
            routeSettings: { $default: { throttlingRateLimit: 1.5 } },
          },
        ],
        routes: [
          {
            routeKey: '$default',
            routeResponse: true,
            authorization: 'NONE',
            modelSelectionExpression: '$request.body.action',
            requestModels: { send: 'Message' },
            integration: {
              type: 'AWS',
              target: { kind: 'function', functionName: 'Echo' },
              timeoutInMillis: 5000,
              requestTemplates: { 'application/json': '{}' },
              requestParameters: { 'integration.request.header.a': "'b'" },
              templateSelectionExpression: '$default',
              passthroughBehavior: 'NEVER',
              contentHandlingStrategy: 'CONVERT_TO_TEXT',
              responses: [
                {
                  key: '$default',
                  responseTemplates: { $default: '$input.body' },
                  templateSelectionExpression: '$default',
                },
              ],
            },
          },
          {
            routeKey: '$connect',
            routeResponse: false,
            authorization: { authorizer: 'guard' },
            apiKeyRequired: true,
            requestParameters: {
              'route.request.querystring.token': { required: true },
              'route.request.header.a': { required: false },
            },
            integration: { type: 'MOCK', target: undefined },
          },
        ],
        authorizers: [
          { name: 'guard', functionName: 'Echo', identitySource: ['route.request.querystring.token'] },
        ],
        models: [{ name: 'Message', schema: { type: 'object' } }],
      },
    ],
    domains: [
      { domainName: 'ws.example.com', mappings: [{ apiMappingKey: 'v1', api: 'chat', stage: 'dev' }] },
    ],
    apiKeys: [{ name: 'key', value: 'abcdefghijklmnopqrstuvwxyz', enabled: true }],
    usagePlans: [
      {
        name: 'plan',
        apiKeys: ['key'],
        stages: ['chat/dev'],
        throttle: { rateLimit: 3, burstLimit: 3 },
        quota: { limit: 100, period: 'DAY' },
      },
    ],
  });
});

test('cloudformation.defaults: what a template leaves out is what AWS takes for it', async () => {
  const { apis, functions, region, accountId } = await readTemplate(CLOUDFORMATION);
  expect({ region, accountId }).toEqual({ region: 'us-east-1', accountId: '123456789012' });
  expect(functions).toMatchObject([
    { name: 'Echo', timeout: 3, memorySize: 128, environment: {}, layers: [] },
  ]);
  expect(apis).toMatchObject([
    {
      apiKeySelectionExpression: '$request.header.x-api-key',
      disableExecuteApiEndpoint: false,
      routes: [
        {
          authorization: 'NONE',
          apiKeyRequired: false,
          routeResponse: false,
          integration: { timeoutInMillis: 29_000, passthroughBehavior: 'WHEN_NO_MATCH' },
        },
      ],
    },
  ]);
});

test('cloudformation.function: a function with every property', async () => {
  const template = `${CLOUDFORMATION}${[
    resource('Layer', 'AWS::Lambda::LayerVersion', 'LayerName: deps', 'Content: ./layer'),
    resource(
      'Send',
      'AWS::Lambda::Function',
      'FunctionName: send',
      'Code: ./src',
      'Handler: app.handler',
      'Runtime: nodejs22.x',
      'Timeout: "29"',
      'MemorySize: 512',
      'Environment: { Variables: { TABLE: rooms, COUNT: 3, ON: true } }',
      'Layers: [!Ref Layer, "arn:aws:lambda:us-east-1:1:layer:other:3"]',
      'ReservedConcurrentExecutions: 2',
      'LoggingConfig: { LogFormat: JSON, ApplicationLogLevel: DEBUG }',
      'Architectures: [arm64]',
    ),
    resource(
      'Inline',
      'AWS::Lambda::Function',
      'Code: { ZipFile: "exports.handler = async () => 1;" }',
      'Handler: index.handler',
      'Runtime: nodejs22.x',
    ),
    resource('Image', 'AWS::Lambda::Function', 'PackageType: Image', 'Code: { ImageUri: a }'),
  ].join('')}  Typed:
    Type: AWS::Lambda::Function
    Metadata:
      BuildMethod: esbuild
      BuildProperties: { EntryPoints: [app.ts], Format: esm, Target: es2022, External: [pg], Minify: true }
    Properties: { Code: ./typed, Handler: app.handler, Runtime: nodejs22.x }
`;
  const files = {
    'src/app.js': 'exports.handler = async () => 1;',
    'typed/app.ts': 'export const handler = async () => 1;',
    'layer/nodejs/a.js': '',
    'index.js': '',
  };
  const { functions, root, notices } = await readTemplate(template, files);
  expect(functions.slice(1)).toMatchObject([
    {
      name: 'send',
      logicalId: 'Send',
      handler: 'app.handler',
      codeUri: `${root}/src`,
      timeout: 29,
      memorySize: 512,
      environment: { TABLE: 'rooms', COUNT: '3', ON: 'true' },
      layers: [`${root}/layer`],
      reservedConcurrency: 2,
      loggingConfig: { logFormat: 'JSON', applicationLogLevel: 'DEBUG', systemLogLevel: 'INFO' },
    },
    { name: 'Inline', inlineCode: 'exports.handler = async () => 1;', codeUri: root },
    {
      name: 'Typed',
      build: {
        entryPoint: `${root}/typed/app.ts`,
        format: 'esm',
        target: 'es2022',
        external: ['pg'],
        minify: true,
      },
    },
  ]);
  expect(notices).toMatchInlineSnapshot(`
    [
      "The layer arn:aws:lambda:us-east-1:1:layer:other:3 is not on this machine; what functions take from it has to be installed beside their code.",
      "Image is a container image, which cannot be run here; what invokes it gets an error.",
    ]
  `);
});

test('cloudformation.table: a table with indexes, expiry and a stream, and a function that reads the stream', async () => {
  const template = `${CLOUDFORMATION}${[
    resource(
      'Rooms',
      'AWS::DynamoDB::Table',
      'TableName: rooms',
      'AttributeDefinitions:',
      '  - { AttributeName: room, AttributeType: S }',
      '  - { AttributeName: at, AttributeType: N }',
      '  - { AttributeName: user, AttributeType: B }',
      'KeySchema: [{ AttributeName: room, KeyType: HASH }, { AttributeName: at, KeyType: RANGE }]',
      'GlobalSecondaryIndexes: [{ IndexName: byUser, KeySchema: [{ AttributeName: user, KeyType: HASH }], Projection: { ProjectionType: ALL } }]',
      'LocalSecondaryIndexes: [{ IndexName: byOther, KeySchema: [{ AttributeName: room, KeyType: HASH }, { AttributeName: user, KeyType: RANGE }], Projection: { ProjectionType: ALL } }]',
      'TimeToLiveSpecification: { AttributeName: expiresAt, Enabled: true }',
      'StreamSpecification: { StreamViewType: NEW_IMAGE }',
      'BillingMode: PAY_PER_REQUEST',
    ),
    resource(
      'OnChange',
      'AWS::Lambda::EventSourceMapping',
      'FunctionName: !Ref Echo',
      'EventSourceArn: !GetAtt Rooms.StreamArn',
      'BatchSize: 10',
      'StartingPosition: TRIM_HORIZON',
      'MaximumRetryAttempts: 2',
      'BisectBatchOnFunctionError: true',
      'FunctionResponseTypes: [ReportBatchItemFailures]',
      `FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] }`,
    ),
  ].join('')}`;
  const { tables, eventSourceMappings, notices } = await readTemplate(template);
  expect(notices).toEqual([]);
  expect(tables).toMatchObject([
    {
      name: 'rooms',
      partitionKey: { name: 'room', type: 'S' },
      sortKey: { name: 'at', type: 'N' },
      timeToLive: 'expiresAt',
      stream: 'NEW_IMAGE',
      indexes: [
        { name: 'byUser', kind: 'global', partitionKey: { name: 'user', type: 'B' } },
        { name: 'byOther', kind: 'local', sortKey: { name: 'user', type: 'B' } },
      ],
    },
  ]);
  expect(eventSourceMappings).toMatchObject([
    {
      functionName: 'Echo',
      table: 'rooms',
      enabled: true,
      batchSize: 10,
      startingPosition: 'TRIM_HORIZON',
      maximumRetryAttempts: 2,
      bisectBatchOnFunctionError: true,
      reportBatchItemFailures: true,
      filters: [{ eventName: ['INSERT'] }],
    },
  ]);
});

test('cloudformation.others: resources that nobody misses are passed over, others are told of once', async () => {
  const empty = (logicalId: string, type: string) => `  ${logicalId}: { Type: '${type}', Properties: {} }\n`;
  const silent = [
    'AWS::IAM::Role',
    'AWS::Lambda::Permission',
    'AWS::Logs::LogGroup',
    'AWS::CloudWatch::Alarm',
    'AWS::EC2::VPC',
    'AWS::ApiGatewayV2::Deployment',
    'AWS::Lambda::Version',
    'AWS::CDK::Metadata',
  ];
  const missed = [
    'AWS::SQS::Queue',
    'AWS::SQS::Queue',
    'AWS::S3::Bucket',
    'AWS::Cognito::UserPool',
    'AWS::ApiGateway::RestApi',
    'AWS::RDS::DBInstance',
    'AWS::EFS::FileSystem',
    'Custom::Thing',
    'AWS::Foo::Bar',
  ];
  const all = [...silent, ...missed].map((type, i) => empty(`R${i}`, type)).join('');
  const http = resource('Http', 'AWS::ApiGatewayV2::Api', 'Name: http', 'ProtocolType: HTTP');
  const { notices, apis } = await readTemplate(`${CLOUDFORMATION}${all}${http}`);
  expect(apis.map(({ name }) => name)).toEqual(['chat']);
  expect(notices.join('\n')).toMatchInlineSnapshot(`
    "Http is an HTTP API; the emulator serves WebSocket APIs alone.
    R8, R9: SQS is not emulated; calls to it fail at once and say so, or reach AWS with --passthrough sqs.
    R10: S3 is not emulated; calls to it fail at once and say so, or reach AWS with --passthrough s3.
    R11: Cognito is not emulated; calls to it fail at once and say so, or reach AWS with --passthrough cognito-idp.
    R12: REST APIs are not served; the emulator serves WebSocket APIs alone.
    R13: RDS is not emulated; calls to it fail at once and say so, or reach AWS with --passthrough rds.
    R14: EFS is not emulated, so that functions do not reach it.
    R15: custom resources are not made, so that what they do in a deployment is not done; an attribute of one is its name and the attribute's.
    R16: Foo is not emulated; nothing is made for it."
  `);
});
