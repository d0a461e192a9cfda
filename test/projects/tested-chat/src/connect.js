const { PutCommand } = require('@aws-sdk/lib-dynamodb');
const { TableName, tables } = require('./tables');

exports.handler = async ({ queryStringParameters, headers, requestContext: { connectionId } }) => {
  const { name, token, seconds = '7200' } = queryStringParameters ?? {};
  if (token === 'wrong') return { statusCode: 401, body: 'who are you?' };
  const expiresAt = Math.floor(Date.now() / 1000) + Number(seconds);
  await tables.send(new PutCommand({ TableName, Item: { connectionId, name, expiresAt } }));
  const protocol = headers['Sec-WebSocket-Protocol']?.split(',')[0];
  return { statusCode: 200, ...(protocol && { headers: { 'Sec-WebSocket-Protocol': protocol } }) };
};
