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
const MB = 1024 * 1024;

interface Watched {
  readonly limitBytes: number;
  readonly residentAtStart: number;
  readonly kill: () => void;
}

/** Node 22.16 and later can ask a thread for its heap, even one that never returns to its event loop. */
interface HeapQuery {
  getHeapStatistics?(): Promise<{ used_heap_size: number; external_memory: number }>;
}

export class MemoryWatch {
  readonly #watched = new Map<Worker, Watched>();
  #timer: NodeJS.Timeout | undefined;
  readonly #asked = new Set<Worker>();

  /** Watches a thread until {@link unwatch}; `kill` is called at most once. */
  watch(worker: Worker, memorySizeMb: number, kill: () => void): void {
    this.#watched.set(worker, {
      limitBytes: (memorySizeMb + ALLOWANCE_MB) * MB,
      residentAtStart: this.#watched.get(worker)?.residentAtStart ?? process.memoryUsage.rss(),
      kill,
    });
    this.#timer ??= setInterval(() => this.#look(), INTERVAL_MS).unref();
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
    const resident = process.memoryUsage.rss();
    for (const [worker, watched] of this.#watched) {
      if (resident - watched.residentAtStart > watched.limitBytes / 2)
        void this.#judge(worker, watched, resident);
    }
  }

  async #judge(worker: Worker, watched: Watched, resident: number): Promise<void> {
    // One that is in a native call answers when that is over; it must not keep the others from being asked.
    if (this.#asked.has(worker)) return;
    this.#asked.add(worker);
    const used = await this.#usedBy(worker, watched, resident);
    this.#asked.delete(worker);
    if (used <= watched.limitBytes || this.#watched.get(worker) !== watched) return;
    this.#watched.delete(worker);
    watched.kill();
  }

  async #usedBy(worker: Worker & HeapQuery, watched: Watched, resident: number): Promise<number> {
    if (worker.getHeapStatistics !== undefined) {
      // A thread that ends meanwhile holds nothing any more.
      const heap = await worker.getHeapStatistics().catch(() => undefined);
      return heap === undefined ? 0 : heap.used_heap_size + heap.external_memory;
    }
    // Older Nodes: the only thread that runs must be the one that grew; among several, a report tells, which
    // holds this thread up until each of them can be interrupted.
    if (this.#watched.size === 1) return resident - watched.residentAtStart;
    return usedByReport(worker.threadId);
  }
}

interface Report {
  readonly workers: readonly {
    readonly header: { readonly threadId: number };
    readonly javascriptHeap: { readonly usedMemory: number; readonly externalMemory?: number };
  }[];
}

function usedByReport(threadId: number): number {
  (process.report as { excludeNetwork?: boolean }).excludeNetwork = true;
  const { workers } = process.report.getReport() as unknown as Report;
  const heap = workers.find((worker) => worker.header.threadId === threadId)?.javascriptHeap;
  return heap === undefined ? 0 : heap.usedMemory + (heap.externalMemory ?? 0);
}
