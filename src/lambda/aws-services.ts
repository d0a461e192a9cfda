/** The AWS services that handlers are led to the emulator for, and what of them it does not have. Pure. */
import { awsServiceOf, EMULATED_SERVICES } from './runtime/bridge/aws-hosts.ts';

/**
 * The service that a signature was made for, when it is one that the emulator has not: whoever is told an endpoint
 * for all services by `AWS_ENDPOINT_URL` has no host name to tell them apart by.
 * @param authorization - the header.
 */
export function unemulatedSigner(authorization: string | undefined): string | undefined {
  const scope = /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/;
  const service = scope.exec(authorization ?? '')?.[1];
  return service === undefined || EMULATED_SERVICES.has(service) ? undefined : service;
}

/** The service that a host name belongs to, when it is one of AWS's that the emulator has not. */
export function unemulatedService(host: string): string | undefined {
  const service = awsServiceOf(host);
  return service === undefined || EMULATED_SERVICES.has(service) ? undefined : service;
}
