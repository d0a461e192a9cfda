const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DeleteCommand, DynamoDBDocumentClient, PutCommand } = require('@aws-sdk/lib-dynamodb');

const table = DynamoDBDocumentClient.from(new DynamoDBClient());
const TableName = process.env.TABLE_NAME;

exports.connect = async ({ requestContext: { connectionId }, queryStringParameters: { name } }) => {
  await table.send(new PutCommand({ TableName, Item: { connectionId, name } }));
  return { statusCode: 200 };
};

exports.disconnect = async ({ requestContext: { connectionId } }) => {
  await table.send(new DeleteCommand({ TableName, Key: { connectionId } }));
  return { statusCode: 200 };
};
