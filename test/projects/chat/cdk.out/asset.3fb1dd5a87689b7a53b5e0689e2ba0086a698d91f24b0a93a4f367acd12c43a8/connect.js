const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, PutCommand } = require('@aws-sdk/lib-dynamodb');

const tables = DynamoDBDocumentClient.from(new DynamoDBClient({}));

exports.handler = async ({ requestContext: { connectionId } }) => {
  const Item = { connectionId, room: 'lobby', expiresAt: Math.floor(Date.now() / 1000) + 7200 };
  await tables.send(new PutCommand({ TableName: process.env.TABLE_NAME, Item }));
  return { statusCode: 200 };
};
