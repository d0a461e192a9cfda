/** Requests to `@connections` as an application makes them: by AWS's SDK, of which the answer is seen as it came. */
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import type { ManagementAnswer, ManagementRequest } from './stage.ts';

/** Whose signature the requests carry; undefined: whatever the SDK finds, as in any program of the user's. */
export interface Signer {
  readonly region: string | undefined;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
}

/** One request after another. */
export class ManagementClient {
  readonly #client: ApiGatewayManagementApiClient;
  #answer: ManagementAnswer | undefined;

  /** @param endpoint - URL of the stage. */
  constructor(endpoint: string, { region, credentials }: Signer) {
    this.#client = new ApiGatewayManagementApiClient({
      endpoint,
      // One answer a step.
      maxAttempts: 1,
      ...(region === undefined ? {} : { region }),
      ...(credentials === undefined ? {} : { credentials }),
    });
    this.#client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const response = result.response as Response;
        const body = await read(response.body);
        this.#answer = { status: response.statusCode, body: body.toString() };
        // Whoever makes an object of it reads it again.
        response.body = body;
        return result;
      },
      { step: 'deserialize', priority: 'low', name: 'answerAsItCame' },
    );
  }

  /** @throws when there is no answer, or there are no credentials to ask with. */
  async send({
    method,
    connectionId: ConnectionId,
    data,
  }: Omit<ManagementRequest, 'api'>): Promise<ManagementAnswer> {
    this.#answer = undefined;
    try {
      if (method === 'GET') await this.#client.send(new GetConnectionCommand({ ConnectionId }));
      else if (method === 'DELETE') await this.#client.send(new DeleteConnectionCommand({ ConnectionId }));
      else await this.#client.send(new PostToConnectionCommand({ ConnectionId, Data: Buffer.from(data) }));
    } catch (error) {
      // One that says no is an answer.
      if (this.#answer === undefined) throw error;
    }
    return this.#answer ?? { status: 0, body: '' };
  }

  close(): void {
    this.#client.destroy();
  }
}

interface Response {
  readonly statusCode: number;
  body: Uint8Array | AsyncIterable<Uint8Array>;
}

async function read(body: Response['body']): Promise<Buffer> {
  if (body instanceof Uint8Array) return Buffer.from(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
