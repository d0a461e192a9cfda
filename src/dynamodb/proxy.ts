/**
 * DynamoDB on the emulator's own port: what the bridge leads here over TLS, and what any client sends that was
 * pointed at this port, goes on to the engine.
 */
import { Agent, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { reasonOf } from '../errors.ts';

export interface DynamoDbProxy {
  handle(request: IncomingMessage, response: ServerResponse): void;
  close(): void;
}

/** Whether the request is one for DynamoDB. */
export function isDynamoDbRequest({ headers }: IncomingMessage): boolean {
  return (
    /^DynamoDB(Streams)?_/.test(String(headers['x-amz-target'] ?? '')) ||
    /^dynamodb\./.test(headers.host ?? '')
  );
}

/** @param endpoint - the engine's. */
export function createDynamoDbProxy(endpoint: string): DynamoDbProxy {
  const agent = new Agent({ keepAlive: true });
  return {
    handle(request, response) {
      const target = targetOf(endpoint, request.url ?? '/');
      const secure = target.protocol === 'https:';
      const { host: _host, ...headers } = request.headers;
      const send = secure ? httpsRequest : httpRequest;
      const onward = send(
        target,
        { method: request.method, headers, ...(secure ? {} : { agent }) },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
          answer.on('error', () => response.destroy());
        },
      );
      onward.on('error', (error) => {
        if (response.headersSent) return void response.destroy();
        response.writeHead(500, { 'Content-Type': 'application/x-amz-json-1.0' });
        const message = `DynamoDB did not answer: ${reasonOf(error)}`;
        response.end(
          JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message }),
        );
      });
      request.on('error', () => onward.destroy());
      response.on('close', () => onward.destroy());
      request.pipe(onward);
    },
    close: () => agent.destroy(),
  };
}

/** The request's path behind the engine's; never a host that the request itself names. */
function targetOf(endpoint: string, path: string): URL {
  const target = new URL(endpoint);
  const [pathname = '', search = ''] = path.split(/(?=\?)/, 2);
  target.pathname = `${target.pathname.replace(/\/$/, '')}/${pathname.replace(/^\/+/, '')}`;
  target.search = search;
  return target;
}
