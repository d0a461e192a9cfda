/**
 * The handshake: an upgrade request, the `$connect` route, then the 101 or the refusal. The connection exists
 * for nobody, the management API included, before the 101 is written. Rows `connect.*`.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { createConnectionId, createRequestId } from '../ids.ts';
import { MAX_MESSAGE_BYTES } from '../limits.ts';
import type { Api } from '../project/model.ts';
import { Connection } from './connection.ts';
import { type ConnectionFacts, connectEvent } from './events.ts';
import { readHandshake } from './handshake.ts';
import { type IntegrationResult, invokeProxy } from './integrations/lambda-proxy.ts';
import {
  ENDPOINT_TIMED_OUT,
  errorFrame,
  FORBIDDEN,
  formatRefusal,
  handshakeHeaders,
  INTERNAL_SERVER_ERROR,
  type Refusal,
} from './replies.ts';
import type { ApiRuntime, GatewayServices } from './services.ts';
import { findTarget, type PortApis } from './target.ts';

/** @param apis - those of the port that the request arrived on. */
export type UpgradeHandler = (
  apis: PortApis,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
) => Promise<void>;

/** What the handler decided. */
type Verdict =
  | { readonly accepted: true; readonly subprotocol: string | undefined }
  | { readonly accepted: false; readonly refusal: Refusal; readonly reason: string };

const KEY = /^[+/0-9A-Za-z]{22}==$/;

export function createUpgrade(runtimes: ReadonlyMap<Api, ApiRuntime>, services: GatewayServices) {
  const { clock, journal } = services;
  const subprotocols = new WeakMap<IncomingMessage, string>();
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
    // API Gateway never chooses a subprotocol: the handler does.
    handleProtocols: () => false,
  });
  server.on('headers', (lines, request) => {
    const accept = lines.find((line) => /^sec-websocket-accept:/i.test(line))?.split(': ')[1] ?? '';
    lines.splice(0, lines.length, ...handshakeHeaders(accept, subprotocols.get(request), clock.now()));
  });
  let stopped = false;

  const refuse = (
    api: Api | undefined,
    request: IncomingMessage,
    socket: Duplex,
    refusal: Refusal,
    reason: string,
  ) => {
    const url = request.url ?? '';
    journal.append?.({ type: 'connection.refused', api: api?.name, url, status: refusal.status, reason });
    socket.end(formatRefusal(refusal, clock.now()));
  };

  const upgrade: UpgradeHandler = async (apis, request, socket, head) => {
    // A client that leaves during the handshake is no error of ours.
    socket.on('error', () => socket.destroy());
    if (stopped) return void socket.destroy();
    const url = new URL(request.url ?? '/', 'ws://localhost');
    const target = findTarget(apis, request.headers.host, url.pathname);
    if (target === undefined || target.rest !== '') {
      const stages = apis.own.map((api) => `/${api.stage}`).join(', ');
      return refuse(target?.api, request, socket, forbidden(), `the path is not that of a stage (${stages})`);
    }
    const { api } = target;
    const problem = handshakeProblem(request);
    if (problem !== undefined) return refuse(api, request, socket, badRequest(), problem);

    const runtime = runtimes.get(api);
    if (runtime === undefined) throw new Error(`No runtime for the API ${api.name}`);
    const now = clock.now();
    const facts = connectionFacts(request, now);
    const verdict = await askConnectRoute(runtime, services, facts, request, url.search, now);
    if (socket.destroyed || stopped) return void socket.destroy();
    if (!verdict.accepted) return refuse(api, request, socket, verdict.refusal, verdict.reason);
    if (verdict.subprotocol !== undefined) subprotocols.set(request, verdict.subprotocol);
    server.handleUpgrade(request, socket, head, (client: WebSocket) => {
      runtime.connections.add(new Connection(runtime, services, facts, client, socket));
      const { connectionId, sourceIp } = facts;
      journal.append?.({
        type: 'connection.opened',
        api: api.name,
        stage: api.stage,
        connectionId,
        sourceIp,
      });
    });
  };
  const stop = () => {
    stopped = true;
  };
  return { upgrade, stop };
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

/** What the WebSocket library would refuse, found before the handler is asked. */
function handshakeProblem({ method, headers }: IncomingMessage): string | undefined {
  if (method !== 'GET') return `the method is ${method}, not GET`;
  if (headers.upgrade?.toLowerCase() !== 'websocket') return 'the Upgrade header is not "websocket"';
  if (!KEY.test(headers['sec-websocket-key'] ?? '')) return 'the Sec-WebSocket-Key is missing or malformed';
  if (headers['sec-websocket-version'] !== '13') return 'the Sec-WebSocket-Version is not 13';
  return undefined;
}

async function askConnectRoute(
  { api, routes }: ApiRuntime,
  { clock, invoke }: GatewayServices,
  facts: ConnectionFacts,
  request: IncomingMessage,
  search: string,
  now: number,
): Promise<Verdict> {
  if (routes.connect === undefined) return { accepted: true, subprotocol: undefined };
  const requestId = createRequestId();
  const handshake = readHandshake(request.rawHeaders, search, api.domainName, facts.sourceIp, now);
  const event = connectEvent(api, facts, { requestId, at: clock.now() }, handshake);
  return judge(
    await invokeProxy(invoke, clock, routes.connect.functionName, event),
    facts.connectionId,
    requestId,
  );
}

const FAILURE_STATUS = { function: 502, malformed: 502, lambda: 500, timeout: 504 } as const;

function judge(result: IntegrationResult, connectionId: string, requestId: string): Verdict {
  const headers = { 'x-amz-apigw-id': requestId };
  if (result.outcome === 'failed') {
    const message = result.cause === 'timeout' ? ENDPOINT_TIMED_OUT : INTERNAL_SERVER_ERROR;
    const body = errorFrame(message, connectionId, requestId);
    const refusal = { status: FAILURE_STATUS[result.cause], body, headers };
    return { accepted: false, refusal, reason: result.reason };
  }
  const { statusCode = 200, headers: answered, body = '' } = result.response;
  if (statusCode >= 200 && statusCode < 300) {
    return { accepted: true, subprotocol: answered.get('sec-websocket-protocol') };
  }
  return {
    accepted: false,
    refusal: { status: statusCode, body, headers },
    reason: `the $connect handler answered ${statusCode}`,
  };
}

function forbidden(): Refusal {
  const headers = { 'x-amzn-ErrorType': 'ForbiddenException', 'x-amz-apigw-id': createRequestId() };
  return { status: 403, body: JSON.stringify({ message: FORBIDDEN }), headers };
}

function badRequest(): Refusal {
  return { status: 400, body: JSON.stringify({ message: 'Bad Request' }), headers: {} };
}
