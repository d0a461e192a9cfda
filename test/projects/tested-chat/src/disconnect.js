const { DeleteCommand } = require('@aws-sdk/lib-dynamodb');
const { TableName, tables } = require('./tables');

exports.handler = async ({ requestContext: { connectionId, disconnectReason } }) => {
  console.log('left', connectionId, disconnectReason);
  await tables.send(new DeleteCommand({ TableName, Key: { connectionId } }));
  return { statusCode: 200 };
};
