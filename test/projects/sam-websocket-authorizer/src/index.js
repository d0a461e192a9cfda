const {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} = require('@aws-sdk/client-apigatewaymanagementapi');

/** Lets in whoever says "allow", by that name. */
exports.authorize = async ({ headers, methodArn }) => {
  const Effect = headers.Authorization === 'allow' ? 'Allow' : 'Deny';
  return {
    principalId: headers.Authorization,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect, Resource: methodArn }],
    },
  };
};

exports.connect = async () => ({ statusCode: 200 });

/** Tells the sender who they are. */
exports.sendMessage = async ({ requestContext }) => {
  const { domainName, stage, connectionId, authorizer } = requestContext;
  const client = new ApiGatewayManagementApiClient({ endpoint: `https://${domainName}/${stage}` });
  const Data = JSON.stringify({ principalId: authorizer.principalId });
  await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data }));
  return { statusCode: 200 };
};
