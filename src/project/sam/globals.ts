/** `Globals`: properties that all resources of a type share. Row `sam.globals`. */
import { isIntrinsic } from '../cloudformation/intrinsics/table.ts';
import {
  type Entry,
  entryOf,
  itemsOf,
  list,
  type Mapping,
  mapping,
  mappingOf,
  type Node,
  toText,
} from '../source/node.ts';
import { didYouMean } from '../spelling.ts';
import type { SamContext } from './context.ts';
import { found } from './shape.ts';
import { FUNCTION, WEBSOCKET_API } from './shapes.ts';

/** Properties for all resources of a type, by the type's last word: `Function`. */
export type Globals = ReadonlyMap<string, Mapping>;

/** What a resource has to itself. */
const OWN_OF_FUNCTION = [
  'Events',
  'FunctionName',
  'ImageUri',
  'InlineCode',
  'PackageType',
  'Policies',
  'Role',
];
const OWN_OF_API = ['Auth', 'Description', 'Name', 'Routes', 'StageName'];

/** The properties that a section may have; where they are not named, nothing here reads the section. */
const SECTIONS: Readonly<Record<string, readonly string[] | undefined>> = {
  Function: Object.keys(FUNCTION.properties).filter((name) => !OWN_OF_FUNCTION.includes(name)),
  WebSocketApi: Object.keys(WEBSOCKET_API.properties).filter((name) => !OWN_OF_API.includes(name)),
  SimpleTable: ['SSESpecification'],
  LayerVersion: ['PublishLambdaVersion'],
  Api: undefined,
  CapacityProvider: undefined,
  HttpApi: undefined,
  StateMachine: undefined,
};

export function readGlobals(template: Node, { problems }: SamContext): Globals {
  const globals = new Map<string, Mapping>();
  const node = entryOf(template, 'Globals')?.value;
  if (node === undefined) return globals;
  if (node.kind !== 'mapping') {
    problems.add(node.at, `expected a map, found ${found(node)}; write Function: { Timeout: 10 }`);
    return globals;
  }
  for (const [section, { key, value }] of node.entries) {
    if (!Object.hasOwn(SECTIONS, section)) {
      const known = Object.keys(SECTIONS);
      const hint = didYouMean(section, known, `Globals may have ${known.join(', ')}`);
      problems.add(key, `unknown section; ${hint}`);
    } else if (value.kind !== 'mapping') {
      problems.add(value.at, `expected a map of properties, found ${found(value)}`);
    } else {
      checkSection(section, value, problems);
      globals.set(section, value);
    }
  }
  return globals;
}

/** What is unknown altogether is reported of the resources that get it. */
function checkSection(section: string, node: Mapping, problems: SamContext['problems']): void {
  const shareable = SECTIONS[section];
  const own = section === 'Function' ? OWN_OF_FUNCTION : OWN_OF_API;
  for (const [name, { key }] of node.entries) {
    if (shareable === undefined || shareable.includes(name) || !own.includes(name)) continue;
    problems.add(key, `SAM does not take it from Globals; write it on each resource that has it`);
  }
}

/** The resource's properties with those that are global; `IgnoreGlobals` names the ones it does without. */
export function withGlobals(globals: Mapping | undefined, resource: Mapping): Mapping {
  const node = entryOf(resource, 'Properties')?.value;
  const own = node?.kind === 'mapping' ? node : mapping({}, node?.at ?? resource.at);
  if (globals === undefined) return own;
  const ignored = entryOf(resource, 'IgnoreGlobals')?.value;
  if (toText(ignored) === '*') return own;
  const names = itemsOf(ignored).map(toText);
  const entries = new Map([...globals.entries].filter(([name]) => !names.includes(name)));
  return mergedMaps({ ...globals, entries }, own);
}

/** Maps are merged, lists appended, everything else is replaced; so is a map in which only a function stands. */
function merged(global: Node, own: Node): Node {
  if (isIntrinsic(global) || isIntrinsic(own)) return own;
  if (global.kind === 'list' && own.kind === 'list') return list([...global.items, ...own.items], own.at);
  return global.kind === 'mapping' && own.kind === 'mapping' ? mergedMaps(global, own) : own;
}

function mergedMaps(globals: Mapping, own: Mapping): Mapping {
  const entries = new Map<string, Entry>(globals.entries);
  for (const [name, entry] of own.entries) {
    const global = entries.get(name)?.value;
    const isReplaced = global === undefined || name === 'Architectures';
    entries.set(name, isReplaced ? entry : { key: entry.key, value: merged(global, entry.value) });
  }
  return mappingOf(entries, own.at);
}
