/** The AWS services that handlers are led to the emulator for, and what of them it does not have. Pure. */
import { awsServiceOf } from './runtime/bridge/aws-hosts.ts';

const EMULATED = new Set(['execute-api', 'dynamodb']);

/** The service that a host name belongs to, when it is one of AWS's that the emulator has not. */
export function unemulatedService(host: string): string | undefined {
  const service = awsServiceOf(host);
  return service === undefined || EMULATED.has(service) ? undefined : service;
}
