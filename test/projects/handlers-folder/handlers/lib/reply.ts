import {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';

interface Sender {
  readonly connectionId: string;
  readonly domainName: string;
  readonly stage: string;
}

export async function reply({ connectionId, domainName, stage }: Sender, Data: string): Promise<void> {
  const api = new ApiGatewayManagementApiClient({ endpoint: `https://${domainName}/${stage}` });
  await api.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data }));
}
