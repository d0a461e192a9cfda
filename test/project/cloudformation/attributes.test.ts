/** What `Ref` and `Fn::GetAtt` give, by type, in the forms that AWS documents for each. */
import { describe, expect, test } from 'vitest';
import { evaluated, reportOfTemplate, withValues } from './templates.ts';

const ARN = 'arn:aws:';
const HERE = 'us-east-1:123456789012:';
/** An id as API Gateway makes them. */
const ID = '[a-z0-9]{10}';

/** A type, its properties, and the forms of what it is and has. */
const FORMS: readonly (readonly [
  type: string,
  properties: string,
  forms: Readonly<Record<string, string>>,
])[] = [
  [
    'AWS::Lambda::Function',
    'FunctionName: other, Code: ., Handler: echo.handler, Runtime: nodejs22.x',
    { Ref: 'other', Arn: `${ARN}lambda:${HERE}function:other` },
  ],
  [
    'AWS::Lambda::Alias',
    'Name: live, FunctionName: send, FunctionVersion: 1',
    { Ref: `${ARN}lambda:${HERE}function:send:live`, AliasArn: `${ARN}lambda:${HERE}function:send:live` },
  ],
  [
    'AWS::Lambda::LayerVersion',
    'LayerName: deps, Content: .',
    { Ref: `${ARN}lambda:${HERE}layer:deps:1`, LayerVersionArn: `${ARN}lambda:${HERE}layer:deps:1` },
  ],
  [
    'AWS::DynamoDB::Table',
    'TableName: rooms, AttributeDefinitions: [{ AttributeName: id, AttributeType: S }], KeySchema: [{ AttributeName: id, KeyType: HASH }]',
    {
      Ref: 'rooms',
      Arn: `${ARN}dynamodb:${HERE}table/rooms`,
      StreamArn: `${ARN}dynamodb:${HERE}table/rooms/stream/\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}`,
    },
  ],
  [
    'AWS::ApiGatewayV2::Api',
    'Name: web, ProtocolType: HTTP',
    { Ref: ID, ApiId: ID, ApiEndpoint: `https://${ID}\\.execute-api\\.us-east-1\\.amazonaws\\.com` },
  ],
  ['AWS::ApiGatewayV2::Deployment', 'ApiId: !Ref Chat', { Ref: ID, DeploymentId: ID }],
  [
    'AWS::ApiGatewayV2::DomainName',
    'DomainName: ws.example.com',
    { Ref: 'ws\\.example\\.com', RegionalDomainName: `d-${ID}\\.execute-api\\.us-east-1\\.amazonaws\\.com` },
  ],
  ['AWS::ApiGateway::RestApi', 'Name: rest', { Ref: ID, RestApiId: ID, RootResourceId: ID }],
  ['AWS::ApiGateway::ApiKey', 'Name: key, Value: abcdefghijklmnopqrstuvwxyz', { Ref: ID, APIKeyId: ID }],
  [
    'AWS::SQS::Queue',
    'QueueName: jobs',
    {
      Ref: 'https://sqs\\.us-east-1\\.amazonaws\\.com/123456789012/jobs',
      QueueName: 'jobs',
      Arn: `${ARN}sqs:${HERE}jobs`,
    },
  ],
  [
    'AWS::SNS::Topic',
    'TopicName: news',
    { Ref: `${ARN}sns:${HERE}news`, TopicName: 'news', TopicArn: `${ARN}sns:${HERE}news` },
  ],
  [
    'AWS::S3::Bucket',
    'BucketName: files',
    {
      Ref: 'files',
      Arn: `${ARN}s3:::files`,
      DomainName: 'files\\.s3\\.amazonaws\\.com',
      RegionalDomainName: 'files\\.s3\\.us-east-1\\.amazonaws\\.com',
      DualStackDomainName: 'files\\.s3\\.dualstack\\.us-east-1\\.amazonaws\\.com',
    },
  ],
  [
    'AWS::Cognito::UserPool',
    'UserPoolName: people',
    {
      Ref: `us-east-1_${ID}`,
      Arn: `${ARN}cognito-idp:${HERE}userpool/us-east-1_${ID}`,
      ProviderName: `cognito-idp\\.us-east-1\\.amazonaws\\.com/us-east-1_${ID}`,
    },
  ],
  [
    'AWS::Cognito::UserPoolClient',
    'ClientName: app',
    { Ref: '[a-z0-9]{26}', ClientId: '[a-z0-9]{26}', Name: 'app' },
  ],
  [
    'AWS::StepFunctions::StateMachine',
    'StateMachineName: flow',
    { Ref: `${ARN}states:${HERE}stateMachine:flow`, Name: 'flow' },
  ],
  [
    'AWS::SecretsManager::Secret',
    'Name: password',
    { Ref: `${ARN}secretsmanager:${HERE}secret:password-[a-zA-Z0-9]{6}` },
  ],
  [
    'AWS::SSM::Parameter',
    'Name: /chat/table, Type: String, Value: rooms',
    { Ref: '/chat/table', Type: 'String', Value: 'rooms' },
  ],
  [
    'AWS::Events::EventBus',
    'Name: bus',
    { Ref: 'bus', Arn: `${ARN}events:${HERE}event-bus/bus`, Name: 'bus' },
  ],
  ['AWS::Kinesis::Stream', 'Name: clicks', { Ref: 'clicks', Arn: `${ARN}kinesis:${HERE}stream/clicks` }],
  [
    'AWS::Logs::LogGroup',
    'LogGroupName: /chat',
    { Ref: '/chat', Arn: `${ARN}logs:${HERE}log-group:/chat:\\*` },
  ],
  [
    'AWS::KMS::Key',
    'Description: a',
    {
      Ref: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
      Arn: `${ARN}kms:${HERE}key/[0-9a-f-]{36}`,
    },
  ],
  [
    'AWS::IAM::Role',
    'RoleName: admin',
    { Ref: 'admin', Arn: `${ARN}iam::123456789012:role/admin`, RoleId: 'AROA[A-Z0-9]{17}' },
  ],
];

describe('cloudformation.attributes: references have the forms that AWS documents', () => {
  for (const [type, properties, forms] of FORMS) {
    test(type, async () => {
      const names = Object.keys(forms);
      const values = Object.fromEntries(
        names.map((name) => [`OF_${name}`, name === 'Ref' ? '!Ref Other' : `!GetAtt Other.${name}`]),
      );
      const resources = `  Other:\n    Type: ${type}\n    Properties: { ${properties} }\n`;
      const found = await evaluated(values, { resources });
      for (const name of names) expect(found[`OF_${name}`]).toMatch(new RegExp(`^${forms[name]}$`));
    });
  }

  test('the same id each time, and another for each resource', async () => {
    const values = { CHAT: '!Ref Chat', AGAIN: '!Sub "${Chat.ApiId}"', ROUTE_KEY: '!GetAtt Other.ApiId' };
    const resources =
      '  Other:\n    Type: AWS::ApiGatewayV2::Api\n    Properties: { Name: chat, ProtocolType: HTTP }\n';
    const { CHAT, AGAIN, ROUTE_KEY } = await evaluated(values, { resources });
    expect(CHAT).toBe(AGAIN);
    expect(CHAT).not.toBe(ROUTE_KEY);
  });

  test('what has no name of its own is named by its logical id', async () => {
    const resources = '  Jobs:\n    Type: AWS::SQS::Queue\n  Thing:\n    Type: Custom::Thing\n';
    const values = { QUEUE: '!GetAtt Jobs.QueueName', THING: '!Ref Thing', MADE: '!GetAtt Thing.Made' };
    expect(await evaluated(values, { resources })).toEqual({
      QUEUE: 'Jobs',
      THING: 'Thing',
      MADE: 'Thing.Made',
    });
  });
});

test('an attribute that there is not is reported, where all are known or one is meant', async () => {
  const resources = '  Jobs:\n    Type: AWS::SQS::Queue\n  Files:\n    Type: AWS::S3::Bucket\n';
  const values = { QUEUE: '!GetAtt Jobs.Ar', API: '!GetAtt Chat.Url', FILES: '!GetAtt Files.Inventory' };
  expect(await reportOfTemplate(withValues(values, { resources }))).toMatchInlineSnapshot(`
    "2 problems in the project definition:
      template.yaml:21:26  Resources.Echo.Properties.Environment.Variables.QUEUE: AWS::SQS::Queue has no attribute Ar; did you mean "Arn"?
      template.yaml:22:24  Resources.Echo.Properties.Environment.Variables.API: AWS::ApiGatewayV2::Api has no attribute Url; there is: ApiId, ApiEndpoint"
  `);
});
