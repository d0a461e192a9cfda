/**
 * A client's WebSocket, which tells all that comes to it to one listener: a function for each event of each socket,
 * and the table that they stand in, are a good part of what an idle connection takes.
 */
import { createRequire } from 'node:module';
import type { RawData } from 'ws';

/** Required, for what is imported of CommonJS takes Node 20 much longer to load: see `dynamodb/dynalite`. */
const ws = createRequire(import.meta.url)('ws') as typeof import('ws');

/** Names and arguments, as the library emits them. */
export type SocketEvent =
  | readonly ['message', data: RawData, isBinary: boolean]
  | readonly ['ping' | 'pong', data: Buffer]
  | readonly ['error', error: Error]
  | readonly ['close', code: number, reason: Buffer]
  | readonly ['open'];

export class ClientSocket extends ws.WebSocket {
  /** To be set before anything can come. */
  listener: { hear(event: SocketEvent): void } | undefined;

  override emit(...event: [name: string | symbol, ...args: unknown[]]): boolean {
    this.listener?.hear(event as unknown as SocketEvent);
    return this.listener !== undefined;
  }
}
