const {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} = require('@aws-sdk/client-apigatewaymanagementapi');
const { DeleteCommand, ScanCommand } = require('@aws-sdk/lib-dynamodb');
const { TableName, tables } = require('./tables');

/** Tells everybody else, and answers with how many were told; those that are gone are forgotten. */
exports.handler = async ({ body, requestContext: { connectionId, domainName, stage } }) => {
  const { text } = JSON.parse(body);
  try {
    const api = new ApiGatewayManagementApiClient({ endpoint: `https://${domainName}/${stage}` });
    const { Items } = await tables.send(new ScanCommand({ TableName }));
    const others = Items.filter((item) => item.connectionId !== connectionId && item.name !== 'robot');
    const told = await Promise.all(others.map((other) => tell(api, other, { type: 'said', text })));
    return { statusCode: 200, body: JSON.stringify({ type: 'told', count: told.filter(Boolean).length }) };
  } catch (error) {
    console.error('cannot tell', error);
    return { statusCode: 200, body: JSON.stringify({ type: 'failed', because: error.name }) };
  }
};

async function tell(api, { connectionId }, message) {
  try {
    const Data = JSON.stringify(message);
    await api.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data }));
    return true;
  } catch (error) {
    if (error.name !== 'GoneException') throw error;
    await tables.send(new DeleteCommand({ TableName, Key: { connectionId } }));
    return false;
  }
}
