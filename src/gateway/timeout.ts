/** Waiting for functions and backends as long as API Gateway does, by the injected clock. */
import type { Clock } from '../clock.ts';

/** The work, or that it took longer than API Gateway waits. */
export function withTimeout<T>(
  promise: Promise<T>,
  clock: Clock,
  milliseconds: number,
): Promise<T | 'timeout'> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimeout(() => resolve('timeout'), milliseconds);
    promise.then(
      (value) => {
        timer.cancel();
        resolve(value);
      },
      (error) => {
        timer.cancel();
        reject(error);
      },
    );
  });
}
