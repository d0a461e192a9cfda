/**
 * The handshake: an upgrade request, what guards the API, the `$connect` route, then the 101 or the refusal. The
 * connection exists for nobody, the management API included, before the 101 is written. Rows `connect.*`.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { createConnectionId, createRequestId } from '../ids.ts';
import { MAX_URL_BYTES } from '../limits.ts';
import type { Api, Stage } from '../project/api-model.ts';
import { createAccept, handshakeProblem } from './accept.ts';
import type { Admit } from './admission/admit.ts';
import { droppedClose, GOING_AWAY } from './closes.ts';
import { askConnectRoute } from './connect-route.ts';
import { Connection } from './connection.ts';
import { invokeDisconnectRoute } from './disconnect-route.ts';
import { addTo, readHandshake } from './handshake.ts';
import {
  badRequest,
  edgeBadRequest,
  forbidden,
  formatRefusal,
  type Refusal,
  unavailable,
  uriTooLong,
} from './replies.ts';
import { logRequest } from './request-log.ts';
import type { ConnectionFacts, ConnectScope } from './scope.ts';
import type { GatewayServices, StageRuntime } from './services.ts';
import { sourceIpOf } from './source-ip.ts';
import { findTarget, type PortApis, pathsOf, type Target } from './target.ts';

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

/** What every connection to an API without keys and signatures shares. */
const NO_IDENTITY = {};

/** Why the emulator refuses whoever comes while it stops. */
const STOPPING = 'the emulator stops';

/** An upgrade request and what it came on. */
interface Incoming {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

export function createUpgrade(
  runtimeOf: (api: Api, stage: Stage) => StageRuntime,
  services: GatewayServices,
  admit: Admit,
): Upgrades {
  const { clock, journal } = services;
  const accept = createAccept(clock);
  /** The handshakes that wait for a handler: how each is refused, and when the handler has run. */
  const waiting = new Map<() => void, Promise<void>>();
  let stopped = false;

  const refuse = (api: Api | undefined, { request, socket }: Incoming, refusal: Refusal, reason: string) => {
    const { status, body } = refusal;
    const upgrade = describeUpgrade(request);
    journal.append?.({ type: 'connection.refused', api: api?.name, ...upgrade, status, body, reason });
    socket.end(formatRefusal(refusal, clock.now()));
  };

  const open = async (runtime: StageRuntime, incoming: Incoming, asked: ConnectScope) => {
    const { api, stage } = asked;
    const { request, socket, head } = incoming;
    const pending = admit(runtime, asked, request);
    const admission = pending && (await pending);
    // Whoever waited when the emulator stopped has been refused already.
    if (stopped) return;
    if (admission?.admitted === false) {
      logRequest(journal, asked, admission.outcome);
      return refuse(api, incoming, admission.refusal, admission.reason);
    }
    const connection = admission?.connection ?? asked.connection;
    const scope = { ...asked, connection };
    const { connectionId, sourceIp } = connection;
    const verdict = await askConnectRoute(runtime, services, scope);
    if (!verdict.accepted) {
      if (!stopped) refuse(api, incoming, verdict.refusal, verdict.reason);
      return;
    }
    const gone = !socket.readable || !socket.writable;
    if (stopped || gone) {
      if (!stopped) journal.append?.({ type: 'connection.abandoned', api: api.name, connectionId });
      // The handler may have stored the id, and waits to be told that it is nobody's.
      return invokeDisconnectRoute(runtime, services, connection, droppedClose(api.unmeasured));
    }
    const { subprotocol } = verdict;
    const headers = api.unmeasured.connectResponseHeaders ? furtherHeaders(verdict.headers) : new Map();
    accept(request, socket, head, { subprotocol, headers, compression: api.compression }, (client) => {
      const opened = new Connection(runtime, services, connection, client, socket);
      runtime.connections.add(opened);
      journal.append?.({
        type: 'connection.opened',
        api: api.name,
        stage: stage.name,
        connectionId,
        sourceIp,
        protocol: subprotocol,
        ...describeUpgrade(request),
      });
      if (runtime.isGone) opened.close(GOING_AWAY);
    });
  };

  const upgrade: UpgradeHandler = async (apis, request, socket, head) => {
    const incoming = { request, socket, head };
    if (Buffer.byteLength(request.url ?? '') > MAX_URL_BYTES) {
      return refuse(undefined, incoming, uriTooLong(), `the URL is longer than ${MAX_URL_BYTES} bytes`);
    }
    const url = new URL(request.url ?? '/', 'ws://localhost');
    const target = findTarget(apis, request.headers.host, url.pathname);
    if (stopped) return refuse(target?.api, incoming, unavailable(), STOPPING);
    if (target === undefined || target.rest !== '') {
      const paths = pathsOf(apis, request.headers.host).join(', ');
      return refuse(target?.api, incoming, forbidden(), `the path is not that of a stage (${paths})`);
    }
    const { api } = target;
    if (hasTwice(request.rawHeaders, 'authorization')) {
      return refuse(api, incoming, edgeBadRequest(), 'the request has more than one Authorization header');
    }
    const problem = handshakeProblem(request);
    if (problem !== undefined) return refuse(api, incoming, badRequest(), problem);
    const scope = connectScope(target, request, url.search, clock.now());
    const turnAway = () => refuse(api, incoming, unavailable(), STOPPING);
    const opened = open(runtimeOf(api, target.stage), incoming, scope).finally(() =>
      waiting.delete(turnAway),
    );
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

function connectScope(
  { api, stage, domain }: Target,
  request: IncomingMessage,
  search: string,
  now: number,
): ConnectScope {
  const sourceIp = sourceIpOf(request.socket);
  const { domainName } = domain ?? api;
  const connection: ConnectionFacts = {
    connectionId: createConnectionId(api.unmeasured.connectionIdFormat),
    connectedAt: now,
    sourceIp,
    userAgent: request.headers['user-agent'],
    domainName,
    identity: NO_IDENTITY,
    authorizer: undefined,
  };
  const handshake = readHandshake(request.rawHeaders, search, domainName, sourceIp, now);
  return {
    eventType: 'CONNECT',
    routeKey: '$connect',
    api,
    stage,
    connection,
    requestId: createRequestId(),
    at: now,
    handshake,
  };
}

/** What the journal has of an upgrade request. */
function describeUpgrade({ url = '', rawHeaders, socket }: IncomingMessage) {
  const headers = new Map<string, string[]>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2)
    addTo(headers, rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '');
  return { url, headers: Object.fromEntries(headers), clientPort: socket.remotePort ?? 0 };
}

function hasTwice(rawHeaders: readonly string[], name: string): boolean {
  let found = false;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const header = rawHeaders[i] ?? '';
    if (header.length !== name.length || header.toLowerCase() !== name) continue;
    if (found) return true;
    found = true;
  }
  return false;
}

/** Those that the 101 has not got anyway, or must not have. */
function furtherHeaders(headers: ReadonlyMap<string, string>): Map<string, string> {
  const own = /^(sec-websocket-.*|connection|upgrade|date|content-length|content-type|transfer-encoding)$/;
  const isName = /^[\w!#$%&'*+.^`|~-]+$/;
  return new Map([...headers].filter(([name]) => isName.test(name) && !own.test(name)));
}
