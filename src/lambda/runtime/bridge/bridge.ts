/**
 * The network bridge: inside an execution environment, every connection to an AWS host or to one of the
 * project's own domains is led to the emulator. It sits at the socket, below every SDK and `fetch`, so that
 * handlers need no change; it is never removed, for it ends with the environment's thread.
 *
 * TLS that nobody looks at is left out. Where it stays, the emulator answers with a certificate for the name that
 * was asked for, and only for these connections its authority is trusted. Other hosts are left alone.
 */
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import tls from 'node:tls';
import type { BridgeSettings } from '../protocol.ts';
import { awsServiceOf } from './aws-hosts.ts';
import { type ConnectOptions, needsTls, normalise, offersOnlyHttp2 } from './connect-arguments.ts';
import { isEmulatorItself, routeOf } from './routes.ts';
import { connectUnencrypted } from './unencrypted-socket.ts';

/** The sockets that end at the emulator, each with the host that it was meant for: TLS may follow on them. */
type BridgedSockets = WeakMap<object, string>;

/** @param authority - the emulator's certificate authority, PEM; asked for when TLS is first spoken. */
export function installBridge(settings: BridgeSettings, authority: () => string): void {
  const bridged: BridgedSockets = new WeakMap();
  bridgeSockets(settings, bridged);
  trustEmulator(settings, bridged, authority);
  syncBuiltinESMExports();
}

function bridgeSockets(settings: BridgeSettings, bridged: BridgedSockets): void {
  const connect = net.Socket.prototype.connect as (...args: unknown[]) => net.Socket;
  net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
    const [options, callback] = normalise(args);
    const { host } = options;
    bridged.delete(this);
    if (host === undefined || options.path) return connect.apply(this, args);
    const port = Number(options.port);
    const route = routeOf(host, port, offersOnlyHttp2(options), settings);
    if (route === 'emulator' || isEmulatorItself(host, port, settings)) bridged.set(this, host);
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
}

function trustEmulator(settings: BridgeSettings, bridged: BridgedSockets, authority: () => string): void {
  const connect = tls.connect as (...args: unknown[]) => tls.TLSSocket;
  tls.connect = ((...args: unknown[]) => {
    const [options, callback] = normalise(args);
    const host = bridgedHost(options, settings, bridged);
    if (host === undefined) return connect(...args);
    if (!needsTls(options)) return connectUnencrypted(straight(options, host, settings), callback);
    const { secureContext: _context, ...rest } = options;
    // Without a name the emulator could not know which certificate is expected.
    const name = net.isIP(host) === 0 ? { servername: host } : {};
    const trusting = { ...name, ...rest, ca: authority() };
    return callback === undefined ? connect(trusting) : connect(trusting, callback);
  }) as typeof tls.connect;
}

/** DynamoDB's engine has a thread of its own: what would pass through the emulator's goes there straight. */
function straight(options: ConnectOptions, host: string, { dynamodb }: BridgeSettings): ConnectOptions {
  if (dynamodb === undefined || awsServiceOf(host) !== 'dynamodb') return options;
  const { lookup: _lookup, ...rest } = options;
  return { ...rest, host: dynamodb.address, port: dynamodb.port };
}

/** The host that a TLS connection is meant for, when it is the emulator that will answer it. */
function bridgedHost(
  options: ConnectOptions,
  settings: BridgeSettings,
  bridged: BridgedSockets,
): string | undefined {
  const { socket, host = 'localhost' } = options;
  if (typeof socket === 'object' && socket !== null) return bridged.get(socket);
  if (options.path) return undefined;
  const port = Number(options.port);
  if (isEmulatorItself(host, port, settings)) return host;
  return routeOf(host, port, offersOnlyHttp2(options), settings) === 'emulator' ? host : undefined;
}
