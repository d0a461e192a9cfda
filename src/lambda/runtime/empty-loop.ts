/** What happens when nothing is left to wait for: the end of an invocation that nobody has ended otherwise. */

let onEmptyLoop: (() => void) | undefined;

/** Sets it, or with nothing takes it back; one invocation at a time, so there is one such thing. */
export function atEmptyLoop(callback?: () => void): void {
  onEmptyLoop = callback;
}

process.on('beforeExit', () => {
  const callback = onEmptyLoop;
  onEmptyLoop = undefined;
  callback?.();
});
