/** What handlers and programs hold on to, in whatever process they are, and lose with their lives. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Tether {
  /** Source of an expression whose value is a promise: of having taken hold, until the process ends. */
  readonly hold: string;
  /** Resolves when so many have taken hold so far. */
  held(count: number): Promise<void>;
  /** Resolves when nobody holds any more. */
  letGo(): Promise<void>;
}

export async function useTether(): Promise<Tether> {
  const sockets = new Set<Socket>();
  const looks = new Set<() => void>();
  let count = 0;
  const changed = () => {
    for (const look of looks) look();
  };
  const server = createServer((socket) => {
    count++;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      changed();
    });
    // So that who holds knows it.
    socket.resume().write('.');
    changed();
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const until = (isSo: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (isSo()) resolve();
      };
      looks.add(look);
      look();
    });
  return {
    hold: `new Promise((held) => require('node:net').connect(${port}, '127.0.0.1').on('data', held))`,
    held: (expected) => until(() => count >= expected),
    letGo: () => until(() => sockets.size === 0),
  };
}
