/** How an invocation can end, and Lambda's own payloads and log lines for each end. Pure. Rows `lambda.*`. */
import { STOPPED } from '../journal/invocation-facts.ts';
import { MAX_FUNCTION_RESPONSE_BYTES } from '../limits.ts';

/** What an invocation came to. */
export type Outcome =
  | { readonly ok: true /** The handler's result, JSON text. */; readonly payload: string }
  | { readonly ok: false; readonly error: FunctionError };

/** An outcome, and the invocation's request id; or that Lambda did not take the invocation. */
export type Invoked = (Outcome & LogTail & { readonly requestId: string }) | Throttled;

/** The end of the invocation's log, where it was asked for and the invocation got an environment. */
export interface LogTail {
  readonly logTail?: Buffer | undefined;
}

/** More invocations at once than the function's reserved concurrency. */
export interface Throttled {
  readonly ok: false;
  readonly throttled: true;
  /** Lambda's error and its words. */
  readonly message: string;
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors */
export const THROTTLED: Throttled = {
  ok: false,
  throttled: true,
  message: 'TooManyRequestsException: Rate Exceeded.',
};

/** The error payload of a function that failed; a timeout has no `trace`, a crash neither. */
export interface FunctionError {
  /** Undefined for an error without a name. */
  readonly errorType: string | undefined;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** Why an execution environment takes no invocation any more. */
export type Death =
  | { readonly by: 'exit'; readonly code: number }
  /** As Go names it: `killed`, `aborted`, `segmentation fault`. */
  | { readonly by: 'signal'; readonly signal: string }
  /** It held far more than the function's memory size. */
  | { readonly by: 'memory' }
  /** An error that nobody caught, or that kept the handler from being loaded. */
  | { readonly by: 'error'; readonly error: FunctionError }
  /** There is no process, for this reason. */
  | { readonly by: 'no-start'; readonly reason: string }
  /** By the emulator: idle, past a timeout that was told of before, or because it stops. */
  | { readonly by: 'ended' };

export function deathError(requestId: string, death: Death): FunctionError {
  if (death.by === 'error') return death.error;
  if (death.by === 'no-start') {
    const errorMessage = `${ofRequest(requestId)}Error: ${death.reason}`;
    return { errorType: 'Runtime.InvalidEntrypoint', errorMessage };
  }
  if (death.by === 'ended') return CLOSED;
  const errorMessage = `${ofRequest(requestId)}Error: Runtime exited ${causeOf(death)}`;
  return { errorType: 'Runtime.ExitError', errorMessage };
}

/** Code that is only tried is for no request. */
function ofRequest(requestId: string): string {
  return requestId === '' ? '' : `RequestId: ${requestId} `;
}

function causeOf(death: Exclude<Death, { by: 'error' | 'no-start' | 'ended' }>): string {
  if (death.by !== 'exit') return `with error: signal: ${death.by === 'signal' ? death.signal : 'killed'}`;
  return death.code === 0 ? 'without providing a reason' : `with error: exit status ${death.code}`;
}

/** `Task timed out after 3.00 seconds` */
export function timeoutText(seconds: number): string {
  return `Task timed out after ${seconds.toFixed(2)} seconds`;
}

export function timeoutError(requestId: string, seconds: number): FunctionError {
  const errorMessage = `RequestId: ${requestId} Error: ${timeoutText(seconds)}`;
  return { errorType: 'Sandbox.Timedout', errorMessage };
}

/** The outcome, or Lambda's error when the response is too large. */
export function limitResponse(outcome: Outcome): Outcome {
  if (!outcome.ok) return outcome;
  const bytes = Buffer.byteLength(outcome.payload);
  if (bytes <= MAX_FUNCTION_RESPONSE_BYTES) return outcome;
  return { ok: false, error: responseTooLarge(bytes) };
}

export function responseTooLarge(bytes: number): FunctionError {
  const errorMessage = `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${MAX_FUNCTION_RESPONSE_BYTES} bytes).`;
  return { errorType: 'Function.ResponseSizeTooLarge', errorMessage };
}

/** For what waits or runs when the emulator stops. */
export const CLOSED: FunctionError = {
  errorType: STOPPED,
  errorMessage: 'The emulator stops.',
};
