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
  const invocation = await invoke(functionName, JSON.stringify(proxyEvent(scope)));
  if (invocation.outcome === 'refused') {
    return { outcome: 'failed', cause: 'lambda', reason: invocation.message };
  }
  if (invocation.outcome === 'function-error') {
    const { errorType, errorMessage } = invocation;
    return { outcome: 'failed', cause: 'function', reason: `${errorType}: ${errorMessage}` };
  }
  const response = parseProxyResponse(invocation.payload);
  if (typeof response === 'string') return { outcome: 'failed', cause: 'malformed', reason: response };
  return { outcome: 'response', response };
}
