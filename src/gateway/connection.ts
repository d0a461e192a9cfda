/**
 * One open connection: messages in, frames out, the limits on its life, and its end. Whoever closes it, the
 * `$disconnect` event repeats the code and reason of the close frame that ended it. Rows `message.*`, `close.*`.
 */
import type { Readable } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Timer } from '../clock.ts';
import { CONNECTION_LIFETIME_MS, IDLE_TIMEOUT_MS, MAX_FRAME_BYTES } from '../limits.ts';
import type { Api, Stage } from '../project/api-model.ts';
import { BINARY_NOT_SUPPORTED, breachClose, clientClose, FRAME_TOO_LONG, GOING_AWAY } from './closes.ts';
import type { OpenConnection } from './connections.ts';
import { invokeDisconnectRoute } from './disconnect-route.ts';
import { createFrameWatch } from './frame-watch.ts';
import { answerMessage, type Reply } from './message-route.ts';
import type { CloseFacts, ConnectionFacts } from './scope.ts';
import { sendText } from './send-text.ts';
import type { GatewayServices, Line, StageRuntime } from './services.ts';

/** How long a client may take to answer a close frame, milliseconds. */
const CLOSE_TIMEOUT_MS = 10_000;

export class Connection implements OpenConnection {
  readonly facts: ConnectionFacts;
  readonly #runtime: StageRuntime;
  readonly #services: GatewayServices;
  readonly #socket: WebSocket;
  readonly #toClient: Line;
  readonly #fromClient: Line;
  readonly #timers: Timer[];
  /** The close that this side began; the client's own when undefined. */
  #closing: CloseFacts | undefined;
  /** Settles when the last message has been handled; it never rejects. */
  #lastReceived: Promise<void> = Promise.resolve();
  #lastActiveAt: number;
  /** A ping keeps a connection from being idle, and is no activity that GET would report. */
  #idleSince: number;
  readonly ended: Promise<void>;

  /** @param stream - the bytes that `socket` reads, not read yet. */
  constructor(
    runtime: StageRuntime,
    services: GatewayServices,
    facts: ConnectionFacts,
    socket: WebSocket,
    stream: Readable,
  ) {
    this.facts = facts;
    this.#runtime = runtime;
    this.#services = services;
    this.#socket = socket;
    this.#toClient = services.network.line(facts.connectionId, 'to');
    this.#fromClient = services.network.line(facts.connectionId, 'from');
    this.#lastActiveAt = services.clock.now();
    this.#idleSince = this.#lastActiveAt;
    this.#timers = [
      services.clock.setTimeout(() => this.close(GOING_AWAY), CONNECTION_LIFETIME_MS),
      services.clock.setTimeout(() => this.#checkIdle(), IDLE_TIMEOUT_MS),
    ];
    // In front of the library's own reader, so that a frame too long is seen before it is a message.
    stream.prependListener(
      'data',
      createFrameWatch(MAX_FRAME_BYTES, () => this.close(FRAME_TOO_LONG)),
    );
    socket.on('message', (data, isBinary) => {
      this.#fromClient.carry(() => {
        if (this.#closing !== undefined) return;
        if (isBinary) this.close(BINARY_NOT_SUPPORTED);
        else this.#handle(String(data));
      });
    });
    socket.on('ping', () => {
      if (this.api.unmeasured.pingResetsIdleTimeout) this.#idleSince = services.clock.now();
    });
    socket.on('error', (error) => {
      this.#closing ??= breachClose(error);
    });
    this.ended = new Promise((resolve) => {
      const finish = (code: number, reason: Buffer) => {
        const end =
          this.#closing === undefined
            ? this.#finish(clientClose(code, String(reason), this.api.unmeasured), 'client')
            : this.#finish(this.#closing, 'api-gateway');
        this.#services.guard(`$disconnect of ${facts.connectionId}`, end).then(() => {
          runtime.connections.remove(this);
          resolve();
        });
      };
      socket.on('close', (code, reason) => this.#fromClient.carry(() => finish(code, reason)));
    });
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

  post(text: string): void {
    this.#send(text, 'management');
  }

  close(close: CloseFacts): void {
    if (this.#closing !== undefined || !this.isOpen) return;
    this.#closing = close;
    this.#toClient.carry(() => {
      this.#socket.close(close.code, close.reason);
      // Somebody who has vanished answers no close frame, and `$disconnect` is not to wait for it.
      this.#timers.push(this.#services.clock.setTimeout(() => this.terminate(), CLOSE_TIMEOUT_MS));
    });
  }

  terminate(): void {
    this.#socket.terminate();
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
    this.#toClient.carry(() => sendText(this.#socket, body));
    const { connectionId } = this.facts;
    this.#services.journal.append?.({ type: 'message.sent', api: this.api.name, connectionId, by, body });
  }

  async #finish(close: CloseFacts, by: 'client' | 'api-gateway'): Promise<void> {
    for (const timer of this.#timers) timer.cancel();
    const { connectionId } = this.facts;
    const { journal } = this.#services;
    journal.append?.({ type: 'connection.closed', api: this.api.name, connectionId, by, ...close });
    await invokeDisconnectRoute(this.#runtime, this.#services, this.facts, close);
  }

  /** A message, in either direction. */
  #touch(): void {
    this.#lastActiveAt = this.#services.clock.now();
    this.#idleSince = this.#lastActiveAt;
  }

  /** One timer that sets itself again is cheaper than one that every message resets. */
  #checkIdle(): void {
    const left = this.#idleSince + IDLE_TIMEOUT_MS - this.#services.clock.now();
    if (left <= 0) this.close(GOING_AWAY);
    else this.#timers[1] = this.#services.clock.setTimeout(() => this.#checkIdle(), left);
  }
}
