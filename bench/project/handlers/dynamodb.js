// Puts and gets items through the SDK, one after another, and says how long one took. `url` leads past the endpoint
// that the environment names: to the AWS host, through the bridge.
const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, GetCommand, PutCommand } = require('@aws-sdk/lib-dynamodb');

const TableName = 'connections';
const clients = new Map();

/** Milliseconds of one operation of each kind. */
exports.timeOperations = async (url, times) => {
  if (!clients.has(url)) {
    clients.set(url, DynamoDBDocumentClient.from(new DynamoDBClient(url ? { endpoint: url } : {})));
  }
  const client = clients.get(url);
  const time = async (create) => {
    const startedAt = performance.now();
    for (let i = 0; i < times; i++) await client.send(create(`item ${i}`));
    return (performance.now() - startedAt) / times;
  };
  const put = await time((connectionId) => new PutCommand({ TableName, Item: { connectionId } }));
  const get = await time((connectionId) => new GetCommand({ TableName, Key: { connectionId } }));
  return { put, get };
};

exports.handler = async ({ body }) => {
  const { url, times } = JSON.parse(body);
  return { statusCode: 200, body: JSON.stringify(await exports.timeOperations(url, times)) };
};
