/**
 * Time to live, in the engine's thread: which attribute of a table says when its items expire, and the sweep that
 * deletes those whose time has come. Rows `dynamodb.ttl*`.
 */
import type { Item as DbItem, Store, SubDb, Table } from 'dynalite/db/index.js';
import { db } from './dynalite.ts';
import { expiryOf, expiryState, type Item } from './items.ts';
import type { NextExpiry } from './next-expiry.ts';
import type { DeleteItem } from './streams.ts';

/** Beside the tables' own descriptions, which DynamoDB shows without it. */
const keyOf = (table: string) => `time-to-live~${table}`;

/** Of items of which nothing is known: it must be looked. */
const AT_ONCE = Number.NEGATIVE_INFINITY;

export class TimeToLive {
  readonly #store: Store;
  readonly #nextExpiry: NextExpiry;
  /** Attributes by table. */
  readonly #attributes = new Map<string, string>();
  #sweeping: Promise<void> | undefined;
  /** The time that it has become while a sweep was going on, epoch milliseconds. */
  #next: number | undefined;
  /** The earliest of what the sweep that is going on has left, and of what has been written meanwhile. */
  #earliest = Number.POSITIVE_INFINITY;

  constructor(store: Store, nextExpiry: NextExpiry) {
    this.#store = store;
    this.#nextExpiry = nextExpiry;
    this.#watchItems(store);
    const { tableDb } = store;
    const { del } = tableDb;
    tableDb.del = (name, done) => {
      this.#attributes.delete(name);
      void store.db.del(keyOf(name)).then(() => del(name, done), done);
    };
  }

  /** Reads what the database says: that of an earlier run, or one that has been changed behind the back of everybody. */
  async load(): Promise<void> {
    this.#attributes.clear();
    for await (const { TableName } of this.#store.tableDb.createValueStream()) {
      const attribute = await this.#store.db.get(keyOf(TableName));
      if (typeof attribute === 'string') this.#attributes.set(TableName, attribute);
    }
    this.#expiresAt(AT_ONCE);
  }

  attributeOf(table: string): string | undefined {
    return this.#attributes.get(table);
  }

  /** @param attribute - undefined: its items do not expire any more. */
  async set(table: string, attribute: string | undefined): Promise<void> {
    if (attribute === undefined) {
      this.#attributes.delete(table);
      await this.#store.db.del(keyOf(table));
    } else {
      this.#attributes.set(table, attribute);
      this.#expiresAt(AT_ONCE);
      await this.#store.db.put(keyOf(table), attribute);
    }
  }

  /** Deletes what has expired. @param now - epoch milliseconds. */
  sweep(now: number): Promise<void> {
    this.#next = now;
    this.#sweeping ??= this.#sweepAll().finally(() => {
      this.#sweeping = undefined;
    });
    return this.#sweeping;
  }

  async #sweepAll(): Promise<void> {
    while (this.#next !== undefined) {
      const now = this.#next;
      this.#next = undefined;
      this.#earliest = Number.POSITIVE_INFINITY;
      for (const [name, attribute] of [...this.#attributes]) await this.#sweepTable(name, attribute, now);
      this.#nextExpiry.set(this.#earliest);
    }
  }

  async #sweepTable(name: string, attribute: string, now: number): Promise<void> {
    const table = await new Promise<Table | undefined>((resolve) =>
      this.#store.getTable(name, true, (_error, found) => resolve(found)),
    );
    if (table === undefined) return;
    const items = this.#store.getItemDb(name);
    const keys: string[] = [];
    for await (const item of items.createValueStream()) {
      const expiry = expiryOf(item, attribute);
      const state = expiryState(expiry, now);
      if (state === 'due') keys.push(db.createKey(item, table));
      if (state === 'ahead') this.#expiresAt(expiry);
    }
    const isDue = (item: Item) => expiryState(expiryOf(item, attribute), now) === 'due';
    for (const key of keys) await expire(this.#store, table, items, key, isDue);
  }

  /** Some item expires then. @param expiry - epoch seconds. */
  #expiresAt(expiry: number): void {
    this.#earliest = Math.min(this.#earliest, expiry);
    this.#nextExpiry.add(expiry);
  }

  #watchItems(store: Store): void {
    const getItemDb = store.getItemDb.bind(store);
    const watched = new WeakSet<SubDb<DbItem>>();
    store.getItemDb = (name) => {
      const items = getItemDb(name);
      if (watched.has(items)) return items;
      watched.add(items);
      const { put } = items;
      items.put = (key, item, done) => {
        const attribute = this.#attributes.get(name);
        if (attribute !== undefined) this.#expiresAt(expiryOf(item, attribute));
        put(key, item, done);
      };
      return items;
    };
  }
}

/** Under the item's lock, for it may have been given more time since it was seen. */
function expire(
  store: Store,
  table: Table,
  items: SubDb<DbItem>,
  key: string,
  isDue: (item: Item) => boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    items.lock(key, (release) => {
      const done = release((error) => (error ? reject(error) : resolve()));
      items.get(key, (error, item) => {
        if (error || item === undefined || !isDue(item)) return done();
        db.updateIndexes(store, table, item, null, (failure) => {
          if (failure) return done(failure);
          const remove: DeleteItem = items.del;
          remove(key, done, true);
        });
      });
    });
  });
}
