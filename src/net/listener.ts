/**
 * One port for http, https, ws and wss: the first byte of a connection tells TLS (0x16) from plain HTTP, and
 * the socket goes to the server that speaks it. The TLS server is made when the first such byte arrives.
 */
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net';
import type { Duplex } from 'node:stream';
import { codeOf, EmulatorError, reasonOf } from '../errors.ts';
import type { Certificates } from './certificates.ts';

const TLS_HANDSHAKE = 0x16;
/** A connection that says nothing for this long is dropped, milliseconds. */
const FIRST_BYTE_TIMEOUT_MS = 10_000;

/** What answers on a port. */
export interface Handlers {
  request(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** A connection that failed before there was a request to answer. */
  failed(error: unknown): void;
}

/** A bound port. */
export interface Listener {
  readonly port: number;
  /** Stops listening and drops whatever is still connected. */
  close(): Promise<void>;
}

/** The loopback addresses that `localhost` may mean; the second is used where the machine has it. */
const LOOPBACK = ['127.0.0.1', '::1'];

/**
 * @param host - address to bind; undefined binds the loopback addresses.
 * @param port - 0 takes a free one.
 * @throws {EmulatorError} `PORT_IN_USE`, `PORT_NOT_ALLOWED`.
 */
export async function listen(
  host: string | undefined,
  port: number,
  handlers: Handlers,
  certificates: () => Promise<Certificates>,
): Promise<Listener> {
  const door = createDoor(handlers, certificates);
  const servers: TcpServer[] = [];
  const close = async () => {
    door.close();
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  };
  try {
    const first = await bind(door.accept, host ?? '127.0.0.1', port);
    servers.push(first.server);
    if (host === undefined) {
      const second = await bind(door.accept, '::1', first.port).catch(async (error: unknown) => {
        // Without IPv6 there is nothing to bind; a free port of ours may be taken there by somebody else.
        const absent = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(codeOf(error) ?? '');
        if (absent || (port === 0 && codeOf(error) === 'EADDRINUSE')) return undefined;
        throw error;
      });
      if (second) servers.push(second.server);
    }
    return { port: first.port, close };
  } catch (error) {
    await close();
    const names = host ?? LOOPBACK.join(' and ');
    if (codeOf(error) === 'EADDRINUSE')
      throw EmulatorError.of('PORT_IN_USE', { port, host: host ?? 'localhost' }, error);
    throw EmulatorError.of('PORT_NOT_ALLOWED', { port, host: names, reason: reasonOf(error) }, error);
  }
}

function bind(
  accept: (socket: Socket) => void,
  host: string,
  port: number,
): Promise<{ server: TcpServer; port: number }> {
  const server = createTcpServer(accept);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      const address = server.address();
      resolve({ server, port: typeof address === 'object' && address !== null ? address.port : port });
    });
  });
}

/** Takes sockets and gives each to the server that speaks its protocol. */
function createDoor(handlers: Handlers, certificates: () => Promise<Certificates>) {
  const sockets = new Set<Socket>();
  const plain = serve(createHttpServer(), handlers);
  let secure: Promise<Server> | undefined;

  const accept = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setNoDelay(true);
    const impatience = setTimeout(() => socket.destroy(), FIRST_BYTE_TIMEOUT_MS).unref();
    socket.once('readable', () => {
      clearTimeout(impatience);
      const first = socket.read(1) as Buffer | null;
      if (first === null) return void socket.destroy();
      socket.unshift(first);
      if (first[0] !== TLS_HANDSHAKE) return void plain.emit('connection', socket);
      secure ??= createSecureServer(handlers, certificates);
      secure.then(
        (server) => server.emit('connection', socket),
        (error: unknown) => {
          secure = undefined;
          socket.destroy();
          handlers.failed(error);
        },
      );
    });
  };
  const close = () => {
    for (const socket of sockets) socket.destroy();
  };
  return { accept, close };
}

async function createSecureServer(
  handlers: Handlers,
  certificates: () => Promise<Certificates>,
): Promise<Server> {
  const { createServer } = await import('node:https');
  const { fallback, contextFor } = await certificates();
  const server = createServer({
    ...fallback,
    SNICallback(servername, done) {
      contextFor(servername).then(
        (context) => done(null, context),
        (error: unknown) => {
          handlers.failed(error);
          done(error as Error);
        },
      );
    },
  });
  return serve(server, handlers);
}

function serve<S extends Server>(server: S, handlers: Handlers): S {
  server.on('request', handlers.request);
  server.on('upgrade', handlers.upgrade);
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  });
  return server;
}
