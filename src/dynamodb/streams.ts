/**
 * Streams of tables, in the engine's thread: a table that is stored with a `StreamSpecification` gets a stream,
 * and what is written to its items from then on is told. Rows `dynamodb.stream-*`.
 */
import type { Store, SubDb, Table } from 'dynalite/db/index.js';
import type { StreamViewType } from '../project/model.ts';
import { type Change, createSequence, imagesOf, type TableStream } from './changes.ts';
import { db } from './dynalite.ts';
import type { Item } from './items.ts';

/** Deletes an item whose time to live is up. */
export type DeleteItem = (key: string, done: (error?: Error | null) => void, isExpiry?: boolean) => void;

/** The streams that there are. */
interface Streams {
  /** Looks for them again, after the tables have been changed behind the back of everybody. */
  load(): Promise<void>;
}

/** Tells every change of an item in a table that has a stream, when it is stored, in the order of each item. */
export async function watchStreams(store: Store, tell: (change: Change) => void): Promise<Streams> {
  const streams = new Map<string, TableStream>();
  const note = (table: Table) => {
    const stream = streamOf(table);
    if (stream === undefined) streams.delete(table.TableName);
    else streams.set(table.TableName, stream);
  };
  const nextSequenceNumber = createSequence(Date.now);
  const told = (table: string, before: Item | undefined, after: Item | undefined, isExpiry: boolean) => {
    const stream = streams.get(table);
    const images = stream && imagesOf(before, after, stream);
    if (stream === undefined || images === undefined) return;
    const shown = [images.keys, images.newImage ?? {}, images.oldImage ?? {}];
    tell({
      table,
      streamArn: stream.arn,
      viewType: stream.viewType,
      ...images,
      isExpiry,
      sequenceNumber: nextSequenceNumber(),
      sizeBytes: shown.reduce((sum, item) => sum + db.itemSize(item), 0),
    });
  };
  watchTables(store, note, (name) => streams.delete(name));
  watchItems(store, (name) => streams.has(name), told);
  const load = async () => {
    streams.clear();
    for await (const table of store.tableDb.createValueStream()) note(table);
  };
  await load();
  return { load };
}

/** Whatever writes a table's description comes by here, so that it says of a stream what DynamoDB says. */
function watchTables(store: Store, stored: (table: Table) => void, deleted: (name: string) => void): void {
  const { tableDb } = store;
  const { put, del } = tableDb;
  tableDb.put = (name, table, done) => {
    if (table.StreamSpecification?.StreamEnabled === true) {
      // As DynamoDB writes it: without the zone.
      table.LatestStreamLabel ??= new Date().toISOString().slice(0, -1);
      table.LatestStreamArn ??= `${table.TableArn}/stream/${table.LatestStreamLabel}`;
    }
    stored(table);
    put(name, table, done);
  };
  tableDb.del = (name, done) => {
    deleted(name);
    del(name, done);
  };
}

function streamOf(table: Table): TableStream | undefined {
  const { StreamSpecification: specification, LatestStreamArn: arn } = table;
  if (specification?.StreamEnabled !== true || arn === undefined || table.TableStatus === 'DELETING') return;
  return {
    arn,
    viewType: specification.StreamViewType as StreamViewType,
    keyNames: table.KeySchema.map(({ AttributeName }) => AttributeName),
  };
}

type Told = (table: string, before: Item | undefined, after: Item | undefined, isExpiry: boolean) => void;

/** Every write to an item goes through its table's database, with the item locked. */
function watchItems(store: Store, hasStream: (table: string) => boolean, told: Told): void {
  const getItemDb = store.getItemDb.bind(store);
  const watched = new WeakSet<SubDb<Item>>();
  store.getItemDb = (name) => {
    const items = getItemDb(name);
    if (watched.has(items)) return items;
    watched.add(items);
    const { get, put, del } = items;
    type Done = Parameters<typeof del>[1];
    const write = (key: string, after: Item | undefined, isExpiry: boolean, done: Done) => {
      const store = (then: Done) => (after === undefined ? del(key, then) : put(key, after, then));
      if (!hasStream(name)) return store(done);
      get(key, (failure, before) => {
        if (failure && failure.name !== 'NotFoundError') return done(failure);
        store((error) => {
          if (!error) told(name, before, after, isExpiry);
          done(error);
        });
      });
    };
    items.put = (key, item, done) => write(key, item, false, done);
    const remove: DeleteItem = (key, done, isExpiry = false) => write(key, undefined, isExpiry, done);
    items.del = remove;
    return items;
  };
}
