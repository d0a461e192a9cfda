/**
 * Holds a thread back that logs faster than the emulator reads, as a full pipe would. Without it, a loop of
 * `console.log` fills the memory and keeps the emulator's thread from everybody else.
 */

/** Lines that may be on their way at once; and how few are left when a thread that was held back goes on. */
const HIGH_WATER = 1000;
const LOW_WATER = 500;
/** A wake-up that was missed costs this long, milliseconds. */
const LONGEST_WAIT_MS = 100;

/** Shared by the two threads: the number of lines on their way. */
export type Backlog = Int32Array;

export function createBacklog(): Backlog {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

/** In the environment's thread, before a line is posted. */
export function lineSent(backlog: Backlog): void {
  let waiting = Atomics.add(backlog, 0, 1) + 1;
  if (waiting <= HIGH_WATER) return;
  while (waiting > LOW_WATER) {
    Atomics.wait(backlog, 0, waiting, LONGEST_WAIT_MS);
    waiting = Atomics.load(backlog, 0);
  }
}

/** In the emulator's thread, when a line has been read. */
export function lineRead(backlog: Backlog): void {
  if (Atomics.sub(backlog, 0, 1) - 1 === LOW_WATER) Atomics.notify(backlog, 0);
}
