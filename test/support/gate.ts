/** A place that handlers wait at, in whatever thread they run, until a test lets them go. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Gate {
  /** For handlers: source of an expression whose value is a promise that waits. */
  readonly wait: string;
  /** Resolves when so many have come, those included that were let go. */
  reached(count: number): Promise<void>;
  /** Lets go those that wait and those to come. */
  open(): void;
}

export async function useGate(): Promise<Gate> {
  const waiting: ServerResponse[] = [];
  const looks = new Set<() => void>();
  let [count, isOpen] = [0, false];
  const server = createServer((_request, response) => {
    count++;
    if (isOpen) response.end();
    else waiting.push(response);
    for (const look of looks) look();
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    wait: `new Promise((go) => require('node:http').get('http://127.0.0.1:${port}', { agent: false }, (r) => r.resume().on('end', go)))`,
    reached: (expected) =>
      new Promise((resolve) => {
        const look = () => {
          if (count >= expected) resolve();
        };
        looks.add(look);
        look();
      }),
    open() {
      isOpen = true;
      for (const response of waiting.splice(0)) response.end();
    },
  };
}
