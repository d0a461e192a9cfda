import {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';

export const handler = async ({ body, requestContext: { connectionId, domainName, stage } }) => {
  const api = new ApiGatewayManagementApiClient({ endpoint: `https://${domainName}/${stage}` });
  await api.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: `no route for ${body}` }));
  return { statusCode: 200 };
};
