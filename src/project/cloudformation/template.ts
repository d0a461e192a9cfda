/** The sections of a template, and whether each has the form that CloudFormation asks of it. */
import type { Location } from '../source/location.ts';
import { type Entry, entryOf, type Mapping, type Node, nodeAt, toText } from '../source/node.ts';
import type { ProblemList } from '../source/problem-list.ts';
import { closest } from '../spelling.ts';

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

export function readTemplate(node: Node, problems: ProblemList): Template {
  if (node.kind !== 'mapping') {
    problems.add(node.at, 'expected a template: a mapping with "Resources"');
  } else {
    for (const [name, { key }] of node.entries) {
      if (SECTIONS.includes(name)) continue;
      const meant = closest(name, SECTIONS);
      problems.add(
        key,
        `this is no section of a template; ${meant === undefined ? `there is: ${SECTIONS.join(', ')}` : `did you mean ${meant}?`}`,
      );
    }
  }
  const section = (name: string) => entriesOf(nodeAt(node, name), problems);
  const resources = [...section('Resources')].flatMap(([logicalId, { value }]): [string, Resource][] => {
    const resource = readResource(logicalId, value, problems);
    return resource === undefined ? [] : [[logicalId, resource]];
  });
  return {
    parameters: section('Parameters'),
    mappings: nodeAt(node, 'Mappings'),
    conditions: section('Conditions'),
    resources: new Map(resources),
    broken: new Set(
      [...section('Resources').keys()].filter((name) => !resources.some(([known]) => known === name)),
    ),
    outputs: section('Outputs'),
  };
}

function entriesOf(node: Node | undefined, problems: ProblemList): ReadonlyMap<string, Entry> {
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
  const type = toText(nodeAt(node, 'Type'));
  if (node.kind !== 'mapping' || type === undefined) {
    problems.add(
      nodeAt(node, 'Type')?.at ?? node.at,
      'a resource has a Type, such as Type: AWS::Lambda::Function; write one',
    );
    return undefined;
  }
  const properties = entryOf(node, 'Properties')?.value;
  const metadata = entryOf(node, 'Metadata')?.value;
  return { logicalId, type, properties, metadata, node, at: node.at };
}
