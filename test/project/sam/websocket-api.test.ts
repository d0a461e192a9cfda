/** `AWS::Serverless::WebSocketApi` in CloudFormation's own terms. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { nodeAt } from '../../../src/project/source/node.ts';
import { transform, transformText } from './transform-template.ts';

const example = (name: string) =>
  readFile(fileURLToPath(new URL(`../../projects/${name}/template.yaml`, import.meta.url)), 'utf8');

/** A WebSocketApi with these properties, indented by six. */
const api = (properties: string, rest = '') => `
Resources:
  MyApi:
    Type: AWS::Serverless::WebSocketApi
    Properties:
${properties.replace(/^\n|\s+$/g, '')}
${rest}`;

const ROUTES = `
      RouteSelectionExpression: $request.body.action
      Routes:
        $connect: { FunctionArn: !GetAtt Fn.Arn }`;

const uriOf = (functionArn: unknown) => ({
  'Fn::Sub': [
    'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${FunctionArn}/invocations',
    { FunctionArn: functionArn },
  ],
});

test('sam.websocket-api.routes: the documented simple API is an API, a stage, and a route and an integration each', async () => {
  const { resources, report, notices } = transformText(await example('sam-websocket-api'));
  expect(report).toBe('');
  expect(notices).toEqual([]);
  expect(Object.keys(resources)).toEqual([
    'MyWebSocketApi',
    'MyWebSocketApiDefaultStage',
    'MyWebSocketApiConnectRoute',
    'MyWebSocketApiConnectIntegration',
    'MyWebSocketApiDisconnectRoute',
    'MyWebSocketApiDisconnectIntegration',
    'MyWebSocketApiSendmessageRoute',
    'MyWebSocketApiSendmessageIntegration',
    'ConnectFunction',
    'ConnectFunctionRole',
    'DisconnectFunction',
    'DisconnectFunctionRole',
    'SendMessageFunction',
    'SendMessageFunctionRole',
  ]);
  expect(resources).toMatchObject({
    MyWebSocketApi: {
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: {
        Name: 'MyWebSocketApi',
        ProtocolType: 'WEBSOCKET',
        RouteSelectionExpression: '$request.body.action',
      },
    },
    MyWebSocketApiDefaultStage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId: { Ref: 'MyWebSocketApi' }, StageName: 'default', AutoDeploy: true },
    },
    MyWebSocketApiSendmessageRoute: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'MyWebSocketApi' },
        RouteKey: 'sendMessage',
        Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'MyWebSocketApiSendmessageIntegration' }]] },
      },
    },
    MyWebSocketApiSendmessageIntegration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'MyWebSocketApi' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: uriOf({ 'Fn::GetAtt': 'SendMessageFunction.Arn' }),
      },
    },
  });
});

test('the example that uses more of SAM is read without a word', async () => {
  const deployment = { parameters: { Greeting: 'Hello' }, conditions: { IsProduction: false } };
  const { resources, report, notices } = transformText(await example('sam-chat'), deployment);
  expect([report, notices]).toEqual(['', []]);
  expect(resources).toMatchObject({
    ChatApidevStage: { Properties: { StageVariables: { greeting: { Ref: 'Greeting' } } } },
    ChatApiWhoamiRoute: { Properties: { RouteResponseSelectionExpression: '$default' } },
    BroadcastWritten: { Type: 'AWS::Lambda::EventSourceMapping' },
  });
});

test('sam.websocket-api.auth: CUSTOM authorizes $connect by an authorizer', async () => {
  const { resources, report } = transformText(await example('sam-websocket-authorizer'));
  expect(report).toBe('');
  expect(resources).toMatchObject({
    MyWebSocketApiConnectRoute: {
      Properties: {
        AuthorizationType: 'CUSTOM',
        AuthorizerId: { Ref: 'MyWebSocketApiConnectAuthorizer' },
      },
    },
    MyWebSocketApiConnectAuthorizer: {
      Type: 'AWS::ApiGatewayV2::Authorizer',
      Properties: {
        ApiId: { Ref: 'MyWebSocketApi' },
        Name: 'MyWebSocketApiConnectAuthorizer',
        AuthorizerType: 'REQUEST',
        AuthorizerUri: uriOf({ 'Fn::GetAtt': 'AuthorizerFunction.Arn' }),
        IdentitySource: ['route.request.header.Authorization'],
      },
    },
  });
  expect(resources.MyWebSocketApiSendmessageRoute?.Properties).not.toHaveProperty('AuthorizationType');
});

test.each(['AWS_IAM', 'NONE'])('sam.websocket-api.auth: %s needs no authorizer', (type) => {
  const { resources, report } = transform(api(`${ROUTES}\n      Auth: { AuthType: ${type} }`));
  expect(report).toBe('');
  expect(resources.MyApiConnectRoute?.Properties.AuthorizationType).toBe(type);
  expect(Object.values(resources).map(({ Type }) => Type)).not.toContain('AWS::ApiGatewayV2::Authorizer');
});

test('sam.websocket-api.auth: a name and a role of the authorizer are passed on', () => {
  const auth = '{ AuthType: CUSTOM, AuthArn: !Ref Arn, Name: door, InvokeRole: !GetAtt Role.Arn }';
  const { resources } = transform(api(`${ROUTES}\n      Auth: ${auth}`));
  expect(resources.MyApiConnectAuthorizer?.Properties).toMatchObject({
    Name: 'door',
    AuthorizerCredentialsArn: { 'Fn::GetAtt': 'Role.Arn' },
    AuthorizerUri: uriOf({ Ref: 'Arn' }),
  });
});

describe.each([
  [true, { AuthorizationType: 'AWS_IAM' }],
  [false, {}],
])('sam.websocket-api.auth: an Fn::If around it', (isProduction, expected) => {
  test(`that is ${isProduction}`, () => {
    const auth = '!If [IsProduction, { AuthType: AWS_IAM }, !Ref "AWS::NoValue"]';
    const text = api(`${ROUTES}\n      Auth: ${auth}`);
    const { resources, report } = transform(text, { conditions: { IsProduction: isProduction } });
    expect(report).toBe('');
    const { ApiId, RouteKey, Target, ...rest } = resources.MyApiConnectRoute?.Properties ?? {};
    expect([RouteKey, rest]).toEqual(['$connect', expected]);
  });
});

test('sam.websocket-api.properties: all that is documented arrives under its name', () => {
  const { resources, report, notices } = transform(
    api(`
      Name: !Sub chat-\${Stage}
      Description: A chat
      StageName: dev
      ApiKeySelectionExpression: $request.header.x-api-key
      RouteSelectionExpression: $request.body.type
      DisableExecuteApiEndpoint: true
      DisableSchemaValidation: true
      IpAddressType: dualstack
      PropagateTags: true
      Tags: { team: chat }
      StageVariables: { greeting: hello }
      AccessLogSettings: { DestinationArn: !GetAtt Logs.Arn, Format: $context.requestId }
      DefaultRouteSettings: { ThrottlingBurstLimit: 10 }
      RouteSettings: { $connect: { ThrottlingBurstLimit: 5 } }
      Routes:
        $connect:
          FunctionArn: !GetAtt Fn.Arn
          ApiKeyRequired: true
          RequestParameters: { route.request.querystring.token: { Required: true } }
        say:
          FunctionArn: !GetAtt Fn.Arn
          IntegrationTimeout: 5000
          OperationName: Say
          ModelSelectionExpression: $request.body.type
          RequestModels: { say: !Ref SayModel }
          RouteResponseSelectionExpression: $default`),
  );
  expect(report).toBe('');
  expect(notices).toEqual([]);
  expect(resources).toEqual({
    MyApi: {
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: {
        Name: { 'Fn::Sub': 'chat-${Stage}' },
        Description: 'A chat',
        ProtocolType: 'WEBSOCKET',
        ApiKeySelectionExpression: '$request.header.x-api-key',
        RouteSelectionExpression: '$request.body.type',
        DisableExecuteApiEndpoint: true,
        DisableSchemaValidation: true,
        IpAddressType: 'dualstack',
        Tags: { team: 'chat' },
      },
    },
    MyApidevStage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: {
        ApiId: { Ref: 'MyApi' },
        StageName: 'dev',
        AutoDeploy: true,
        StageVariables: { greeting: 'hello' },
        AccessLogSettings: { DestinationArn: { 'Fn::GetAtt': 'Logs.Arn' }, Format: '$context.requestId' },
        DefaultRouteSettings: { ThrottlingBurstLimit: 10 },
        RouteSettings: { $connect: { ThrottlingBurstLimit: 5 } },
      },
    },
    MyApiConnectRoute: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'MyApi' },
        RouteKey: '$connect',
        ApiKeyRequired: true,
        RequestParameters: { 'route.request.querystring.token': { Required: true } },
        Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'MyApiConnectIntegration' }]] },
      },
    },
    MyApiConnectIntegration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'MyApi' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: uriOf({ 'Fn::GetAtt': 'Fn.Arn' }),
      },
    },
    MyApiSayRoute: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'MyApi' },
        RouteKey: 'say',
        OperationName: 'Say',
        ModelSelectionExpression: '$request.body.type',
        RequestModels: { say: { Ref: 'SayModel' } },
        RouteResponseSelectionExpression: '$default',
        Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'MyApiSayIntegration' }]] },
      },
    },
    MyApiSayIntegration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'MyApi' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: uriOf({ 'Fn::GetAtt': 'Fn.Arn' }),
        TimeoutInMillis: 5000,
      },
    },
  });
});

describe('sam.websocket-api.stage: the stage and its logical id', () => {
  const stagesOf = (stage: string, parameters = {}) =>
    Object.entries(transform(api(`${ROUTES}${stage}`), { parameters }).resources)
      .filter(([, { Type }]) => Type === 'AWS::ApiGatewayV2::Stage')
      .map(([id, { Properties }]) => [id, Properties.StageName]);

  test.each<[string, string, unknown, Readonly<Record<string, string>>]>([
    ['', 'MyApiDefaultStage', 'default', {}],
    ['\n      StageName: default', 'MyApiDefaultStage', 'default', {}],
    ['\n      StageName: dev', 'MyApidevStage', 'dev', {}],
    ['\n      StageName: !Ref Stage', 'MyApidevStage', { Ref: 'Stage' }, { Stage: 'dev' }],
    ['\n      StageName: !Sub "${Stage}-x"', 'MyApiStage', { 'Fn::Sub': '${Stage}-x' }, { Stage: 'dev' }],
  ])('%j', (written, id, name, parameters) => {
    expect(stagesOf(written, parameters)).toEqual([[id, name]]);
  });
});

test('sam.websocket-api.domain: a domain, and a mapping for each base path', () => {
  const { resources, report } = transform(
    api(`${ROUTES}
      Domain:
        DomainName: ws.example.com
        CertificateArn: !Ref Certificate
        BasePath: [v1, /chat-room/]`),
  );
  expect(report).toBe('');
  const mapping = (ApiMappingKey: string) => ({
    Type: 'AWS::ApiGatewayV2::ApiMapping',
    Properties: {
      DomainName: { Ref: 'ApiGatewayDomainNameV2453c43f60a' },
      ApiId: { Ref: 'MyApi' },
      Stage: { Ref: 'MyApiDefaultStage' },
      ApiMappingKey,
    },
  });
  expect(resources).toMatchObject({
    ApiGatewayDomainNameV2453c43f60a: {
      Type: 'AWS::ApiGatewayV2::DomainName',
      Properties: {
        DomainName: 'ws.example.com',
        DomainNameConfigurations: [{ CertificateArn: { Ref: 'Certificate' }, EndpointType: 'REGIONAL' }],
      },
    },
    MyApiv1ApiMapping: mapping('v1'),
    MyApichatroomApiMapping: mapping('chat-room'),
  });
});

test('sam.websocket-api.domain: without base paths the domain itself is mapped', () => {
  const domain = '{ DomainName: !Ref Domain, CertificateArn: arn }';
  const { resources } = transform(api(`${ROUTES}\n      Domain: ${domain}`));
  expect(resources.MyApiApiMapping?.Properties).not.toHaveProperty('ApiMappingKey');
});

test('what is generated is there on the condition of the API, and its other attributes stay with the API', () => {
  const { resources } = transform(
    api(ROUTES, '    Condition: HasApi\n    DependsOn: Fn\n    Metadata: { Emulator: { Port: 4000 } }'),
  );
  expect(resources.MyApi).toMatchObject({
    Condition: 'HasApi',
    DependsOn: 'Fn',
    Metadata: expect.anything(),
  });
  expect(resources.MyApiDefaultStage).toMatchObject({ Condition: 'HasApi' });
  expect(resources.MyApiDefaultStage).not.toHaveProperty('DependsOn');
  expect(resources.MyApiConnectIntegration).toMatchObject({ Condition: 'HasApi' });
});

test('values keep the places where they are written', () => {
  const { template } = transform(api(ROUTES.replace(' }', ', IntegrationTimeout: 5000 }')));
  const timeout = nodeAt(template, 'Resources', 'MyApiConnectIntegration', 'Properties', 'TimeoutInMillis');
  expect(timeout?.at.path.join('.')).toBe('Resources.MyApi.Properties.Routes.$connect.IntegrationTimeout');
  expect(timeout?.at.place).toEqual({ line: 8, column: 70 });
});

describe('sam.reports: mistakes', () => {
  test('in an API', () => {
    const { report, notices } = transform(
      api(`
      Name: [chat]
      StageName: $default
      IpAddressType: ipv6
      RouteSelectionExpresion: $request.body.action
      StageVariables: hello
      PropagateTags: maybe
      Quux: 1
      Description:
      Routes:
        $connect: { FunctionArn: !GetAtt Fn.Arn, IntegrationTimeout: soon }
        $disconnect: !GetAtt Fn.Arn
        say: { Function: !GetAtt Fn.Arn }
        ask: { FunctionArn: !GetAtt Fn.Arn, RequestParameters: { route.request.header.x: { Required: true } } }
        send-message: { FunctionArn: !GetAtt Fn.Arn }
        sendMessage: { FunctionArn: !GetAtt Fn.Arn }
        sendmessage: { OperationName: Send }`),
    );
    expect(report).toMatchInlineSnapshot(`
      "5:13 Resources.MyApi.Properties.Name: expected a text, found ["chat"]
      8:7 Resources.MyApi.Properties.RouteSelectionExpresion: unknown property; did you mean "RouteSelectionExpression"?
      9:23 Resources.MyApi.Properties.StageVariables: expected a map, found "hello"
      10:22 Resources.MyApi.Properties.PropagateTags: expected true or false, found "maybe"
      12:7 Resources.MyApi.Properties.Description: expected a text, found nothing; write one, or remove the key
      7:22 Resources.MyApi.Properties.IpAddressType: expected ipv4 or dualstack, found "ipv6"
      18:9 Resources.MyApi.Properties.Routes["send-message"]: SAM takes route keys of letters and digits, $connect, $disconnect and $default; rename it, or define the API by AWS::ApiGatewayV2::Api and AWS::ApiGatewayV2::Route
      20:9 Resources.MyApi.Properties.Routes.sendmessage: SAM gives this route the same logical id as "sendMessage"; rename one of them
      14:70 Resources.MyApi.Properties.Routes.$connect.IntegrationTimeout: expected a number, found "soon"
      15:30 Resources.MyApi.Properties.Routes.$disconnect: expected a map, found {"Fn::GetAtt":"Fn.Arn"}; write { FunctionArn: !GetAtt MyFunction.Arn }
      16:16 Resources.MyApi.Properties.Routes.say.Function: unknown property; did you mean "FunctionArn"?
      17:64 Resources.MyApi.Properties.Routes.ask.RequestParameters: only $connect has request parameters; move them there, or remove them
      20:22 Resources.MyApi.Properties.Routes.sendmessage: "FunctionArn" is missing; write FunctionArn: !GetAtt MyFunction.Arn
      6:18 Resources.MyApi.Properties.StageName: a WebSocket API cannot have a stage named $default; name it otherwise"
    `);
    expect(notices).toMatchInlineSnapshot(`
      [
        "AWS::Serverless::WebSocketApi has no property "Quux" that is known here; it is passed over.",
      ]
    `);
  });

  test('in its authorization', () => {
    const reportOf = (auth: string, routes = ROUTES) =>
      transform(api(`${routes}\n      Auth: ${auth}`)).report;
    const messages = [
      reportOf('{ AuthType: CUSTOM }'),
      reportOf('{ AuthType: custom, AuthArn: arn }'),
      reportOf('{ AuthArn: arn }'),
      reportOf('{ AuthType: AWS_IAM, IdentitySource: [route.request.header.X] }'),
      reportOf('{ AuthType: CUSTOM, AuthArn: arn, IdentitySource: route.request.header.X }'),
      reportOf('{ AuthType: CUSTOM, AuthArn: arn, Authorizers: {} }'),
      reportOf('AWS_IAM'),
      reportOf('!GetAtt Other.Auth'),
      reportOf('{ AuthType: AWS_IAM }', ROUTES.replace('$connect', 'say')),
    ];
    expect(messages.join('\n')).toMatchInlineSnapshot(`
      "8:13 Resources.MyApi.Properties.Auth: "AuthArn" is missing, which AuthType CUSTOM asks for; write AuthArn: !GetAtt AuthorizerFunction.Arn
      8:25 Resources.MyApi.Properties.Auth.AuthType: expected CUSTOM, AWS_IAM or NONE, found "custom"
      8:13 Resources.MyApi.Properties.Auth: "AuthType" is missing; write AuthType: CUSTOM, AWS_IAM or NONE
      8:34 Resources.MyApi.Properties.Auth.IdentitySource: AuthType AWS_IAM has no further settings; remove it, or write AuthType: CUSTOM
      8:63 Resources.MyApi.Properties.Auth.IdentitySource: expected a list, found "route.request.header.X"

      8:13 Resources.MyApi.Properties.Auth: expected a map, found "AWS_IAM"
      8:21 Resources.MyApi.Properties.Auth: expected a map, found {"Fn::GetAtt":"Other.Auth"}; write { AuthType: AWS_IAM }
      8:13 Resources.MyApi.Properties.Auth: it is the $connect route that is authorized, and there is none; write one under Routes, or remove Auth"
    `);
  });

  test('in its domain', () => {
    const reportOf = (domain: string) => transform(api(`${ROUTES}\n      Domain: ${domain}`)).report;
    const messages = [
      reportOf('{ DomainName: ws.example.com }'),
      reportOf('{ BasePath: v1 }'),
      reportOf('{ DomainName: a.b, CertificateArn: arn, BasePath: [v 1, { Ref: Path }] }'),
      reportOf('{ DomainName: a.b, CertificateArn: arn, EndpointConfiguration: EDGE }'),
      reportOf('{ DomainName: a.b, CertificateArn: arn, MutualTlsAuthentication: {} }'),
      reportOf('{ DomainName: a.b, CertificateArn: arn, Route53: { IpV6: true } }'),
      reportOf('{ DomainName: a.b, CertificateArn: arn, Route53: { HostedZoneId: !Ref Zone } }'),
    ];
    expect(messages.join('\n')).toMatchInlineSnapshot(`
      "8:15 Resources.MyApi.Properties.Domain: "CertificateArn" is missing; write CertificateArn: !Ref Certificate
      8:15 Resources.MyApi.Properties.Domain: "DomainName" and "CertificateArn" are missing; write DomainName: ws.example.com and CertificateArn: !Ref Certificate
      8:66 Resources.MyApi.Properties.Domain.BasePath[0]: expected a base path of letters, digits, "-", "_" and "/", or a list of them, found "v 1"
      8:71 Resources.MyApi.Properties.Domain.BasePath[1]: expected a base path of letters, digits, "-", "_" and "/", or a list of them, found {"Ref":"Path"}
      8:78 Resources.MyApi.Properties.Domain.EndpointConfiguration: expected REGIONAL, found "EDGE"
      8:80 Resources.MyApi.Properties.Domain.MutualTlsAuthentication: WebSocket APIs have no mutual TLS; remove it
      8:64 Resources.MyApi.Properties.Domain.Route53: Route 53 has to know the hosted zone; write HostedZoneName: example.com.
      "
    `);
  });

  test('an API without anything', () => {
    expect(
      transform('Resources:\n  MyApi:\n    Type: AWS::Serverless::WebSocketApi').report,
    ).toMatchInlineSnapshot(
      `"3:5 Resources.MyApi: "RouteSelectionExpression" and "Routes" are missing; write RouteSelectionExpression: $request.body.action and Routes: { $connect: { FunctionArn: !GetAtt ConnectFunction.Arn } }"`,
    );
    const empty = '\n      RouteSelectionExpression: $request.body.action\n      Routes: {}';
    expect(transform(api(empty)).report).toMatchInlineSnapshot(
      `"6:15 Resources.MyApi.Properties.Routes: a WebSocket API has at least one route; write $connect: { FunctionArn: !GetAtt MyFunction.Arn }"`,
    );
  });
});
