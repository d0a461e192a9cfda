// The most memory and threads that a process had while something went on.
import { canMeasureUsage, usageOf } from './usage.js';

const EVERY_MS = 25;

/** @returns what `work` gave, and `before` and `peak` in kB and threads. */
export async function watchPeak(pid, work) {
  if (!canMeasureUsage) return { result: await work() };
  const before = usageOf(pid);
  const peak = { ...before };
  const sample = () => {
    const { kB, threads } = usageOf(pid);
    peak.kB = Math.max(peak.kB, kB);
    peak.threads = Math.max(peak.threads, threads);
  };
  const timer = setInterval(sample, EVERY_MS);
  try {
    const result = await work();
    sample();
    return { result, before, peak };
  } finally {
    clearInterval(timer);
  }
}
