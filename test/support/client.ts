/** A WebSocket client whose messages are awaited one after another. */
import type { IncomingHttpHeaders } from 'node:http';
import { onTestFinished } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';

export interface Client {
  readonly socket: WebSocket;
  /** The next text frame that has not been taken yet. */
  next(): Promise<string>;
  /** Sends text as it is, anything else as JSON. */
  send(message: unknown): void;
  close(code?: number, reason?: string): void;
  readonly closed: Promise<{ code: number; reason: string }>;
}

export interface Refused {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Options extends ClientOptions {
  readonly protocols?: string[];
}

/** Connects, or fails with the refusal in the message. */
export async function connect(url: string, options: Options = {}): Promise<Client> {
  const result = await tryToConnect(url, options);
  if ('status' in result) throw new Error(`refused: ${result.status} ${result.body}`);
  return result;
}

/** The refusal of a handshake that must not succeed. */
export async function refusal(url: string, options: Options = {}): Promise<Refused> {
  const result = await tryToConnect(url, options);
  if ('status' in result) return result;
  throw new Error('the handshake succeeded');
}

function tryToConnect(url: string, { protocols = [], ...options }: Options): Promise<Client | Refused> {
  const socket = new WebSocket(url, protocols, options);
  const received: string[] = [];
  const waiting: { resolve: (text: string) => void; reject: (error: Error) => void }[] = [];
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => {
      const end = { code, reason: String(reason) };
      for (const { reject } of waiting.splice(0)) reject(new Error(`closed: ${code} ${end.reason}`));
      resolve(end);
    });
  });
  socket.on('message', (data) => {
    const next = waiting.shift();
    if (next) next.resolve(String(data));
    else received.push(String(data));
  });
  onTestFinished(() => socket.terminate());

  const client: Client = {
    socket,
    closed,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    close: (code, reason) => socket.close(code, reason),
    next: () =>
      new Promise((resolve, reject) => {
        const text = received.shift();
        if (text !== undefined) resolve(text);
        else if (socket.readyState === WebSocket.CLOSED) reject(new Error('closed'));
        else waiting.push({ resolve, reject });
      }),
  };
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(client));
    socket.on('error', reject);
    socket.on('unexpected-response', async (_request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks).toString();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
    });
  });
}
