/**
 * The Runtime API over HTTP, on a port of the environment's own, so that the port says which environment asks.
 * Rows `runtime-api.*`, `lambda.provided-proxy`.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { MAX_FUNCTION_RESPONSE_BYTES } from '../../limits.ts';
import { METHOD_NOT_ALLOWED, NOT_FOUND, PONG, type Reply } from './replies.ts';
import type { Posted, RuntimeApi } from './runtime-api.ts';

const PREFIX = '/2018-06-01';

export interface RuntimeListener {
  /** `127.0.0.1:41234`, as `AWS_LAMBDA_RUNTIME_API` has it. */
  readonly address: string;
  close(): void;
}

/**
 * @param connect - asked to connect to another host, as a proxy.
 * @throws what Node throws when the machine gives no more ports.
 */
export async function listenForRuntime(
  api: RuntimeApi,
  connect: (request: IncomingMessage, socket: Socket, head: Buffer) => void,
): Promise<RuntimeListener> {
  const server = createServer((request, response) => {
    answer(api, request)
      .then((reply) => send(response, reply))
      // What cannot be sent is the runtime's to notice; it must not end the emulator.
      .catch(() => response.destroy())
      // A body that was refused is not waited for.
      .finally(() => request.resume());
  });
  // Clients keep their connection while the handler works, which may be for minutes.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.on('connect', (request, socket, head) => connect(request, socket as Socket, head));
  await listen(server);
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
}

async function answer(api: RuntimeApi, request: IncomingMessage): Promise<Reply> {
  const [path = ''] = (request.url ?? '').split('?');
  const isGet = request.method === 'GET';
  const isPost = request.method === 'POST';
  if (path === `${PREFIX}/ping`) return isGet ? PONG : METHOD_NOT_ALLOWED;
  if (path === `${PREFIX}/runtime/invocation/next`) return isGet ? api.next() : METHOD_NOT_ALLOWED;
  if (path === `${PREFIX}/runtime/init/error`) {
    return isPost ? api.initError(postedOn(request)) : METHOD_NOT_ALLOWED;
  }
  const [, id, what] = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
  if (id === undefined) return NOT_FOUND;
  if (!isPost) return METHOD_NOT_ALLOWED;
  return what === 'error' ? api.error(id, postedOn(request)) : api.response(id, postedOn(request));
}

function postedOn(request: IncomingMessage): Posted {
  return {
    header(name) {
      const value = request.headers[name];
      return Array.isArray(value) ? value[0] : value;
    },
    async read() {
      const chunks: Buffer[] = [];
      let bytes = 0;
      try {
        for await (const chunk of request as AsyncIterable<Buffer>) {
          bytes += chunk.length;
          if (bytes <= MAX_FUNCTION_RESPONSE_BYTES) chunks.push(chunk);
        }
      } catch {
        // The connection broke off; `complete` says so.
      }
      const text = Buffer.concat(chunks).toString();
      return { text, bytes, complete: request.complete, trailers: request.trailers };
    },
  };
}

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  // Together with a text, the headers' bytes would be encoded once more.
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...headers, 'Content-Length': bytes.length });
  response.end(bytes);
}
