/**
 * Which parts of a service are read, and so have to have their variables' values: nobody has to give the emulator
 * a VPC's subnets or a domain's certificate. Row `serverless.unread-variables`.
 */
import { ownValue } from '../own.ts';
import { type Entry, list, mappingOf, type Node } from '../source/node.ts';
import type { Resolver } from './variables/resolver.ts';

/** `whole`: all the way down. `raw`: not at all. */
type Depth =
  | 'whole'
  | 'raw'
  /** These entries; the others are raw. */
  | { readonly entries: Readonly<Record<string, Depth>> }
  /** Every entry of a mapping, and each mapping of a list of such mappings. */
  | { readonly each: Depth }
  | { readonly items: Depth };

const all = (...keys: readonly string[]): Readonly<Record<string, Depth>> =>
  Object.fromEntries(keys.map((key) => [key, 'whole']));

const ARTIFACT: Depth = { entries: all('artifact') };

const FUNCTION: Depth = {
  entries: {
    ...all('handler', 'image', 'runtime', 'name', 'description', 'timeout', 'memorySize', 'environment'),
    ...all('layers', 'reservedConcurrency', 'condition', 'dependsOn'),
    package: ARTIFACT,
    events: { items: { entries: all('websocket', 'stream') } },
  },
};

const PROVIDER: Depth = {
  entries: {
    ...all(
      'name',
      'stage',
      'region',
      'runtime',
      'timeout',
      'memorySize',
      'environment',
      'layers',
      'stackName',
    ),
    ...all('websocketsApiName', 'websocketsApiRouteSelectionExpression', 'websocketsDescription'),
    ...all('websocketApiName', 'websocketApiRouteSelectionExpression', 'stackParameters'),
    apiGateway: { entries: all('websocketApiId') },
    logs: { entries: all('websocket') },
  },
};

const CUSTOM: Depth = {
  entries: all('serverless-offline', 'serverless-dynamodb', 'dynamodb', 'esbuild', 'dotenv'),
};

export const SERVICE: Depth = {
  entries: {
    ...all('service', 'resources', 'plugins', 'build'),
    provider: PROVIDER,
    functions: { each: FUNCTION },
    layers: { each: { entries: { ...all('path', 'name'), package: ARTIFACT } } },
    package: ARTIFACT,
    custom: CUSTOM,
  },
};

export async function readAsPlanned(node: Node, depth: Depth, resolver: Resolver): Promise<Node> {
  if (depth === 'raw') return node;
  if (depth === 'whole') return resolver.resolve(node);
  const here = await resolver.replace(node);
  if (here.kind === 'scalar') return here;
  if (here.kind === 'list') {
    const ofItems = 'items' in depth ? depth.items : depth;
    const items: Node[] = [];
    for (const item of here.items) items.push(await readAsPlanned(item, ofItems, resolver));
    return list(items, here.at);
  }
  const entries = new Map<string, Entry>();
  for (const [name, { key, value }] of here.entries) {
    const ofEntry =
      'each' in depth ? depth.each : 'entries' in depth ? (ownValue(depth.entries, name) ?? 'raw') : 'raw';
    entries.set(name, { key, value: await readAsPlanned(value, ofEntry, resolver) });
  }
  return mappingOf(entries, here.at);
}
