/**
 * The handshake: an upgrade request, the `$connect` route, then the 101 or the refusal. The connection exists
 * for nobody, the management API included, before the 101 is written. Rows `connect.*`.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { createConnectionId } from '../ids.ts';
import type { Api } from '../project/model.ts';
import { createAccept, handshakeProblem } from './accept.ts';
import { DROPPED } from './closes.ts';
import { askConnectRoute } from './connect-route.ts';
import { Connection } from './connection.ts';
import { invokeDisconnectRoute } from './disconnect-route.ts';
import type { ConnectionFacts } from './events.ts';
import { badRequest, forbidden, formatRefusal, type Refusal, unavailable } from './replies.ts';
import type { ApiRuntime, GatewayServices } from './services.ts';
import { findTarget, type PortApis } from './target.ts';

/** @param apis - those of the port that the request arrived on. */
export type UpgradeHandler = (
  apis: PortApis,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
) => Promise<void>;

/** Where upgrade requests go. */
interface Upgrades {
  readonly upgrade: UpgradeHandler;
  /** Refuses what comes from now on, and what waits for its `$connect` handler; resolves when those have run. */
  stop(): Promise<void>;
}

/** Why the emulator refuses whoever comes while it stops. */
const STOPPING = 'the emulator stops';

/** An upgrade request and what it came on. */
interface Incoming {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

export function createUpgrade(runtimes: ReadonlyMap<Api, ApiRuntime>, services: GatewayServices): Upgrades {
  const { clock, journal } = services;
  const accept = createAccept(clock);
  /** The handshakes that wait for a handler: how each is refused, and when the handler has run. */
  const waiting = new Map<() => void, Promise<void>>();
  let stopped = false;

  const refuse = (api: Api | undefined, { request, socket }: Incoming, refusal: Refusal, reason: string) => {
    const url = request.url ?? '';
    journal.append?.({ type: 'connection.refused', api: api?.name, url, status: refusal.status, reason });
    socket.end(formatRefusal(refusal, clock.now()));
  };

  const open = async (runtime: ApiRuntime, incoming: Incoming, search: string) => {
    const { api } = runtime;
    const { request, socket, head } = incoming;
    const facts = connectionFacts(request, clock.now());
    const { connectionId, sourceIp } = facts;
    const verdict = await askConnectRoute(runtime, services, facts, request, search);
    if (!verdict.accepted) {
      // Whoever waited when the emulator stopped has been refused already.
      if (!stopped) refuse(api, incoming, verdict.refusal, verdict.reason);
      return;
    }
    const gone = !socket.readable || !socket.writable;
    if (stopped || gone) {
      if (!stopped) journal.append?.({ type: 'connection.abandoned', api: api.name, connectionId });
      // The handler may have stored the id, and waits to be told that it is nobody's.
      return invokeDisconnectRoute(runtime, services, facts, DROPPED);
    }
    const grant = { subprotocol: verdict.subprotocol, compression: api.compression };
    accept(request, socket, head, grant, (client) => {
      runtime.connections.add(new Connection(runtime, services, facts, client, socket));
      const { name, stage } = api;
      journal.append?.({ type: 'connection.opened', api: name, stage, connectionId, sourceIp });
    });
  };

  const upgrade: UpgradeHandler = async (apis, request, socket, head) => {
    // A client that leaves during the handshake is no error of ours.
    socket.on('error', () => socket.destroy());
    const incoming = { request, socket, head };
    const url = new URL(request.url ?? '/', 'ws://localhost');
    const target = findTarget(apis, request.headers.host, url.pathname);
    if (stopped) return refuse(target?.api, incoming, unavailable(), STOPPING);
    if (target === undefined || target.rest !== '') {
      const stages = apis.own.map((api) => `/${api.stage}`).join(', ');
      return refuse(target?.api, incoming, forbidden(), `the path is not that of a stage (${stages})`);
    }
    const { api } = target;
    const problem = handshakeProblem(request);
    if (problem !== undefined) return refuse(api, incoming, badRequest(), problem);
    const runtime = runtimes.get(api);
    if (runtime === undefined) throw new Error(`No runtime for the API ${api.name}`);

    const turnAway = () => refuse(api, incoming, unavailable(), STOPPING);
    const opened = open(runtime, incoming, url.search).finally(() => waiting.delete(turnAway));
    waiting.set(turnAway, opened);
    return opened;
  };

  return {
    upgrade,
    async stop() {
      stopped = true;
      for (const turnAway of waiting.keys()) turnAway();
      await Promise.allSettled(waiting.values());
    },
  };
}

function connectionFacts(request: IncomingMessage, now: number): ConnectionFacts {
  const address = request.socket.remoteAddress ?? '127.0.0.1';
  return {
    connectionId: createConnectionId(),
    connectedAt: now,
    sourceIp: address === '::1' ? '127.0.0.1' : address.replace(/^::ffff:/, ''),
    userAgent: request.headers['user-agent'],
  };
}
