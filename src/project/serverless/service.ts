/** A service as the rest of the reader takes it: its short forms written out, its settings by name. Pure. */
import { ownValue } from '../own.ts';
import {
  type Entry,
  entriesOf,
  isUnknown,
  itemsOf,
  type List,
  list,
  type Mapping,
  mapping,
  mappingOf,
  merged,
  type Node,
  nodeAt,
  scalar,
  toText,
  written,
} from '../source/node.ts';
import { closest } from '../spelling.ts';

export interface Service {
  /** In its normal form. */
  readonly node: Node;
  readonly name: string;
  readonly stage: string;
  readonly region: string;
  /** Absolute path. */
  readonly folder: string;
  readonly functions: readonly ServiceFunction[];
  /** Names of its plugins. */
  readonly plugins: readonly string[];
}

export interface ServiceFunction {
  /** As the service calls it. */
  readonly name: string;
  readonly node: Node;
}

const SHORT_FORMS: Readonly<Record<string, (node: Node) => Node>> = {
  service: (node) => nodeAt(node, 'name') ?? node,
  provider: (node) => (node.kind === 'scalar' ? mapping({ name: node }, node.at) : node),
  functions: mergedList,
  layers: mergedList,
  resources: mergedList,
  plugins: (node) => nodeAt(node, 'modules') ?? node,
};

/** `provider: aws`, `service: { name }`, lists of functions and of resources are written otherwise; an empty section is none. */
export function normalForm(node: Node): Node {
  if (node.kind !== 'mapping') return node;
  const entries = [...node.entries]
    .filter(([, { value }]) => !isNull(value) || isUnknown(value))
    .map(([name, { key, value }]): [string, Entry] => [
      name,
      { key, value: ownValue(SHORT_FORMS, name)?.(value) ?? value },
    ]);
  return mappingOf(new Map(entries), node.at);
}

export function toService(node: Node, deployment: Pick<Service, 'stage' | 'region' | 'folder'>): Service {
  const functions = nodeAt(node, 'functions');
  return {
    node,
    name: toText(nodeAt(node, 'service')) ?? '',
    ...deployment,
    functions: entriesOf(functions).map(([name, { value }]) => ({ name, node: value })),
    plugins: itemsOf(nodeAt(node, 'plugins')).flatMap((plugin) => toText(plugin) ?? []),
  };
}

/** What may be one or a list, as the framework lets it. */
export function listed(node: Node): List {
  return node.kind === 'list' ? node : list([node], node.at);
}

/** Whole numbers may stand in quotes, or come from the environment as texts. */
export function toNumberNode(node: Node | undefined): Node | undefined {
  const value = toNumber(node);
  return node === undefined || value === undefined ? node : scalar(value, node.at);
}

export function toNumber(node: Node | undefined): number | undefined {
  const text = toText(node);
  return text === undefined || text.trim() === '' || Number.isNaN(Number(text)) ? undefined : Number(text);
}

export function isNull(node: Node | undefined): boolean {
  return node === undefined || (node.kind === 'scalar' && node.value === null);
}

/** The value, or one of the framework's own, which is where what it belongs to is. */
export function orDefault(node: Node | undefined, value: unknown, around: Node): Node {
  return node === undefined || isNull(node) ? written(value, around.at) : node;
}

function mergedList(node: Node): Node {
  if (node.kind !== 'list') return node;
  const mappings = node.items.filter((item): item is Mapping => item.kind === 'mapping');
  if (mappings.length < node.items.filter((item) => !isNull(item)).length) return node;
  return mappings.reduce<Node>(
    (under, over) => {
      const both = merged(under, over) ?? over;
      return { ...both, at: node.at } as Node;
    },
    mapping({}, node.at),
  );
}

/** Whether a key that is not there seems to be meant by another, which is reported itself. */
export function isMisspelt(node: Node, key: string): boolean {
  const names = entriesOf(node).map(([name]) => name);
  return !names.includes(key) && names.some((name) => closest(name, [key]) !== undefined);
}
