/** Invocations that fail because somebody asked for it, without having run. Rows `fault.lambda-*`. */
import { createLogStreamName, createUuid } from '../ids.ts';
import type { FunctionLog } from './function-log.ts';
import type { InvokeOptions } from './invoke-options.ts';
import { type FunctionError, type Invoked, THROTTLED, timeoutError, timeoutText } from './outcomes.ts';

/** How an invocation is to end without having run. */
export type AskedEnd =
  | 'throttled'
  | 'timed-out'
  | { readonly errorType: string; readonly errorMessage: string };

/** Asked before each invocation. */
export interface InvocationFaults {
  /** @returns undefined when nothing goes wrong. */
  of(functionName: string): InvocationFault | undefined;
}

export interface InvocationFault {
  /** Settles when the invocation may go on; undefined when that is at once. */
  readonly delayed: Promise<void> | undefined;
  /** Undefined when it is to run all the same. */
  readonly end: AskedEnd | undefined;
}

/** The function as it would have run. */
interface UnrunFunction {
  readonly log: FunctionLog;
  /** Seconds. */
  readonly timeout: number;
}

/**
 * Ends an invocation as is asked; its log is that of one that ran in a warm environment of its own.
 * @param event - JSON text.
 */
export function endAsAsked(
  end: AskedEnd,
  event: string,
  options: InvokeOptions,
  { log, timeout }: UnrunFunction,
): Invoked {
  if (end === 'throttled') {
    log.throttled(undefined);
    return THROTTLED;
  }
  const { requestId = createUuid(), attempt, wantsLogTail } = options;
  const logStream = createLogStreamName(Date.now());
  const tail = wantsLogTail ? log.follow(logStream) : undefined;
  const begun = { requestId, logStream, waitedMs: 0, attempt };
  const beganAt = performance.now();
  log.started({ ...begun, event });
  const hasTimedOut = end === 'timed-out';
  if (hasTimedOut) {
    log.platformLine(logStream, `${new Date().toISOString()} ${requestId} ${timeoutText(timeout)}`);
  }
  const error = hasTimedOut ? timeoutError(requestId, timeout) : errorOf(end);
  const durationMs = hasTimedOut ? timeout * 1000 : performance.now() - beganAt;
  const outcome = { ok: false, error } as const;
  log.finished({ ...begun, durationMs, initDurationMs: undefined, maxMemoryUsed: 0, outcome });
  return { ...outcome, requestId, logTail: tail?.bytes };
}

/** As Node.js prints one that has no stack. */
function errorOf({ errorType, errorMessage }: Exclude<AskedEnd, string>): FunctionError {
  return { errorType, errorMessage, trace: [`${errorType}: ${errorMessage}`] };
}
