/** Intrinsic functions: what each evaluates to in either form and in JSON, and what is said of one that is wrong. */
import { describe, expect, test } from 'vitest';
import {
  CLOUDFORMATION,
  changed,
  evaluated,
  readTemplate,
  reportOfTemplate,
  withValues,
} from './templates.ts';

const TOP = `Parameters:
  Stage: { Type: String, Default: dev }
  Hosts: { Type: CommaDelimitedList, Default: 'a.example.com, b.example.com' }
Mappings:
  Stages:
    dev: { rooms: DevRooms, zones: [x, y] }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsDev: !Not [!Condition IsProd]
  Always: !Or [!Condition IsProd, !Condition IsDev]
  Never: !And [!Condition IsProd, !Condition IsDev]
`;

/** In the short form, in the long form, and what both are. */
const VALUES: readonly (readonly [short: string, long: string, value: string])[] = [
  ['!Ref Stage', '{ Ref: Stage }', 'dev'],
  ['!Sub "${Stage}-rooms"', '{ "Fn::Sub": "${Stage}-rooms" }', 'dev-rooms'],
  ['!Sub "${!Stage}"', '{ "Fn::Sub": "${!Stage}" }', '${Stage}'],
  [
    '!Sub ["${A}/${Stage}", { A: !Ref Stage }]',
    '{ "Fn::Sub": ["${A}/${Stage}", { A: { Ref: Stage } }] }',
    'dev/dev',
  ],
  ['!Join ["-", [a, !Ref Stage, 1]]', '{ "Fn::Join": ["-", [a, { Ref: Stage }, 1]] }', 'a-dev-1'],
  ['!Join ["|", !Ref Hosts]', '{ "Fn::Join": ["|", { Ref: Hosts }] }', 'a.example.com|b.example.com'],
  ['!Select [1, !Ref Hosts]', '{ "Fn::Select": ["1", { Ref: Hosts }] }', 'b.example.com'],
  ['!Select [0, !Split [".", a.b]]', '{ "Fn::Select": [0, { "Fn::Split": [".", a.b] }] }', 'a'],
  ['!Select [2, !GetAZs ""]', '{ "Fn::Select": [2, { "Fn::GetAZs": "" }] }', 'us-east-1c'],
  [
    '!FindInMap [Stages, !Ref Stage, rooms]',
    '{ "Fn::FindInMap": [Stages, { Ref: Stage }, rooms] }',
    'DevRooms',
  ],
  [
    '!Select [1, !FindInMap [Stages, dev, zones]]',
    '{ "Fn::Select": [1, { "Fn::FindInMap": [Stages, dev, zones] }] }',
    'y',
  ],
  [
    '!FindInMap [Stages, prod, rooms, { DefaultValue: !Ref Stage }]',
    '{ "Fn::FindInMap": [Stages, prod, rooms, { DefaultValue: { Ref: Stage } }] }',
    'dev',
  ],
  ['!If [IsProd, a, b]', '{ "Fn::If": [IsProd, a, b] }', 'b'],
  ['!If [Always, !If [Never, a, b], c]', '{ "Fn::If": [Always, { "Fn::If": [Never, a, b] }, c] }', 'b'],
  ['!If [IsProd, !Ref Nothing, b]', '{ "Fn::If": [IsProd, { Ref: Nothing }, b] }', 'b'],
  ['!Base64 text', '{ "Fn::Base64": text }', 'dGV4dA=='],
  ['!Length [a, b]', '{ "Fn::Length": [a, b] }', '2'],
  ['!ToJsonString { a: !Ref Stage }', '{ "Fn::ToJsonString": { a: { Ref: Stage } } }', '{"a":"dev"}'],
];

describe('cloudformation.intrinsics: each function has a value', () => {
  for (const [short, long, value] of VALUES) {
    test(short, async () => {
      expect(await evaluated({ SHORT: short, LONG: long }, { top: TOP })).toEqual({
        SHORT: value,
        LONG: value,
      });
    });
  }

  test('in JSON', async () => {
    const template = {
      Parameters: { Stage: { Type: 'String', Default: 'dev' } },
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
      Resources: {
        Chat: {
          Type: 'AWS::ApiGatewayV2::Api',
          Properties: { Name: { 'Fn::Sub': 'chat-${Stage}' }, ProtocolType: 'WEBSOCKET' },
        },
        Echo: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            Code: '.',
            Handler: 'echo.handler',
            Runtime: 'nodejs22.x',
            Timeout: { 'Fn::If': ['IsProd', 29, { Ref: 'AWS::NoValue' }] },
          },
        },
        EchoIntegration: {
          Type: 'AWS::ApiGatewayV2::Integration',
          Properties: {
            ApiId: { Ref: 'Chat' },
            IntegrationType: 'AWS_PROXY',
            IntegrationUri: { 'Fn::GetAtt': ['Echo', 'Arn'] },
          },
        },
        Default: {
          Type: 'AWS::ApiGatewayV2::Route',
          Properties: {
            ApiId: { Ref: 'Chat' },
            RouteKey: '$default',
            Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'EchoIntegration' }]] },
          },
        },
      },
    };
    const { apis, functions } = await readTemplate(template);
    expect(apis.map(({ name, routes }) => [name, routes.map(({ routeKey }) => routeKey)])).toEqual([
      ['chat-dev', ['$default']],
    ]);
    expect(functions).toMatchObject([{ name: 'Echo', timeout: 3 }]);
  });
});

test('cloudformation.no-value: a property with AWS::NoValue is one that is not there', async () => {
  const values = {
    LEFT: '!Ref AWS::NoValue',
    KEPT: '!If [IsProd, !Ref AWS::NoValue, yes]',
    GONE: '!If [IsDev, !Ref AWS::NoValue, yes]',
  };
  expect(await evaluated(values, { top: TOP })).toEqual({ KEPT: 'yes' });
  const { functions } = await readTemplate(
    changed(CLOUDFORMATION, ['      Runtime', '      Timeout: !Ref AWS::NoValue\n      Runtime']),
  );
  expect(functions).toMatchObject([{ timeout: 3 }]);
});

test('pseudo parameters', async () => {
  const values = {
    REGION: '!Ref AWS::Region',
    ACCOUNT: '!Ref AWS::AccountId',
    PARTITION: '!Ref AWS::Partition',
    SUFFIX: '!Ref AWS::URLSuffix',
    STACK: '!Select [5, !Split [":", !Ref AWS::StackId]]',
    NONE: '!Join ["", !Ref AWS::NotificationARNs]',
  };
  const env = { AWS_REGION: 'cn-north-1', AWS_ACCOUNT_ID: '111122223333' };
  const found = await evaluated({ ...values, NAME: '!Ref AWS::StackName' }, {}, {}, { env });
  expect(found).toMatchObject({
    REGION: 'cn-north-1',
    ACCOUNT: '111122223333',
    PARTITION: 'aws-cn',
    SUFFIX: 'amazonaws.com.cn',
    STACK: `stack/${found.NAME}/00000000-0000-0000-0000-000000000000`,
    NONE: '',
  });
});

describe('cloudformation.conditions: what a condition decides', () => {
  test('which resources there are', async () => {
    const resources = (condition: string) =>
      `  Rooms:\n    Type: AWS::DynamoDB::Table\n    Condition: ${condition}\n    Properties:\n      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]\n      KeySchema: [{ AttributeName: id, KeyType: HASH }]\n`;
    const tablesWith = async (condition: string) =>
      (await readTemplate(`${TOP}${CLOUDFORMATION}${resources(condition)}`)).tables.map(({ name }) => name);
    expect(await tablesWith('IsDev')).toEqual(['Rooms']);
    expect(await tablesWith('IsProd')).toEqual([]);
  });

  test('which references count: those of a branch that is not taken are none', async () => {
    const looped = changed(CLOUDFORMATION, ['Name: chat', 'Name: !If [IsProd, !Ref Dev, chat]']);
    expect((await readTemplate(`${TOP}${looped}`)).apis).toMatchObject([{ name: 'chat' }]);
  });

  test('true and "true" are equal, and lists are by what is in them', async () => {
    const top =
      'Conditions:\n  Texts: !Equals [true, "true"]\n  Lists: !Equals [[a, b], [a, b]]\n  Others: !Equals [[a], [b]]\n';
    const values = { TEXTS: '!If [Texts, a, b]', LISTS: '!If [Lists, a, b]', OTHERS: '!If [Others, a, b]' };
    expect(await evaluated(values, { top })).toEqual({ TEXTS: 'a', LISTS: 'a', OTHERS: 'b' });
  });
});

test('what is wrong with an intrinsic function is said, each where it stands', async () => {
  const values = {
    REF: '!Ref [a]',
    GETATT: '!GetAtt Chat',
    GETATT_LIST: '!GetAtt [Chat]',
    SUB: '!Sub [a, b, c]',
    SUB_MAPPING: '!Sub { a: b }',
    SUB_LIST: '!Sub "${AWS::NotificationARNs}"',
    JOIN: '!Join [a]',
    JOIN_MAPPING: '!Join ["", [{ a: b }]]',
    SELECT: '!Select [5, [a, b]]',
    SELECT_WORD: '!Select [x, [a, b]]',
    SPLIT: '!Split [a]',
    IF: '!If [IsDev, b]',
    IF_UNKNOWN: '!If [IsDew, b, c]',
    IF_LIST: '!If [[IsDev], b, c]',
    MAP_SECOND: '!FindInMap [Stages, dev, romms]',
    MAP_NAME: '!FindInMap [Stage, dev, rooms]',
    MAP_FIRST: '!FindInMap [Stages, prod, rooms]',
    MAP_SHORT: '!FindInMap [Stages, dev]',
    IMPORT: '!ImportValue rooms-table',
    CIDR: '!Cidr [a, 1, 2]',
    TRANSFORM: '{ "Fn::Transform": { Name: x } }',
    BASE64: '!Base64 [a]',
    LENGTH: '!Length abc',
    JSON_STRING: '!ToJsonString { a: [!Ref Nothing] }',
    LIST: '[a]',
  };
  expect(await reportOfTemplate(withValues(values, { top: TOP }))).toMatchInlineSnapshot(`
    "25 problems in the project definition:
      template.yaml:32:21  Resources.Echo.Properties.Environment.Variables.REF: expected the name of a parameter or a resource, such as !Ref ChatTable
      template.yaml:33:27  Resources.Echo.Properties.Environment.Variables.GETATT: expected a resource and one of its attributes, such as !GetAtt ChatTable.Arn
      template.yaml:34:32  Resources.Echo.Properties.Environment.Variables.GETATT_LIST: expected a resource and one of its attributes, such as !GetAtt ChatTable.Arn
      template.yaml:35:21  Resources.Echo.Properties.Environment.Variables.SUB: expected a text, or a list of a text and a mapping of its variables, such as !Sub "arn:aws:s3:::\${Bucket}"
      template.yaml:36:29  Resources.Echo.Properties.Environment.Variables.SUB_MAPPING: expected a text, or a list of a text and a mapping of its variables, such as !Sub "arn:aws:s3:::\${Bucket}"
      template.yaml:37:26  Resources.Echo.Properties.Environment.Variables.SUB_LIST: \${AWS::NotificationARNs} is no text; use !Join for a list
      template.yaml:38:23  Resources.Echo.Properties.Environment.Variables.JOIN: expected a delimiter and a list, such as !Join ["-", [a, b]]
      template.yaml:39:36  Resources.Echo.Properties.Environment.Variables.JOIN_MAPPING[1]: expected a list of texts
      template.yaml:40:28  Resources.Echo.Properties.Environment.Variables.SELECT[0]: there is no item 5: the list has 2, counted from 0
      template.yaml:41:33  Resources.Echo.Properties.Environment.Variables.SELECT_WORD[0]: there is no item x: the list has 2, counted from 0
      template.yaml:42:25  Resources.Echo.Properties.Environment.Variables.SPLIT: expected a delimiter and a text, such as !Split [",", "a,b"]
      template.yaml:43:19  Resources.Echo.Properties.Environment.Variables.IF: expected a condition and two values, such as !If [IsProd, 100, 10]
      template.yaml:44:28  Resources.Echo.Properties.Environment.Variables.IF_UNKNOWN[0]: there is no condition "IsDew"; did you mean "IsDev"?
      template.yaml:45:25  Resources.Echo.Properties.Environment.Variables.IF_LIST[0]: expected the name of a condition
      template.yaml:46:34  Resources.Echo.Properties.Environment.Variables.MAP_SECOND: there is no "romms" in Mappings.Stages.dev; did you mean "rooms"?
      template.yaml:47:32  Resources.Echo.Properties.Environment.Variables.MAP_NAME: there is no "Stage" in Mappings; did you mean "Stages"?
      template.yaml:48:33  Resources.Echo.Properties.Environment.Variables.MAP_FIRST: there is no "prod" in Mappings.Stages; there is: dev
      template.yaml:49:33  Resources.Echo.Properties.Environment.Variables.MAP_SHORT: expected a mapping, a key and a second key, such as !FindInMap [Stages, !Ref Stage, table]
      template.yaml:50:32  Resources.Echo.Properties.Environment.Variables.IMPORT: no stack of this project exports "rooms-table"; give it a value in emulator.values.yaml: imports: { "rooms-table": … }
      template.yaml:51:23  Resources.Echo.Properties.Environment.Variables.CIDR: address blocks are not computed here; write the list out
      template.yaml:52:22  Resources.Echo.Properties.Environment.Variables.TRANSFORM: macros run in CloudFormation; write out what it makes
      template.yaml:53:27  Resources.Echo.Properties.Environment.Variables.BASE64: expected a text
      template.yaml:54:27  Resources.Echo.Properties.Environment.Variables.LENGTH: expected a list
      template.yaml:55:49  Resources.Echo.Properties.Environment.Variables.JSON_STRING.a[0]: there is no resource or parameter "Nothing"; add it, or correct the name
      template.yaml:56:17  Resources.Echo.Properties.Environment.Variables.LIST: expected a text, found ["a"]"
  `);
});

test('so is what is wrong with a condition, used or not', async () => {
  const top = `Conditions:
  Equals: !Equals [a]
  Not: !Not [a, b]
  And: !And [!Condition Equals]
  Text: text
  Or: !Or [!Condition Nothing, !Condition And]
`;
  expect(await reportOfTemplate(`${top}${CLOUDFORMATION}`)).toMatchInlineSnapshot(`
    "5 problems in the project definition:
      template.yaml:2:19  Conditions.Equals: expected two values, such as !Equals [!Ref Stage, prod]
      template.yaml:3:13  Conditions.Not: expected a list of one condition, such as !Not [!Equals [a, b]]
      template.yaml:4:13  Conditions.And: expected a list of two to ten conditions
      template.yaml:5:9  Conditions.Text: expected a condition, such as !Equals [!Ref Stage, prod]
      template.yaml:6:23  Conditions.Or[0]: there is no condition "Nothing"; add it to Conditions"
  `);
});

test('loops and macros are told of', async () => {
  const loop =
    '  Fn::ForEach::Tables:\n    - Name\n    - [A, B]\n    - { "${Name}": { Type: AWS::SNS::Topic } }\n';
  expect(await reportOfTemplate(`${CLOUDFORMATION}${loop}`)).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      template.yaml:32:5  Resources["Fn::ForEach::Tables"]: loops are not read; write the resources out"
  `);
});
