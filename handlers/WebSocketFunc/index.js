// Answers each message to the connection that sent it, through aws-sdk v2.
const ApiGatewayManagementApi = require('./patch.js');

const createClient = ({ domainName, stage }) =>
  new ApiGatewayManagementApi({ apiVersion: '2018-11-29', endpoint: `${domainName}/${stage}` });

exports.handler = async (event) => {
  const { connectionId } = event.requestContext;
  const { data } = JSON.parse(event.body);
  await createClient(event.requestContext)
    .postToConnection({ ConnectionId: connectionId, Data: `Echo: ${data}` })
    .promise();
  return { statusCode: 200 };
};
