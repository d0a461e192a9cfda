/** How long a test waits for what may still come. */

/** How long to wait. */
export interface Patience {
  /** Milliseconds of real time. @defaultValue 5000 */
  readonly within?: number | undefined;
}

export const PATIENCE_MS = 5000;

/** `5 s`, `250 ms` */
export function describeMs(milliseconds: number): string {
  return milliseconds >= 1000 ? `${milliseconds / 1000} s` : `${milliseconds} ms`;
}
