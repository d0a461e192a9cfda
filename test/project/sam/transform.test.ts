/** Globals, tables, layers and everything else that SAM's transform does besides APIs and functions. */
import { describe, expect, test } from 'vitest';
import { usesSam } from '../../../src/project/sam/transform.ts';
import { entryOf, toValue } from '../../../src/project/source/node.ts';
import { parseYaml } from '../../../src/project/source/yaml.ts';
import { transform, transformText } from './transform-template.ts';

const FUNCTION = 'Type: AWS::Serverless::Function\n    Properties: { Handler: a.b, Runtime: nodejs22.x }';

describe('sam.globals: properties that resources share', () => {
  const GLOBALS = `
Globals:
  Function:
    Handler: shared.handler
    Runtime: nodejs22.x
    Timeout: 10
    Architectures: [x86_64]
    Layers: [!Ref Shared]
    VpcConfig: !Ref Vpc
    Environment:
      Variables: { STAGE: dev, TABLE: shared }
  Api: { Whatever: 1 }
Resources:
  Fn:
    Type: AWS::Serverless::Function`;

  test('maps are merged, lists appended, other values replaced', () => {
    const { resources, report } = transform(`${GLOBALS}
    Properties:
      Handler: own.handler
      Architectures: [arm64]
      Layers: [!Ref Own]
      VpcConfig: { SubnetIds: [a] }
      Environment: { Variables: { TABLE: own, NAME: !Ref Name } }`);
    expect(report).toBe('');
    expect(resources.Fn?.Properties).toMatchObject({
      Handler: 'own.handler',
      Timeout: 10,
      Architectures: ['arm64'],
      Layers: [{ Ref: 'Shared' }, { Ref: 'Own' }],
      VpcConfig: { SubnetIds: ['a'] },
      Environment: { Variables: { STAGE: 'dev', TABLE: 'own', NAME: { Ref: 'Name' } } },
    });
  });

  test('a policy with nothing but a Condition is a map, and none of the functions that replace one', () => {
    const { resources, report } = transform(`
Globals:
  Function: { Tags: { Condition: { Bool: { secure: true } } } }
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      Runtime: nodejs22.x
      Description: { Condition: { Bool: { secure: true } } }
      Tags: { Condition: { StringEquals: { team: chat } } }
  Named:
    Type: AWS::Serverless::Function
    Properties: { Handler: a.b, Runtime: nodejs22.x, Tags: { Condition: IsProduction } }`);
    expect(report).toBe(
      '9:20 Resources.Fn.Properties.Description: expected a text, found {"Condition":{"Bool":{"secure":true}}}',
    );
    expect(resources.Fn?.Properties.Tags).toEqual({
      Condition: { Bool: { secure: true }, StringEquals: { team: 'chat' } },
    });
    expect(resources.Named?.Properties.Tags).toEqual({ Condition: 'IsProduction' });
  });

  test('a resource without properties has the global ones', () => {
    expect(transform(GLOBALS).resources.Fn?.Properties).toMatchObject({
      Handler: 'shared.handler',
      Timeout: 10,
    });
  });

  test('IgnoreGlobals names those that a resource does without', () => {
    const own = '    Properties: { Handler: a.b, Runtime: nodejs22.x }';
    const some = transform(`${GLOBALS}\n    IgnoreGlobals: [Timeout, Layers]\n${own}`).resources.Fn;
    expect(some?.Properties).not.toHaveProperty('Timeout');
    expect(some?.Properties).toHaveProperty('Environment');
    expect(some).not.toHaveProperty('IgnoreGlobals');
    const none = transform(`${GLOBALS}\n    IgnoreGlobals: '*'\n${own}`).resources.Fn;
    expect(none?.Properties).not.toHaveProperty('Environment');
  });

  test('a WebSocket API has some of its own', () => {
    const { resources, report } = transform(`
Globals:
  WebSocketApi:
    RouteSelectionExpression: $request.body.type
    StageVariables: { a: '1' }
Resources:
  MyApi:
    Type: AWS::Serverless::WebSocketApi
    Properties:
      StageVariables: { b: '2' }
      Routes: { $default: { FunctionArn: arn } }`);
    expect(report).toBe('');
    expect(resources.MyApi?.Properties.RouteSelectionExpression).toBe('$request.body.type');
    expect(resources.MyApiDefaultStage?.Properties.StageVariables).toEqual({ a: '1', b: '2' });
  });

  test('sam.reports: mistakes in Globals', () => {
    const { report, notices } = transform(`
Globals:
  Functions: {}
  Table: {}
  WebSocketApi: { StageName: dev, Auth: {} }
  SimpleTable: 5
  Function:
    Role: arn
    Events: {}
    Timeout: ten
    Memory: 128
    Quux: 1
Resources:
  Fn:
    ${FUNCTION}`);
    expect(report).toMatchInlineSnapshot(`
      "2:3 Globals.Functions: unknown section; did you mean "Function"?
      3:3 Globals.Table: unknown section; Globals may have Function, WebSocketApi, SimpleTable, LayerVersion, Api, CapacityProvider, HttpApi, StateMachine
      4:19 Globals.WebSocketApi.StageName: SAM does not take it from Globals; write it on each resource that has it
      4:35 Globals.WebSocketApi.Auth: SAM does not take it from Globals; write it on each resource that has it
      5:16 Globals.SimpleTable: expected a map of properties, found 5
      7:5 Globals.Function.Role: SAM does not take it from Globals; write it on each resource that has it
      8:5 Globals.Function.Events: SAM does not take it from Globals; write it on each resource that has it
      9:14 Globals.Function.Timeout: expected a number, found "ten"
      10:5 Globals.Function.Memory: unknown property; did you mean "MemorySize"?"
    `);
    expect(notices).toMatchInlineSnapshot(`
      [
        "AWS::Serverless::Function has no property "Quux" that is known here; it is passed over.",
      ]
    `);
    expect(transform(`Globals: []\nResources: {}`).report).toMatchInlineSnapshot(
      `"1:10 Globals: expected a map, found []; write Function: { Timeout: 10 }"`,
    );
  });
});

describe('sam.simple-table: a table with a partition key alone', () => {
  const tableOf = (properties: string) =>
    transform(`
Resources:
  Table:
    Type: AWS::Serverless::SimpleTable
${properties}`);

  test('is a text named id, and paid by request', () => {
    expect(tableOf('').resources).toEqual({
      Table: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          BillingMode: 'PAY_PER_REQUEST',
        },
      },
    });
  });

  test('may have a key, a name and a throughput of its own', () => {
    const { resources, report } = tableOf(`
    Properties:
      TableName: !Sub \${Stage}-rooms
      PrimaryKey: { Name: room, Type: Number }
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 }
    Metadata: { Emulator: { Seeds: [/seeds/rooms.json] } }`);
    expect(report).toBe('');
    expect(resources.Table).toEqual({
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: { 'Fn::Sub': '${Stage}-rooms' },
        AttributeDefinitions: [{ AttributeName: 'room', AttributeType: 'N' }],
        KeySchema: [{ AttributeName: 'room', KeyType: 'HASH' }],
        ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
      },
      Metadata: { Emulator: { Seeds: ['/seeds/rooms.json'] } },
    });
  });

  test('sam.reports: mistakes in tables', () => {
    const { report } = tableOf(`
    Properties:
      Tablename: rooms
      PrimaryKey: { Name: room, Type: S }`);
    expect(report).toMatchInlineSnapshot(`
      "6:7 Resources.Table.Properties.Tablename: unknown property; did you mean "TableName"?
      7:39 Resources.Table.Properties.PrimaryKey.Type: expected String, Number or Binary, found "S""
    `);
  });
});

describe('sam.layer-version: a layer', () => {
  test('is a layer version whose content is a folder', () => {
    const { resources, report, notices } = transform(`
Resources:
  Layer:
    Type: AWS::Serverless::LayerVersion
    Properties: { ContentUri: layer/, CompatibleRuntimes: [nodejs22.x], RetentionPolicy: Delete }`);
    expect(report).toBe('');
    expect(notices).toEqual([]);
    expect(resources.Layer).toEqual({
      Type: 'AWS::Lambda::LayerVersion',
      Properties: { LayerName: 'Layer', Content: 'layer/', CompatibleRuntimes: ['nodejs22.x'] },
    });
  });

  test('sam.reports: one that is built, or in S3', () => {
    const { report, notices } = transform(`
Resources:
  Built:
    Type: AWS::Serverless::LayerVersion
    Properties: { ContentUri: layer/ }
    Metadata: { BuildMethod: nodejs22.x }
  Packaged:
    Type: AWS::Serverless::LayerVersion
    Properties: { ContentUri: s3://bucket/layer.zip }
  Empty:
    Type: AWS::Serverless::LayerVersion`);
    expect(report).toMatchInlineSnapshot(`
      "8:31 Resources.Packaged.Properties.ContentUri: the code is in S3 (bucket/layer.zip), and the emulator reads local folders alone; write the folder that it was packaged from: ContentUri: layer/
      10:5 Resources.Empty: "ContentUri" is missing; write ContentUri: layer/"
    `);
    expect(notices).toMatchInlineSnapshot(`
      [
        "Built has the build method nodejs22.x, and is used as it is in its folder; to have what "sam build" makes of it, start with --template .aws-sam/build/template.yaml.",
      ]
    `);
  });
});

test('sam.other-resources: what nothing here runs is there to be referred to', () => {
  const { resources, report, notices } = transform(`
Resources:
  Rest: { Type: AWS::Serverless::Api, Properties: { StageName: dev, Name: rest } }
  Http: { Type: AWS::Serverless::HttpApi }
  Steps: { Type: AWS::Serverless::StateMachine, Properties: { DefinitionUri: steps.json } }
  Graph: { Type: AWS::Serverless::GraphQLApi }
  Nested: { Type: AWS::Serverless::Application, Properties: { Location: nested/t.yaml, Parameters: { A: 1 } } }
  Foreign: { Type: AWS::Serverless::Application, Properties: { Location: { ApplicationId: a, SemanticVersion: 1.0.0 } } }
  Link: { Type: AWS::Serverless::Connector }
  Queue: { Type: AWS::SQS::Queue, Connectors: { Link: {} } }`);
  expect(report).toBe('');
  const types = Object.entries(resources).map(([id, { Type }]) => `${id}: ${Type}`);
  expect(types).toMatchInlineSnapshot(`
    [
      "Rest: AWS::ApiGateway::RestApi",
      "RestdevStage: AWS::ApiGateway::Stage",
      "Http: AWS::ApiGatewayV2::Api",
      "HttpApiGatewayDefaultStage: AWS::ApiGatewayV2::Stage",
      "Steps: AWS::StepFunctions::StateMachine",
      "StepsRole: AWS::IAM::Role",
      "Graph: AWS::AppSync::GraphQLApi",
      "Nested: AWS::CloudFormation::Stack",
      "Foreign: AWS::Serverless::Application",
      "Queue: AWS::SQS::Queue",
    ]
  `);
  expect(resources.Nested?.Properties).toEqual({ TemplateURL: 'nested/t.yaml', Parameters: { A: 1 } });
  expect(resources.Queue).toEqual({ Type: 'AWS::SQS::Queue' });
  expect(notices).toMatchInlineSnapshot(`
    [
      "Foreign is an application that is published elsewhere; it is not started.",
    ]
  `);
});

test('sam.referable: names of what SAM generates resolve to logical ids', () => {
  const { template } = transform(
    `
Parameters: { Stage: { Type: String } }
Resources:
  MyApi:
    Type: AWS::Serverless::WebSocketApi
    Properties:
      StageName: !Ref Stage
      RouteSelectionExpression: $request.body.action
      Routes: { $default: { FunctionArn: !GetAtt Fn.Arn } }
  Fn:
    ${FUNCTION}
Outputs:
  Stage: { Value: !Ref MyApi.Stage }
  Url: { Value: !Sub "wss://\${MyApi}.x/\${MyApi.Stage}" }
  Mapped: { Value: !Sub ["\${MyApi.Stage}\${a}", { a: !Ref MyApi.Stage }] }
  Attribute: { Value: !GetAtt MyApi.Stage.Name }
  Own: { Value: !GetAtt MyApi.ApiEndpoint }`,
    { parameters: { Stage: 'dev' } },
  );
  expect(toValue(entryOf(template, 'Outputs')?.value ?? template)).toEqual({
    Stage: { Value: { Ref: 'MyApidevStage' } },
    Url: { Value: { 'Fn::Sub': 'wss://${MyApi}.x/${MyApidevStage}' } },
    Mapped: { Value: { 'Fn::Sub': ['${MyApidevStage}${a}', { a: { Ref: 'MyApidevStage' } }] } },
    Attribute: { Value: { 'Fn::GetAtt': ['MyApidevStage', 'Name'] } },
    Own: { Value: { 'Fn::GetAtt': 'MyApi.ApiEndpoint' } },
  });
});

describe('sam.transform: whose template it is', () => {
  const RESOURCES = `\nResources:\n  Fn:\n    ${FUNCTION}`;
  const isSams = (text: string) => {
    const parsed = parseYaml('/project/template.yaml', text);
    return parsed.ok && usesSam(parsed.node);
  };
  const keysOf = (text: string) => Object.keys(toValue(transformText(text).template) as object);

  test.each([
    ['AWS::Serverless-2016-10-31', ['Resources']],
    ['[AWS::LanguageExtensions, AWS::Serverless-2016-10-31]', ['Transform', 'Resources']],
  ])('Transform: %s', (name, keys) => {
    expect(isSams(`Transform: ${name}${RESOURCES}`)).toBe(true);
    expect(keysOf(`Transform: ${name}${RESOURCES}`)).toEqual(keys);
    expect(transformText(`Transform: ${name}${RESOURCES}`).resources.Fn?.Type).toBe('AWS::Lambda::Function');
  });

  test('one that does not ask for it stays as it is', () => {
    const text = 'Resources:\n  Queue: { Type: AWS::SQS::Queue }';
    expect(isSams(text)).toBe(false);
    const { template, report } = transformText(text);
    expect(toValue(template)).toEqual({ Resources: { Queue: { Type: 'AWS::SQS::Queue' } } });
    expect(report).toBe('');
  });

  test('sam.reports: resources of SAM without its transform, and unknown ones', () => {
    expect(transformText(RESOURCES).report).toMatchInlineSnapshot(
      `"4:11 Resources.Fn.Type: it is SAM's; write Transform: AWS::Serverless-2016-10-31 at the top of the template"`,
    );
    const unknown =
      '  MyApi: { Type: AWS::Serverless::WebsocketApi }\n  New: { Type: AWS::Serverless::Quantum }';
    const { report, resources } = transform(`Resources:\n${unknown}`);
    expect(report).toMatchInlineSnapshot(
      `"2:18 Resources.MyApi.Type: SAM has no resource type "AWS::Serverless::WebsocketApi"; did you mean "AWS::Serverless::WebSocketApi"?"`,
    );
    expect(resources.New).toEqual({ Type: 'AWS::Serverless::Quantum' });
  });
});
