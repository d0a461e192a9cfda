const {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} = require('@aws-sdk/client-apigatewaymanagementapi');
const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, QueryCommand } = require('@aws-sdk/lib-dynamodb');

const tables = DynamoDBDocumentClient.from(new DynamoDBClient({}));

exports.handler = async ({ body, requestContext: { domainName, stage } }) => {
  const { Items } = await tables.send(
    new QueryCommand({
      TableName: process.env.TABLE_NAME,
      IndexName: 'byRoom',
      KeyConditionExpression: 'room = :room',
      ExpressionAttributeValues: { ':room': 'lobby' },
    }),
  );
  const api = new ApiGatewayManagementApiClient({ endpoint: `https://${domainName}/${stage}` });
  const Data = JSON.parse(body).data;
  await Promise.all(
    Items.map(({ connectionId }) =>
      api.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data })),
    ),
  );
  return { statusCode: 200 };
};
