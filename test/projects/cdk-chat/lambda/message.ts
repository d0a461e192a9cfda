import {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { signed } from './signed';

interface Message {
  readonly body: string;
  readonly requestContext: {
    readonly connectionId: string;
    readonly domainName: string;
    readonly stage: string;
  };
}

const tables = DynamoDBDocumentClient.from(new DynamoDBClient());

/** Tells everybody else. */
export async function handler({
  body,
  requestContext,
}: Message): Promise<{ statusCode: number; body: string }> {
  const { connectionId, domainName, stage } = requestContext;
  const { Items: everybody = [] } = await tables.send(new ScanCommand({ TableName: process.env.TABLE }));
  const sender = everybody.find((other) => other.connectionId === connectionId);
  const others = everybody.filter((other) => other !== sender);
  const Data = signed(JSON.parse(body).text, sender?.name);
  const api = new ApiGatewayManagementApiClient({ endpoint: `https://${domainName}/${stage}` });
  for (const { connectionId: ConnectionId } of others) {
    await api.send(new PostToConnectionCommand({ ConnectionId, Data }));
  }
  return { statusCode: 200, body: `told ${others.length}` };
}
