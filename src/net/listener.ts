/** A bound port. By default it is on both addresses that `localhost` may mean, and on no other. */
import { createServer, type Server } from 'node:net';
import { codeOf, EmulatorError, reasonOf } from '../errors.ts';
import type { Certificates } from './certificates.ts';
import { createDoor, type Door, type Handlers } from './door.ts';

export type { Handlers };

/** A port that is being served. */
export interface Listener {
  readonly port: number;
  /** Stops listening and drops whatever is still connected. */
  close(): Promise<void>;
}

/** The second is used where the machine has it. */
const LOOPBACK = ['127.0.0.1', '::1'];
/** How often a free port of one address may turn out to be taken on the other. */
const MAX_ATTEMPTS = 10;

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
  const door = createDoor(host, handlers, certificates);
  // An empty name would bind every address there is.
  const hosts = host ? [host] : LOOPBACK;
  try {
    const servers = await bindAll(hosts, port, door);
    for (const server of servers) server.on('error', handlers.failed);
    return {
      port: portOf(servers[0]),
      async close() {
        door.close();
        await Promise.all(servers.map(stop));
      },
    };
  } catch (error) {
    if (codeOf(error) === 'EADDRINUSE')
      throw EmulatorError.of('PORT_IN_USE', { port, host: host || 'localhost' }, error);
    const names = hosts.join(' and ');
    throw EmulatorError.of('PORT_NOT_ALLOWED', { port, host: names, reason: reasonOf(error) }, error);
  }
}

/** The same port on each of these addresses, or on none. */
async function bindAll(hosts: readonly string[], port: number, door: Door): Promise<readonly Server[]> {
  for (let attempt = 1; ; attempt++) {
    const servers: Server[] = [];
    try {
      for (const host of hosts) {
        const server = await bind(host, servers.length > 0 ? portOf(servers[0]) : port, door).catch(
          (error: unknown) => {
            const absent = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(codeOf(error) ?? '');
            // Without IPv6 there is nothing to bind.
            if (absent && servers.length > 0) return undefined;
            throw error;
          },
        );
        if (server !== undefined) servers.push(server);
      }
      return servers;
    } catch (error) {
      const another = port === 0 && servers.length > 0 && codeOf(error) === 'EADDRINUSE';
      await Promise.all(servers.map(stop));
      if (!another || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

function bind(host: string, port: number, door: Door): Promise<Server> {
  const server = createServer(door.accept);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

function portOf(server: Server | undefined): number {
  const address = server?.address();
  if (typeof address === 'object' && address !== null) return address.port;
  throw new Error('The server has no port.');
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
