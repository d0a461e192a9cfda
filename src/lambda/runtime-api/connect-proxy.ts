/**
 * A proxy for what an environment's process connects to over TLS: AWS's hosts and the project's own domains are
 * led to the emulator, AWS's services that it cannot answer are refused, everything else passes.
 * Row `lambda.provided-proxy`.
 */
import type { IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { routeOf } from '../runtime/bridge/routes.ts';
import type { BridgeSettings } from '../runtime/protocol.ts';

const MAX_PORT = 65_535;

/** @param request - `CONNECT host:port` */
export function proxyConnection(
  settings: BridgeSettings,
  request: IncomingMessage,
  client: Socket,
  head: Buffer,
): void {
  client.on('error', () => client.destroy());
  const [, host = '', port = ''] = /^\[?([^\]]*?)\]?:(\d+)$/.exec(request.url ?? '') ?? [];
  const route = routeOf(host, Number(port), false, settings);
  const isPort = Number(port) >= 1 && Number(port) <= MAX_PORT;
  if (host === '' || !isPort || typeof route === 'object') {
    const reason = typeof route === 'object' ? route.refuse : 'A proxy is asked to connect to host:port.';
    refuse(client, '403 Forbidden', reason);
    return;
  }
  const target = route === 'emulator' ? settings : { address: host, port: Number(port) };
  const server = connect({ host: target.address, port: target.port });
  server.on('connect', () => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    server.write(head);
    client.pipe(server);
    server.pipe(client);
  });
  server.on('error', (error) => {
    if (client.bytesWritten === 0) refuse(client, '502 Bad Gateway', error.message);
    else client.destroy();
  });
  server.on('close', () => client.destroy());
  client.on('close', () => server.destroy());
}

function refuse(client: Socket, status: string, reason: string): void {
  const headers = `Content-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(reason)}\r\nConnection: close`;
  client.end(`HTTP/1.1 ${status}\r\n${headers}\r\n\r\n${reason}`);
}
