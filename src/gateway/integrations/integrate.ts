/** Which code carries a route's integration out, and how long it may take. */
import type { Clock } from '../../clock.ts';
import type { Integration } from '../../project/api-model.ts';
import type { RequestScope } from '../scope.ts';
import type { GatewayServices } from '../services.ts';
import { callLambdaProxy } from './lambda-proxy.ts';
import type { IntegrationResult } from './result.ts';
import { withStageVariables } from './stage-variables.ts';

/** Calls what is behind a route. It never rejects for what the project or the backend does. */
export async function integrate(
  integration: Integration,
  scope: RequestScope,
  services: GatewayServices,
): Promise<IntegrationResult> {
  const { timeoutInMillis } = integration;
  const result = await withTimeout(call(integration, scope, services), services.clock, timeoutInMillis);
  if (result !== 'timeout') return result;
  return {
    outcome: 'failed',
    cause: 'timeout',
    reason: `no answer within ${timeoutInMillis / 1000} s`,
  };
}

async function call(
  integration: Integration,
  scope: RequestScope,
  services: GatewayServices,
): Promise<IntegrationResult> {
  const { type, target } = integration;
  if (type === 'AWS_PROXY' && target?.kind === 'function') {
    const functionName = withStageVariables(target.functionName, scope.stage);
    return callLambdaProxy(services.invoke, functionName, scope);
  }
  // Templates and schemas cost a start-up that most projects need not pay.
  const { callMappedIntegration } = await import('./mapped-integration.ts');
  return callMappedIntegration(integration, scope, services);
}

/** The work, or that it took longer than API Gateway waits. */
export function withTimeout<T>(
  promise: Promise<T>,
  clock: Clock,
  milliseconds: number,
): Promise<T | 'timeout'> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimeout(() => resolve('timeout'), milliseconds);
    promise.finally(() => timer.cancel()).then(resolve, reject);
  });
}
