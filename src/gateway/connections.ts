/** The connections that are open now, or whose `$disconnect` handler still runs, by id. */
import type { Clock } from '../clock.ts';
import type { Api, Stage } from '../project/api-model.ts';
import { LifeLimits, type Limited } from './life-limits.ts';
import type { ConnectionFacts } from './scope.ts';

/** An open connection, as those see it who did not open it. */
export interface OpenConnection extends Limited {
  readonly api: Api;
  readonly stage: Stage;
  readonly facts: ConnectionFacts;
  /** Epoch milliseconds of the last message in either direction. */
  readonly lastActiveAt: number;
  /** Settles when the connection is closed and its `$disconnect` handler has run. */
  readonly ended: Promise<void>;
  /** Sends a text frame on behalf of the management API. */
  post(text: string): void;
  /** Gives up on a client that does not answer the close frame. */
  terminate(): void;
}

export class Connections {
  readonly #open = new Map<string, OpenConnection>();
  readonly limits: LifeLimits;

  constructor({ clock, held }: { readonly clock: Clock; readonly held: { readonly heldMs: number } }) {
    this.limits = new LifeLimits(clock, held, this);
  }

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
    this.limits.keep();
  }

  remove(connection: OpenConnection): void {
    this.#open.delete(connection.facts.connectionId);
    if (this.size === 0) this.limits.stop();
  }

  [Symbol.iterator](): IterableIterator<OpenConnection> {
    return this.#open.values();
  }
}
