/** Plain requests whose answers can be looked at byte for byte, and bare sockets. */
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Emulator } from 'apigateway-websocket-emulator';
import { onTestFinished } from 'vitest';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** Names as they were written, in order. */
  readonly headerNames: readonly string[];
  readonly body: string;
}

interface Options extends RequestOptions {
  readonly body?: string | Uint8Array;
  readonly ca?: string;
  readonly servername?: string;
}

/** One request on a connection of its own, unless there is an agent. */
export function ask(url: string, { body, ...options }: Options = {}): Promise<Answer> {
  const send = url.startsWith('https:') ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send(url, { agent: false, ...options }, async (response) => {
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        headerNames: response.rawHeaders.filter((_text, index) => index % 2 === 0),
        body: (await buffer(response)).toString(),
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** The port of the first API. */
export function portOf({ apis }: Pick<Emulator, 'apis'>): number {
  const [first] = apis;
  if (first === undefined) throw new Error('the emulator serves no API');
  return first.port;
}

/** The emulator's certificate authority, asked for in the way that is open to everybody. */
export async function authorityOf({ port }: { readonly port: number }): Promise<string> {
  return (await ask(`http://localhost:${port}/_emulator/ca.pem`)).body;
}

export interface BareSocket {
  readonly socket: Socket;
  /** What has come until the other side closed. */
  readonly all: Promise<string>;
  /** Resolves when what has come fits. */
  until(pattern: RegExp): Promise<string>;
}

/** A connected TCP socket that has said nothing yet. */
export function bareSocket(port: number, host = '127.0.0.1'): Promise<BareSocket> {
  const socket = connect({ port, host });
  onTestFinished(() => void socket.destroy());
  let text = '';
  const looks = new Set<() => void>();
  socket.on('data', (chunk) => {
    text += chunk;
    for (const look of looks) look();
  });
  const all = new Promise<string>((resolve) => socket.on('close', () => resolve(text)));
  const until = (pattern: RegExp) =>
    new Promise<string>((resolve) => {
      const look = () => {
        if (pattern.test(text)) resolve(text);
      };
      looks.add(look);
      look();
    });
  return new Promise((resolve, reject) => {
    socket.on('connect', () => resolve({ socket, all, until }));
    socket.on('error', reject);
  });
}
