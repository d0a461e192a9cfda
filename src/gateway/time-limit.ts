/**
 * An end for what a definition can make endless: loops in loops of a template, a regular expression that goes
 * through every way to split a text. Such work runs on the one thread that serves everybody.
 */
import { createContext, Script } from 'node:vm';

/** Far more than sound work takes, also on a machine that is busy with other things, milliseconds. */
const LONGEST_MS = 2000;

/** The work was ended; nothing that it has begun can be relied on. */
export class TookTooLong extends Error {
  constructor() {
    super(`it took more than ${LONGEST_MS / 1000} s`);
  }
}

/**
 * Runs the work, which must not wait for anything, and ends it when it takes too long. That costs a tenth of a
 * millisecond: it is for work that may need it.
 *
 * @throws {TookTooLong} when the work was ended.
 */
export function withinTimeLimit<T>(work: () => T): T {
  const { global, call } = prepare();
  global.work = work;
  try {
    return call.runInContext(global, { timeout: LONGEST_MS }) as T;
  } catch (error) {
    const { code } = (error ?? {}) as { readonly code?: unknown };
    if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw new TookTooLong();
    throw error;
  }
}

let prepared: { readonly global: { work?: () => unknown }; readonly call: Script } | undefined;

/** Node can end a script alone; this one calls out of its context, and what it calls is ended with it. */
function prepare(): NonNullable<typeof prepared> {
  prepared ??= { global: createContext({}), call: new Script('work()') };
  return prepared;
}
