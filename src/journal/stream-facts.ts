/** What happens between the stream of a table and a function that reads it. */

/** A fact of an event source mapping. */
export type StreamFact =
  /** A function has done a batch of a stream's records. */
  | {
      readonly type: 'stream.delivered';
      readonly function: string;
      readonly table: string;
      /** How many. */
      readonly records: number;
      /** From 1. */
      readonly attempt: number;
    }
  /** A function failed with a batch of a stream's records, or was throttled; they are tried again. */
  | {
      readonly type: 'stream.postponed';
      readonly function: string;
      readonly table: string;
      readonly records: number;
      readonly delayMs: number;
      readonly reason: string;
    }
  /** Records of a stream are given up; the function goes on with those behind them. */
  | {
      readonly type: 'stream.dropped';
      readonly function: string;
      readonly table: string;
      readonly records: number;
      /** How often the function failed with them. */
      readonly attempts: number;
      readonly reason: string;
    };
