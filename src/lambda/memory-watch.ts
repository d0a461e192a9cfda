/**
 * Ends an execution environment that holds far more than its function's memory size.
 *
 * A thread's heap limit does not do: V8 aborts the whole process when one allocation oversteps the limit by
 * more than 16 MB (a growing Map does), and it does not count Buffers. So while something runs, the process's
 * resident memory is read now and then, and only when it has grown suspiciously is each thread asked how much
 * of it is its own.
 *
 * A thread collects its garbage later than a small Lambda function would, hence the allowance on top.
 */
import type { Worker } from 'node:worker_threads';

const INTERVAL_MS = 50;
const ALLOWANCE_MB = 512;
/** What a thread adds to the process's memory by being there, so that a pool that grows is no leak. */
const THREAD_MB = 32;
const MB = 1024 * 1024;

interface Watched {
  readonly limitBytes: number;
  /** The process's memory when this began. */
  readonly residentAtStart: number;
  /** How many threads there had been by then. */
  readonly threadsAtStart: number;
  /** The process's memory at which the thread is asked what it holds. */
  suspiciousAt: number;
  readonly kill: () => void;
}

/** Node 22.16 and later can ask a thread for its heap, even one that never returns to its event loop. */
interface HeapQuery {
  getHeapStatistics?(): Promise<{ used_heap_size: number; external_memory: number }>;
}

export class MemoryWatch {
  readonly #watched = new Map<Worker, Watched>();
  readonly #threads = new WeakSet<Worker>();
  #threadCount = 0;
  #timer: NodeJS.Timeout | undefined;
  /** The process's memory at the last look. */
  #resident = 0;
  readonly #asked = new Set<Worker>();

  /** Watches a thread until {@link unwatch}; `kill` is called at most once. */
  watch(worker: Worker, memorySizeMb: number, kill: () => void): void {
    if (this.#timer === undefined) {
      this.#resident = process.memoryUsage.rss();
      this.#timer = setInterval(() => this.#look(), INTERVAL_MS).unref();
    }
    if (!this.#threads.has(worker)) {
      this.#threads.add(worker);
      this.#threadCount++;
    }
    const before = this.#watched.get(worker);
    const residentAtStart = before?.residentAtStart ?? this.#resident;
    const threadsAtStart = before?.threadsAtStart ?? this.#threadCount;
    const limitBytes = (memorySizeMb + ALLOWANCE_MB) * MB;
    const suspiciousAt = residentAtStart + limitBytes / 2;
    this.#watched.set(worker, { limitBytes, residentAtStart, threadsAtStart, suspiciousAt, kill });
  }

  unwatch(worker: Worker): void {
    this.#watched.delete(worker);
  }

  #look(): void {
    if (this.#watched.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      return;
    }
    this.#resident = process.memoryUsage.rss();
    const report = once(heapReport);
    for (const [worker, watched] of this.#watched) {
      const ofOthers = (this.#threadCount - watched.threadsAtStart) * THREAD_MB * MB;
      if (this.#resident - ofOthers > watched.suspiciousAt) void this.#judge(worker, watched, report);
    }
  }

  async #judge(worker: Worker, watched: Watched, report: () => HeapReport): Promise<void> {
    // One that is in a native call answers when that is over; it must not keep the others from being asked.
    if (this.#asked.has(worker)) return;
    const resident = this.#resident;
    this.#asked.add(worker);
    const used = await this.#usedBy(worker, watched, report);
    this.#asked.delete(worker);
    // Before it can have reached its limit, the process must have grown by what it has left.
    watched.suspiciousAt = resident + (watched.limitBytes - used) / 2;
    if (used <= watched.limitBytes || this.#watched.get(worker) !== watched) return;
    this.#watched.delete(worker);
    watched.kill();
  }

  async #usedBy(worker: Worker & HeapQuery, watched: Watched, report: () => HeapReport): Promise<number> {
    if (worker.getHeapStatistics !== undefined) {
      // A thread that ends meanwhile holds nothing any more.
      const heap = await worker.getHeapStatistics().catch(() => undefined);
      return heap === undefined ? 0 : heap.used_heap_size + heap.external_memory;
    }
    // Older Nodes: the only thread that runs must be the one that grew; among several, a report tells, which
    // holds this thread up until each of them can be interrupted.
    if (this.#watched.size === 1) return this.#resident - watched.residentAtStart;
    return report()(worker.threadId);
  }
}

interface Report {
  readonly workers: readonly {
    readonly header: { readonly threadId: number };
    readonly javascriptHeap: { readonly usedMemory: number; readonly externalMemory?: number };
  }[];
}

/** What a thread holds, bytes, by its id. */
type HeapReport = (threadId: number) => number;

function heapReport(): HeapReport {
  (process.report as { excludeNetwork?: boolean }).excludeNetwork = true;
  const { workers } = process.report.getReport() as unknown as Report;
  return (threadId) => {
    const heap = workers.find((worker) => worker.header.threadId === threadId)?.javascriptHeap;
    return heap === undefined ? 0 : heap.usedMemory + (heap.externalMemory ?? 0);
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
