/** The AWS_PROXY integration: an event to a function, its answer as API Gateway understands it. */
import type { Clock } from '../../clock.ts';
import { INTEGRATION_TIMEOUT_MS } from '../../limits.ts';
import { type ProxyResponse, parseProxyResponse } from './proxy-response.ts';

/** What came of an invocation. */
type Invocation =
  | { readonly outcome: 'response' /** JSON text. */; readonly payload: string }
  /** The function threw, timed out, crashed, or could not start. */
  | { readonly outcome: 'function-error'; readonly message: string }
  /** Lambda did not take the invocation. */
  | { readonly outcome: 'refused'; readonly message: string };

/** Invokes a function with an event (JSON text). It never rejects. */
export type Invoke = (functionName: string, event: string) => Promise<Invocation>;

/** What an integration gives to its route. */
export type IntegrationResult =
  | { readonly outcome: 'response'; readonly response: ProxyResponse }
  | {
      readonly outcome: 'failed';
      /** By whom, for it decides the status of a refused handshake. */
      readonly cause: 'function' | 'malformed' | 'lambda' | 'timeout';
      readonly reason: string;
    };

export async function invokeProxy(
  invoke: Invoke,
  clock: Clock,
  functionName: string,
  event: object,
): Promise<IntegrationResult> {
  const invocation = await withTimeout(invoke(functionName, JSON.stringify(event)), clock);
  if (invocation === 'timeout') {
    return {
      outcome: 'failed',
      cause: 'timeout',
      reason: `no answer within ${INTEGRATION_TIMEOUT_MS / 1000} s`,
    };
  }
  if (invocation.outcome === 'refused') {
    return { outcome: 'failed', cause: 'lambda', reason: invocation.message };
  }
  if (invocation.outcome === 'function-error') {
    return { outcome: 'failed', cause: 'function', reason: invocation.message };
  }
  const response = parseProxyResponse(invocation.payload);
  if (typeof response === 'string') return { outcome: 'failed', cause: 'malformed', reason: response };
  return { outcome: 'response', response };
}

function withTimeout<T>(promise: Promise<T>, clock: Clock): Promise<T | 'timeout'> {
  return new Promise((resolve) => {
    const timer = clock.setTimeout(() => resolve('timeout'), INTEGRATION_TIMEOUT_MS);
    promise.then((value) => {
      timer.cancel();
      resolve(value);
    });
  });
}
