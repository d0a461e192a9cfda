/**
 * An upgrade that is not offered is ignored (RFC 9110, 7.8): Java's HttpClient and `curl --http2` ask for `h2c`
 * along with a plain request, and expect its answer. Node has let go of the connection by the time it tells of
 * an upgrade, so the request is read once more, without the header that asked for it.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

export function isWebSocketUpgrade({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

/**
 * Has the server answer the request as the plain one it is, and those that follow on the connection.
 *
 * @param event - `connection` of a plain server, `secureConnection` of one that speaks TLS.
 * @param head - what came behind the request's head: its body, or the beginning of it.
 */
export function answerAsPlain(
  server: Server,
  event: string,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  socket.unshift(Buffer.concat([headWithoutUpgrade(request), head]));
  server.emit(event, socket);
}

function headWithoutUpgrade({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    if (name.toLowerCase() !== 'upgrade') lines.push(`${name}: ${rawHeaders[i + 1]}`);
  }
  // Node reads the bytes of a head as Latin-1.
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}
