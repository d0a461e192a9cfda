/**
 * dynalite, on a thread of its own.
 *
 * dynalite 4.0.0 throws out of its request listener when a client aborts an upload or sends JSON of a shape
 * that it did not foresee (`null`, or a `null` inside a list). So requests are read whole here first and
 * handed over in one go, which lets what it throws be caught while the tables stay as they are; should it
 * fail later all the same, this thread ends and nothing else.
 */
import { EventEmitter } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';

export interface EngineSettings {
  /** 0 takes a free one. */
  readonly port: number;
  /** Directory for the tables; in memory when undefined. */
  readonly path: string | undefined;
}

export type FromEngine =
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'failed'; readonly reason: string };

/** DynamoDB takes 16 MB; what is larger is refused before it fills this thread. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

const { port, path } = workerData as EngineSettings;
const post = (message: FromEngine) => parentPort?.postMessage(message);

const server = dynalite(
  path === undefined
    ? { createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 }
    : { path, createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 },
) as Server;
const [answer] = server.listeners('request') as ((
  request: IncomingMessage,
  response: ServerResponse,
) => void)[];
if (answer === undefined) throw new Error('dynalite has no request listener');
server.removeAllListeners('request');
server.on('request', (request: IncomingMessage, response: ServerResponse) => void receive(request, response));
server.on('error', (error) => post({ type: 'failed', reason: error.message }));
server.listen(port, '127.0.0.1', () => {
  const address = server.address();
  post({ type: 'listening', port: typeof address === 'object' && address !== null ? address.port : port });
});

async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readWhole(request);
  if (body === undefined) return;
  if (body === 'too-large')
    return refuse(response, 413, 'com.amazon.coral.service#RequestEntityTooLargeException');
  const { method, url, headers } = request;
  const whole = Object.assign(new EventEmitter(), { method, url, headers });
  try {
    answer?.(whole as unknown as IncomingMessage, response);
    if (body.length > 0) whole.emit('data', body);
    whole.emit('end');
  } catch {
    // It looks at everything a request says before it touches a table: what it throws is about the request.
    refuse(response, 400, 'com.amazon.coral.service#SerializationException');
  }
}

/** @returns undefined when the client has gone. */
async function readWhole(request: IncomingMessage): Promise<Buffer | 'too-large' | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return size > MAX_BODY_BYTES ? 'too-large' : Buffer.concat(chunks);
}

function refuse(response: ServerResponse, status: number, type: string): void {
  response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify({ __type: type }));
}
