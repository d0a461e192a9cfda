/** References to what SAM generates: `!Ref MyApi.Stage`, `${MyFunction.Alias}`. Row `sam.referable`. */
import { ownValue } from '../own.ts';
import { type Entry, list, type Mapping, type Node, scalar, toText } from '../source/node.ts';

/** By `Resource.Property`, the logical id. */
export type Referables = ReadonlyMap<string, string>;

/** The same node where nothing in it refers to these. */
export function withReferences(node: Node, referables: Referables): Node {
  if (referables.size === 0 || node.kind === 'scalar') return node;
  if (node.kind === 'list') {
    const items = node.items.map((item) => withReferences(item, referables));
    return items.every((item, i) => item === node.items[i]) ? node : { ...node, items };
  }
  return withReferencesInside(node, referables);
}

function withReferencesInside(node: Mapping, referables: Referables): Mapping {
  let entries: Map<string, Entry> | undefined;
  for (const [name, { key, value }] of node.entries) {
    const inside = withReferences(value, referables);
    const resolved = ownValue(RESOLVERS, name)?.(inside, referables) ?? inside;
    if (resolved === value) continue;
    entries ??= new Map(node.entries);
    entries.set(name, { key, value: resolved });
  }
  return entries === undefined ? node : { ...node, entries };
}

type Resolver = (node: Node, referables: Referables) => Node | undefined;

const RESOLVERS: Readonly<Record<string, Resolver>> = {
  Ref: (node, referables) => {
    const id = referables.get(toText(node) ?? '');
    return id === undefined ? undefined : scalar(id, node.at);
  },
  'Fn::GetAtt': (node, referables) => {
    const path = node.kind === 'list' ? node.items.map(toText).join('.') : (toText(node) ?? '');
    const [resource, name, ...attribute] = path.split('.');
    const id = referables.get(`${resource}.${name}`);
    if (id === undefined || attribute.length === 0) return undefined;
    return list([scalar(id, node.at), scalar(attribute.join('.'), node.at)], node.at);
  },
  'Fn::Sub': (node, referables) => {
    if (node.kind !== 'list') return substituted(node, referables);
    const [text, ...variables] = node.items;
    const resolved = text && substituted(text, referables);
    return resolved && { ...node, items: [resolved, ...variables] };
  },
};

function substituted(node: Node, referables: Referables): Node | undefined {
  const text = toText(node);
  if (text === undefined) return undefined;
  const resolved = text.replaceAll(
    /\$\{([A-Za-z0-9]+\.[A-Za-z0-9]+)(\.[^}]*)?\}/g,
    (all, name, attribute = '') => {
      const id = referables.get(name);
      return id === undefined ? all : `\${${id}${attribute}}`;
    },
  );
  return resolved === text ? undefined : scalar(resolved, node.at);
}
