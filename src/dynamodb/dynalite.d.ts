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
