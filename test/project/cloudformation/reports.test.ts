/** What is said about broken templates: each mistake once, where it is written, with what to write instead. */
import { describe, expect, test } from 'vitest';
import { CLOUDFORMATION, changed, reportOfTemplate, SAM } from './templates.ts';

const ofCloudFormation = (...changes: readonly (readonly [string, string])[]) =>
  reportOfTemplate(changed(CLOUDFORMATION, ...changes));
const ofSam = (...changes: readonly (readonly [string, string])[]) =>
  reportOfTemplate(changed(SAM, ...changes));

const RUNTIME = 'Runtime: nodejs22.x';
const below = (line: string, ...lines: readonly string[]): readonly [string, string] => [
  line,
  [line, ...lines].join('\n      '),
];

describe('text that is no YAML', () => {
  test('a colon that is missing is one mistake', async () => {
    expect(
      await ofCloudFormation(['    Properties:\n      Name', '    Properties\n      Name']),
    ).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:5:11  not YAML: can not read a block mapping entry; a multiline key may not be an implicit key; the line above it lacks its ":""
    `);
    expect(
      await ofSam(['    Properties:\n      Stage', '    Properties\n      Stage']),
    ).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:6:16  not YAML: can not read a block mapping entry; a multiline key may not be an implicit key; the line above it lacks its ":""
    `);
  });

  test('a line that is indented wrongly is one mistake', async () => {
    expect(await ofCloudFormation(['      Handler', '     Handler'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:17:6  not YAML: bad indentation of a mapping entry; indent it like its neighbours, or put a text with ": " in it into quotes"
    `);
    expect(await ofSam(['      Handler', '\tHandler'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:17:1  not YAML: tab characters must not be used in indentation; YAML is indented by spaces; replace the tab"
    `);
  });

  test('two resources of one logical id, two routes of one key', async () => {
    expect(await ofCloudFormation(['  Dev:', '  Chat:'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:8:3  Chat stands on line 2 already; rename or remove one of the two"
    `);
    expect(await ofSam(['        $default:', '        $connect:'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:11:9  $connect stands on line 9 already; rename or remove one of the two"
    `);
  });

  test('JSON', async () => {
    const text =
      '{\n  "Resources": {\n    "Chat": { "Type": "AWS::ApiGatewayV2::Api" "Properties": {} }\n  }\n}';
    expect(await reportOfTemplate('', { 'template.yaml': text }).catch(String)).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:3:48  not YAML: missed comma between flow collection entries; a "," or a closing bracket is missing before it"
    `);
  });
});

describe('unknown intrinsic functions', () => {
  test('are named as they are written', async () => {
    expect(await ofCloudFormation(['!Ref Chat', '!Reff Chat'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:11:20  Resources.Dev.Properties.ApiId: unknown intrinsic function !Reff; did you mean !Ref?"
    `);
    expect(await ofSam(['!GetAtt Echo.Arn', '{ Fn::GetAt: [Echo, Arn] }'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:10:24  Resources.Chat.Properties.Routes.$connect.FunctionArn: unknown intrinsic function Fn::GetAt; did you mean Fn::GetAtt?"
    `);
    expect(await ofSam(['!GetAtt Echo.Arn', '!Lookup Echo.Arn'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:10:32  Resources.Chat.Properties.Routes.$connect.FunctionArn: unknown intrinsic function !Lookup; there is no such function"
    `);
  });

  test('are found where nothing else looks', async () => {
    const topic = '  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: !Joyn ["", [a]]\n';
    expect(await reportOfTemplate(`${CLOUDFORMATION}${topic}`)).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:34:24  Resources.Topic.Properties.TopicName: unknown intrinsic function !Joyn; did you mean !Join?"
    `);
  });
});

describe('circular references', () => {
  test('of resources are reported at the reference that closes the circle', async () => {
    expect(await ofCloudFormation(['Name: chat', 'Name: !Ref Dev'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:11:19  Resources.Dev.Properties.ApiId: circular reference: Chat → Dev → Chat; take one of the references out"
    `);
    const url = ['Environment:', '  Variables:', '    ROUTE: !Ref DefaultRoute'];
    expect(await ofCloudFormation(below(RUNTIME, ...url))).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:27:28  Resources.EchoIntegration.Properties.IntegrationUri: circular reference: Echo → DefaultRoute → EchoIntegration → Echo; take one of the references out"
    `);
    const sam = ['Environment:', '  Variables:', '    STAGE: !Ref ChatConnectRoute'];
    expect(await ofSam(below(RUNTIME, ...sam))).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:21:23  Resources.Echo.Properties.Environment.Variables.STAGE: circular reference: ChatConnectRoute → ChatConnectIntegration → Echo → ChatConnectRoute; take one of the references out"
    `);
  });

  test('of a resource with itself', async () => {
    expect(await ofCloudFormation(below(RUNTIME, 'FunctionName: !GetAtt Echo.Arn'))).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:19:29  Resources.Echo.Properties.FunctionName: circular reference: Echo → Echo; take one of the references out"
    `);
    expect(await ofSam(below(RUNTIME, 'FunctionName: !Sub "${Echo}-1"'))).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:19:26  Resources.Echo.Properties.FunctionName: circular reference: Echo → Echo; take one of the references out"
    `);
  });

  test('of conditions', async () => {
    const conditions = 'Conditions:\n  A: !Condition B\n  B: !Not [!Condition A]\nResources:';
    expect(await ofCloudFormation(['Resources:', conditions])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:3:23  Conditions.B[0]: circular reference: Conditions.A → Conditions.B → Conditions.A; break the circle"
    `);
    expect(await ofSam(['Resources:', conditions])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:4:23  Conditions.B[0]: circular reference: Conditions.A → Conditions.B → Conditions.A; break the circle"
    `);
  });

  test('by DependsOn', async () => {
    expect(await ofCloudFormation(['  Chat:\n', '  Chat:\n    DependsOn: Dev\n'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:12:19  Resources.Dev.Properties.ApiId: circular reference: Chat → Dev → Chat; take one of the references out"
    `);
  });
});

describe('functions', () => {
  test('a handler that is missing, and one whose file is', async () => {
    expect(await ofCloudFormation(['      Handler: echo.handler\n', ''])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:16:7  Resources.Echo.Properties: a function has a Handler; write one, such as Handler: index.handler"
    `);
    expect(await ofSam(['      Handler: echo.handler\n', ''])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:16:7  Resources.Echo.Properties: "Handler" is missing; write Handler: index.handler"
    `);
    expect(await ofCloudFormation(['echo.handler', 'ecko.handler'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:17:16  Resources.Echo.Properties.Handler: there is no ecko.js, .mjs, .cjs or .ts; did you mean "echo.handler"?"
    `);
    expect(await ofSam(['echo.handler', 'ecko.handler'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:17:16  Resources.Echo.Properties.Handler: there is no ecko.js, .mjs, .cjs or .ts; did you mean "echo.handler"?"
    `);
  });

  test('a function that is missing, by reference and by ARN', async () => {
    expect(await ofCloudFormation(['${Echo.Arn}', '${Ecko.Arn}'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:24:28  Resources.EchoIntegration.Properties.IntegrationUri: there is no resource or parameter "Ecko"; did you mean "Echo"?"
    `);
    expect(await ofSam(['!GetAtt Echo.Arn', '!GetAtt Ecko.Arn'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:10:32  Resources.Chat.Properties.Routes.$connect.FunctionArn: there is no resource or parameter "Ecko"; did you mean "Echo"?"
    `);
    const arn = 'arn:aws:lambda:us-east-1:123456789012:function:Ecko';
    expect(await ofCloudFormation(['${Echo.Arn}', arn])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:24:28  Resources.EchoIntegration: there is no function "Ecko"; did you mean "Echo"?"
    `);
    expect(await ofSam(['!GetAtt Echo.Arn', arn])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:10:24  Resources.Chat.Properties.Routes.$connect: there is no function "Ecko"; did you mean "Echo"?"
    `);
  });

  test('code that is not on this machine', async () => {
    expect(await ofCloudFormation(['Code: .', 'Code: ./sources'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:16:13  Resources.Echo.Properties.Code: there is no folder sources; create it, or name another"
    `);
    expect(await ofSam(['CodeUri: .', 'CodeUri: ./sources'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:16:16  Resources.Echo.Properties.CodeUri: there is no folder sources; create it, or name another"
    `);
    expect(await ofCloudFormation(['Code: .', 'Code: { S3Bucket: b, S3Key: k }'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:16:13  Resources.Echo.Properties.Code: the code is in a bucket, not on this machine; write the folder that it is made from, as Code: ./src, or as Metadata: { aws:asset:path: ./src } of the resource"
    `);
    expect(await ofSam(['CodeUri: .', 'CodeUri: s3://b/k'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:16:16  Resources.Echo.Properties.CodeUri: the code is in S3 (b/k), and the emulator reads local folders alone; write the folder that it was packaged from: CodeUri: src/"
    `);
  });

  test('two of one name', async () => {
    const other =
      '  Other:\n    Type: AWS::Lambda::Function\n    Properties:\n      FunctionName: Echo\n      Code: .\n      Handler: echo.handler\n      Runtime: nodejs22.x\n';
    expect(await reportOfTemplate(`${CLOUDFORMATION}${other}`)).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:34:21  Resources.Other: Resources.Echo has the name "Echo" already; rename one of them"
    `);
    expect(await reportOfTemplate(`${SAM}${other}`)).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:22:21  Resources.Other: Resources.Echo has the name "Echo" already; rename one of them"
    `);
  });
});

describe('routes', () => {
  test('two of one key on one API', async () => {
    const route = (target: string) =>
      `  Again:\n    Type: AWS::ApiGatewayV2::Route\n    Properties:\n      ApiId: !Ref Chat\n      RouteKey: $default\n      Target: !Sub integrations/\${${target}}\n`;
    expect(await reportOfTemplate(`${CLOUDFORMATION}${route('EchoIntegration')}`)).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:35:17  Resources.Again: Resources.DefaultRoute is the route "$default" already; remove one of them, or give it another route key"
    `);
    expect(await reportOfTemplate(`${SAM}${route('ChatDefaultIntegration')}`)).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:23:17  Resources.Again: Resources.Chat.Properties.Routes.$default is the route "$default" already; remove one of them, or give it another route key"
    `);
  });

  test('without a target, with one that is none, and one that is not there', async () => {
    const target = '      Target: !Sub integrations/${EchoIntegration}\n';
    expect(await ofCloudFormation([target, ''])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:28:7  Resources.DefaultRoute.Properties: the route has no Target, so that nothing answers it; write Target: !Sub "integrations/\${Integration}""
    `);
    expect(await ofCloudFormation([target, '      Target: !Ref EchoIntegration\n'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:30:20  Resources.DefaultRoute.Properties.Target: expected "integrations/" and the id of an integration; write Target: !Sub "integrations/\${Integration}""
    `);
    expect(await ofCloudFormation([target, '      Target: integrations/abc\n'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:30:15  Resources.DefaultRoute.Properties.Target: there is no integration "abc" in this project"
    `);
    expect(
      await ofCloudFormation([target, '      Target: !Sub integrations/${EchoIntegraton}\n']),
    ).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:30:20  Resources.DefaultRoute.Properties.Target: there is no resource or parameter "EchoIntegraton"; did you mean "EchoIntegration"?"
    `);
    expect(
      await ofSam(['          FunctionArn: !GetAtt Echo.Arn', '          ApiKeyRequired: true']),
    ).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:10:11  Resources.Chat.Properties.Routes.$connect: "FunctionArn" is missing; write FunctionArn: !GetAtt MyFunction.Arn"
    `);
  });

  test('a route key with a dollar sign is one of three', async () => {
    expect(await ofCloudFormation(['RouteKey: $default', 'RouteKey: $defualt'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:29:17  Resources.DefaultRoute: a route key with "$" in front is one of $connect, $disconnect, $default; did you mean "$default"?"
    `);
    expect(await ofSam(['$connect:', '$conect:'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:9:9  Resources.Chat.Properties.Routes.$conect: SAM takes route keys of letters and digits, $connect, $disconnect and $default; rename it, or define the API by AWS::ApiGatewayV2::Api and AWS::ApiGatewayV2::Route"
    `);
  });

  test('an authorizer that is not there', async () => {
    const guarded = (id: string): (readonly [string, string])[] => [
      ['RouteKey: $default', 'RouteKey: $connect'],
      ['      Target', `      AuthorizationType: CUSTOM\n      AuthorizerId: ${id}\n      Target`],
    ];
    expect(await ofCloudFormation(...guarded('!Ref Guard'))).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:31:26  Resources.DefaultRoute.Properties.AuthorizerId: there is no resource or parameter "Guard"; add it, or correct the name"
    `);
    expect(await ofCloudFormation(...guarded('abc123'))).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:31:21  Resources.DefaultRoute.Properties.AuthorizerId: there is no authorizer "abc123"; add it to Resources"
    `);
    expect(
      await ofSam(below('StageName: dev', 'Auth:', '  AuthType: CUSTOM', '  AuthArn: !GetAtt Guard.Arn')),
    ).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:9:26  Resources.Chat.Properties.Auth.AuthArn: there is no resource or parameter "Guard"; add it, or correct the name"
    `);
  });
});

describe('tables', () => {
  const table = (logicalId: string, keys: string) =>
    `  ${logicalId}:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      TableName: rooms\n${keys}`;
  const KEYS =
    '      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]\n      KeySchema: [{ AttributeName: id, KeyType: HASH }]\n';

  test('two of one name', async () => {
    expect(
      await reportOfTemplate(`${CLOUDFORMATION}${table('Rooms', KEYS)}${table('Others', KEYS)}`),
    ).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:40:18  Resources.Others: Resources.Rooms has the name "rooms" already; rename one of them"
    `);
    const simple =
      '  Simple:\n    Type: AWS::Serverless::SimpleTable\n    Properties:\n      TableName: rooms\n';
    expect(await reportOfTemplate(`${SAM}${table('Rooms', KEYS)}${simple}`)).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:28:18  Resources.Simple: Resources.Rooms has the name "rooms" already; rename one of them"
    `);
  });

  test('keys that nobody defines, and none at all', async () => {
    const undefinedKey = KEYS.replace(
      'AttributeName: id, AttributeType',
      'AttributeName: other, AttributeType',
    );
    expect(await reportOfTemplate(`${CLOUDFORMATION}${table('Rooms', undefinedKey)}`)).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:36:36  Resources.Rooms.Properties.KeySchema[0].AttributeName: the type of "id" is missing; write - AttributeName: id and AttributeType: S into AttributeDefinitions"
    `);
    const range = KEYS.replace('HASH', 'RANGE');
    expect(await reportOfTemplate(`${CLOUDFORMATION}${table('Rooms', range)}`)).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:36:18  Resources.Rooms.Properties.KeySchema: there is no partition key; write one with KeyType: HASH"
    `);
    expect(await reportOfTemplate(`${CLOUDFORMATION}${table('Rooms', '')}`)).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:34:7  Resources.Rooms.Properties.KeySchema: is missing; write KeySchema: [{"AttributeName":"connectionId","KeyType":"HASH"}]"
    `);
    const unknownKeys = KEYS.replace('[{ AttributeName: id, KeyType: HASH }]', '!Ref Keys');
    expect(await reportOfTemplate(`${SAM}${table('Rooms', unknownKeys)}`)).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:24:23  Resources.Rooms.Properties.KeySchema: there is no resource or parameter "Keys"; add it, or correct the name"
    `);
  });
});

describe('values of the wrong type', () => {
  test('are shown with what is expected', async () => {
    expect(await ofCloudFormation(below(RUNTIME, 'Timeout: soon'))).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:19:16  Resources.Echo.Properties.Timeout: expected a whole number from 1 to 900, found "soon""
    `);
    expect(await ofSam(below(RUNTIME, 'Timeout: soon'))).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:19:16  Resources.Echo.Properties.Timeout: expected a number, found "soon""
    `);
    expect(await ofSam(below(RUNTIME, 'Timeout: 1000'))).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:19:16  Resources.Echo.Properties.Timeout: expected a whole number from 1 to 900, found 1000"
    `);
    expect(await ofCloudFormation(below(RUNTIME, 'Environment: [a]'))).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:19:20  Resources.Echo.Properties.Environment: expected a mapping such as { Variables: { TABLE: rooms } }, found ["a"]"
    `);
    expect(await ofSam(below(RUNTIME, 'Environment: [a]'))).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:19:20  Resources.Echo.Properties.Environment: expected a map, found ["a"]"
    `);
    expect(await ofSam(below(RUNTIME, 'Environment: { Variables: { ROOMS: [a] } }'))).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:19:42  Resources.Echo.Properties.Environment.Variables.ROOMS: expected a text, found ["a"]"
    `);
  });

  test('one of several words', async () => {
    expect(await ofCloudFormation(['WEBSOCKET', 'WEBSOCKETS'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:6:21  Resources.Chat.Properties.ProtocolType: expected WEBSOCKET or HTTP, found "WEBSOCKETS""
    `);
    expect(await ofCloudFormation(['AWS_PROXY', 'PROXY'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:23:24  Resources.EchoIntegration.Properties.IntegrationType: expected AWS_PROXY, AWS, HTTP_PROXY, HTTP or MOCK, found "PROXY""
    `);
    expect(await ofSam(below('StageName: dev', 'Auth: { AuthType: JWT }'))).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:7:25  Resources.Chat.Properties.Auth.AuthType: expected CUSTOM, AWS_IAM or NONE, found "JWT""
    `);
  });
});

describe('names that stand for nothing', () => {
  test('a resource, with the one that was meant', async () => {
    expect(await ofCloudFormation(['!Ref Chat', '!Ref Chatt'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:11:19  Resources.Dev.Properties.ApiId: there is no resource or parameter "Chatt"; did you mean "Chat"?"
    `);
    expect(await ofSam(['StageName: dev', 'StageName: !Ref Environment'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:6:23  Resources.Chat.Properties.StageName: there is no resource or parameter "Environment"; add it, or correct the name"
    `);
  });

  test('an attribute', async () => {
    expect(await ofCloudFormation(['${Echo.Arn}', '${Echo.Arm}'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:24:28  Resources.EchoIntegration.Properties.IntegrationUri: AWS::Lambda::Function has no attribute Arm; did you mean "Arn"?"
    `);
    expect(await ofSam(['!GetAtt Echo.Arn', '!GetAtt Echo.Address'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:10:32  Resources.Chat.Properties.Routes.$connect.FunctionArn: AWS::Lambda::Function has no attribute Address; there is: Arn"
    `);
  });

  test('a condition', async () => {
    const conditions = 'Conditions:\n  IsProd: !Equals [a, b]\nResources:';
    const isProduct: readonly [string, string] = ['  Echo:\n', '  Echo:\n    Condition: IsProt\n'];
    expect(await ofCloudFormation(['Resources:', conditions], isProduct)).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:16:16  Resources.Echo.Condition: there is no condition "IsProt"; did you mean "IsProd"?"
    `);
    expect(await ofSam(isProduct)).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:14:16  Resources.Echo.Condition: there is no condition "IsProt"; add it to Conditions"
    `);
  });
});

describe('keys that nobody knows', () => {
  test('a property that is near to one', async () => {
    expect(await ofCloudFormation(['Handler', 'Handlr'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:17:7  Resources.Echo.Properties.Handlr: unknown key "Handlr"; did you mean "Handler"?"
    `);
    expect(await ofSam(['Handler', 'Handlr'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:17:7  Resources.Echo.Properties.Handlr: unknown property; did you mean "Handler"?"
    `);
  });

  test('a type that is near to one, without what follows from it', async () => {
    expect(
      await ofCloudFormation(['AWS::Lambda::Function', 'AWS::Lambda::Functions']),
    ).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:14:11  Resources.Echo.Type: there is no resource type "AWS::Lambda::Functions"; did you mean "AWS::Lambda::Function"?"
    `);
    expect(
      await ofCloudFormation(['AWS::ApiGatewayV2::Api', 'AWS::APIGatewayV2::Api']),
    ).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:3:11  Resources.Chat.Type: there is no resource type "AWS::APIGatewayV2::Api"; did you mean "AWS::ApiGatewayV2::Api"?"
    `);
    expect(await ofSam(['AWS::Serverless::Function', 'AWS::Serverless::Functon'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:14:11  Resources.Echo.Type: SAM has no resource type "AWS::Serverless::Functon"; did you mean "AWS::Serverless::Function"?"
    `);
  });

  test('a resource without a type', async () => {
    expect(await ofCloudFormation(['    Type: AWS::ApiGatewayV2::Stage\n', ''])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:9:5  Resources.Dev: a resource has a Type, such as Type: AWS::Lambda::Function; write one"
    `);
    expect(
      await ofSam(['    Type: AWS::Serverless::Function', '    type: AWS::Serverless::Function']),
    ).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:14:5  Resources.Echo: unknown key "type"; did you mean "Type"?"
    `);
  });

  test('what belongs into Properties', async () => {
    const type = '    Type: AWS::Lambda::Function\n';
    expect(await ofCloudFormation([type, `${type}    Timeout: 3\n`])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:15:5  Resources.Echo.Timeout: no resource has "Timeout" beside its Type; move it into Properties"
    `);
    expect(
      await ofSam(['    Properties:\n      CodeUri', '    Propertis:\n      CodeUri']),
    ).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:15:5  Resources.Echo.Propertis: no resource has "Propertis" beside its Type; did you mean "Properties"?"
    `);
  });

  test('sections that are misspelt or in a wrong place', async () => {
    expect(await ofCloudFormation(['Resources:', 'resources:'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:1:1  resources: this is no section of a template; did you mean "Resources"?"
    `);
    expect(await ofSam(['Resources:', 'Ressources:'])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:2:1  Ressources: this is no section of a template; did you mean "Resources"?"
    `);
    expect(
      await reportOfTemplate(`${CLOUDFORMATION}  Outputs:\n    Id:\n      Value: !Ref Chat\n`),
    ).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:32:5  Resources.Outputs: "Outputs" is a section of the template and no resource; move it out of Resources"
    `);
    expect(
      await reportOfTemplate(`${SAM}  Globals:\n    Function:\n      Timeout: 3\n`),
    ).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:20:5  Resources.Globals: "Globals" is a section of the template and no resource; move it out of Resources"
    `);
    expect(
      await reportOfTemplate(`${SAM}Rooms:\n  Type: AWS::Serverless::SimpleTable\n`),
    ).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:19:1  Rooms: this is no section of a template; move it into Resources"
    `);
  });
});

describe('nothing to read', () => {
  test('a template that is none', async () => {
    expect(await reportOfTemplate('', { 'template.yaml': '- a\n' })).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:1:1  expected a template: a mapping with "Resources""
    `);
    expect(await reportOfTemplate('', { 'template.yaml': '' }).catch(String)).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:1:1  expected a template: a mapping with "Resources""
    `);
  });

  test('one without an API, and one without SAM’s transform', async () => {
    expect(await reportOfTemplate('Resources: {}\n')).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:1:1  there is no API; add a resource of type AWS::Serverless::WebSocketApi, or AWS::ApiGatewayV2::Api with ProtocolType: WEBSOCKET"
    `);
    expect(await ofSam(['Transform: AWS::Serverless-2016-10-31\n', ''])).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:3:11  Resources.Chat.Type: it is SAM's; write Transform: AWS::Serverless-2016-10-31 at the top of the template"
    `);
  });
});
