const table = 'Connections';

interface FunctionDefinition {
  readonly name: string;
  readonly handler: string;
  readonly events: readonly object[];
}

const answering = (name: string, route: string): FunctionDefinition => ({
  name,
  handler: `handlers/${name}.handler`,
  events: [{ websocket: { route } }],
});

const service = {
  service: 'chat',
  provider: {
    name: 'aws',
    runtime: 'nodejs22.x',
    stage: 'dev',
    timeout: 10,
    memorySize: 256,
    websocketsApiName: 'chat',
    environment: { TABLE_NAME: table },
  },
  functions: {
    connect: answering('connect', '$connect'),
    disconnect: answering('disconnect', '$disconnect'),
    sendmessage: answering('sendmessage', 'sendmessage'),
  },
  resources: {
    Resources: {
      Connections: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          TableName: table,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [
            { AttributeName: 'connectionId', AttributeType: 'S' },
            { AttributeName: 'room', AttributeType: 'S' },
          ],
          KeySchema: [{ AttributeName: 'connectionId', KeyType: 'HASH' }],
          GlobalSecondaryIndexes: [
            {
              IndexName: 'byRoom',
              KeySchema: [{ AttributeName: 'room', KeyType: 'HASH' }],
              Projection: { ProjectionType: 'ALL' },
            },
          ],
          TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        },
      },
    },
  },
};

module.exports = service;
