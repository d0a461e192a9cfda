/** The AWS services that handlers are led to the emulator for, and what of them it does not have. Pure. */
import { isLambdaPath, operationOf } from './invoke-request.ts';
import { awsServiceOf, EMULATED_SERVICES } from './runtime/bridge/aws-hosts.ts';

/**
 * The service that a signature was made for, when it is one that the emulator has not: whoever is told an endpoint
 * for all services by `AWS_ENDPOINT_URL` has no host name to tell them apart by.
 * @param authorization - the header.
 * @param path - without a query.
 */
export function unemulatedSigner(authorization: string | undefined, path: string): string | undefined {
  const scope = /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/;
  const service = scope.exec(authorization ?? '')?.[1];
  if (service === 'lambda') return operationOf(path) === undefined ? service : undefined;
  return service === undefined || EMULATED_SERVICES.has(service) ? undefined : service;
}

/**
 * The service that a request is for, by its host or its path, when it is one of AWS's that the emulator has not,
 * or of which it has not this operation.
 * @param path - without a query.
 */
export function unemulatedService(host: string, path: string): string | undefined {
  const service = awsServiceOf(host);
  if (service === 'lambda' || isLambdaPath(path))
    return operationOf(path) === undefined ? 'lambda' : undefined;
  return service === undefined || EMULATED_SERVICES.has(service) ? undefined : service;
}
