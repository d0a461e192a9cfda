/** An HTTP request that is no upgrade and addresses no API of the emulator's own. Rows `http.*`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequestId } from '../ids.ts';
import type { Journal } from '../journal/journal.ts';
import { findTarget, type PortApis } from './target.ts';

/** A stage that exists wants an upgrade (426); anything else is forbidden, as it is for a WebSocket client. */
export function answerPlainRequest(
  apis: PortApis,
  journal: Journal,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  request.resume();
  const { url = '/', method = 'GET' } = request;
  const { pathname } = new URL(url, 'http://localhost');
  response.setHeader('x-amz-apigw-id', createRequestId());
  const target = findTarget(apis, request.headers.host, pathname);
  const status = target?.api.unmeasured.plainGetStatusCode ?? 403;
  journal.append?.({ type: 'request.refused', method, url, status });
  if (status === 426) {
    response.writeHead(426, { 'Content-Length': 0 }).end();
    return;
  }
  response.setHeader('x-amzn-ErrorType', 'ForbiddenException');
  response.writeHead(403, { 'Content-Type': 'application/json' }).end('{"message":"Forbidden"}');
}
