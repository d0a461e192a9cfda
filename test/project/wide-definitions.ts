/** Definitions that have something of everything that readers read. */

const LAMBDA =
  'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Echo.Arn}/invocations';

const TABLE = {
  TableName: 'Connections',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'room', AttributeType: 'S' },
  ],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byRoom',
      KeySchema: [{ AttributeName: 'room', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
  StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
};

const SECTIONS = {
  Parameters: {
    Stage: { Type: 'String', Default: 'dev', AllowedValues: ['dev', 'prod'] },
    Zones: { Type: 'CommaDelimitedList', Default: 'a,b' },
    Size: { Type: 'Number', Default: 1, MinValue: 1 },
  },
  Mappings: { Stages: { dev: { memory: 256 }, prod: { memory: 512 } } },
  Conditions: {
    IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
    IsDev: { 'Fn::Not': [{ Condition: 'IsProd' }] },
    Either: { 'Fn::Or': [{ Condition: 'IsProd' }, { Condition: 'IsDev' }] },
  },
  Outputs: {
    Url: {
      Value: { 'Fn::Sub': 'wss://${Chat}.execute-api.${AWS::Region}.${AWS::URLSuffix}/${Stage}' },
      Export: { Name: 'url' },
    },
  },
};

const FUNCTION = {
  Handler: 'echo.handler',
  Runtime: 'nodejs22.x',
  Timeout: 10,
  MemorySize: { 'Fn::FindInMap': ['Stages', { Ref: 'Stage' }, 'memory'] },
  Environment: {
    Variables: {
      TABLE: { Ref: 'Connections' },
      ZONE: { 'Fn::Select': [0, { Ref: 'Zones' }] },
      ALL: { 'Fn::Join': ['-', { 'Fn::Split': [',', 'a,b'] }] },
      LEVEL: { 'Fn::If': ['IsProd', 'WARN', { Ref: 'AWS::NoValue' }] },
      SIZE: { 'Fn::Base64': { 'Fn::Sub': ['${size}', { size: { Ref: 'Size' } }] } },
    },
  },
  LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'DEBUG' },
  Layers: [{ Ref: 'Tools' }],
};

export const CLOUDFORMATION = {
  ...SECTIONS,
  Resources: {
    Chat: {
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: {
        Name: 'chat',
        ProtocolType: 'WEBSOCKET',
        RouteSelectionExpression: '$request.body.action',
      },
    },
    Dev: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: {
        ApiId: { Ref: 'Chat' },
        StageName: { Ref: 'Stage' },
        StageVariables: { name: 'value' },
        DefaultRouteSettings: { ThrottlingRateLimit: 10, LoggingLevel: 'INFO' },
        RouteSettings: { ping: { ThrottlingBurstLimit: 5 } },
        AccessLogSettings: {
          Format: '$context.requestId',
          DestinationArn: { 'Fn::GetAtt': ['Logs', 'Arn'] },
        },
      },
    },
    Logs: { Type: 'AWS::Logs::LogGroup' },
    Echo: { Type: 'AWS::Lambda::Function', DependsOn: ['Logs'], Properties: { ...FUNCTION, Code: '.' } },
    Inline: {
      Type: 'AWS::Lambda::Function',
      Condition: 'IsDev',
      Properties: {
        Handler: 'index.handler',
        Runtime: 'nodejs22.x',
        Code: { ZipFile: { 'Fn::Join': ['\n', ['exports.handler = async () => ({});']] } },
      },
    },
    Tools: { Type: 'AWS::Lambda::LayerVersion', Properties: { Content: './layer' } },
    EchoIntegration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'Chat' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: { 'Fn::Sub': LAMBDA },
      },
    },
    MockIntegration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'Chat' },
        IntegrationType: 'MOCK',
        RequestTemplates: { $default: '{ "statusCode": 200 }' },
        TemplateSelectionExpression: '\\$default',
      },
    },
    MockResponse: {
      Type: 'AWS::ApiGatewayV2::IntegrationResponse',
      Properties: {
        ApiId: { Ref: 'Chat' },
        IntegrationId: { Ref: 'MockIntegration' },
        IntegrationResponseKey: '/200/',
        ResponseTemplates: { $default: '{}' },
      },
    },
    Guard: {
      Type: 'AWS::ApiGatewayV2::Authorizer',
      Properties: {
        ApiId: { Ref: 'Chat' },
        Name: 'guard',
        AuthorizerType: 'REQUEST',
        AuthorizerUri: { 'Fn::Sub': LAMBDA },
        IdentitySource: ['route.request.querystring.token'],
      },
    },
    Connect: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'Chat' },
        RouteKey: '$connect',
        AuthorizationType: 'CUSTOM',
        AuthorizerId: { Ref: 'Guard' },
        ApiKeyRequired: true,
        RequestParameters: { 'route.request.querystring.token': { Required: true } },
        Target: { 'Fn::Sub': 'integrations/${EchoIntegration}' },
      },
    },
    Ping: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'Chat' },
        RouteKey: 'ping',
        ModelSelectionExpression: '$request.body.kind',
        RequestModels: { a: 'Message' },
        RouteResponseSelectionExpression: '$default',
        Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'MockIntegration' }]] },
      },
    },
    PingResponse: {
      Type: 'AWS::ApiGatewayV2::RouteResponse',
      Properties: { ApiId: { Ref: 'Chat' }, RouteId: { Ref: 'Ping' }, RouteResponseKey: '$default' },
    },
    Message: {
      Type: 'AWS::ApiGatewayV2::Model',
      Properties: { ApiId: { Ref: 'Chat' }, Name: 'Message', Schema: { type: 'object', required: ['data'] } },
    },
    Key: { Type: 'AWS::ApiGateway::ApiKey', Properties: { Enabled: true, Value: 'k'.repeat(20) } },
    Plan: {
      Type: 'AWS::ApiGateway::UsagePlan',
      Properties: {
        ApiStages: [{ ApiId: { Ref: 'Chat' }, Stage: { Ref: 'Dev' } }],
        Throttle: { RateLimit: 5, BurstLimit: 10 },
        Quota: { Limit: 100, Period: 'DAY' },
      },
    },
    PlanKey: {
      Type: 'AWS::ApiGateway::UsagePlanKey',
      Properties: { KeyId: { Ref: 'Key' }, KeyType: 'API_KEY', UsagePlanId: { Ref: 'Plan' } },
    },
    Domain: { Type: 'AWS::ApiGatewayV2::DomainName', Properties: { DomainName: 'ws.example.com' } },
    Mapping: {
      Type: 'AWS::ApiGatewayV2::ApiMapping',
      Properties: {
        ApiId: { Ref: 'Chat' },
        DomainName: { Ref: 'Domain' },
        Stage: { Ref: 'Dev' },
        ApiMappingKey: 'v1',
      },
    },
    Connections: { Type: 'AWS::DynamoDB::Table', Properties: TABLE },
    Stream: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        FunctionName: { 'Fn::GetAtt': ['Echo', 'Arn'] },
        EventSourceArn: { 'Fn::GetAtt': 'Connections.StreamArn' },
        StartingPosition: 'LATEST',
        BatchSize: 5,
        FilterCriteria: { Filters: [{ Pattern: '{ "eventName": ["INSERT"] }' }] },
      },
    },
    Nested: {
      Type: 'AWS::CloudFormation::Stack',
      Properties: { TemplateURL: './nested.yaml', Parameters: { A: 1 } },
    },
    Made: { Type: 'Custom::Thing', Properties: { ServiceToken: { 'Fn::GetAtt': ['Echo', 'Arn'] } } },
  },
};

export const SAM = {
  Transform: 'AWS::Serverless-2016-10-31',
  ...SECTIONS,
  Globals: {
    Function: { Runtime: 'nodejs22.x', Environment: { Variables: { NAME: 'b' } } },
    WebSocketApi: { StageVariables: { a: 'b' } },
  },
  Resources: {
    Chat: {
      Type: 'AWS::Serverless::WebSocketApi',
      Properties: {
        Name: 'chat',
        StageName: { Ref: 'Stage' },
        RouteSelectionExpression: '$request.body.action',
        Routes: {
          $connect: { FunctionArn: { 'Fn::GetAtt': ['Echo', 'Arn'] }, ApiKeyRequired: false },
          $default: { FunctionArn: { 'Fn::GetAtt': ['Echo', 'Arn'] }, IntegrationTimeout: 5000 },
        },
        Auth: {
          AuthType: 'CUSTOM',
          AuthArn: { 'Fn::GetAtt': ['Echo', 'Arn'] },
          IdentitySource: ['route.request.header.A'],
        },
        Domain: { DomainName: 'ws.example.com', CertificateArn: 'arn:c', BasePath: ['v1', '/v2/'] },
      },
    },
    Echo: {
      Type: 'AWS::Serverless::Function',
      Metadata: {
        BuildMethod: 'esbuild',
        BuildProperties: { EntryPoints: ['echo.js'], Minify: true, Loader: ['.a=text'] },
      },
      Properties: {
        ...FUNCTION,
        CodeUri: '.',
        AutoPublishAlias: 'live',
        Tracing: 'Active',
        DeadLetterQueue: { Type: 'SQS', TargetArn: 'arn:q' },
        FunctionUrlConfig: { AuthType: 'NONE' },
        EventInvokeConfig: { MaximumRetryAttempts: 1 },
        Events: {
          Changed: {
            Type: 'DynamoDB',
            Properties: {
              Stream: { 'Fn::GetAtt': ['Connections', 'StreamArn'] },
              StartingPosition: 'LATEST',
              BatchSize: 3,
            },
          },
          Rest: { Type: 'Api', Properties: { Path: '/', Method: 'get' } },
          Http: { Type: 'HttpApi' },
          Often: { Type: 'Schedule', Properties: { Schedule: 'rate(1 minute)' } },
        },
      },
      Connectors: { A: {} },
    },
    Tools: { Type: 'AWS::Serverless::LayerVersion', Properties: { ContentUri: './layer' } },
    Rooms: {
      Type: 'AWS::Serverless::SimpleTable',
      Properties: { PrimaryKey: { Name: 'id', Type: 'String' } },
    },
    Rest: { Type: 'AWS::Serverless::Api', Properties: { StageName: 'prod' } },
    Http: { Type: 'AWS::Serverless::HttpApi' },
    Inner: { Type: 'AWS::Serverless::Application', Properties: { Location: './nested.yaml' } },
    Steps: { Type: 'AWS::Serverless::StateMachine', Properties: { Type: 'STANDARD' } },
    Connections: { Type: 'AWS::DynamoDB::Table', Properties: TABLE },
    Watcher: { Type: 'AWS::CloudWatch::Alarm', Properties: { Resource: { Ref: 'Chat.Stage' } } },
  },
};

export const SERVERLESS = {
  service: 'chat',
  frameworkVersion: '4',
  useDotenv: true,
  provider: {
    name: 'aws',
    runtime: 'nodejs22.x',
    stage: "${opt:stage, 'dev'}",
    region: '${self:custom.region}',
    environment: { TABLE: '${self:custom.table}', KEY: "${env:KEY, 'none'}", WHO: '${param:who}' },
    websocketsApiName: 'chat',
    logs: { websocket: { level: 'INFO', format: '$context.requestId' } },
    stackParameters: [{ ParameterKey: 'A', ParameterValue: 'b' }],
    apiGateway: {},
  },
  params: { default: { who: 'me' } },
  stages: { default: { params: { other: 'x' }, resolvers: { store: { type: 'ssm' } } } },
  plugins: ['serverless-offline', 'serverless-esbuild', 'serverless-dynamodb', 'serverless-dotenv-plugin'],
  custom: {
    region: 'us-east-1',
    table: 'Connections-${sls:stage}',
    esbuild: { minify: true, external: ['a'], exclude: ['b'], loader: { '.a': 'text' }, define: { A: '1' } },
    'serverless-offline': { websocketPort: 3005, noTimeout: true },
    dynamodb: {
      start: { seed: 'all', port: 8000 },
      seed: { all: { sources: [{ table: 'Connections-dev', sources: ['seed.json'] }] } },
    },
    dotenv: { include: ['A'] },
  },
  package: { artifact: 'x.zip' },
  functions: {
    connect: {
      handler: 'echo.handler',
      events: [
        {
          websocket: {
            route: '$connect',
            authorizer: { name: 'guard', identitySource: ['route.request.header.Auth'] },
          },
        },
      ],
    },
    guard: { handler: 'echo.handler', layers: [{ Ref: 'ToolsLambdaLayer' }], reservedConcurrency: 2 },
    echo: {
      handler: 'echo.handler',
      timeout: 3,
      environment: { NAME: 'b', TABLE: null },
      events: [
        { websocket: '$default' },
        { websocket: { route: 'ping', routeResponseSelectionExpression: '$default' } },
        {
          stream: {
            type: 'dynamodb',
            arn: { 'Fn::GetAtt': ['Connections', 'StreamArn'] },
            filterPatterns: [{ eventName: ['INSERT'] }],
          },
        },
        { http: 'GET /' },
        'schedule',
      ],
    },
  },
  layers: { tools: { path: 'layer', name: 'tools' } },
  resources: {
    Resources: {
      Connections: {
        Type: 'AWS::DynamoDB::Table',
        Properties: { ...TABLE, TableName: '${self:custom.table}' },
      },
    },
    extensions: { WebsocketsApi: { Properties: { Description: 'x' } } },
    Outputs: { A: { Value: 'b' } },
  },
};

export const CONFIG = {
  region: 'us-east-1',
  apis: {
    chat: {
      port: 3001,
      stages: { dev: { variables: { a: 'b' }, defaultRouteSettings: { throttlingRateLimit: 1 } } },
      authorizers: { guard: { function: 'echo', identitySource: ['route.request.header.A'] } },
      models: { Message: { type: 'object' } },
      routes: {
        $connect: { function: 'echo', authorizer: 'guard', apiKeyRequired: true },
        $default: 'echo',
        ping: {
          integration: { type: 'MOCK', requestTemplates: { $default: '{}' }, responses: { $default: {} } },
          routeResponse: true,
        },
        call: {
          integration: {
            type: 'HTTP',
            uri: 'http://localhost/x',
            requestParameters: { 'integration.request.header.A': "'b'" },
          },
        },
      },
    },
  },
  functions: {
    echo: {
      handler: 'echo.handler',
      codeUri: '.',
      environment: { NAME: 'b' },
      build: { minify: true, external: ['a'] },
      loggingConfig: { logFormat: 'JSON' },
    },
  },
  tables: {
    Connections: {
      partitionKey: 'id',
      sortKey: 'at:N',
      indexes: { byRoom: { partitionKey: 'room' } },
      stream: 'NEW_IMAGE',
      seed: 'seed.json',
    },
  },
  eventSourceMappings: [{ function: 'echo', table: 'Connections', filters: [{ eventName: ['INSERT'] }] }],
  domains: { 'ws.example.com': { v1: 'chat/dev' } },
  apiKeys: { key: { value: 'k'.repeat(20) } },
  usagePlans: { basic: { apiKeys: ['key'], throttle: { rateLimit: 1, burstLimit: 1 } } },
  passthrough: ['s3'],
};
