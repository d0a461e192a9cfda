/** The sections of a template, and whether each has the form that CloudFormation asks of it. */
import type { Location } from '../source/location.ts';
import { type Entry, entriesOf, entryOf, type Mapping, type Node, nodeAt, toText } from '../source/node.ts';
import type { ProblemList } from '../source/problem-list.ts';
import { closest, didYouMean } from '../spelling.ts';
import { misspeltType } from './resource-types.ts';

/** A resource as it is written. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Node | undefined;
  readonly metadata: Node | undefined;
  /** The whole of it. */
  readonly node: Mapping;
  readonly at: Location;
}

export interface Template {
  readonly parameters: ReadonlyMap<string, Entry>;
  readonly mappings: Node | undefined;
  readonly conditions: ReadonlyMap<string, Entry>;
  /** All of them, whatever their conditions. */
  readonly resources: ReadonlyMap<string, Resource>;
  readonly outputs: ReadonlyMap<string, Entry>;
  /** Logical ids of those that are no resources: what refers to them is not wrong itself. */
  readonly broken: ReadonlySet<string>;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html, and SAM's Globals. */
const SECTIONS = [
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Rules',
  'Mappings',
  'Conditions',
  'Transform',
  'Globals',
  'Hooks',
  'Resources',
  'Outputs',
];

/** A template's resources as they are written, whatever they are. */
export function resourcesOf(template: Node): readonly (readonly [logicalId: string, resource: Node])[] {
  return entriesOf(nodeAt(template, 'Resources')).map(([logicalId, { value }]) => [logicalId, value]);
}

export function readTemplate(node: Node, problems: ProblemList): Template {
  if (node.kind !== 'mapping') {
    problems.add(node.at, 'expected a template: a mapping with "Resources"');
  } else {
    for (const [name, { key, value }] of node.entries) {
      if (SECTIONS.includes(name)) continue;
      problems.add(key, `this is no section of a template; ${hintFor(name, value)}`);
    }
  }
  const section = (name: string) => sectionOf(nodeAt(node, name), problems);
  const written = section('Resources');
  const resources = [...written].flatMap(([logicalId, { value }]): [string, Resource][] => {
    const resource = readResource(logicalId, value, problems);
    return resource === undefined ? [] : [[logicalId, resource]];
  });
  const known = new Map(resources);
  return {
    parameters: section('Parameters'),
    mappings: nodeAt(node, 'Mappings'),
    conditions: section('Conditions'),
    resources: known,
    broken: new Set([...written.keys()].filter((name) => !known.has(name))),
    outputs: section('Outputs'),
  };
}

function hintFor(name: string, value: Node): string {
  if (nodeAt(value, 'Type') !== undefined) return 'move it into Resources';
  return didYouMean(name, SECTIONS, `there is: ${SECTIONS.join(', ')}`);
}

function sectionOf(node: Node | undefined, problems: ProblemList): ReadonlyMap<string, Entry> {
  if (node?.kind === 'mapping') return node.entries;
  const isEmpty = node === undefined || (node.kind === 'scalar' && node.value === null);
  if (!isEmpty) problems.add(node.at, 'expected a mapping from names to what they stand for');
  return new Map();
}

function readResource(logicalId: string, node: Node, problems: ProblemList): Resource | undefined {
  // Language extensions make resources in loops; nothing here would be read as it is meant.
  if (logicalId.startsWith('Fn::ForEach')) {
    problems.add(node.at, 'loops are not read; write the resources out');
    return undefined;
  }
  const typeNode = nodeAt(node, 'Type');
  const type = toText(typeNode);
  if (node.kind !== 'mapping' || type === undefined) {
    problems.add(typeNode?.at ?? node.at, withoutType(logicalId, node));
    return undefined;
  }
  // What is missing in it, or too much, may be what stands in the wrong place.
  if (!hasKnownAttributes(node, problems)) return undefined;
  const meant = misspeltType(type);
  if (meant !== undefined && typeNode !== undefined) {
    problems.add(typeNode.at, `there is no resource type "${type}"; did you mean "${meant}"?`);
    return undefined;
  }
  // Whoever transformed the template may have reported it.
  if (typeNode !== undefined && problems.has(typeNode.at)) return undefined;
  const properties = entryOf(node, 'Properties')?.value;
  const metadata = entryOf(node, 'Metadata')?.value;
  return { logicalId, type, properties, metadata, node, at: node.at };
}

function withoutType(logicalId: string, node: Node): string {
  if (SECTIONS.includes(logicalId)) {
    return `"${logicalId}" is a section of the template and no resource; move it out of Resources`;
  }
  const keys = entriesOf(node).map(([key]) => key);
  const meant = keys.find((key) => key !== 'Type' && closest(key, ['Type']) !== undefined);
  if (meant !== undefined) return `unknown key "${meant}"; did you mean "Type"?`;
  return 'a resource has a Type, such as Type: AWS::Lambda::Function; write one';
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-product-attribute-reference.html, and SAM's. */
const ATTRIBUTES = [
  'Type',
  'Properties',
  'Condition',
  'CreationPolicy',
  'DeletionPolicy',
  'DependsOn',
  'Description',
  'Metadata',
  'UpdatePolicy',
  'UpdateReplacePolicy',
  'Version',
  'Connectors',
  'IgnoreGlobals',
  'Fn::Transform',
];

function hasKnownAttributes({ entries }: Mapping, problems: ProblemList): boolean {
  let isKnown = true;
  for (const [name, { key }] of entries) {
    if (ATTRIBUTES.includes(name)) continue;
    isKnown = false;
    const hint = didYouMean(name, ATTRIBUTES, 'move it into Properties');
    problems.add(key, `no resource has "${name}" beside its Type; ${hint}`);
  }
  return isKnown;
}
