/**
 * Ends an execution environment that holds far more than its function's memory size.
 *
 * A thread's heap limit does not do: V8 aborts the whole process when one allocation oversteps the limit by
 * more than 16 MB (a growing Map does), and it does not count Buffers. So while something runs, the process's
 * resident memory is read now and then, and only when it has grown suspiciously is each thread asked how much
 * of it is its own. What the emulator's own thread has grown by is no reason: a test may keep what it likes.
 *
 * A thread collects its garbage later than a small Lambda function would, hence the allowance on top.
 */
import type { Worker } from 'node:worker_threads';
import { Growth, type Memory, memoryNow } from './memory-growth.ts';

const INTERVAL_MS = 50;
const ALLOWANCE_MB = 512;
/** What a thread adds to the process's memory by being there, so that a pool that grows is no leak. */
const THREAD_MB = 32;
/** So many threads add less than the allowance has to spare. */
const FEW_THREADS = 4;
const MB = 1024 * 1024;

interface Watched {
  readonly limitBytes: number;
  readonly growth: Growth;
  /** The process's memory at which a report is worth its time, and how many threads that reckons with. */
  reportAt: number;
  threads: number;
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
  /** What was seen at the last look. */
  #seen: Memory = { resident: 0, besideOurs: 0 };
  readonly #asked = new Set<Worker>();
  readonly #mayLook: () => boolean;

  /** @param mayLook - false while a thread is stopped by a debugger: a report would wait for it, and all with it. */
  constructor(mayLook: () => boolean) {
    this.#mayLook = mayLook;
  }

  /** Watches a thread until {@link unwatch}; `kill` is called at most once. */
  watch(worker: Worker, memorySizeMb: number, kill: () => void): void {
    if (this.#timer === undefined) {
      this.#seen = memoryNow();
      this.#timer = setInterval(() => this.#look(), INTERVAL_MS).unref();
    }
    if (!this.#threads.has(worker)) {
      this.#threads.add(worker);
      this.#threadCount++;
    }
    const before = this.#watched.get(worker);
    const growth = before?.growth ?? new Growth(this.#seen);
    const threads = before?.threads ?? this.#threadCount;
    const limitBytes = (memorySizeMb + ALLOWANCE_MB) * MB;
    const reportAt = before?.reportAt ?? this.#seen.resident + limitBytes / 2;
    this.#watched.set(worker, { limitBytes, growth, reportAt, threads, kill });
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
    if (!this.#mayLook()) return;
    this.#seen = memoryNow();
    for (const watched of this.#watched.values()) {
      watched.growth.see(this.#seen);
      watched.reportAt = Math.min(watched.reportAt, this.#seen.resident + watched.limitBytes / 2);
    }
    const suspects = [...this.#watched].filter(([, { limitBytes, growth }]) => growth.bytes > limitBytes / 2);
    const [first] = suspects;
    if (first === undefined) return;
    const [worker, watched]: [Worker & HeapQuery, Watched] = first;
    if (worker.getHeapStatistics !== undefined) for (const suspect of suspects) void this.#ask(...suspect);
    // Older Nodes: the only thread that runs must be the one that grew, unless a pool has grown meanwhile.
    else if (this.#watched.size === 1 && this.#threadCount - watched.threads <= FEW_THREADS)
      this.#settle(worker, watched, watched.growth.bytes);
    // A report may take long, while a thread that leaks goes on; what it did not show is looked for at once.
    else while (this.#report());
  }

  /**
   * Among several threads of older Nodes a report tells, which holds this thread up until each of them can be
   * interrupted.
   * @returns whether there was need of one.
   */
  #report(): boolean {
    const resident = process.memoryUsage.rss();
    const suspects = [...this.#watched].filter(([, { threads, reportAt }]) => {
      const ofOthers = (this.#threadCount - threads) * THREAD_MB * MB;
      return resident - ofOthers > reportAt;
    });
    if (suspects.length === 0) return false;
    const usedBy = heapReport();
    for (const [worker, watched] of suspects) {
      const used = usedBy(worker.threadId);
      // Before it can reach its limit, the process must grow by what it has left.
      watched.reportAt = resident + Math.max((watched.limitBytes - used) / 2, THREAD_MB * MB);
      watched.threads = this.#threadCount;
      this.#settle(worker, watched, used);
    }
    return true;
  }

  async #ask(worker: Worker & HeapQuery, watched: Watched): Promise<void> {
    // One that is in a native call answers when that is over; it must not keep the others from being asked.
    if (this.#asked.has(worker)) return;
    this.#asked.add(worker);
    // A thread that ends meanwhile holds nothing any more.
    const heap = await worker.getHeapStatistics?.().catch(() => undefined);
    this.#asked.delete(worker);
    const used = heap === undefined ? 0 : heap.used_heap_size + heap.external_memory;
    this.#settle(worker, watched, used);
  }

  /** @param used - what the thread holds, bytes. */
  #settle(worker: Worker, watched: Watched, used: number): void {
    if (used <= watched.limitBytes || this.#watched.get(worker) !== watched) return;
    this.#watched.delete(worker);
    watched.kill();
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
