/** An HTTP server of a test's own that stands behind an integration. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export interface Received {
  readonly method: string;
  readonly url: string;
  /** Names as they were written. */
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface Backend {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly received: readonly Received[];
  /** The next request that has not been taken yet. */
  next(): Promise<Received>;
}

/** @param answer - 200 with no body when there is none. */
export async function useBackend(
  answer: (received: Received, response: ServerResponse) => void = (_received, response) => response.end(),
): Promise<Backend> {
  const received: Received[] = [];
  const untaken: Received[] = [];
  const waiting: ((received: Received) => void)[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers, rawHeaders } = request;
    const one = { method, url, headers, rawHeaders, body: await buffer(request) };
    received.push(one);
    const next = waiting.shift();
    if (next) next(one);
    else untaken.push(one);
    answer(one, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    next: () =>
      new Promise((resolve) => {
        const one = untaken.shift();
        if (one) resolve(one);
        else waiting.push(resolve);
      }),
  };
}
