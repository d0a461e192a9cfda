/**
 * Waiting for what may not come: as long as the step says, or five seconds, but no longer than something could still
 * come. Rows `replay.within`, `replay.pause`.
 */
import { setImmediate, setTimeout } from 'node:timers/promises';
import { formatDuration } from '../durations.ts';
import type { Step } from '../session.ts';
import type { Behind } from '../stage.ts';
import type { Run } from './run.ts';
import { StepFailure } from './step-failure.ts';

/** What has not come this long after it could have been sent does not come, milliseconds. */
const GRACE_MS = 1000;
/** How often a table or the invocations are looked at, milliseconds. */
const LOOK_EVERY_MS = 20;

type Timing = Pick<Step, 'withinMs'>;

interface Deadline {
  /** What to say when it has passed; undefined: there is time. */
  readonly passed: () => string | undefined;
  /** Settles when it has. */
  readonly wait: Promise<string>;
  cancel(): void;
}

/**
 * Settles with the work, or fails.
 * @param missing - what has not come: `no message`.
 */
export async function waitFor<T>(run: Run, step: Timing, work: Promise<T>, missing: string): Promise<T> {
  const deadline = deadlineOf(run, step);
  try {
    const tooLate = deadline.wait.then((why) => {
      throw new StepFailure(`${missing} ${why}`);
    });
    tooLate.catch(() => {});
    return await run.until(Promise.race([work, tooLate]));
  } finally {
    deadline.cancel();
    work.catch(() => {});
  }
}

/** Looks again and again until it is right, or there is no time left: then it looks a last time, and fails by that. */
export async function lookUntil(
  run: Run,
  step: Timing,
  look: (isLast: boolean) => Promise<boolean>,
): Promise<void> {
  const deadline = deadlineOf(run, step);
  try {
    for (;;) {
      const isLast = deadline.passed() !== undefined;
      if ((await run.until(look(isLast))) || isLast) return;
      await run.until(Promise.race([setTimeout(LOOK_EVERY_MS), deadline.wait]));
    }
  } finally {
    deadline.cancel();
  }
}

function deadlineOf(run: Run, step: Timing): Deadline {
  const within = run.withinOf(step);
  const ending = new AbortController();
  const { signal } = ending;
  let passed: string | undefined;
  const inTime = setTimeout(within, undefined, { signal }).then(() => `within ${formatDuration(within)}`);
  const { behind } = run.stage;
  const isEarly = behind?.isClosedWorld === true && !run.isTimeChosen(step) && within > GRACE_MS;
  const early = isEarly ? quiet(run, behind, signal) : undefined;
  const wait = Promise.race([inTime, ...(early === undefined ? [] : [early])]).then((why) => {
    passed = why;
    return why;
  });
  for (const one of [wait, inTime, early]) one?.catch(() => {});
  return { passed: () => passed, wait, cancel: () => ending.abort() };
}

/** Settles when there has been time enough, and the emulator has nothing to do, twice with a pause between. */
async function quiet(run: Run, behind: Behind, signal: AbortSignal): Promise<string> {
  const start = performance.now();
  await setTimeout(GRACE_MS / 2, undefined, { signal });
  await allSettled(run, behind);
  await setTimeout(GRACE_MS / 2, undefined, { signal });
  await allSettled(run, behind);
  // What is on its way in a socket is read after timers have been.
  await setImmediate();
  await setImmediate();
  const waited = `${((performance.now() - start) / 1000).toFixed(1)}s`;
  return `within ${waited}, and nothing runs any more that could bring it (\`within\` waits longer)`;
}

/**
 * As long as the recorded client paused, in real time. Else until what came before has been dealt with, as far as that
 * can be seen, and no longer than that client. Row `replay.pause`.
 */
export async function pauseBefore(run: Run, { afterMs }: Pick<Step, 'afterMs'>): Promise<void> {
  const { behind } = run.stage;
  const isRealtime = run.options.speed === 'realtime';
  if (afterMs === undefined || (behind === undefined && !isRealtime)) return;
  const ending = new AbortController();
  const pause = setTimeout(afterMs, undefined, { signal: ending.signal }).catch(() => {});
  const waits = behind === undefined || isRealtime ? [pause] : [pause, allSettled(run, behind)];
  await run.until(Promise.race(waits)).finally(() => ending.abort());
}

/** What clients have sent has been read, and nothing comes of it any more. */
async function allSettled(run: Run, behind: Behind): Promise<void> {
  const open = run.clients.filter(({ socket }) => socket.refused === undefined && socket.end === undefined);
  await Promise.all(open.map(({ socket }) => socket.settled()));
  await behind.settled();
}
