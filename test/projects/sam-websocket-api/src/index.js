const {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} = require('@aws-sdk/client-apigatewaymanagementapi');

exports.connect = async () => ({ statusCode: 200 });

exports.disconnect = async () => ({ statusCode: 200 });

/** Sends the message back to whom it came from. */
exports.sendMessage = async ({ body, requestContext }) => {
  const { domainName, stage, connectionId } = requestContext;
  const client = new ApiGatewayManagementApiClient({ endpoint: `https://${domainName}/${stage}` });
  const { message } = JSON.parse(body);
  const Data = JSON.stringify({ from: requestContext.routeKey, message });
  await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data }));
  return { statusCode: 200 };
};
