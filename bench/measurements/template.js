// Reading a SAM template of 2,000 lines: from its file to the project, in a process of its own each time, beside what
// YAML's parser alone takes for the same text.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const RUNS = 9;
const LINES = 2000;
const MOST_MS = 300;

/** In a fresh process: nothing is compiled or warm yet. */
async function measure(cwd) {
  const started = performance.now();
  const [{ readProject }, { handlerProblem }] = await Promise.all([
    import('../dist/project/read-project.js'),
    import('../dist/lambda/handler-file.js'),
  ]);
  const checks = {
    handlerProblem,
    modelProblem: () => undefined,
    templateProblem: () => undefined,
    responseKeyProblem: () => undefined,
  };
  const context = { cwd, parameterOverrides: new Map(), params: {}, env: {}, checks };
  const project = await readProject('template.yaml', context);
  const read = performance.now() - started;
  const { functions, apis, tables } = project;
  const counts = [functions.length, apis[0].routes.length, tables.length];
  console.log(JSON.stringify({ read, counts }));
}

/** In one of its own, too: the parser is loaded and compiled in both. */
function measureParser(file) {
  const program = `
    const started = performance.now();
    const { parseEvents } = await import('js-yaml');
    const { readFileSync } = await import('node:fs');
    parseEvents(readFileSync(${JSON.stringify(file)}, 'utf8'), {});
    console.log(performance.now() - started);`;
  const here = fileURLToPath(new URL('.', import.meta.url));
  return Number(execFileSync(process.execPath, ['--input-type=module', '--eval', program], { cwd: here }));
}

function compare() {
  const cwd = mkdtempSync(join(tmpdir(), 'emulator-bench-'));
  try {
    const file = join(cwd, 'template.yaml');
    const text = template();
    writeFileSync(file, text);
    writeFileSync(join(cwd, 'app.js'), 'exports.handler = async () => ({ statusCode: 200 });');
    const [reads, parses] = [[], []];
    let counts = [];
    for (let run = 0; run < RUNS; run++) {
      const found = JSON.parse(
        execFileSync(process.execPath, [fileURLToPath(import.meta.url), cwd], { encoding: 'utf8' }),
      );
      reads.push(found.read);
      parses.push(measureParser(file));
      counts = found.counts;
    }
    const [read, parse] = [median(reads), median(parses)];
    const [functions, routes, tables] = counts;
    console.table({
      [`${text.split('\n').length} lines: ${functions} functions, ${routes} routes, ${tables} tables`]: {
        'to a project, ms': Math.round(read),
        'YAML alone, ms': Math.round(parse),
        ratio: (read / parse).toFixed(2),
      },
    });
    if (read > MOST_MS) {
      console.error(`reading took more than ${MOST_MS} ms`);
      process.exitCode = 1;
    }
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function template() {
  const blocks = [];
  const count = () =>
    blocks.join('').split('\n').length + routes(blocks.length).split('\n').length + HEAD.split('\n').length;
  while (count() < LINES) blocks.push(block(blocks.length));
  return `${HEAD}${routes(blocks.length)}${blocks.join('')}${OUTPUTS}`;
}

const HEAD = `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Description: A chat with a function for each of its messages
Parameters:
  Stage:
    Type: String
    Default: dev
    AllowedValues: [dev, test, prod]
  TablePrefix:
    Type: String
    Default: chat
Mappings:
  Stages:
    dev: { memory: 128, level: DEBUG }
    test: { memory: 256, level: INFO }
    prod: { memory: 512, level: WARN }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsTest: !Equals [!Ref Stage, test]
  IsRemote: !Or [!Condition IsProd, !Condition IsTest]
Globals:
  Function:
    Runtime: nodejs22.x
    CodeUri: .
    Handler: app.handler
    Environment:
      Variables:
        STAGE: !Ref Stage
        ENDPOINT: !Sub https://\${Chat}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}/\${Stage}
Resources:
`;

const routes = (count) => `  Chat:
    Type: AWS::Serverless::WebSocketApi
    Properties:
      StageName: !Ref Stage
      RouteSelectionExpression: $request.body.action
      Routes:
${Array.from({ length: count }, (_, i) => `        ${i === 0 ? '$connect' : `message${i}`}:\n          FunctionArn: !GetAtt Function${i}.Arn\n`).join('')}`;

const block = (i) => `  Function${i}:
    Type: AWS::Serverless::Function
    Metadata:
      Owner: chat
    Properties:
      FunctionName: !Sub \${AWS::StackName}-function${i}-\${Stage}
      Description: Answers message ${i}
      MemorySize: !FindInMap [Stages, !Ref Stage, memory]
      Timeout: !If [IsProd, 29, 10]
      Environment:
        Variables:
          TABLE: !Ref Table${i}
          TABLE_ARN: !GetAtt Table${i}.Arn
          LOG_LEVEL: !FindInMap [Stages, !Ref Stage, level]
          HOSTS: !Join [',', [a.example.com, !Sub 'b.\${Stage}.example.com']]
          TRACING: !If [IsRemote, 'on', !Ref AWS::NoValue]
      Policies:
        - DynamoDBCrudPolicy:
            TableName: !Ref Table${i}
        - Statement:
            - Effect: Allow
              Action:
                - execute-api:ManageConnections
                - execute-api:Invoke
              Resource:
                - !Sub arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${Chat}/*
                - !Sub arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${Chat}/\${Stage}/POST/@connections/*
  Table${i}:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub \${TablePrefix}-table${i}-\${Stage}
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions:
        - AttributeName: connectionId
          AttributeType: S
        - AttributeName: room
          AttributeType: S
      KeySchema:
        - AttributeName: connectionId
          KeyType: HASH
      GlobalSecondaryIndexes:
        - IndexName: byRoom
          KeySchema:
            - AttributeName: room
              KeyType: HASH
          Projection:
            ProjectionType: ALL
      TimeToLiveSpecification:
        AttributeName: expiresAt
        Enabled: true
  LogGroup${i}:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: !Sub /aws/lambda/\${Function${i}}
      RetentionInDays: !If [IsProd, 90, 7]
  Errors${i}:
    Type: AWS::CloudWatch::Alarm
    Condition: IsRemote
    Properties:
      MetricName: Errors
      Namespace: AWS/Lambda
      Dimensions:
        - Name: FunctionName
          Value: !Ref Function${i}
      ComparisonOperator: GreaterThanThreshold
      EvaluationPeriods: 1
      Period: 60
      Statistic: Sum
      Threshold: 0
`;

const OUTPUTS = `Outputs:
  Url:
    Value: !Sub wss://\${Chat}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}/\${Stage}
    Export:
      Name: !Sub \${AWS::StackName}-url
`;

const [folder] = process.argv.slice(2);
if (folder === undefined) compare();
else await measure(folder);
