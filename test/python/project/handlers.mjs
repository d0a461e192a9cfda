// What the smoke test of other languages' clients talks to.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const connect = async ({ queryStringParameters: query }) =>
  query?.token === 'wrong' ? { statusCode: 401, body: 'who are you?' } : { statusCode: 200 };

export const echo = async ({ body, requestContext: { connectionId } }) => ({
  statusCode: 200,
  body: JSON.stringify({ connectionId, body }),
});

export const broken = async () => {
  throw new Error('broken');
};

// How a connection ended, where whoever asks the table can see it.
export const disconnect = async ({ requestContext }) => {
  const { connectionId, disconnectStatusCode: code, disconnectReason: reason } = requestContext;
  await table.send(new PutCommand({ TableName: 'Ends', Item: { connectionId, code, reason } }));
  return { statusCode: 200 };
};
