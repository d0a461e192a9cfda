/** ARNs of what an API is asked to do. Pure. */

import type { ConnectScope } from './scope.ts';
import type { GatewayServices } from './services.ts';

/** The part of AWS that a region belongs to. */
function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** `arn:aws:execute-api:us-east-1:123456789012:abcdef1234/dev/$connect` */
export function connectArn(
  { api, stage }: Pick<ConnectScope, 'api' | 'stage'>,
  { region, accountId }: Pick<GatewayServices, 'region' | 'accountId'>,
): string {
  return `arn:${partitionOf(region)}:execute-api:${region}:${accountId}:${api.apiId}/${stage.name}/$connect`;
}

/** `arn:aws:sts::123456789012:assumed-role/emulator/session`, and the like. */
export function identityArn(
  service: 'iam' | 'sts',
  resource: string,
  { region, accountId }: Pick<GatewayServices, 'region' | 'accountId'>,
): string {
  return `arn:${partitionOf(region)}:${service}::${accountId}:${resource}`;
}
