const { randomUUID } = require('node:crypto');
const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, GetCommand, PutCommand } = require('@aws-sdk/lib-dynamodb');
const { greet } = require('greeting');

const tables = DynamoDBDocumentClient.from(new DynamoDBClient());

async function nameOf(connectionId) {
  const query = new GetCommand({ TableName: process.env.TABLE_NAME, Key: { connectionId } });
  return (await tables.send(query)).Item.name;
}

/** Writes the message down; the table's stream sends it to everybody. */
exports.say = async ({ requestContext: { connectionId }, body }) => {
  const Item = { id: randomUUID(), name: await nameOf(connectionId), text: JSON.parse(body).text };
  await tables.send(new PutCommand({ TableName: process.env.MESSAGES_TABLE_NAME, Item }));
  return { statusCode: 200 };
};

exports.whoAmI = async ({ requestContext: { connectionId }, stageVariables }) => ({
  statusCode: 200,
  body: greet(stageVariables.greeting, await nameOf(connectionId)),
});
