// $disconnect: forgets the connection.
const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DeleteCommand, DynamoDBDocumentClient } = require('@aws-sdk/lib-dynamodb');

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));

exports.handler = async ({ requestContext: { connectionId } }) => {
  await table.send(new DeleteCommand({ TableName: 'connections', Key: { connectionId } }));
  return { statusCode: 200 };
};
