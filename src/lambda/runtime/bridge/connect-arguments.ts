/** The three ways to call `net` and `tls`'s `connect`, read as one. */

/** What `connect` was asked for, as far as the bridge looks at it. */
export type ConnectOptions = Record<string, unknown> & {
  host?: string;
  port?: number | string;
  path?: string;
};

export type ConnectCallback = (...args: unknown[]) => void;

/**
 * `connect` takes (options), (port, host) or (path), each with a callback behind; from inside Node it comes as
 * one array of options and callback.
 */
export function normalise(args: readonly unknown[]): [ConnectOptions, ConnectCallback | undefined] {
  const [first] = args;
  if (Array.isArray(first)) return normalise(first);
  const last = args.at(-1);
  const callback = typeof last === 'function' ? (last as ConnectCallback) : undefined;
  if (typeof first === 'object' && first !== null) return [{ ...(first as ConnectOptions) }, callback];
  if (typeof first === 'string' && Number.isNaN(Number(first))) return [{ path: first }, callback];
  const options: ConnectOptions = { port: first as number };
  for (const arg of args.slice(1)) {
    if (typeof arg === 'string') options.host = arg;
    else if (typeof arg === 'object' && arg !== null) Object.assign(options, arg);
  }
  return [{ host: 'localhost', ...options }, callback];
}

/** Whether a TLS connection offers HTTP/2 and nothing else; Node passes on a list as it goes over the wire. */
export function offersOnlyHttp2({ ALPNProtocols: offered }: ConnectOptions): boolean {
  if (Array.isArray(offered)) return offered.length === 1 && String(offered[0]) === 'h2';
  return offered instanceof Uint8Array && Buffer.from(offered).toString('latin1') === '\x02h2';
}
