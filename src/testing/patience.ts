/** How long a test waits for what may still come. */

/** How long to wait. */
export interface Patience {
  /** Milliseconds of real time. @defaultValue what the emulator was started with, 4000 */
  readonly within?: number | undefined;
}

/** Less than the 5 seconds that vitest and jest give a test, whose end would hide the conversation. */
export const PATIENCE_MS = 4000;

/** `5 s`, `250 ms` */
export function describeMs(milliseconds: number): string {
  return milliseconds >= 1000 ? `${milliseconds / 1000} s` : `${milliseconds} ms`;
}
