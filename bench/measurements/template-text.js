// A SAM template as large as one likes: a chat with a function, a table, a log group and an alarm for each of its
// messages. Pure.

/** A SAM template of at least so many lines. */
export function writeTemplate(lines) {
  const blocks = [];
  const count = () =>
    blocks.join('').split('\n').length + routes(blocks.length).split('\n').length + HEAD.split('\n').length;
  while (count() < lines) blocks.push(block(blocks.length));
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
