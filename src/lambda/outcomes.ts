/** How an invocation can end, and Lambda's own payloads and log lines for each end. Pure. Rows `lambda.*`. */

/** What an invocation came to. */
export type Outcome =
  | { readonly ok: true /** The handler's result, JSON text. */; readonly payload: string }
  | { readonly ok: false; readonly error: FunctionError };

/** An outcome, and the invocation's request id. */
export type Invoked = Outcome & { readonly requestId: string };

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
  /** It held far more than the function's memory size. */
  | { readonly by: 'memory' }
  /** An error that nobody caught, or that kept the handler from being loaded. */
  | { readonly by: 'error'; readonly error: FunctionError }
  /** By the emulator: a timeout, or because it stops. */
  | { readonly by: 'ended' };

export function deathError(requestId: string, death: Death): FunctionError {
  if (death.by === 'error') return death.error;
  const errorMessage = `RequestId: ${requestId} Error: Runtime exited ${causeOf(death)}`;
  return { errorType: 'Runtime.ExitError', errorMessage };
}

function causeOf(death: Exclude<Death, { by: 'error' }>): string {
  if (death.by !== 'exit') return 'with error: signal: killed';
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

export function responseTooLargeError(bytes: number, limit: number): FunctionError {
  return {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${limit} bytes).`,
  };
}
