/**
 * One event source mapping at work: gathers the records of a stream that fit its filters into batches, and invokes
 * the function with one at a time, in order; the next waits until this one is done or given up. Rows
 * `dynamodb.stream-*`.
 */
import type { Clock, Timer } from '../../clock.ts';
import { EmulatorError } from '../../errors.ts';
import type { Journal } from '../../journal/journal.ts';
import { MAX_INVOKE_PAYLOAD_BYTES, STREAM_RETENTION_MS } from '../../limits.ts';
import type { EventSourceMapping } from '../../project/model.ts';
import type { Invoked } from '../outcomes.ts';
import { afterBatch, type Batch, delayOf, type QueuedRecord } from './batches.ts';
import { compilePattern } from './event-pattern.ts';

/** What a mapping looks at in a record of a stream; the function gets all of it. */
export interface SourceRecord {
  readonly dynamodb: { readonly SequenceNumber: string };
}

export interface MappingServices {
  readonly clock: Clock;
  readonly journal: Journal;
  /** @param event - JSON text. */
  invoke(functionName: string, event: string): Promise<Invoked>;
  failed(during: string, error: unknown): void;
}

export class MappingReader {
  readonly #services: MappingServices;
  #mapping: EventSourceMapping;
  #filters: readonly ((record: unknown) => boolean)[];
  /** Not yet in a batch. */
  readonly #waiting: QueuedRecord[] = [];
  /** Batches that come before what waits: one that failed, or its halves. */
  readonly #batches: Batch[] = [];
  /** While an invocation runs, and until a failed one is tried again. */
  #isBusy = false;
  #isStepDue = false;
  #timer: Timer | undefined;
  #isClosed = false;

  constructor(mapping: EventSourceMapping, services: MappingServices) {
    this.#services = services;
    this.#mapping = mapping;
    this.#filters = mapping.filters.map(compilePattern);
  }

  /** The same mapping with other settings; what waits goes by them from now on. */
  deploy(mapping: EventSourceMapping): void {
    this.#mapping = mapping;
    this.#filters = mapping.filters.map(compilePattern);
    this.#step();
  }

  offer(record: SourceRecord): void {
    if (!this.#mapping.enabled) return;
    if (this.#filters.length > 0 && !this.#filters.some((fits) => fits(record))) return;
    const { SequenceNumber: sequenceNumber } = record.dynamodb;
    this.#waiting.push({ text: JSON.stringify(record), sequenceNumber, at: this.#services.clock.now() });
    if (this.#isStepDue) return;
    this.#isStepDue = true;
    // When all that comes at once is there.
    queueMicrotask(() => {
      this.#isStepDue = false;
      this.#step();
    });
  }

  /** What was read and is not done is given up, without a word. */
  forget(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#waiting.length = 0;
    this.#batches.length = 0;
    this.#isBusy = false;
  }

  /** Nothing more is read; what runs is left to whoever ends it. */
  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
  }

  /** Goes on with what is next, if it is time. */
  #step(): void {
    if (this.#isBusy || this.#isClosed || !this.#mapping.enabled) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    const batch = this.#batches.shift() ?? this.#gather();
    if (batch === undefined) return;
    this.#isBusy = true;
    this.#attempt(batch).catch((error) => this.#services.failed('reading a stream', error));
  }

  /** A full batch, or what there is when the window is over. */
  #gather(): Batch | undefined {
    const [first] = this.#waiting;
    if (first === undefined) return undefined;
    const { batchSize, maximumBatchingWindow } = this.#mapping;
    const { count, isFull } = this.#fitting(batchSize);
    const restMs = first.at + maximumBatchingWindow * 1000 - this.#services.clock.now();
    if (!isFull && restMs > 0) {
      this.#timer = this.#services.clock.setTimeout(() => this.#step(), restMs);
      return undefined;
    }
    return { records: this.#waiting.splice(0, count), attempts: 0, delays: 0 };
  }

  /** As many as one event can carry. */
  #fitting(batchSize: number): { count: number; isFull: boolean } {
    let bytes = Buffer.byteLength(eventOf([]));
    for (const [count, { text }] of this.#waiting.entries()) {
      bytes += Buffer.byteLength(text) + 1;
      const isFull = count === batchSize || (count > 0 && bytes > MAX_INVOKE_PAYLOAD_BYTES);
      if (isFull) return { count, isFull };
    }
    const count = this.#waiting.length;
    return { count, isFull: count === batchSize };
  }

  async #attempt(batch: Batch): Promise<void> {
    const current = this.#withoutOld(batch);
    if (current.records.length > 0) {
      const invoked = await this.#invoke(current);
      // What the emulator itself ended says nothing of the function.
      if (this.#isClosed) return;
      this.#settle(current, invoked);
    }
    if (this.#timer !== undefined) return;
    this.#isBusy = false;
    this.#step();
  }

  #settle(batch: Batch, invoked: Invoked): void {
    const after = afterBatch(batch, invoked, this.#mapping);
    if (after.next === 'dropped') this.#drop(after.batch, after.reason);
    else if (after.next === 'again') this.#postpone(after.batches, after.reason);
    else {
      const { functionName, table } = this.#mapping;
      const about = { function: functionName, table, records: batch.records.length };
      this.#services.journal.append?.({ type: 'stream.delivered', ...about, attempt: batch.attempts + 1 });
    }
  }

  #postpone(batches: readonly Batch[], reason: string): void {
    const { clock, journal } = this.#services;
    const { functionName, table } = this.#mapping;
    const delayMs = Math.max(...batches.map(delayOf));
    this.#batches.unshift(...batches);
    const records = batches.reduce((sum, { records }) => sum + records.length, 0);
    const about = { function: functionName, table, records };
    // Busy until then: nothing may overtake.
    this.#timer = clock.setTimeout(() => {
      this.#timer = undefined;
      this.#isBusy = false;
      this.#step();
    }, delayMs);
    journal.append?.({ type: 'stream.postponed', ...about, delayMs, reason });
  }

  async #invoke({ records }: Batch): Promise<Invoked> {
    try {
      return await this.#services.invoke(this.#mapping.functionName, eventOf(records));
    } catch (error) {
      // The function has gone, and its mapping will.
      if (error instanceof EmulatorError) return { ok: false, throttled: true, message: error.message };
      throw error;
    }
  }

  #withoutOld(batch: Batch): Batch {
    const { maximumRecordAge } = this.#mapping;
    const maxMs = maximumRecordAge < 0 ? STREAM_RETENTION_MS : maximumRecordAge * 1000;
    const oldest = this.#services.clock.now() - maxMs;
    const old = batch.records.filter(({ at }) => at < oldest);
    if (old.length === 0) return batch;
    this.#drop({ ...batch, records: old }, `older than ${maxMs / 1000} seconds`);
    return { ...batch, records: batch.records.filter(({ at }) => at >= oldest) };
  }

  #drop({ records, attempts }: Batch, reason: string): void {
    const { functionName, table } = this.#mapping;
    const about = { function: functionName, table, records: records.length };
    this.#services.journal.append?.({ type: 'stream.dropped', ...about, attempts, reason });
  }
}

function eventOf(records: readonly QueuedRecord[]): string {
  return `{"Records":[${records.map(({ text }) => text).join(',')}]}`;
}
