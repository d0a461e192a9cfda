/** Waiting with an end, on the wall: what has to end does not follow the injected clock. */

/** Resolves when the work has, or after so many milliseconds, whichever is first; rejects with the work. */
export function waitAtMost(milliseconds: number, work: Promise<unknown>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    work.then(() => resolve(), reject).finally(() => clearTimeout(timer));
  });
}
