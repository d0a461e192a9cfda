/** The AWS_PROXY integration: an event to a function, its answer as API Gateway understands it. */
import { proxyEvent } from '../events.ts';
import type { RequestScope } from '../scope.ts';
import type { Invoke } from './invoke.ts';
import { parseProxyResponse } from './proxy-response.ts';
import type { IntegrationResult } from './result.ts';

export async function callLambdaProxy(
  invoke: Invoke,
  functionName: string,
  scope: RequestScope,
): Promise<IntegrationResult> {
  const requestBody = JSON.stringify(proxyEvent(scope));
  const began = performance.now();
  const invocation = await invoke(functionName, requestBody);
  const latency = Math.round(performance.now() - began);
  if (invocation.outcome === 'refused') {
    const integration = { latency, requestBody, error: invocation.message };
    return { outcome: 'failed', cause: 'lambda', reason: invocation.message, integration };
  }
  const { requestId, payload: responseBody } = invocation;
  const integration = { status: 200, latency, requestId, requestBody, responseBody };
  if (invocation.outcome === 'function-error') {
    const { errorType, errorMessage } = invocation;
    return { outcome: 'failed', cause: 'function', reason: `${errorType}: ${errorMessage}`, integration };
  }
  const response = parseProxyResponse(invocation.payload);
  if (typeof response === 'string')
    return { outcome: 'failed', cause: 'malformed', reason: response, integration };
  return { outcome: 'response', response, integration };
}
