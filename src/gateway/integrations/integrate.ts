/** Which code carries a route's integration out, and how long it may take. */
import type { Route } from '../../project/api-model.ts';
import { withStageVariables } from '../../project/stage-variables.ts';
import type { RequestScope } from '../scope.ts';
import type { GatewayServices } from '../services.ts';

import { withTimeout } from '../timeout.ts';

import { callLambdaProxy } from './lambda-proxy.ts';
import type * as MappedIntegration from './mapped-integration.ts';
import type { CallResult, IntegrationResult } from './result.ts';

/** Calls what is behind a route. It never rejects for what the project or the backend does. */
export async function integrate(
  route: Route,
  scope: RequestScope,
  services: GatewayServices,
): Promise<IntegrationResult> {
  const { timeoutInMillis } = route.integration;
  const { clock } = services;
  const startedAt = clock.now();
  const { result, giveUp } = begin(route, scope, services);
  const called = await withTimeout(result, clock, timeoutInMillis);
  const latency = clock.now() - startedAt;
  if (called === 'timeout') {
    giveUp?.();
    const reason = `no answer within ${timeoutInMillis / 1000} s`;
    return { outcome: 'failed', cause: 'timeout', reason, integration: { latency, error: reason } };
  }
  const { call, ...outcome } = called;
  return call === undefined ? outcome : { ...outcome, integration: { ...call, latency } };
}

/** A call that runs. A function goes on when nobody waits for it any more; a request is given up. */
interface Calling {
  readonly result: Promise<CallResult>;
  giveUp?(): void;
}

function begin(route: Route, scope: RequestScope, services: GatewayServices): Calling {
  const { type, target } = route.integration;
  if (type === 'AWS_PROXY' && target?.kind === 'function') {
    const functionName = withStageVariables(target.functionName, scope.stage);
    return { result: callLambdaProxy(services.invoke, functionName, scope) };
  }
  let controller: AbortController | undefined;
  const signal = () => {
    controller ??= new AbortController();
    return controller.signal;
  };
  return { result: callMapped(route, scope, services, signal), giveUp: () => controller?.abort() };
}

let mapped: typeof MappedIntegration | undefined;

/** Templates cost a start-up that most projects need not pay. */
async function callMapped(
  ...call: Parameters<typeof MappedIntegration.callMappedIntegration>
): Promise<CallResult> {
  mapped ??= await import('./mapped-integration.ts');
  return mapped.callMappedIntegration(...call);
}
