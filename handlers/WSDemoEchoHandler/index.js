// echo: sends the message on to everybody who is connected, and forgets those who are gone.
const {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} = require('@aws-sdk/client-apigatewaymanagementapi');
const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DeleteCommand, DynamoDBDocumentClient, paginateScan } = require('@aws-sdk/lib-dynamodb');

const TableName = process.env.TABLE_NAME;
const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));

exports.handler = async ({ body, requestContext: { domainName, stage } }) => {
  const api = new ApiGatewayManagementApiClient({ endpoint: `https://${domainName}/${stage}` });
  const { data } = JSON.parse(body);

  const post = async (ConnectionId) => {
    try {
      await api.send(new PostToConnectionCommand({ ConnectionId, Data: data }));
    } catch (error) {
      if (error.name !== 'GoneException') throw error;
      console.log(`${ConnectionId} is gone`);
      await table.send(new DeleteCommand({ TableName, Key: { connectionId: ConnectionId } }));
    }
  };

  const pages = paginateScan({ client: table }, { TableName, ProjectionExpression: 'connectionId' });
  for await (const { Items = [] } of pages) {
    await Promise.all(Items.map(({ connectionId }) => post(connectionId)));
  }
  return { statusCode: 200, body: 'Data sent.' };
};
