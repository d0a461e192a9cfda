/** The AWS services that handlers are led to the emulator for, and what of them it does not have. Pure. */
import { awsServiceOf, EMULATED_SERVICES } from './runtime/bridge/aws-hosts.ts';

/** The service that a host name belongs to, when it is one of AWS's that the emulator has not. */
export function unemulatedService(host: string): string | undefined {
  const service = awsServiceOf(host);
  return service === undefined || EMULATED_SERVICES.has(service) ? undefined : service;
}
