/**
 * One open connection: messages in, frames out, and its end. Whoever closes it, the
 * `$disconnect` event repeats the code and reason of the close frame that ended it. Rows `message.*`, `close.*`.
 */
import type { Duplex } from 'node:stream';
import type { RawData } from 'ws';
import type { Timer } from '../clock.ts';
import { MAX_FRAME_BYTES } from '../limits.ts';
import type { Api, Stage } from '../project/api-model.ts';
import { holdUntilTurnEnd } from '../turn-end.ts';
import type { ClientSocket, SocketEvent } from './client-socket.ts';
import { BINARY_NOT_SUPPORTED, breachClose, clientClose, FRAME_TOO_LONG } from './closes.ts';
import type { OpenConnection } from './connections.ts';
import { invokeDisconnectRoute } from './disconnect-route.ts';
import { FrameWatch } from './frame-watch.ts';
import { answerMessage, type Reply } from './message-route.ts';
import type { CloseFacts, ConnectionFacts } from './scope.ts';
import { sendText } from './send-text.ts';
import type { GatewayServices, StageRuntime } from './services.ts';

const DONE = Promise.resolve();

/** How long a client may take to answer a close frame, milliseconds. */
const CLOSE_TIMEOUT_MS = 10_000;

export class Connection implements OpenConnection {
  readonly facts: ConnectionFacts;
  readonly #runtime: StageRuntime;
  readonly #services: GatewayServices;
  readonly #socket: ClientSocket;
  readonly #stream: Duplex;
  /** Of the close frame's answer, once this side has begun to close. */
  #timer: Timer | undefined;
  /** The close that this side began; the client's own when undefined. */
  #closing: CloseFacts | undefined;
  /** Settles when the last message has been handled; it never rejects. */
  #lastReceived: Promise<void> = DONE;
  #lastActiveAt: number;
  #idleSince: number;
  readonly openedAt: number;
  /** Made when somebody asks, or when it is over. */
  #ended: Promise<void> | undefined;
  #tellEnded: (() => void) | undefined;

  /** @param stream - what `socket` reads and writes, not read yet. */
  constructor(
    runtime: StageRuntime,
    services: GatewayServices,
    facts: ConnectionFacts,
    socket: ClientSocket,
    stream: Duplex,
  ) {
    this.facts = facts;
    this.#runtime = runtime;
    this.#services = services;
    this.#socket = socket;
    this.#stream = stream;
    this.#lastActiveAt = services.clock.now();
    this.openedAt = runtime.connections.limits.now();
    this.#idleSince = this.openedAt;
    // In front of the library's own reader, so that a frame too long is seen before it is a message.
    const frames = new FrameWatch(MAX_FRAME_BYTES);
    stream.prependListener('data', (chunk: Buffer) => {
      if (frames.read(chunk)) this.close(FRAME_TOO_LONG);
    });
    socket.listener = this;
  }

  get api(): Api {
    return this.#runtime.deployment.api;
  }

  get stage(): Stage {
    return this.#runtime.deployment.stage;
  }

  get isOpen(): boolean {
    return this.#closing === undefined && this.#socket.readyState === this.#socket.OPEN;
  }

  get lastActiveAt(): number {
    return this.#lastActiveAt;
  }

  /** A ping keeps a connection from being idle, and is no activity that GET would report. */
  get idleSince(): number {
    return this.#idleSince;
  }

  get ended(): Promise<void> {
    this.#ended ??= new Promise((resolve) => {
      this.#tellEnded = resolve;
    });
    return this.#ended;
  }

  post(text: string): void {
    this.#send(text, 'management');
  }

  close(close: CloseFacts): void {
    if (this.#closing !== undefined || !this.isOpen) return;
    this.#closing = close;
    this.#carry('to', () => {
      this.#socket.close(close.code, close.reason);
      // Somebody who has vanished answers no close frame, and `$disconnect` is not to wait for it.
      this.#timer?.cancel();
      this.#timer = this.#services.clock.setTimeout(() => this.terminate(), CLOSE_TIMEOUT_MS);
    });
  }

  terminate(): void {
    this.#socket.terminate();
  }

  /** What comes to its socket. */
  hear(event: SocketEvent): void {
    switch (event[0]) {
      case 'message':
        this.#carry('from', () => this.#take(event[1], event[2]));
        break;
      case 'ping':
        if (this.api.unmeasured.pingResetsIdleTimeout)
          this.#idleSince = this.#runtime.connections.limits.now();
        break;
      case 'error':
        this.#closing ??= breachClose(event[1]);
        break;
      case 'close':
        this.#carry('from', () => void this.#end(event[1], String(event[2])));
        break;
    }
  }

  #carry(direction: 'to' | 'from', deliver: () => void): void {
    this.#services.network.carry(this.facts.connectionId, direction, deliver);
  }

  #take(data: RawData, isBinary: boolean): void {
    if (this.#closing !== undefined) return;
    if (isBinary) this.close(BINARY_NOT_SUPPORTED);
    else this.#handle(String(data));
  }

  #handle(body: string): void {
    const serial = this.api.messageOrder === 'serial';
    const received = serial ? this.#lastReceived.then(() => this.#receive(body)) : this.#receive(body);
    this.#lastReceived = this.#services.guard(`a message of ${this.facts.connectionId}`, received);
  }

  async #receive(body: string): Promise<void> {
    this.#touch();
    const reply = await answerMessage(this.#runtime, this.#services, this.facts, body);
    if (reply !== undefined) this.#send(reply.body, reply.by);
  }

  #send(body: string, by: Reply['by'] | 'management'): void {
    if (!this.isOpen) return;
    this.#touch();
    this.#carry('to', () => {
      holdUntilTurnEnd(this.#stream);
      sendText(this.#socket, body);
    });
    const { connectionId } = this.facts;
    this.#services.journal.append?.({ type: 'message.sent', api: this.api.name, connectionId, by, body });
  }

  /** It is closed; settles when the `$disconnect` handler has run. */
  async #end(code: number, reason: string): Promise<void> {
    this.#timer?.cancel();
    const { connectionId } = this.facts;
    const { journal, guard } = this.#services;
    const by = this.#closing === undefined ? 'client' : 'api-gateway';
    const close = this.#closing ?? clientClose(code, reason, this.api.unmeasured);
    journal.append?.({ type: 'connection.closed', api: this.api.name, connectionId, by, ...close });
    const told = invokeDisconnectRoute(this.#runtime, this.#services, this.facts, close);
    await guard(`$disconnect of ${connectionId}`, told);
    this.#runtime.connections.remove(this);
    this.#ended ??= DONE;
    this.#tellEnded?.();
  }

  /** A message, in either direction. */
  #touch(): void {
    this.#lastActiveAt = this.#services.clock.now();
    this.#idleSince = this.#runtime.connections.limits.now();
  }
}
