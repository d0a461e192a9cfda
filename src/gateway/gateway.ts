/** The data plane of the project's APIs, put together: what its hops share, and its one entry. */
import { waitAtMost } from '../patience.ts';
import type { Api } from '../project/model.ts';
import { GOING_AWAY } from './closes.ts';
import { Connections, type OpenConnection } from './connections.ts';
import { createRoutingTable } from './routing.ts';
import type { ApiRuntime, GatewayServices } from './services.ts';
import { createUpgrade, type UpgradeHandler } from './upgrade.ts';

/** How long a client may take to answer our close frame when the emulator stops, milliseconds. */
const CLOSE_FRAME_PATIENCE_MS = 1000;

/** A running gateway. */
export interface Gateway {
  readonly connections: Connections;
  /** Takes an upgrade request that arrived on a port with these APIs. */
  upgrade: UpgradeHandler;
  /**
   * Refuses new connections, those included that wait for their `$connect` handler, closes the open ones with
   * 1001 and waits for the handlers, but not longer than `graceMs`.
   */
  close(graceMs: number): Promise<void>;
}

export function createGateway(apis: readonly Api[], services: GatewayServices): Gateway {
  const connections = new Connections();
  const runtimes = new Map(
    apis.map((api): [Api, ApiRuntime] => [api, { api, routes: createRoutingTable(api), connections }]),
  );
  const { upgrade, stop } = createUpgrade(runtimes, services);
  return {
    connections,
    upgrade,
    async close(graceMs) {
      const stopped = stop();
      const open = [...connections];
      for (const connection of open) connection.close(GOING_AWAY);
      const ended = Promise.all([stopped, ...open.map((connection) => connection.ended)]);
      // A client that does not answer the close frame must not cost its handler the time to run.
      const patience = setTimeout(() => terminateAll(open), Math.min(CLOSE_FRAME_PATIENCE_MS, graceMs));
      await waitAtMost(graceMs, ended);
      clearTimeout(patience);
      terminateAll(open);
    },
  };
}

function terminateAll(connections: readonly OpenConnection[]): void {
  for (const connection of connections) connection.terminate();
}
