const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DeleteCommand, DynamoDBDocumentClient, PutCommand } = require('@aws-sdk/lib-dynamodb');
const { farewell } = require('/opt/words');

const tables = DynamoDBDocumentClient.from(new DynamoDBClient());

/** Who comes and who goes. */
exports.handler = async ({ requestContext: { connectionId, routeKey, authorizer } }) => {
  const TableName = process.env.TABLE;
  if (routeKey === '$connect') {
    await tables.send(new PutCommand({ TableName, Item: { connectionId, name: authorizer.principalId } }));
  } else {
    await tables.send(new DeleteCommand({ TableName, Key: { connectionId } }));
    console.log(farewell(connectionId));
  }
  return { statusCode: 200 };
};
