declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Times in milliseconds; tables are kept in memory without a `path`. */
  interface DynaliteOptions {
    path?: string;
    createTableMs?: number;
    updateTableMs?: number;
    deleteTableMs?: number;
  }
  export default function dynalite(options?: DynaliteOptions): Server;
}

/** No API of dynalite's: what is used of it is held by a test (`test/dynamodb/dynalite.test.ts`). */
declare module 'dynalite/db/index.js' {
  import type { DynaliteOptions } from 'dynalite';

  export type Done = (error?: Error | null) => void;

  /** Part of the database, whose values are JSON. */
  export interface SubDb<Value> {
    get(key: string, done: (error: Error | null, value?: Value) => void): void;
    put(key: string, value: Value, done: Done): void;
    del(key: string, done: Done): void;
    /** One after the other for a key; `release` wraps what is called at the end. */
    lock(key: string, work: (release: (done: Done) => Done) => void): void;
    createValueStream(options?: object): AsyncIterable<Value>;
  }
  export type AttributeValue = Readonly<Record<string, unknown>>;
  export type Item = Readonly<Record<string, AttributeValue>>;
  export interface Table {
    TableName: string;
    TableArn: string;
    TableStatus: string;
    KeySchema: readonly { AttributeName: string; KeyType: string }[];
    StreamSpecification?: { StreamEnabled: boolean; StreamViewType?: string } | undefined;
    LatestStreamLabel?: string | undefined;
    LatestStreamArn?: string | undefined;
  }
  export interface Store {
    /** The whole database, without callbacks. */
    readonly db: {
      get(key: string): Promise<unknown>;
      put(key: string, value: unknown): Promise<void>;
      del(key: string): Promise<void>;
      clear(): Promise<void>;
      batch(puts: readonly { type: 'put'; key: string; value: unknown }[]): Promise<void>;
      iterator(): { all(): Promise<[string, unknown][]> };
    };
    readonly tableDb: SubDb<Table>;
    getItemDb(tableName: string): SubDb<Item>;
    getTable(name: string, isActive: boolean, done: (error: Error | null, table?: Table) => void): void;
  }
  const db: {
    create(options: DynaliteOptions): Store;
    createKey(item: Item, table: Table): string;
    itemSize(item: Item): number;
    updateIndexes(store: Store, table: Table, before: Item | null, after: Item | null, done: Done): void;
  };
  export default db;
}

declare module 'dynalite/validations/createTable.js' {
  const validation: {
    types: Record<string, object>;
    custom(data: object, store: object): string | undefined;
  };
  export default validation;
}
