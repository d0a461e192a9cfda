/** The connections that are open now, by id. */
import type { Connection } from './connection.ts';

export class Connections {
  readonly #open = new Map<string, Connection>();

  get size(): number {
    return this.#open.size;
  }

  get(connectionId: string): Connection | undefined {
    return this.#open.get(connectionId);
  }

  add(connection: Connection): void {
    this.#open.set(connection.facts.connectionId, connection);
  }

  remove(connection: Connection): void {
    this.#open.delete(connection.facts.connectionId);
  }

  [Symbol.iterator](): IterableIterator<Connection> {
    return this.#open.values();
  }
}
