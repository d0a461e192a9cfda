/** Plays one session on a stage, with real clients. Rows `replay.*`. */
import { setTimeout } from 'node:timers/promises';
import { reasonOf } from '../errors.ts';
import type { Failure, Played } from './played.ts';
import { advance, invocations, seed, table } from './playing/behind.ts';
import { anyOrder, inOrder } from './playing/groups.ts';
import { manage } from './playing/management.ts';
import { type PlayOptions, Run } from './playing/run.ts';
import { close, closed, connect, describeEnd, receive, send } from './playing/sockets.ts';
import { Interrupted, StepFailure } from './playing/step-failure.ts';
import { describeStep, isAct } from './playing/step-words.ts';
import { pauseBefore } from './playing/waiting.ts';
import type { Session, Step } from './session.ts';
import type { Stage } from './stage.ts';

/**
 * Plays a session: on an emulator, one that has been reset.
 *
 * @returns undefined when it was interrupted.
 */
export async function playSession(
  session: Session,
  stage: Stage,
  options: PlayOptions = {},
): Promise<Played | undefined> {
  const run = new Run(session, stage, options);
  const start = performance.now();
  let failure: Failure | undefined;
  try {
    failure = await play(run);
  } catch (error) {
    if (error instanceof Interrupted) return undefined;
    throw error;
  } finally {
    run.end();
    await leave(run);
    stage.close();
  }
  return {
    kind: 'session',
    file: session.file,
    line: 1,
    name: session.name,
    round: undefined,
    outcome: failure === undefined ? 'passed' : 'failed',
    durationMs: performance.now() - start,
    notes: [...run.notes, ...stage.notes],
    failure,
    corrections: run.corrections,
  };
}

/** How the session failed, if it did. */
async function play(run: Run): Promise<Failure | undefined> {
  const { steps, file } = run.session;
  const top = { file, line: 1, column: 1 };
  // What functions logged since the last step that made something happen.
  let [logsFrom, nextLogsFrom] = [0, 0];
  const failed = (error: unknown, step: string, place: Failure['place']): Failure => {
    if (error instanceof Interrupted) throw error;
    const isForeseen = error instanceof StepFailure;
    return {
      place: (isForeseen ? error.place : undefined) ?? place,
      step,
      what: isForeseen ? error.message : reasonOf(error),
      comparison: isForeseen ? error.comparison : undefined,
      conversation: run.conversation,
      logs: run.stage.logs.slice(logsFrom),
    };
  };
  try {
    await seed(run);
  } catch (error) {
    return failed(error, 'seed', top);
  }
  for (const step of steps) {
    if (isAct(step)) [logsFrom, nextLogsFrom] = [nextLogsFrom, run.stage.logs.length];
    try {
      await pauseBefore(run, step);
      await playStep(run, step);
    } catch (error) {
      return failed(error, describeStep(step), step.place);
    }
    if (isAct(step)) logsFrom = nextLogsFrom;
  }
  try {
    await expectNoMore(run);
    return undefined;
  } catch (error) {
    return failed(error, 'the end', steps.at(-1)?.place ?? top);
  }
}

async function playStep(run: Run, step: Step): Promise<void> {
  switch (step.type) {
    case 'connect':
      return connect(run, step);
    case 'send':
      return send(run, step);
    case 'receive':
      return receive(run, step);
    case 'close':
      return close(run, step);
    case 'closed':
      return closed(run, step);
    case 'post':
    case 'get':
    case 'delete':
      return manage(run, step);
    case 'advance':
      return advance(run, step);
    case 'table':
      return table(run, step);
    case 'invocations':
      return invocations(run, step);
    case 'inOrder':
      return inOrder(run, step);
    case 'anyOrder':
      return anyOrder(run, step);
  }
}

/** How long what still runs at the end may take, milliseconds. */
const END_MS = 5000;

/** At the end nothing may have come that no step waited for, and nobody may have been closed. Row `replay.leftovers`. */
async function expectNoMore(run: Run): Promise<void> {
  const open = run.clients.filter(({ socket }) => socket.refused === undefined);
  const settling = Promise.all(open.map(({ socket }) => socket.settled()));
  const ending = new AbortController();
  await run.until(
    Promise.race([settling, setTimeout(END_MS, undefined, { signal: ending.signal }).catch(() => {})]),
  );
  ending.abort();
  for (const { name, socket, taken } of open) {
    const left = socket.received.slice(taken);
    const [first, ...more] = left;
    if (first === undefined) continue;
    const others = more.length === 0 ? '' : `, and ${more.length} more`;
    throw new StepFailure(`${name} received what no step waits for: ${first.text}${others}`);
  }
  for (const { name, socket, isEndExpected } of open) {
    if (socket.end !== undefined && !isEndExpected) {
      throw new StepFailure(`${name} ${describeEnd(socket.end)}, and no step waits for it`);
    }
  }
}

/** Clients that are left open are closed, and nobody is told. */
async function leave(run: Run): Promise<void> {
  const open = run.clients.filter(({ socket }) => socket.refused === undefined && socket.end === undefined);
  await Promise.all(
    open.map(({ socket }) =>
      Promise.race([socket.close(1000), setTimeout(LEAVE_MS, undefined, { ref: false })]),
    ),
  );
}

/** Whoever does not answer a close is left alone. */
const LEAVE_MS = 500;
