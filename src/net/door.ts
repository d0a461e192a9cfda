/**
 * Tells the protocols of one port apart: the first byte of a connection says whether it is TLS (0x16) or plain
 * HTTP, and the socket goes to the server that speaks it. The TLS server is made when the first such byte
 * arrives.
 */
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { codeOf } from '../errors.ts';
import type { Certificates } from './certificates.ts';
import { answerAsPlain, isWebSocketUpgrade } from './ignored-upgrade.ts';

const TLS_HANDSHAKE = 0x16;
const ACCEPTING_TLS = 'accepting a TLS connection';
/** A connection that says nothing for this long is dropped, milliseconds. */
const FIRST_BYTE_TIMEOUT_MS = 10_000;

/** What answers on a port. */
export interface Handlers {
  request(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** A request for a WebSocket. Any other upgrade is ignored: `request` gets it as the plain one it is. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
  /** What was not answered, for a reason on this side. */
  failed(during: string, error: unknown): void;
}

/** Takes a port's connections. */
export interface Door {
  accept(socket: Socket): void;
  /** Drops whatever is still connected. */
  close(): void;
}

/** @param host - what the port is bound to. */
export function createDoor(
  host: string | undefined,
  handlers: Handlers,
  certificates: () => Promise<Certificates>,
): Door {
  const sockets = new Set<Socket>();
  const plain = serve(createServer(), 'connection', handlers);
  let secure: Promise<Server> | undefined;

  const acceptSecure = (socket: Socket) => {
    secure ??= createSecureServer(host, handlers, certificates);
    secure.then(
      (server) => server.emit('connection', socket),
      (error: unknown) => {
        secure = undefined;
        socket.destroy();
        handlers.failed(ACCEPTING_TLS, error);
      },
    );
  };
  // What listens as long as a connection lasts is the same for all of them, and holds nothing of any.
  function forgetThis(this: Socket): void {
    sockets.delete(this);
  }
  return {
    accept(socket) {
      sockets.add(socket);
      socket.on('close', forgetThis);
      socket.on('error', destroyThis);
      socket.setNoDelay(true);
      const impatience = setTimeout(() => socket.destroy(), FIRST_BYTE_TIMEOUT_MS).unref();
      socket.once('readable', () => {
        clearTimeout(impatience);
        const first = socket.read(1) as Buffer | null;
        if (first === null) return void socket.destroy();
        socket.unshift(first);
        if (first[0] === TLS_HANDSHAKE) acceptSecure(socket);
        else plain.emit('connection', socket);
      });
    },
    close() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** A client that leaves is no error of ours, whatever it is connected for by then. */
function destroyThis(this: Socket): void {
  this.destroy();
}

async function createSecureServer(
  host: string | undefined,
  handlers: Handlers,
  certificates: () => Promise<Certificates>,
): Promise<Server> {
  const { createServer: createHttpsServer } = await import('node:https');
  const { fallbackFor, contextFor } = await certificates();
  const server = createHttpsServer({
    ...(await fallbackFor(host)),
    SNICallback(servername, done) {
      contextFor(servername).then(
        (context) => done(null, context),
        (error: Error) => {
          handlers.failed(ACCEPTING_TLS, error);
          done(error);
        },
      );
    },
  });
  // Without a handshake there is no way to tell the client anything.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  server.on('secureConnection', (socket) => socket.on('error', destroyThis));
  return serve(server, 'secureConnection', handlers);
}

/** @param connectionEvent - what the server is told of a connection by. */
function serve<S extends Server>(
  server: S,
  connectionEvent: 'connection' | 'secureConnection',
  handlers: Handlers,
): S {
  server.on('request', (request, response) => {
    handlers.request(inOriginForm(request), response).catch((error: unknown) => {
      handlers.failed(`answering ${request.method} ${request.url}`, error);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
  server.on('upgrade', (request, socket, head) => {
    if (!isWebSocketUpgrade(request)) {
      answerAsPlain(server, connectionEvent, request, socket, head);
      return;
    }
    handlers.upgrade(inOriginForm(request), socket, head).catch((error: unknown) => {
      handlers.failed(`upgrading ${request.url}`, error);
      socket.destroy();
    });
  });
  server.on('clientError', (error, socket) => {
    const status = codeOf(error) === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
    if (socket.writable) {
      socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n\r\n`);
    } else {
      socket.destroy();
    }
  });
  return server;
}

/** Its path begins with one slash and no host, so that nobody behind can take `//dev` for a host named `dev`. */
function inOriginForm(request: IncomingMessage): IncomingMessage {
  const path = (request.url ?? '').replace(/^[a-z]+:\/\/[^/?]*/i, '').replace(/^[/\\]+/, '');
  request.url = `/${path}`;
  return request;
}
