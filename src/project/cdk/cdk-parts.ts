/**
 * What the CDK writes into templates for itself: checks of its bootstrap stack, and functions that run while a stack is
 * deployed. None of it is the app's. Pure.
 */
import { isCustomResource } from '../cloudformation/other-resources.ts';
import { resourcesOf } from '../cloudformation/template.ts';
import {
  type Entry,
  entryOf,
  type Mapping,
  mapping,
  type Node,
  nodeAt,
  scalar,
  toText,
} from '../source/node.ts';
import { type AssetPaths, withAssetPath, withMetadata } from './asset-paths.ts';

/** The template without the CDK's own parts, and with what is known of its assets beside its resources. */
export function prepareTemplate(template: Node, assets: AssetPaths): Node {
  if (template.kind !== 'mapping') return template;
  const providers = providersIn(template);
  return mapSection(
    mapSection(
      mapSection(template, 'Rules', (entry, name) => (name === 'CheckBootstrapVersion' ? undefined : entry)),
      'Parameters',
      parameterEntry,
    ),
    'Resources',
    (entry, name) => ({
      ...entry,
      value: withAssetPath(providers.has(name) ? passedOver(entry.value) : entry.value, assets),
    }),
  );
}

/** Of a mapping in the template; an entry may be taken out. */
function mapSection(
  template: Mapping,
  section: string,
  change: (entry: Entry, name: string) => Entry | undefined,
): Mapping {
  const found = entryOf(template, section);
  if (found?.value.kind !== 'mapping') return template;
  const { value, key } = found;
  const entries = [...value.entries].flatMap(([name, entry]): [string, Entry][] => {
    const changed = change(entry, name);
    return changed === undefined ? [] : [[name, changed]];
  });
  return withEntry(template, section, { key, value: { ...value, entries: new Map(entries) } });
}

function withEntry(node: Mapping, name: string, entry: Entry): Mapping {
  return { ...node, entries: new Map([...node.entries, [name, entry]]) };
}

/** What the bootstrap stack's version is, nobody here asks; where assets would be uploaded to, nobody needs. */
function parameterEntry(entry: Entry, name: string): Entry | undefined {
  if (name === 'BootstrapVersion') return undefined;
  const isAsset = /^AssetParameters[0-9a-f]{64}/.test(name) && entryOf(entry.value, 'Default') === undefined;
  if (!isAsset || entry.value.kind !== 'mapping') return entry;
  const none = { key: entry.key, value: scalar('', entry.key) };
  return { ...entry, value: withEntry(entry.value, 'Default', none) };
}

const FRAMEWORK = 'AWS CDK resource provider framework';

/** Logical ids of the functions that are there for custom resources alone. */
function providersIn(template: Mapping): ReadonlySet<string> {
  const providers = new Set<string>();
  const used = new Set<string>();
  for (const [logicalId, resource] of resourcesOf(template)) {
    const type = toText(nodeAt(resource, 'Type')) ?? '';
    const description = toText(nodeAt(resource, 'Properties', 'Description'));
    if (description?.startsWith(FRAMEWORK)) providers.add(logicalId);
    const token = nodeAt(resource, 'Properties', 'ServiceToken', 'Fn::GetAtt', 0);
    const provider = isCustomResource(type) ? toText(token) : undefined;
    if (provider !== undefined) providers.add(provider);
    if (USES.test(type)) for (const name of attributesIn(resource)) used.add(name);
  }
  return new Set([...providers].filter((name) => !used.has(name)));
}

/** What calls functions while the app runs. */
const USES = /^AWS::(ApiGatewayV2::|Lambda::EventSourceMapping$)/;

/** Logical ids of the resources that a value has attributes of. */
function attributesIn(node: Node): string[] {
  if (node.kind === 'list') return node.items.flatMap(attributesIn);
  if (node.kind === 'scalar') return [];
  const name = toText(nodeAt(node, 'Fn::GetAtt', 0));
  return [
    ...(name === undefined ? [] : [name]),
    ...[...node.entries.values()].flatMap((entry) => attributesIn(entry.value)),
  ];
}

/** The resource stays, for what refers to it. */
function passedOver(resource: Node): Node {
  if (resource.kind !== 'mapping') return resource;
  const { at } = resource;
  return withMetadata(resource, mapping({ Emulator: mapping({ PassedOver: scalar(true, at) }, at) }, at));
}
