/**
 * The network bridge: inside an execution environment, every connection to an AWS host or to one of the
 * project's own domains is led to the emulator. It sits at the socket, below every SDK and `fetch`, so that
 * handlers need no change; it is never removed, for it ends with the environment's thread.
 *
 * TLS stays TLS: the emulator answers with a certificate for the name that was asked for, and only for these
 * connections its authority is trusted. Other hosts are left alone.
 */
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import tls from 'node:tls';
import type { BridgeSettings } from '../protocol.ts';
import { awsServiceOf } from './aws-hosts.ts';

/** The ports that the emulator can answer in the service's place: an HTTP answer means something there. */
const HTTP_PORTS = new Set([80, 443]);
const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1']);

type Route = 'leave' | 'emulator' | { readonly refuse: string };

/** Where a connection to this host and port goes. */
function routeOf(host: string, port: number, settings: BridgeSettings): Route {
  if (isOwnDomain(host.toLowerCase(), port, settings.ownHosts)) return 'emulator';
  const service = awsServiceOf(host);
  if (service === undefined || settings.passthrough.includes(service)) return 'leave';
  if (HTTP_PORTS.has(port)) return 'emulator';
  return {
    refuse: `The emulator has no ${service} (a connection to ${host}:${port}), and lets nothing out to AWS. To let this service through, add "${service}" to "passthrough" in the project's configuration.`,
  };
}

/** A domain of the project on its ports for HTTP, or on the one that it is named with; its database's is not ours. */
function isOwnDomain(host: string, port: number, ownHosts: readonly string[]): boolean {
  return ownHosts.includes(`${host}:${port}`) || (ownHosts.includes(host) && HTTP_PORTS.has(port));
}

type Options = Record<string, unknown> & { host?: string; port?: number | string; path?: string };

/** @param authority - the emulator's certificate authority, PEM; asked for when TLS is first spoken. */
export function installBridge(settings: BridgeSettings, authority: () => string): void {
  const connect = net.Socket.prototype.connect as (...args: unknown[]) => net.Socket;
  net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
    const [options, callback] = normalise(args);
    const host = options.host;
    if (host === undefined || options.path) return connect.apply(this, args);
    const route = routeOf(host, Number(options.port), settings);
    if (route === 'leave') return connect.apply(this, args);
    if (route === 'emulator') {
      const { lookup: _lookup, ...rest } = options;
      const target = { ...rest, host: settings.address, port: settings.port };
      return connect.apply(this, callback === undefined ? [target] : [target, callback]);
    }
    const error = Object.assign(new Error(route.refuse), { code: 'ERR_EMULATOR_SERVICE_NOT_EMULATED' });
    process.nextTick(() => this.destroy(error));
    return this;
  } as typeof connect;

  const secureConnect = tls.connect as (...args: unknown[]) => tls.TLSSocket;
  tls.connect = ((...args: unknown[]) => {
    const [options, callback] = normalise(args);
    if (!isOurs(options, settings)) return secureConnect(...args);
    const { secureContext: _context, ...rest } = options;
    const trusting = { ...rest, ca: authority() };
    return callback === undefined ? secureConnect(trusting) : secureConnect(trusting, callback);
  }) as typeof tls.connect;

  syncBuiltinESMExports();
}

/** Whether it is the emulator that will answer a TLS connection, by its own name or in AWS's place. */
function isOurs(options: Options, settings: BridgeSettings): boolean {
  const host = options.host ?? (options.servername as string | undefined) ?? 'localhost';
  if (options.socket !== undefined || options.path) return false;
  const port = Number(options.port);
  if (LOOPBACK.has(host)) return port === settings.port;
  return routeOf(host, port, settings) === 'emulator';
}

/**
 * `connect` takes (options), (port, host) or (path), each with a callback behind; from inside Node it comes as
 * one array of options and callback.
 */
function normalise(args: readonly unknown[]): [Options, ((...args: unknown[]) => void) | undefined] {
  const [first] = args;
  if (Array.isArray(first)) return normalise(first);
  const last = args.at(-1);
  const callback = typeof last === 'function' ? (last as () => void) : undefined;
  if (typeof first === 'object' && first !== null) return [{ ...(first as Options) }, callback];
  if (typeof first === 'string' && Number.isNaN(Number(first))) return [{ path: first }, callback];
  const options: Options = { port: first as number };
  for (const arg of args.slice(1)) {
    if (typeof arg === 'string') options.host = arg;
    else if (typeof arg === 'object' && arg !== null) Object.assign(options, arg);
  }
  return [{ host: 'localhost', ...options }, callback];
}
