// Sends each message on to everybody who is in the table, as the chat sample does.
const {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} = require('@aws-sdk/client-apigatewaymanagementapi');
const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, paginateScan } = require('@aws-sdk/lib-dynamodb');

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
let api;

exports.handler = async ({ body, requestContext: { domainName, stage } }) => {
  const endpoint = process.env.ENDPOINT ?? `https://${domainName}/${stage}`;
  api ??= new ApiGatewayManagementApiClient({ endpoint });
  for await (const { Items = [] } of paginateScan({ client }, { TableName: 'connections' })) {
    await Promise.all(
      Items.map(({ connectionId }) =>
        api.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: body })),
      ),
    );
  }
  return { statusCode: 200 };
};
