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

/** What a TLS connection offers to speak; Node passes on a list as it goes over the wire: a length, then a name. */
export function offeredProtocols({ ALPNProtocols: offered }: ConnectOptions): readonly string[] {
  if (Array.isArray(offered)) return offered.map(String);
  if (!(offered instanceof Uint8Array)) return [];
  const names: string[] = [];
  for (let at = 0; at < offered.length; at += 1 + (offered[at] ?? 0)) {
    names.push(Buffer.from(offered.subarray(at + 1, at + 1 + (offered[at] ?? 0))).toString('latin1'));
  }
  return names;
}

/** Whether a TLS connection offers HTTP/2 and nothing else. */
export function offersOnlyHttp2(options: ConnectOptions): boolean {
  const offered = offeredProtocols(options);
  return offered.length === 1 && offered[0] === 'h2';
}

/**
 * Whether a client would see that a TLS connection is none: only one of HTTP/1.1 reads no more of it than what
 * Node tells of every connection (a client with an agent of Node's, or that says so itself, as `fetch` does), and
 * not when it checks the certificate by itself.
 */
export function needsTls(options: ConnectOptions): boolean {
  if (options.socket !== undefined || options.checkServerIdentity !== undefined) return true;
  return options._agentKey === undefined && !offeredProtocols(options).includes('http/1.1');
}
