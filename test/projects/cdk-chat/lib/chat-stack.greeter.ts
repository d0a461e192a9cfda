import {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';

interface Change {
  readonly eventName: string;
  readonly dynamodb: {
    readonly NewImage?: {
      readonly connectionId: { readonly S: string };
      readonly name: { readonly S: string };
    };
  };
}

const api = new ApiGatewayManagementApiClient({ endpoint: process.env.ENDPOINT });

/** Welcomes who has come. */
export async function handler({ Records }: { readonly Records: readonly Change[] }): Promise<void> {
  for (const { eventName, dynamodb } of Records) {
    const { NewImage: image } = dynamodb;
    if (eventName !== 'INSERT' || image === undefined) continue;
    const Data = `Welcome, ${image.name.S}`;
    await api.send(new PostToConnectionCommand({ ConnectionId: image.connectionId.S, Data }));
  }
}
