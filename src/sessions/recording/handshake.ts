/** What of an upgrade request a client has chosen, and a session file therefore has. Pure; row `session.recorded`. */
import type { JsonValue } from '../json-value.ts';
import type { Opened, Refused } from './happening.ts';
import { Secrets } from './secrets.ts';

/** Of the handshake itself, of proxies, and what browsers send whatever the application does. */
const UNINTERESTING =
  /^(?:host|connection|upgrade|origin|content-length|sec-.*|x-forwarded-.*|x-amzn-trace-id|forwarded|via|user-agent|accept(?:-.*)?|cache-control|pragma|dnt|priority|keep-alive|te)$/i;

/** Each of the headers that counts, and each query parameter, one at a time. */
function partsOf({ url, headers }: Opened | Refused) {
  const query = [...new URL(url, 'ws://localhost').searchParams];
  const own = Object.entries(headers)
    .filter(([name]) => !UNINTERESTING.test(name))
    .map(([name, values]): [string, string] => [name, values.join(', ')]);
  return { query, headers: own };
}

export function findSecrets(client: string, handshake: Opened | Refused, secrets: Secrets): void {
  const { query, headers } = partsOf(handshake);
  for (const [name, value] of [...query, ...headers]) {
    if (Secrets.isSecret(name, value)) secrets.add(client, name, value);
  }
  for (const secret of Secrets.amongProtocols(protocolsOf(handshake)))
    secrets.add(client, 'protocol', secret);
}

/** Whether it is signed as AWS's SDKs do it. */
export function isSigned({ url, headers }: Opened | Refused): boolean {
  const signed = valuesOf({ headers }, 'authorization').some((value) => value.startsWith('AWS4-HMAC-SHA256'));
  return signed || /[?&]X-Amz-Signature=/i.test(url);
}

/** @param write - what a text is in the file. */
export function handshakeFields(
  handshake: Opened | Refused,
  firstApi: string | undefined,
  secrets: Secrets,
  write: (text: string) => string,
): Record<string, JsonValue> {
  const parts = partsOf(handshake);
  const written = (name: string, value: string) =>
    Secrets.isSecret(name, value) ? secrets.hide(value) : write(value);
  const query: Record<string, JsonValue> = {};
  for (const [name, value] of parts.query) {
    const before = Object.hasOwn(query, name) ? query[name] : undefined;
    const text = written(name, value);
    query[name] = before === undefined ? text : [...(Array.isArray(before) ? before : [before]), text];
  }
  const headers = Object.fromEntries(parts.headers.map(([name, value]) => [name, written(name, value)]));
  const offered = protocolsOf(handshake);
  const secret = Secrets.amongProtocols(offered);
  const protocols = offered.map((one) => (secret.includes(one) ? secrets.hide(one) : write(one)));
  const [origin] = valuesOf(handshake, 'origin');
  const { api } = handshake;
  return {
    ...(api !== undefined && api !== firstApi && { api }),
    ...(Object.keys(query).length > 0 && { query }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(protocols.length > 0 && { protocols }),
    ...(origin !== undefined && { origin }),
  };
}

/** A parameter of the query by which people may know the client. */
export function nameInQuery({ url }: Opened | Refused): string | undefined {
  const { searchParams } = new URL(url, 'ws://localhost');
  const names = ['name', 'user', 'username', 'userName'].map((key) => searchParams.get(key) ?? '');
  return names.find((name) => /^[A-Za-z][\w-]{0,19}$/.test(name));
}

function protocolsOf(handshake: Pick<Opened, 'headers'>): readonly string[] {
  return valuesOf(handshake, 'sec-websocket-protocol').flatMap((value) =>
    value.split(',').map((protocol) => protocol.trim()),
  );
}

function valuesOf({ headers }: Pick<Opened, 'headers'>, wanted: string): readonly string[] {
  return Object.entries(headers).flatMap(([name, values]) => (name.toLowerCase() === wanted ? values : []));
}
