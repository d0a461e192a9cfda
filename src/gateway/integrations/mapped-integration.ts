/** Integrations that are no Lambda proxies. */
import type { Integration } from '../../project/api-model.ts';
import type { RequestScope } from '../scope.ts';
import type { GatewayServices } from '../services.ts';
import type { IntegrationResult } from './result.ts';

export async function callMappedIntegration(
  _integration: Integration,
  _scope: RequestScope,
  _services: GatewayServices,
): Promise<IntegrationResult> {
  return { outcome: 'failed', cause: 'lambda', reason: 'not there yet' };
}
