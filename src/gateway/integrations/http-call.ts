/** Sends a request over HTTP or HTTPS; redirects are not followed. Rows `integration.http.*`. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { reasonOf } from '../../errors.ts';
import { MAX_INTEGRATION_PAYLOAD_BYTES } from '../../limits.ts';
import type { BackendAnswer } from './backend.ts';
import { IntegrationFailure } from './failure.ts';
import type { HttpRequest } from './http-request.ts';
import type { FailureCause } from './result.ts';

/**
 * @param signal - gives the request up.
 * @throws {IntegrationFailure} when there is no whole answer.
 */
export async function sendHttp(
  { url, method, headers, body }: HttpRequest,
  signal: AbortSignal,
): Promise<BackendAnswer> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const failure = (cause: FailureCause, error: unknown) =>
    error instanceof IntegrationFailure
      ? error
      : new IntegrationFailure(cause, `${method} ${url.origin}${url.pathname}: ${reasonOf(error)}`);
  return new Promise((resolve, reject) => {
    const failed = (error: unknown) => reject(failure('function', error));
    let answered = false;
    try {
      // A connection of its own: one that the backend is about to close would fail a POST that nobody repeats.
      const request = send(url, { method, headers, agent: false, signal }, (response) => {
        answered = true;
        readAnswer(response).then(resolve, failed);
      });
      // An emulator that is closed does not wait for somebody else's server.
      request.on('socket', (socket) => socket.unref());
      request.on('error', failed);
      request.on('close', () => {
        if (!answered) failed(new Error('the connection was closed without an answer'));
      });
      request.end(body);
    } catch (error) {
      // A header's value or name that HTTP cannot carry.
      reject(failure('lambda', error));
    }
  });
}

async function readAnswer(response: IncomingMessage): Promise<BackendAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size > MAX_INTEGRATION_PAYLOAD_BYTES) {
      throw new IntegrationFailure(
        'malformed',
        `the answer is longer than ${MAX_INTEGRATION_PAYLOAD_BYTES} bytes`,
      );
    }
  }
  const headers = new Map(
    Object.entries(response.headersDistinct).map(([name, values]) => [name, values ?? []]),
  );
  const requestId = headers.get('x-amzn-requestid')?.at(-1);
  return {
    status: response.statusCode ?? 0,
    headers,
    body: Buffer.concat(chunks),
    ...(requestId !== undefined && { requestId }),
  };
}
