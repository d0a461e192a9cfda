/** What of a template CloudFormation refuses before it looks at a value: unknown functions, resources in a circle. */
import type { Location } from '../source/location.ts';
import { type Node, nodeAt, toText } from '../source/node.ts';
import type { ProblemList } from '../source/problem-list.ts';
import { closest } from '../spelling.ts';
import { INTRINSICS } from './intrinsics/table.ts';
import { placeholders } from './intrinsics/texts.ts';
import type { Resource } from './template.ts';

/** In all of the template, whether or not anything here reads it. */
export function findUnknownFunctions(node: Node, problems: ProblemList): void {
  if (node.kind === 'list') for (const item of node.items) findUnknownFunctions(item, problems);
  if (node.kind !== 'mapping') return;
  for (const [name, { key, value }] of node.entries) {
    if (name.startsWith('Fn::') && !INTRINSICS.has(name) && !name.startsWith('Fn::ForEach')) {
      const isTag = key === node.at;
      const meant = closest(bare(name), [...INTRINSICS.keys()].map(bare));
      const hint = meant === undefined ? 'there is no such function' : `did you mean ${spelt(meant, isTag)}?`;
      // The call and its only key are one place to whoever reads the report.
      const at = node.entries.size === 1 ? node.at : key;
      problems.add(at, `unknown intrinsic function ${spelt(bare(name), isTag)}; ${hint}`);
    }
    findUnknownFunctions(value, problems);
  }
}

function bare(name: string): string {
  return name.replace(/^Fn::/, '');
}

/** As the user writes functions: by YAML's tags, or by their whole names. */
function spelt(name: string, isTag: boolean): string {
  if (isTag) return `!${name}`;
  return INTRINSICS.has(name) ? name : `Fn::${name}`;
}

/** What conditions decide about a value: of an `Fn::If` its branch. */
type Decide = (node: Node) => Node;

/** Each circle once, at the reference that closes it. */
export function findCircles(all: readonly Resource[], decide: Decide, problems: ProblemList): void {
  const resources = new Map(all.map((resource) => [resource.logicalId, resource]));
  const done = new Set<string>();
  const visit = (logicalId: string, trail: readonly string[], from: Location | undefined): void => {
    const start = trail.indexOf(logicalId);
    if (start >= 0 && from !== undefined) {
      const way = [...trail.slice(start), logicalId].join(' → ');
      problems.add(from, `circular reference: ${way}; take one of the references out`);
    }
    if (start >= 0 || done.has(logicalId)) return;
    const resource = resources.get(logicalId);
    for (const { name, at } of resource === undefined ? [] : dependenciesOf(resource, decide)) {
      if (resources.has(name)) visit(name, [...trail, logicalId], at);
    }
    done.add(logicalId);
  };
  for (const logicalId of resources.keys()) visit(logicalId, [], undefined);
}

interface Dependency {
  readonly name: string;
  /** Of the reference. */
  readonly at: Location;
}

/** Each resource once, by the first reference to it. */
function dependenciesOf({ node, properties }: Resource, decide: Decide): Dependency[] {
  const found = new Map<string, Dependency>();
  const add: Add = (name, { at }) => {
    if (name !== undefined && !found.has(name)) found.set(name, { name, at });
  };
  if (properties !== undefined) addReferences(properties, decide, add);
  const after = nodeAt(node, 'DependsOn');
  for (const one of after?.kind === 'list' ? after.items : [after])
    if (one !== undefined) add(toText(one), one);
  return [...found.values()];
}

type Add = (name: string | undefined, reference: Node) => void;

function addReferences(undecided: Node, decide: Decide, add: Add): void {
  const node = decide(undecided);
  if (node.kind === 'list') for (const item of node.items) addReferences(item, decide, add);
  if (node.kind !== 'mapping') return;
  for (const [key, { value }] of node.entries) {
    if (key === 'Ref') add(toText(value), value);
    else if (key === 'Fn::GetAtt') add(toText(value)?.split('.')[0] ?? toText(nodeAt(value, 0)), value);
    else if (key === 'Fn::Sub') addPlaceholders(value, decide, add);
    else addReferences(value, decide, add);
  }
}

function addPlaceholders(value: Node, decide: Decide, add: Add): void {
  const [text, variables] = value.kind === 'list' ? value.items : [value];
  const own = variables?.kind === 'mapping' ? variables.entries : new Map<string, unknown>();
  for (const name of placeholders(toText(text) ?? '')) if (!own.has(name)) add(name.split('.')[0], value);
  if (variables !== undefined) addReferences(variables, decide, add);
}
