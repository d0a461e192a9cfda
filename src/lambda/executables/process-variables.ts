/**
 * The variables by which programs in any language reach the emulator in AWS's place; each is read by some of
 * them. The function's own come before them. Pure. Rows `lambda.provided-endpoint`, `lambda.provided-proxy`,
 * `lambda.provided-tls`.
 */
import type { BridgeSettings } from '../runtime/protocol.ts';

/** Read by OpenSSL and what is built on it, by AWS's SDKs and CLI, Python's requests, curl, and Node. */
const TRUST = [
  'SSL_CERT_FILE',
  'AWS_CA_BUNDLE',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'NODE_EXTRA_CA_CERTS',
] as const;

const LOOPBACK = 'localhost,127.0.0.1,::1';

/**
 * @param proxy - host and port of who leads connections to AWS's hosts to the emulator.
 * @param trusted - a file of certificates, PEM.
 */
export function processVariables(
  { address, port, passthrough }: BridgeSettings,
  proxy: string,
  trusted: string | undefined,
): Record<string, string> {
  const endpoint = `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
  const usesProxy =
    trusted === undefined ? {} : { HTTPS_PROXY: `http://${proxy}`, https_proxy: `http://${proxy}` };
  return {
    // An endpoint for all would keep from AWS what is to be let through.
    ...(passthrough.length === 0 ? { AWS_ENDPOINT_URL: endpoint } : {}),
    ...(passthrough.includes('lambda') ? {} : { AWS_ENDPOINT_URL_LAMBDA: endpoint }),
    ...usesProxy,
    NO_PROXY: LOOPBACK,
    no_proxy: LOOPBACK,
    ...(trusted === undefined ? {} : Object.fromEntries(TRUST.map((name) => [name, trusted]))),
  };
}
