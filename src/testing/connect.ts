/** Opens the connection of a test client: to an emulator, or to any other WebSocket API. Row `testing.refused`. */
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket, type ClientOptions as WsOptions } from 'ws';
import { EmulatorError, reasonOf } from '../errors.ts';
import { Changes } from './changes.ts';
import { type Connected, type Refusal, type Surroundings, TestClient } from './client.ts';
import { callerOf, conversationError } from './failure.ts';
import { PATIENCE_MS } from './patience.ts';
import { Timeline } from './timeline.ts';

/** What a client says when it connects. */
export interface HandshakeOptions {
  /** Parameters for the URL's query, beside those that it has; a list repeats the parameter. */
  readonly query?: Readonly<Record<string, string | readonly string[]>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Subprotocols to offer. */
  readonly protocols?: readonly string[] | undefined;
  /** The `Origin` header, which browsers send. */
  readonly origin?: string | undefined;
  /** What failures call this client. @defaultValue `client 1`, `client 2`, … of an emulator */
  readonly name?: string | undefined;
  /** How long the handshake may take, milliseconds of real time. @defaultValue 30000 */
  readonly within?: number | undefined;
}

/** What an emulator of this process does for its clients. */
export interface Host extends Surroundings {
  /** The id of the connection from this port of the client's. */
  readonly identify: (clientPort: number) => Promise<string>;
  /** A certificate authority to trust in place of the usual ones. */
  readonly ca?: string | undefined;
}

/** API Gateway gives up after 29 seconds. */
const HANDSHAKE_MS = 30_000;
/** Where nobody can say whether more is on its way, nothing has come after this long. */
const MOMENT_MS = 250;

/**
 * Connects to any WebSocket API, one that is deployed, say. A refused handshake is a value: the client's `refused`.
 *
 * @throws {EmulatorError} `ADDRESS_INVALID`
 * @throws {ConversationError} when nobody answers, or not as HTTP does.
 *
 * @example
 * ```ts
 * const client = await connectTo('wss://abcdefghij.execute-api.eu-west-1.amazonaws.com/prod', {
 *   query: { token: 'abc' },
 * });
 * client.send({ action: 'echo', data: 'hello' });
 * await client.next('hello');
 * ```
 */
export async function connectTo(url: string, options: HandshakeOptions = {}): Promise<TestClient> {
  const host: Host = {
    timeline: new Timeline(),
    changes: new Changes(),
    within: PATIENCE_MS,
    now: Date.now,
    settled: () => sleep(MOMENT_MS),
    identify: async () => '',
  };
  return connectFrom(host, url, options);
}

/** Connects on behalf of a host. */
export async function connectFrom(host: Host, url: string, options: HandshakeOptions): Promise<TestClient> {
  const caller = callerOf(connectFrom);
  const { timeline, now } = host;
  const { headers = {}, protocols = [], origin, within = HANDSHAKE_MS } = options;
  const address = addressOf(url, options.query ?? {});
  const name = options.name ?? 'the client';
  const note = (words: string) => timeline.add({ at: now(), who: name, mark: ' ', text: words });
  const wsOptions: WsOptions = { headers: { ...headers }, handshakeTimeout: within };
  if (origin !== undefined) wsOptions.origin = origin;
  if (host.ca !== undefined) wsOptions.ca = host.ca;
  note(`connects to ${address}`);
  const socket = new WebSocket(address, [...protocols], wsOptions);
  const connected: Connected = { connectionId: '', refused: undefined };
  try {
    const answer = handshakeOf(socket, (refusal) => {
      note(refusal === undefined ? 'connected' : `refused: ${refusal.status} ${refusal.body}`);
      return new TestClient(name, socket, connected, host);
    });
    const { client, refused, port } = await answer;
    connected.refused = refused;
    if (refused === undefined) connected.connectionId = await host.identify(port);
    return client;
  } catch (error) {
    socket.terminate();
    const headline = `${name} cannot connect to ${address}: ${explain(error, protocols)}.`;
    throw conversationError(headline, timeline.format(), caller);
  }
}

interface Answer {
  readonly client: TestClient;
  readonly refused: Refusal | undefined;
  /** The client's own. */
  readonly port: number;
}

/** @param answered - makes the client, before the next frame is read. */
function handshakeOf(
  socket: WebSocket,
  answered: (refused: Refusal | undefined) => TestClient,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let port = 0;
    socket.on('upgrade', ({ socket: stream }: { readonly socket: Socket }) => {
      port = stream.localPort ?? 0;
    });
    socket.on('open', () => resolve({ client: answered(undefined), refused: undefined, port }));
    // Of a connection that was open, its close says what is wrong.
    socket.on('error', reject);
    socket.on('unexpected-response', (_request, response) => {
      const { statusCode: status = 0, headers } = response;
      text(response).then((body) => {
        const refused = { status, headers, body };
        resolve({ client: answered(refused), refused, port });
      }, reject);
    });
  });
}

function addressOf(url: string, query: NonNullable<HandshakeOptions['query']>): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !['ws:', 'wss:'].includes(parsed.protocol)) {
    const reason = parsed === undefined ? 'it is not a URL' : `${parsed.protocol}// is not a WebSocket's`;
    throw EmulatorError.of('ADDRESS_INVALID', { address: url, reason });
  }
  for (const [name, values] of Object.entries(query)) {
    for (const value of [values].flat()) parsed.searchParams.append(name, value);
  }
  return parsed.href;
}

function explain(error: unknown, protocols: readonly string[]): string {
  const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  const reason = errors.map(reasonOf).join(', ');
  if (!reason.includes('subprotocol')) return reason;
  const offered = protocols.length === 0 ? 'none was offered' : `${protocols.join(', ')} was offered`;
  return `${reason.replace(/ but none was requested$/, '')}, though ${offered}. The $connect handler has to return one of those that are offered as Sec-WebSocket-Protocol, and none where none is`;
}
