/** Where a connection goes that is made inside an execution environment. */
import type { BridgeSettings } from '../protocol.ts';
import { awsServiceOf, EMULATED_SERVICES } from './aws-hosts.ts';

/** The ports that the emulator can answer in the service's place: an HTTP answer means something there. */
const HTTP_PORTS = new Set([80, 443]);
const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1']);

export type Route = 'leave' | 'emulator' | { readonly refuse: string };

/** @param onlyHttp2 - the client speaks nothing else, so that not even a refusal could be said in HTTP/1.1. */
export function routeOf(host: string, port: number, onlyHttp2: boolean, settings: BridgeSettings): Route {
  if (isOwnDomain(host.toLowerCase(), port, settings.ownHosts)) return 'emulator';
  const service = awsServiceOf(host);
  if (service === undefined || settings.passthrough.includes(service)) return 'leave';
  const canAnswer = HTTP_PORTS.has(port) && (!onlyHttp2 || EMULATED_SERVICES.has(service));
  if (canAnswer) return 'emulator';
  return {
    refuse: `The emulator has no ${service} (a connection to ${host}:${port}), and lets nothing out to AWS. To let this service through, start with --passthrough ${service}, or add "${service}" to "passthrough" in an emulator.config.json.`,
  };
}

/** Whether this is the emulator's port by the machine's own names, which need no leading. */
export function isEmulatorItself(host: string, port: number, settings: BridgeSettings): boolean {
  return LOOPBACK.has(host) && port === settings.port;
}

/** A domain of the project on its ports for HTTP, or on the one that it is named with; its database's is not ours. */
function isOwnDomain(host: string, port: number, ownHosts: readonly string[]): boolean {
  return ownHosts.includes(`${host}:${port}`) || (ownHosts.includes(host) && HTTP_PORTS.has(port));
}
