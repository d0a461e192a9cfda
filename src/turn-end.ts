/**
 * The end of this turn of the event loop, for what is written to sockets. A write that wakes whoever reads there takes
 * several times as long as one to somebody who is awake: what is written together wakes a client once.
 */
import type { Writable } from 'node:stream';
// Imported, for a test may have put a clock of its own in place of the global one.
import { setImmediate } from 'node:timers';

let ending: Promise<void> | undefined;

/** Settles when all that has arrived in this turn has been looked at. */
export function turnEnd(): Promise<void> {
  ending ??= new Promise((resolve) => {
    setImmediate(() => {
      ending = undefined;
      resolve();
    });
  });
  return ending;
}

/** Keeps what is written to the stream from now on until then. */
export function holdUntilTurnEnd(stream: Writable): void {
  stream.cork();
  void turnEnd().then(() => stream.uncork());
}
