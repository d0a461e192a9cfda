/** What a `$connect` event shows of the client's upgrade request. Pure. Rows `event.connect.*`. */
import { createTraceId } from '../ids.ts';

type MultiMap = Record<string, string[]>;

/** Headers and query of an upgrade request, as API Gateway passes them on. */
export interface Handshake {
  /** Every value of every header, the client's own casing, names sorted without regard to case. */
  readonly headers: MultiMap;
  /** The same with what makes the request an upgrade, as authorizers see it. */
  readonly upgradeHeaders: MultiMap;
  /** Every value of every query parameter, names sorted; undefined when the URL has no query. */
  readonly query: MultiMap | undefined;
  /** The same in the URL's own order, as authorizers see it; empty when there is none. */
  readonly upgradeQuery: MultiMap;
}

/** Hop-by-hop headers, and those that API Gateway writes itself, in small letters. */
export const NOT_PASSED_ON: ReadonlySet<string> = new Set([
  'connection',
  'upgrade',
  'content-length',
  'host',
  'x-amzn-trace-id',
  'x-forwarded-port',
  'x-forwarded-proto',
]);

/** As they were recorded in an authorizer's event, whatever the client wrote. */
const UPGRADE_HEADERS = [
  ['Connection', 'upgrade'],
  ['content-length', '0'],
  ['Upgrade', 'websocket'],
] as const;

/**
 * @param rawHeaders - names and values in turn, as Node keeps them.
 * @param search - the URL's query, with or without the `?`.
 * @param now - epoch milliseconds, for the trace id.
 */
export function readHandshake(
  rawHeaders: readonly string[],
  search: string,
  domainName: string,
  sourceIp: string,
  now: number,
): Handshake {
  const headers = new Map<string, string[]>();
  const forwardedFor: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    const value = rawHeaders[i + 1] ?? '';
    if (name.toLowerCase() === 'x-forwarded-for') forwardedFor.push(value);
    else if (!NOT_PASSED_ON.has(name.toLowerCase())) addTo(headers, name, value);
  }
  addTo(headers, 'Host', domainName);
  addTo(headers, 'X-Amzn-Trace-Id', createTraceId(now));
  addTo(headers, 'X-Forwarded-For', [...forwardedFor, sourceIp].join(', '));
  addTo(headers, 'X-Forwarded-Port', '443');
  addTo(headers, 'X-Forwarded-Proto', 'https');
  const upgradeHeaders = new Map(headers);
  for (const [name, value] of UPGRADE_HEADERS) addTo(upgradeHeaders, name, value);
  const query = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(search)) addTo(query, name, value);
  return {
    headers: sorted(headers, ignoringCase),
    upgradeHeaders: sorted(upgradeHeaders, ignoringCase),
    query: query.size === 0 ? undefined : sorted(query, byCodeUnit),
    upgradeQuery: Object.fromEntries(query),
  };
}

/** One more value of the name, which may be any: `constructor` too. */
export function addTo(map: Map<string, string[]>, name: string, value: string): void {
  const values = map.get(name);
  if (values === undefined) map.set(name, [value]);
  else values.push(value);
}

const byCodeUnit = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const ignoringCase = (a: string, b: string) => byCodeUnit(a.toLowerCase(), b.toLowerCase());

function sorted(map: Map<string, string[]>, order: (a: string, b: string) => number): MultiMap {
  return Object.fromEntries([...map].sort(([a], [b]) => order(a, b)));
}
