/** `AWS::Serverless::Function` in CloudFormation's own terms. */
import { describe, expect, test } from 'vitest';
import { nodeAt, toValue } from '../../../src/project/source/node.ts';
import { transform } from './transform-template.ts';

/** A function `Fn` with these properties, indented by six. */
const fn = (properties: string, rest = '') => `
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: nodejs22.x
${properties.replace(/^\n|\s+$/g, '')}
${rest}`;

test('sam.function.properties: a function is a Lambda function with a role of its own', () => {
  const { resources, report, notices } = transform(
    fn(
      `
      CodeUri: src/
      FunctionName: !Sub \${Stage}-fn
      Timeout: 10
      MemorySize: !Ref Memory
      ReservedConcurrentExecutions: 5
      Environment: { Variables: { TABLE: !Ref Table } }
      Layers: [!Ref Layer]
      LoggingConfig: { LogFormat: JSON }
      Architectures: [arm64]
      Tracing: Active
      DeadLetterQueue: { Type: SQS, TargetArn: !GetAtt Queue.Arn }
      Policies: [AWSLambdaBasicExecutionRole]
      FunctionUrlConfig: { AuthType: NONE }
      EventInvokeConfig: { MaximumRetryAttempts: 1 }`,
      `
    Metadata:
      BuildMethod: esbuild
      BuildProperties: { EntryPoints: [app.ts] }`,
    ),
  );
  expect(report).toBe('');
  expect(notices).toEqual([]);
  expect(resources).toEqual({
    Fn: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: 'src/',
        Handler: 'app.handler',
        Runtime: 'nodejs22.x',
        FunctionName: { 'Fn::Sub': '${Stage}-fn' },
        Timeout: 10,
        MemorySize: { Ref: 'Memory' },
        ReservedConcurrentExecutions: 5,
        Environment: { Variables: { TABLE: { Ref: 'Table' } } },
        Layers: [{ Ref: 'Layer' }],
        LoggingConfig: { LogFormat: 'JSON' },
        Architectures: ['arm64'],
        Role: { 'Fn::GetAtt': ['FnRole', 'Arn'] },
        TracingConfig: { Mode: 'Active' },
        DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': 'Queue.Arn' } },
      },
      Metadata: { BuildMethod: 'esbuild', BuildProperties: { EntryPoints: ['app.ts'] } },
    },
    FnRole: { Type: 'AWS::IAM::Role', Properties: {} },
    FnUrl: { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE', TargetFunctionArn: { Ref: 'Fn' } } },
    FnEventInvokeConfig: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: { FunctionName: { Ref: 'Fn' }, Qualifier: '$LATEST', MaximumRetryAttempts: 1 },
    },
  });
});

test('sam.function.properties: a role that is given is taken', () => {
  const { resources } = transform(fn('      Role: !GetAtt Shared.Arn'));
  expect(resources.Fn?.Properties.Role).toEqual({ 'Fn::GetAtt': 'Shared.Arn' });
  expect(Object.keys(resources)).toEqual(['Fn']);
});

describe('sam.function.code: where the code is', () => {
  test.each<[string, unknown]>([
    ['', '.'],
    ['      CodeUri: ../shared', '../shared'],
    ['      CodeUri: !Ref Folder', { Ref: 'Folder' }],
    ['      InlineCode: exports.handler = 1', { ZipFile: 'exports.handler = 1' }],
    ['      InlineCode: exports.handler = 1\n      CodeUri: src/', { ZipFile: 'exports.handler = 1' }],
    ['      PackageType: Image\n      ImageUri: image', { ImageUri: 'image' }],
    ['      PackageType: Image', undefined],
  ])('%j', (written, code) => {
    const { resources, report } = transform(fn(written));
    expect(report).toBe('');
    expect(resources.Fn?.Properties.Code).toEqual(code);
  });
});

describe('sam.function.alias: AutoPublishAlias', () => {
  const OUTPUTS = `
Outputs:
  Alias: { Value: !Ref Fn.Alias }
  Version: { Value: !Sub "\${Fn.Version}, \${Fn.Arn}" }`;

  test('is an alias of a version, to which SAM gives names', () => {
    const { resources, report, template } = transform(fn('      AutoPublishAlias: live', OUTPUTS));
    expect(report).toBe('');
    expect(resources).toMatchObject({
      FnVersion: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Fn' } } },
      FnAliaslive: {
        Type: 'AWS::Lambda::Alias',
        Properties: {
          Name: 'live',
          FunctionName: { Ref: 'Fn' },
          FunctionVersion: { 'Fn::GetAtt': ['FnVersion', 'Version'] },
        },
      },
    });
    expect(outputsOf(template)).toEqual({
      Alias: { Value: { Ref: 'FnAliaslive' } },
      Version: { Value: { 'Fn::Sub': '${FnVersion}, ${Fn.Arn}' } },
    });
  });

  test('may be a parameter, but nothing that only AWS knows', () => {
    const alias = '      AutoPublishAlias: !Ref Alias';
    expect(Object.keys(transform(fn(alias), { parameters: { Alias: 'my-live_1' } }).resources)).toContain(
      'FnAliasmyDliveU1',
    );
    expect(transform(fn('      AutoPublishAlias: !GetAtt Other.Name')).report).toMatchInlineSnapshot(
      `"7:33 Resources.Fn.Properties.AutoPublishAlias: expected a text or a Ref to a parameter, found {"Fn::GetAtt":"Other.Name"}"`,
    );
  });
});

describe('sam.function.stream: an event of type DynamoDB', () => {
  const EVENT = `
      Events:
        Written:
          Type: DynamoDB
          Properties:
            Stream: !GetAtt Messages.StreamArn
            StartingPosition: LATEST
            BatchSize: 10
            FilterCriteria: { Filters: [{ Pattern: '{}' }] }
            FunctionResponseTypes: [ReportBatchItemFailures]`;

  test('is an event source mapping', () => {
    const { resources, report, notices } = transform(fn(EVENT));
    expect(report).toBe('');
    expect(notices).toEqual([]);
    expect(resources.FnWritten).toEqual({
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        FunctionName: { Ref: 'Fn' },
        EventSourceArn: { 'Fn::GetAtt': 'Messages.StreamArn' },
        StartingPosition: 'LATEST',
        BatchSize: 10,
        FilterCriteria: { Filters: [{ Pattern: '{}' }] },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    });
  });

  test('invokes the alias where there is one', () => {
    const { resources } = transform(fn(`      AutoPublishAlias: live${EVENT}`));
    expect(resources.FnWritten?.Properties.FunctionName).toEqual({ Ref: 'FnAliaslive' });
  });
});

test('sam.function.events: events that nothing sends are named once, and the APIs that SAM makes for them are there', () => {
  const { resources, notices, report, template } = transform(
    fn(
      `
      Events:
        Hourly: { Type: Schedule, Properties: { Schedule: rate(1 hour) } }
        Get: { Type: Api, Properties: { Path: /, Method: get } }
        Post: { Type: HttpApi }`,
      `
    Condition: HasFn
  Other:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: nodejs22.x
      Events:
        Daily: { Type: Schedule, Properties: { Schedule: rate(1 day) } }
Outputs:
  Url: { Value: !Sub "https://\${ServerlessRestApi}.execute-api.\${AWS::Region}.amazonaws.com/Prod" }`,
    ),
  );
  expect(report).toBe('');
  expect(notices).toMatchInlineSnapshot(`
    [
      "The events Fn.Hourly, Other.Daily of type Schedule will not happen here; the functions can be invoked by Lambda's API.",
      "The event Fn.Get of type Api will not happen here; the functions can be invoked by Lambda's API.",
      "The event Fn.Post of type HttpApi will not happen here; the functions can be invoked by Lambda's API.",
    ]
  `);
  expect(resources.Fn).toHaveProperty('Condition');
  expect(resources.ServerlessRestApi).not.toHaveProperty('Condition');
  expect(resources).toMatchObject({
    ServerlessRestApi: { Type: 'AWS::ApiGateway::RestApi' },
    ServerlessHttpApi: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
  });
  expect(outputsOf(template)).toMatchObject({ Url: {} });
});

describe('sam.reports: mistakes', () => {
  test('in functions', () => {
    const { report, notices } = transform(`
Resources:
  NoHandler:
    Type: AWS::Serverless::Function
    Properties:
      Runtme: nodejs22.x
      Timeout: ten
      Enviroment: { Variables: {} }
      Layers: layer
      MySetting: 1
  Packaged:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: nodejs22.x
      CodeUri: s3://bucket/5d41402abc
  AlsoPackaged:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: nodejs22.x
      CodeUri: { Bucket: bucket, Key: code.zip }
  Text:
    Type: AWS::Serverless::Function
    Properties: app.handler
  Events:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: nodejs22.x
      Events:
        A: { Type: WebSocket }
        B: { Type: Dynamodb }
        C: { Type: Pigeon }
        D: DynamoDB
        E: { Type: DynamoDB, Properties: { Strem: arn, StartingPosition: LATEST } }
        F: { Properties: {} }
`);
    expect(report).toMatchInlineSnapshot(`
      "5:7 Resources.NoHandler.Properties.Runtme: unknown property; did you mean "Runtime"?
      6:16 Resources.NoHandler.Properties.Timeout: expected a number, found "ten"
      7:7 Resources.NoHandler.Properties.Enviroment: unknown property; did you mean "Environment"?
      8:15 Resources.NoHandler.Properties.Layers: expected a list, found "layer"
      5:7 Resources.NoHandler.Properties: "Handler" is missing; write Handler: index.handler
      15:16 Resources.Packaged.Properties.CodeUri: the code is in S3 (bucket/5d41402abc), and the emulator reads local folders alone; write the folder that it was packaged from: CodeUri: src/
      21:16 Resources.AlsoPackaged.Properties.CodeUri: the code is in S3 (bucket/code.zip), and the emulator reads local folders alone; write the folder that it was packaged from: CodeUri: src/
      24:17 Resources.Text.Properties: expected a map, found "app.handler"; write the properties below it
      31:20 Resources.Events.Properties.Events.A.Type: SAM has no event of type WebSocket; write the function under the Routes of an AWS::Serverless::WebSocketApi
      32:20 Resources.Events.Properties.Events.B.Type: SAM has no event of type "Dynamodb"; did you mean "DynamoDB"?
      33:20 Resources.Events.Properties.Events.C.Type: SAM has no event of type "Pigeon"; it has AlexaSkill, Api, CloudWatchEvent, CloudWatchLogs, Cognito, DocumentDB, DynamoDB, EventBridgeRule, HttpApi, IoTRule, Kinesis, MQ, MSK, S3, SNS, SQS, Schedule, ScheduleV2, SelfManagedKafka
      34:12 Resources.Events.Properties.Events.D: expected a map, found "DynamoDB"; write Type: DynamoDB, and its Properties
      35:44 Resources.Events.Properties.Events.E.Properties.Strem: unknown property; did you mean "Stream"?
      36:12 Resources.Events.Properties.Events.F: "Type" is missing; write Type: DynamoDB"
    `);
    expect(notices).toMatchInlineSnapshot(`
      [
        "AWS::Serverless::Function has no property "MySetting" that is known here; it is passed over.",
      ]
    `);
  });
});

function outputsOf(template: Parameters<typeof nodeAt>[0]) {
  const outputs = nodeAt(template, 'Outputs');
  return outputs && toValue(outputs);
}
