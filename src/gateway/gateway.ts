/** The data plane of the project's APIs, put together: what its hops share, and its one entry. */
import { waitAtMost } from '../patience.ts';
import type { Api, Stage } from '../project/api-model.ts';
import type { Project } from '../project/model.ts';
import { Admissions } from './admission/admit.ts';
import { GOING_AWAY } from './closes.ts';
import { Connections, type OpenConnection } from './connections.ts';
import { createDeployment } from './deployment.ts';
import { RouteThrottle } from './route-throttle.ts';
import type { GatewayServices, StageRuntime } from './services.ts';
import { createUpgrade, type UpgradeHandler } from './upgrade.ts';

/** How long a client may take to answer our close frame when the emulator stops, milliseconds. */
const CLOSE_FRAME_PATIENCE_MS = 1000;

/** A running gateway. */
export interface Gateway {
  readonly connections: Connections;
  /** Takes an upgrade request that arrived on a port with these APIs. */
  upgrade: UpgradeHandler;
  /**
   * What the project has come to be: open sockets follow it from their next message on, and those of a stage
   * that is no more are closed with 1001. Rows `deployment.*`.
   */
  deploy(project: Project): void;
  /**
   * Closes the open connections with 1001, and waits for their `$disconnect` handlers, but not longer than `graceMs`;
   * of the limits on the use of routes and keys, nothing is used up then.
   */
  reset(graceMs: number): Promise<void>;
  /**
   * Refuses new connections, those included that wait for their `$connect` handler, closes the open ones with
   * 1001 and waits for the handlers, but not longer than `graceMs`.
   */
  close(graceMs: number): Promise<void>;
}

export function createGateway(project: Project, services: GatewayServices): Gateway {
  const connections = new Connections(services);
  const runtimes = new Map<string, StageRuntime>();
  const admissions = new Admissions(services);
  const deploy = (next: Project) => {
    admissions.deploy(next);
    const gone = new Set(runtimes.keys());
    for (const api of next.apis) {
      for (const stage of api.stages) {
        const key = keyOf(api, stage);
        const deployment = createDeployment(api, stage);
        const runtime = runtimes.get(key);
        if (runtime === undefined)
          runtimes.set(key, { deployment, connections, throttle: new RouteThrottle(), isGone: false });
        else runtime.deployment = deployment;
        gone.delete(key);
      }
    }
    for (const connection of connections) {
      if (gone.has(keyOf(connection.api, connection.stage))) connection.close(GOING_AWAY);
    }
    for (const key of gone) {
      const runtime = runtimes.get(key);
      if (runtime !== undefined) runtime.isGone = true;
      runtimes.delete(key);
    }
  };
  deploy(project);
  const runtimeOf = (api: Api, stage: Stage) => {
    const runtime = runtimes.get(keyOf(api, stage));
    if (runtime === undefined) throw new Error(`No runtime for ${keyOf(api, stage)}`);
    return runtime;
  };
  const { upgrade, stop } = createUpgrade(runtimeOf, services, admissions.admit);
  return {
    connections,
    upgrade,
    deploy,
    async reset(graceMs) {
      await closeAll([...connections], graceMs);
      admissions.forget();
      for (const { throttle } of runtimes.values()) throttle.forget();
    },
    close: (graceMs) => closeAll([...connections], graceMs, stop()),
  };
}

/** @param stopped - what is waited for beside their ends. */
async function closeAll(
  open: readonly OpenConnection[],
  graceMs: number,
  stopped?: Promise<void>,
): Promise<void> {
  for (const connection of open) connection.close(GOING_AWAY);
  const ended = Promise.all([stopped, ...open.map((connection) => connection.ended)]);
  // A client that does not answer the close frame must not cost its handler the time to run.
  const patience = setTimeout(() => terminateAll(open), Math.min(CLOSE_FRAME_PATIENCE_MS, graceMs));
  await waitAtMost(graceMs, ended);
  clearTimeout(patience);
  terminateAll(open);
}

function keyOf(api: Api, stage: Stage): string {
  return `${api.name}/${stage.name}`;
}

function terminateAll(connections: readonly OpenConnection[]): void {
  for (const connection of connections) connection.terminate();
}
