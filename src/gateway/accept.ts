/** Makes a WebSocket of a handshake that was granted: writes the 101, and leaves frames to the library. */
import type { IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import type { Duplex } from 'node:stream';
import type { Clock } from '../clock.ts';
import { MAX_MESSAGE_BYTES } from '../limits.ts';
import { ClientSocket } from './client-socket.ts';
import { handshakeHeaders } from './replies.ts';

/** Required, for what is imported of CommonJS takes Node 20 much longer to load: see `dynamodb/dynalite`. */
const ws = createRequire(import.meta.url)('ws') as typeof import('ws');

/** What the answer to one handshake says. */
interface Grant {
  readonly subprotocol: string | undefined;
  /** Further headers of the 101. */
  readonly headers: ReadonlyMap<string, string>;
  /** Agree to compression when the client offers it. */
  readonly compression: boolean;
}

/** Calls `opened` as soon as the 101 is written. */
export type Accept = (
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  grant: Grant,
  opened: (client: ClientSocket) => void,
) => void;

/** API Gateway was seen to agree to `permessage-deflate;server_max_window_bits=12`. */
const DEFLATE = { serverMaxWindowBits: 12 };

export function createAccept(clock: Clock): Accept {
  const grants = new WeakMap<IncomingMessage, Grant>();
  const createServer = (perMessageDeflate: false | typeof DEFLATE) => {
    const server = new ws.WebSocketServer({
      noServer: true,
      WebSocket: ClientSocket,
      clientTracking: false,
      perMessageDeflate,
      maxPayload: MAX_MESSAGE_BYTES,
      // API Gateway never chooses a subprotocol: the handler does.
      handleProtocols: () => false,
    });
    server.on('headers', (lines, request) => {
      const written = (name: string) =>
        lines.find((line) => line.toLowerCase().startsWith(`${name}: `))?.slice(name.length + 2);
      const accept = written('sec-websocket-accept') ?? '';
      const extensions = written('sec-websocket-extensions')?.replaceAll('; ', ';');
      const { subprotocol, headers: others = new Map() } = grants.get(request) ?? {};
      const answer = { accept, subprotocol, extensions, others };
      lines.splice(0, lines.length, ...handshakeHeaders(answer, clock.now()));
    });
    return server;
  };
  const plain = createServer(false);
  let deflating: typeof plain | undefined;
  return (request, socket, head, grant, opened) => {
    const { compression } = grant;
    grants.set(request, grant);
    if (compression) deflating ??= createServer(DEFLATE);
    const server = compression && deflating ? deflating : plain;
    server.handleUpgrade(request, socket, head, opened);
  };
}

const KEY = /^[+/0-9A-Za-z]{22}==$/;
/** Names in a list, none of them empty (RFC 6455, 4.1). */
const SUBPROTOCOLS = /^[\w!#$%&'*+.^`|~-]+([ \t]*,[ \t]*[\w!#$%&'*+.^`|~-]+)*$/;

/** What the WebSocket library would refuse, found before the handler is asked. Row `connect.malformed-upgrade`. */
export function handshakeProblem({ method, headers }: IncomingMessage): string | undefined {
  if (method !== 'GET') return `the method is ${method}, not GET`;
  if (!KEY.test(headers['sec-websocket-key'] ?? '')) return 'the Sec-WebSocket-Key is missing or malformed';
  if (headers['sec-websocket-version'] !== '13') return 'the Sec-WebSocket-Version is not 13';
  const offered = headers['sec-websocket-protocol'];
  if (offered === undefined) return undefined;
  if (!SUBPROTOCOLS.test(offered)) return 'the Sec-WebSocket-Protocol is not a list of names';
  const names = offered.split(',').map((name) => name.trim());
  return new Set(names).size < names.length ? 'the Sec-WebSocket-Protocol names one twice' : undefined;
}
