// Posts to its own connection by each way there is, and says how long one post took: over https to the AWS host, as
// handlers have it, or over plain http to the emulator's own port; with the SDK's third version or its second.
const {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} = require('@aws-sdk/client-apigatewaymanagementapi');
const ApiGatewayManagementApi = require('aws-sdk/clients/apigatewaymanagementapi');

const clients = {
  v3(endpoint) {
    const client = new ApiGatewayManagementApiClient({ endpoint });
    return (input) => client.send(new PostToConnectionCommand(input));
  },
  v2(endpoint) {
    const client = new ApiGatewayManagementApi({ endpoint });
    return (input) => client.postToConnection(input).promise();
  },
};

const ways = new Map();

exports.handler = async ({ body, requestContext: { connectionId, domainName, stage } }) => {
  const { sdk, url, times } = JSON.parse(body);
  const endpoint = url ?? `https://${domainName}/${stage}`;
  const way = `${sdk} ${endpoint}`;
  if (!ways.has(way)) ways.set(way, clients[sdk](endpoint));
  const post = ways.get(way);
  const startedAt = performance.now();
  for (let i = 0; i < times; i++) await post({ ConnectionId: connectionId, Data: 'x' });
  return { statusCode: 200, body: JSON.stringify({ ms: (performance.now() - startedAt) / times }) };
};
