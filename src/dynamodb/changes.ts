/** What a stream tells of a write. Pure. Rows `dynamodb.stream-*`. */
import type { StreamViewType } from '../project/model.ts';
import { type Item, isSameItem } from './items.ts';

/** A table's stream, and by which attributes its items are told apart. */
export interface TableStream {
  readonly arn: string;
  readonly viewType: StreamViewType;
  readonly keyNames: readonly string[];
}

/** One write that changed an item, with as much of it as the stream shows. */
export interface Change {
  readonly table: string;
  readonly streamArn: string;
  readonly viewType: StreamViewType;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly keys: Item;
  readonly newImage: Item | undefined;
  readonly oldImage: Item | undefined;
  /** Whether its time to live was up, and nobody deleted it. */
  readonly isExpiry: boolean;
  /** Rises from change to change. */
  readonly sequenceNumber: string;
  /** Of keys and images together. */
  readonly sizeBytes: number;
}

export type Images = Pick<Change, 'eventName' | 'keys' | 'newImage' | 'oldImage'>;

/** @returns undefined when nothing has changed. */
export function imagesOf(
  before: Item | undefined,
  after: Item | undefined,
  { viewType, keyNames }: TableStream,
): Images | undefined {
  const item = after ?? before;
  if (item === undefined) return undefined;
  if (before !== undefined && after !== undefined && isSameItem(before, after)) return undefined;
  const showsNew = viewType === 'NEW_IMAGE' || viewType === 'NEW_AND_OLD_IMAGES';
  const showsOld = viewType === 'OLD_IMAGE' || viewType === 'NEW_AND_OLD_IMAGES';
  return {
    eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
    keys: Object.fromEntries(keyNames.map((name) => [name, item[name] ?? {}])),
    newImage: showsNew ? after : undefined,
    oldImage: showsOld ? before : undefined,
  };
}

/** Makes sequence numbers: 21 digits, rising from run to run too. */
export function createSequence(now: () => number): () => string {
  let last = 0n;
  return () => {
    const byTime = BigInt(now()) * 100_000_000n;
    last = byTime > last ? byTime : last + 1n;
    return last.toString();
  };
}
