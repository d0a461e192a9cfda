/** Resources of the template, and those that a service writes itself. Row `serverless.resources`. Pure. */
import type { Location } from '../../source/location.ts';
import {
  type Entry,
  entriesOf,
  list,
  type Mapping,
  mapping,
  mappingOf,
  merged,
  type Node,
  nodeAt,
  scalar,
} from '../../source/node.ts';
import type { ProblemList } from '../../source/problem-list.ts';
import { didYouMean } from '../../spelling.ts';
import { isNull, listed } from '../service.ts';

/** By logical id. */
export type Resources = Record<string, Node>;

/** @param further - attributes beside its properties. */
export function resource(
  type: string,
  properties: Node,
  at: Location,
  further: Readonly<Record<string, Node | undefined>> = {},
): Node {
  return mapping({ Type: scalar(type, at), Properties: properties, ...further }, at);
}

/** A template with what the service's `resources` add to it, change in it, and extend. */
export function withOwnResources(template: Mapping, own: Node | undefined, problems: ProblemList): Node {
  if (own?.kind !== 'mapping') return template;
  const entries = new Map(own.entries);
  entries.delete('extensions');
  const both = withoutNulls(merged(template, mappingOf(entries, own.at)) ?? template);
  const resources = nodeAt(both, 'Resources');
  const extensions = nodeAt(own, 'extensions');
  if (resources?.kind !== 'mapping' || extensions === undefined) return both;
  return withEntry(both, 'Resources', extended(resources, extensions, problems));
}

function extended(resources: Mapping, extensions: Node, problems: ProblemList): Mapping {
  const entries = new Map(resources.entries);
  for (const [id, { key, value }] of entriesOf(extensions)) {
    const extendedOne = entries.get(id);
    if (extendedOne === undefined) {
      const hint = didYouMean(id, [...entries.keys()], 'write it under "Resources"');
      problems.add(key, `there is no resource ${id} to extend; ${hint}`);
      continue;
    }
    entries.set(id, { key: extendedOne.key, value: extendedBy(extendedOne.value, value, problems) });
  }
  return mappingOf(entries, resources.at);
}

const REPLACED = ['Condition', 'CreationPolicy', 'DeletionPolicy', 'UpdatePolicy', 'UpdateReplacePolicy'];

/** One level deep: a property that is there is another afterwards, not a mixture. */
function extendedBy(target: Node, extension: Node, problems: ProblemList): Node {
  let node = target;
  for (const [attribute, { key, value }] of entriesOf(extension)) {
    const before = nodeAt(node, attribute);
    if (REPLACED.includes(attribute)) node = withEntry(node, attribute, value);
    else if (attribute === 'Properties' || attribute === 'Metadata') {
      const entries = new Map([...entriesOf(before), ...entriesOf(value)]);
      node = withEntry(node, attribute, withoutNulls(mappingOf(entries, (before ?? value).at)));
    } else if (attribute === 'DependsOn') {
      const items = [...(before === undefined ? [] : listed(before).items), ...listed(value).items];
      node = withEntry(node, attribute, list(items, value.at));
    } else {
      const known = [...REPLACED, 'Properties', 'Metadata', 'DependsOn'].join(', ');
      problems.add(key, `"${attribute}" cannot be extended; ${known} can`);
    }
  }
  return node;
}

function withEntry(node: Node, name: string, value: Node): Node {
  if (node.kind !== 'mapping') return node;
  const entry: Entry = { key: node.entries.get(name)?.key ?? value.at, value };
  return mappingOf(new Map([...node.entries, [name, entry]]), node.at);
}

/** The framework takes out what is null, by which a property of its own making can be removed. */
function withoutNulls(node: Node): Node {
  if (node.kind !== 'mapping') return node;
  const entries = [...node.entries]
    .filter(([, { value }]) => !isNull(value))
    .map(([name, { key, value }]): [string, Entry] => [name, { key, value: withoutNulls(value) }]);
  return mappingOf(new Map(entries), node.at);
}
