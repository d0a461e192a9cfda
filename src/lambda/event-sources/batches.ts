/**
 * What becomes of a batch of a stream's records after an invocation. Pure. Rows `dynamodb.stream-retry*`.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-errors.html
 */
import type { EventSourceMapping } from '../../project/model.ts';
import type { Invoked } from '../outcomes.ts';

/** A record that waits for its function. */
export interface QueuedRecord {
  /** As it stands in the event, JSON. */
  readonly text: string;
  readonly sequenceNumber: string;
  /** When it was read, by the clock. */
  readonly at: number;
}

export interface Batch {
  readonly records: readonly QueuedRecord[];
  /** How often the function has failed with it. */
  readonly attempts: number;
  /** How often it had to wait, for whatever reason: each time longer. */
  readonly delays: number;
}

export type AfterBatch =
  | { readonly next: 'done' }
  /** One after another, in this order. */
  | { readonly next: 'again'; readonly batches: readonly Batch[]; readonly reason: string }
  | { readonly next: 'dropped'; readonly batch: Batch; readonly reason: string };

type Settings = Pick<
  EventSourceMapping,
  'maximumRetryAttempts' | 'bisectBatchOnFunctionError' | 'reportBatchItemFailures'
>;

export function afterBatch(batch: Batch, invoked: Invoked, settings: Settings): AfterBatch {
  const delays = batch.delays + 1;
  // Nothing has run: that is no attempt.
  if ('throttled' in invoked) {
    return { next: 'again', batches: [{ ...batch, delays }], reason: invoked.message };
  }
  const failure = failureOf(batch, invoked, settings.reportBatchItemFailures);
  if (failure === undefined) return { next: 'done' };
  const { from, reason } = failure;
  const records = batch.records.slice(from);
  if (settings.bisectBatchOnFunctionError && from === 0 && records.length > 1) {
    const middle = Math.ceil(records.length / 2);
    // A split is no attempt either.
    const halves = [records.slice(0, middle), records.slice(middle)];
    return { next: 'again', batches: halves.map((half) => ({ ...batch, delays, records: half })), reason };
  }
  const rest = { records, delays, attempts: batch.attempts + 1 };
  const { maximumRetryAttempts: max } = settings;
  if (max >= 0 && rest.attempts > max) return { next: 'dropped', batch: rest, reason };
  return { next: 'again', batches: [rest], reason };
}

/** Which record the function failed at first; undefined when it has done them all. */
function failureOf({ records }: Batch, invoked: Invoked, reportsItems: boolean) {
  if (!invoked.ok) {
    if ('throttled' in invoked) return undefined;
    const { errorType, errorMessage } = invoked.error;
    return { from: 0, reason: errorType === undefined ? errorMessage : `${errorType}: ${errorMessage}` };
  }
  if (!reportsItems) return undefined;
  const failures = failuresIn(invoked.payload);
  if (failures.length === 0) return undefined;
  const indexes = failures.map((item) => {
    const id = (item as { itemIdentifier?: unknown } | null)?.itemIdentifier;
    return records.findIndex(({ sequenceNumber }) => sequenceNumber === id);
  });
  const from = Math.min(...indexes);
  if (from < 0) return { from: 0, reason: 'batchItemFailures names a record that is not in the batch' };
  return { from, reason: `batchItemFailures from record ${from + 1} of ${records.length} on` };
}

function failuresIn(payload: string): readonly unknown[] {
  const answer = JSON.parse(payload) as { batchItemFailures?: unknown } | null;
  const failures = typeof answer === 'object' ? answer?.batchItemFailures : undefined;
  return Array.isArray(failures) ? failures : [];
}

const MAX_DELAY_MS = 60_000;

/** AWS says of it only that it grows. */
export function delayOf({ delays }: Batch): number {
  return Math.min(1000 * 2 ** (delays - 1), MAX_DELAY_MS);
}
