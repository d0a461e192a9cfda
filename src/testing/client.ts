/**
 * A WebSocket client for tests: what it receives is kept until it is taken, a refused handshake is a value, and
 * whatever does not happen is told with the conversation. Rows `testing.client*`.
 */
import type { Changes } from './changes.ts';
import { type Caller, callerOf, conversationError } from './failure.ts';
import { Inbox } from './inbox.ts';
import { describeMatcher, type MessageMatcher, type ReceivedMessage } from './message.ts';
import { describeMs, type Patience } from './patience.ts';
import type { Timeline } from './timeline.ts';

/** The end of a connection, as the client saw it. */
export interface Closed {
  /** 1005: the close frame had no code; 1006: there was no close frame. */
  readonly code: number;
  readonly reason: string;
}

/** The answer to a handshake that was refused. */
export interface Refusal {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** What it needs of a WebSocket of the library `ws`, whose types are not for those who use this package. */
export interface Socket {
  readonly readyState: number;
  readonly protocol: string;
  send(frame: string | Uint8Array): void;
  close(code?: number, reason?: string): void;
  terminate(): void;
  on(event: 'message', listener: (data: { toString(): string }) => void): unknown;
  on(event: 'close', listener: (code: number, reason: { toString(): string }) => void): unknown;
}

const OPEN = 1;

/** What the client knows of where it is. */
export interface Surroundings {
  readonly timeline: Timeline;
  /** How long to wait by default, milliseconds. */
  readonly within: number;
  /** Told of every frame and of the end. */
  readonly changes: Changes;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Settles when nothing more is on its way, as far as that is known. */
  readonly settled: () => Promise<void>;
}

/** What came of the handshake; filled in once that is known. */
export interface Connected {
  connectionId: string;
  refused: Refusal | undefined;
}

/** One connection of a test; `connect` of a test emulator, or `connectTo`, opens it. */
export class TestClient {
  /** What failures call it. */
  readonly name: string;
  readonly #socket: Socket;
  readonly #surroundings: Surroundings;
  readonly #connected: Connected;
  readonly #inbox = new Inbox();
  readonly #closed: Promise<Closed>;
  #sent = 0;
  #end: Closed | undefined;

  /** Of a socket that nothing was read from yet; `connectTo` calls it. @internal */
  constructor(name: string, socket: Socket, connected: Connected, surroundings: Surroundings) {
    this.name = name;
    this.#socket = socket;
    this.#connected = connected;
    this.#surroundings = surroundings;
    socket.on('message', (data) => {
      this.#note('←', String(data));
      this.#inbox.receive(String(data), surroundings.now());
      surroundings.changes.announce();
    });
    this.#closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        const end = { code, reason: String(reason) };
        this.#end = end;
        this.#note(' ', `closed: ${describeEnd(end)}`);
        resolve(end);
        surroundings.changes.announce();
      });
    });
  }

  /** Empty when the handshake was refused, or when the other side is no emulator of this process. */
  get connectionId(): string {
    return this.#connected.connectionId;
  }

  /** The answer when the handshake was refused. Whatever needs a connection then throws. */
  get refused(): Refusal | undefined {
    return this.#connected.refused;
  }

  /** The subprotocol that was agreed on; empty when none was. */
  get protocol(): string {
    return this.#socket.protocol;
  }

  /** All frames so far, taken or not. */
  get received(): readonly ReceivedMessage[] {
    return this.#inbox.all;
  }

  /** How long it waits by default, milliseconds. @internal */
  get within(): number {
    return this.#surroundings.within;
  }

  /** Announces every frame and the end. @internal */
  get changes(): Changes {
    return this.#surroundings.changes;
  }

  /** How many messages it has sent. */
  get sent(): number {
    return this.#sent;
  }

  /** Whether a close has begun, or is over. */
  get isClosing(): boolean {
    return this.#socket.readyState > OPEN;
  }

  /** The end of the connection, once it has come. */
  get end(): Closed | undefined {
    return this.#end;
  }

  /** Settles when the connection has ended, whoever ended it. */
  get closed(): Promise<Closed> {
    return this.refused === undefined ? this.#closed : Promise.reject(this.#refusedError());
  }

  /**
   * Sends a message: a string as it is, bytes as a binary frame, anything else as JSON.
   *
   * @throws {ConversationError} when the connection is not open.
   */
  send(message: unknown): void {
    if (this.refused !== undefined) throw this.#refusedError(callerOf(this.send));
    if (this.#socket.readyState !== OPEN) {
      const state = this.#end === undefined ? 'is being closed' : `was closed with ${describeEnd(this.#end)}`;
      throw this.#error(`${this.name} cannot send: the connection ${state}.`, callerOf(this.send));
    }
    const frame = toFrame(message);
    this.#sent++;
    this.#note('→', typeof frame === 'string' ? frame : `${frame.byteLength} bytes`);
    this.#socket.send(frame);
  }

  /**
   * Takes the next frame that has not been taken; with a matcher, the first of them that fits. What it passes over
   * can still be taken.
   *
   * @throws {ConversationError} when none came in time, or none can come any more.
   *
   * @example
   * ```ts
   * const { text } = await alice.next();
   * const { json } = await alice.next<{ name: string }>({ type: 'joined' });
   * ```
   */
  async next<Json = unknown>(
    matcher?: MessageMatcher,
    { within = this.within }: Patience = {},
  ): Promise<ReceivedMessage<Json>> {
    const caller = callerOf(this.next);
    if (this.refused !== undefined) throw this.#refusedError(caller);
    const missing = (until: string) => {
      const what = matcher === undefined ? 'a message' : describeMatcher(matcher);
      const headline = `${this.name} did not receive ${what} ${until}.`;
      return this.#error([headline, ...this.#inbox.explainUntaken(matcher)].join('\n'), caller);
    };
    const look = () => {
      const message = this.#inbox.take(matcher);
      if (message !== undefined || this.#end === undefined) return message;
      throw missing(`before the connection was closed with ${describeEnd(this.#end)}`);
    };
    const late = () => missing(`within ${describeMs(within)}`);
    return (await this.#surroundings.changes.until(look, within, late)) as ReceivedMessage<Json>;
  }

  /** Closes from this side. @returns what {@link TestClient.closed} settles with. */
  close(code?: number, reason?: string): Promise<Closed> {
    if (this.refused === undefined && this.#end === undefined) {
      this.#note(
        ' ',
        `closes${code === undefined ? '' : `: ${describeEnd({ code, reason: reason ?? '' })}`}`,
      );
      this.#socket.close(code, reason);
    }
    return this.closed;
  }

  /** Goes away without a close frame, as a client whose machine has crashed. */
  drop(): Promise<Closed> {
    if (this.refused === undefined && this.#end === undefined) {
      this.#note(' ', 'drops the connection');
      this.#socket.terminate();
    }
    return this.closed;
  }

  /**
   * Settles when what was sent has been dealt with and nothing more is on its way. Of another API than an emulator of
   * this process nobody knows: there, it settles after a moment.
   */
  settled(): Promise<void> {
    return this.#surroundings.settled();
  }

  /** @throws {ConversationError} when the handshake was refused. @internal */
  assertConnected(): void {
    if (this.refused !== undefined) throw this.#refusedError();
  }

  /** What happened until now, a line each; with an emulator, all its clients and the handlers' log lines. */
  transcript(): string {
    return this.#surroundings.timeline.format();
  }

  #refusedError(caller?: Caller) {
    const { status, body } = this.refused ?? { status: 0, body: '' };
    const headline = `${this.name} has no connection: the handshake was refused with ${status} ${body}`;
    return this.#error(headline, caller);
  }

  #error(headline: string, caller?: Caller) {
    return conversationError(headline, this.transcript(), caller);
  }

  #note(mark: '→' | '←' | ' ', text: string): void {
    const { timeline, now } = this.#surroundings;
    timeline.add({ at: now(), who: this.name, mark, text });
  }
}

/** `1001 Going away` */
export function describeEnd({ code, reason }: Closed): string {
  return reason === '' ? String(code) : `${code} ${reason}`;
}

function toFrame(message: unknown): string | Uint8Array {
  if (typeof message === 'string' || message instanceof Uint8Array) return message;
  const text: string | undefined = JSON.stringify(message);
  if (text === undefined) throw new TypeError(`a message cannot be ${String(message)}, which is no JSON`);
  return text;
}
