/** Resources before SAM's transform, and those that it makes of them. */
import type { Location } from '../source/location.ts';
import { type Entry, entryOf, type Mapping, mapping, mappingOf, type Node, scalar } from '../source/node.ts';

/** A resource in SAM's terms. */
export interface SamResource {
  readonly id: string;
  readonly node: Mapping;
  /** With what `Globals` add to them. */
  readonly properties: Mapping;
}

/** What the transform makes of one resource. */
export interface Transformed {
  /** By logical id. */
  readonly resources: Readonly<Record<string, Node>>;
  /** Names that SAM gives generated resources, and their logical ids: `MyApi.Stage`, `MyApidevStage`. */
  readonly referables?: Readonly<Record<string, string>>;
  /** Events that nothing here sends: their type, and `Function.Event`. */
  readonly unsent?: readonly { readonly type: string; readonly name: string }[];
}

type Properties = Readonly<Record<string, Node | undefined>>;

/** What CloudFormation does not know about a resource. */
const OWN_ATTRIBUTES = ['Type', 'Properties', 'IgnoreGlobals', 'Connectors'];

/** The resource that has the same logical id, and with it all attributes (`DependsOn`, `Metadata`, …). */
export function successor(of: SamResource, type: string, properties: Properties): Mapping {
  const attributes = [...of.node.entries].filter(([name]) => !OWN_ATTRIBUTES.includes(name));
  const own = { Type: typeOf(type, of), Properties: mapping(properties, of.properties.at) };
  const entries = new Map<string, Entry>([...mapping(own, of.node.at).entries, ...attributes]);
  return mappingOf(entries, of.node.at);
}

/** A further resource, which is there on the same condition. */
export function companion(of: SamResource, type: string, properties: Properties, at: Location): Mapping {
  const Condition = entryOf(of.node, 'Condition')?.value;
  return mapping({ Type: typeOf(type, of), Condition, Properties: mapping(properties, at) }, at);
}

/** Those of the properties that pass under their own names. */
export function passed(properties: Mapping, names: readonly string[]): Record<string, Node> {
  const values: Record<string, Node> = {};
  for (const name of names) {
    const value = entryOf(properties, name)?.value;
    if (value !== undefined) values[name] = value;
  }
  return values;
}

function typeOf(type: string, of: SamResource): Node {
  return scalar(type, entryOf(of.node, 'Type')?.value.at ?? of.node.at);
}
