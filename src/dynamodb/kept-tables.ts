/**
 * All tables as they were once, in the engine's thread, so that between tests they are the same again: descriptions,
 * items, indexes and settings are keys of one database. Row `reset.tables`.
 */
import type { Store } from 'dynalite/db/index.js';

export class KeptTables {
  readonly #store: Store;
  #entries: readonly (readonly [string, unknown])[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  async keep(): Promise<void> {
    this.#entries = await this.#store.db.iterator().all();
  }

  async restore(): Promise<void> {
    const { db } = this.#store;
    await db.clear();
    await db.batch(this.#entries.map(([key, value]) => ({ type: 'put', key, value })));
  }
}
