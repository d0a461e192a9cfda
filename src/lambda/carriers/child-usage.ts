/**
 * What a process uses, as the system knows it: Linux says it of every process, elsewhere it is not known here.
 * Rows `lambda.process-memory`, `lambda.process-grows`.
 */
import { readFileSync } from 'node:fs';
import type { LoopTimes } from '../load.ts';

const INTERVAL_MS = 50;

/** Bytes. */
export interface MemoryUsage {
  /** What of it is in memory: its resident set. */
  readonly resident: number;
  /**
   * What of this the system cannot take back. The files that are mapped, its executable above all, can be read
   * again, so they are no reason for Lambda's kernel to kill.
   */
  readonly own: number;
}

/** Undefined when the process is gone, and where nobody tells. */
export function memoryOf(pid: number): MemoryUsage | undefined {
  const status = read(`/proc/${pid}/status`);
  const kilobytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
  const resident = kilobytes('VmRSS') * 1024;
  if (resident === 0) return undefined;
  return { resident, own: (kilobytes('RssAnon') + kilobytes('RssShmem')) * 1024 };
}

/**
 * How long its main thread has computed or waited for a core, milliseconds; undefined when the process is gone,
 * and where nobody tells.
 */
export function busyMsOf(pid: number): number | undefined {
  const [computing, waiting] = read(`/proc/${pid}/schedstat`).split(' ').map(Number);
  return computing === undefined || waiting === undefined ? undefined : (computing + waiting) / 1e6;
}

/** In the form that threads have it; a process of which nothing is known counts as one that waits. */
export function loopTimesOf(pid: number, startedAt: number, busyMs = busyMsOf(pid) ?? 0): LoopTimes {
  return { active: busyMs, idle: performance.now() - startedAt - busyMs };
}

/**
 * Looks at a process's memory now and then.
 * @param seen - called with what it has each time, bytes; and
 * @param outgrown - once, when it has more than the limit, bytes, of its own.
 * @returns ends it.
 */
export function watchMemory(
  pid: number,
  limit: number,
  seen: (usage: MemoryUsage) => void,
  outgrown: () => void,
): () => void {
  const timer = setInterval(() => {
    const usage = memoryOf(pid);
    if (usage === undefined) return;
    seen(usage);
    if (usage.own <= limit) return;
    clearInterval(timer);
    outgrown();
  }, INTERVAL_MS).unref();
  return () => clearInterval(timer);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
