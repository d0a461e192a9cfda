/** The connections that are open now, or whose `$disconnect` handler still runs, by id. */
import type { Api, Stage } from '../project/api-model.ts';
import type { CloseFacts, ConnectionFacts } from './scope.ts';

/** An open connection, as those see it who did not open it. */
export interface OpenConnection {
  readonly api: Api;
  readonly stage: Stage;
  readonly facts: ConnectionFacts;
  /** Whether neither side has begun to close it. */
  readonly isOpen: boolean;
  /** Epoch milliseconds of the last message in either direction. */
  readonly lastActiveAt: number;
  /** Settles when the connection is closed and its `$disconnect` handler has run. */
  readonly ended: Promise<void>;
  /** Sends a text frame on behalf of the management API. */
  post(text: string): void;
  /** Closes from this side; the first reason given is the one that counts. */
  close(close: CloseFacts): void;
  /** Gives up on a client that does not answer the close frame. */
  terminate(): void;
}

export class Connections {
  readonly #open = new Map<string, OpenConnection>();

  get size(): number {
    return this.#open.size;
  }

  /** @returns undefined also for a connection that either side has begun to close. */
  get(connectionId: string): OpenConnection | undefined {
    const connection = this.#open.get(connectionId);
    return connection?.isOpen ? connection : undefined;
  }

  add(connection: OpenConnection): void {
    this.#open.set(connection.facts.connectionId, connection);
  }

  remove(connection: OpenConnection): void {
    this.#open.delete(connection.facts.connectionId);
  }

  [Symbol.iterator](): IterableIterator<OpenConnection> {
    return this.#open.values();
  }
}
