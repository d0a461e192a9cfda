// Sends each message back to the connection it came from, as handlers do: through the AWS SDK. Every target runs this
// very file. ENDPOINT is for targets whose requestContext does not lead back to them.
const {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} = require('@aws-sdk/client-apigatewaymanagementapi');

let api;

exports.handler = async ({ body, requestContext: { connectionId, domainName, stage } }) => {
  const endpoint = process.env.ENDPOINT ?? `https://${domainName}/${stage}`;
  api ??= new ApiGatewayManagementApiClient({ endpoint });
  await api.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: body }));
  return { statusCode: 200 };
};
