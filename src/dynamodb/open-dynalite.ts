/**
 * dynalite's HTTP server and, behind it, its database, which it shows to nobody: so it is taken as it is made.
 * Its deep paths are no API; the version is pinned, and `test/dynamodb/dynalite.test.ts` holds what is used.
 */
import type { Server } from 'node:http';
import type { Store } from 'dynalite/db/index.js';
import { createTable, db, dynalite } from './dynalite.ts';

/** As DynamoDB takes it; dynalite leaves out of a request what it has no type for. */
const STREAM_SPECIFICATION = {
  type: 'FieldStruct<StreamSpecification>',
  children: {
    StreamEnabled: { type: 'Boolean', notNull: true },
    StreamViewType: {
      type: 'String',
      enum: ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'],
    },
  },
};

/** @param path - directory for the tables; in memory when undefined. */
export function openDynalite(path: string | undefined): { server: Server; store: Store } {
  createTable.types.StreamSpecification = STREAM_SPECIFICATION;
  const { create } = db;
  let store: Store | undefined;
  db.create = (options) => {
    store = create(options);
    return store;
  };
  const times = { createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 };
  const server = dynalite(path === undefined ? times : { path, ...times });
  db.create = create;
  if (store === undefined) throw new Error('dynalite made no database');
  return { server, store };
}
