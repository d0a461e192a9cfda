/**
 * The states of a runtime that speaks the Runtime API, and which call leads from which to which; the names are
 * those of AWS's own server, which tells them to clients. Pure. Row `runtime-api.transitions`.
 */

export type RuntimeState =
  | 'Started'
  | 'InitError'
  /** It has asked for an invocation. */
  | 'Ready'
  /** It has one. */
  | 'Running'
  /** It is sending what the invocation came to. */
  | 'InvocationResponse'
  | 'InvocationErrorResponse'
  /** It has sent that. */
  | 'ResponseSent';

/** What a call leads to. */
export type CalledState = 'Ready' | 'InitError' | 'InvocationResponse' | 'InvocationErrorResponse';

/** A runtime that asks again, without having answered, is told the same again. */
const BEFORE: Readonly<Record<CalledState, readonly RuntimeState[]>> = {
  Ready: ['Started', 'Ready', 'Running', 'ResponseSent'],
  InitError: ['Started'],
  InvocationResponse: ['Running'],
  InvocationErrorResponse: ['Running'],
};

export function mayFollow(state: RuntimeState, called: CalledState): boolean {
  return BEFORE[called].includes(state);
}

export function transitionFailure(state: RuntimeState, called: CalledState): string {
  return `State transition from ${state} to ${called} failed for runtime. Error: State transition is not allowed`;
}
