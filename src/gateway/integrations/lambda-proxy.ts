/** The AWS_PROXY integration: an event to a function, its answer as API Gateway understands it. */
import { proxyEvent } from '../events.ts';
import type { RequestScope } from '../scope.ts';
import type { Invoke } from './invoke.ts';
import { parseProxyResponse } from './proxy-response.ts';
import type { CallResult } from './result.ts';

export async function callLambdaProxy(
  invoke: Invoke,
  functionName: string,
  scope: RequestScope,
): Promise<CallResult> {
  const requestBody = JSON.stringify(proxyEvent(scope));
  const invocation = await invoke(functionName, requestBody);
  if (invocation.outcome === 'refused') {
    const { message: reason } = invocation;
    return { outcome: 'failed', cause: 'lambda', reason, call: { requestBody, error: reason } };
  }
  const { payload: responseBody, requestId } = invocation;
  const call = { status: 200, requestId, requestBody, responseBody };
  if (invocation.outcome === 'function-error') {
    const reason = `${invocation.errorType}: ${invocation.errorMessage}`;
    return { outcome: 'failed', cause: 'function', reason, call: { ...call, error: reason } };
  }
  const response = parseProxyResponse(responseBody);
  if (typeof response === 'string') return { outcome: 'failed', cause: 'malformed', reason: response, call };
  return { outcome: 'response', response, call };
}
