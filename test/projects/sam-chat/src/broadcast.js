const {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} = require('@aws-sdk/client-apigatewaymanagementapi');
const { DynamoDBClient, ScanCommand } = require('@aws-sdk/client-dynamodb');

const database = new DynamoDBClient();
const connections = new ApiGatewayManagementApiClient({ endpoint: process.env.ENDPOINT });

/** Sends what was written to everybody who is there. */
exports.handler = async ({ Records }) => {
  const { Items } = await database.send(new ScanCommand({ TableName: process.env.TABLE_NAME }));
  for (const { dynamodb } of Records) {
    const Data = JSON.stringify({ name: dynamodb.NewImage.name.S, text: dynamodb.NewImage.text.S });
    const posts = Items.map(({ connectionId }) =>
      connections.send(new PostToConnectionCommand({ ConnectionId: connectionId.S, Data })),
    );
    await Promise.all(posts);
  }
};
