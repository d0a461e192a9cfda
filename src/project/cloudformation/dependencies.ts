/** What of a template CloudFormation refuses before it looks at a value: unknown functions, resources in a circle. */
import { formatPath } from '../problems.ts';
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
  for (const [key, { key: at, value }] of node.entries) {
    if (key.startsWith('Fn::') && !INTRINSICS.has(key) && !key.startsWith('Fn::ForEach')) {
      const meant = closest(key, [...INTRINSICS.keys()]);
      const hint = meant === undefined ? 'there is no such function' : `did you mean ${meant}?`;
      // The call and its only key are one place to whoever reads the report.
      problems.add(node.entries.size === 1 ? node.at : at, `unknown intrinsic function ${key}; ${hint}`);
    }
    findUnknownFunctions(value, problems);
  }
}

/** Each circle once, at the first of its resources. */
export function findCircles(resources: ReadonlyMap<string, Resource>, problems: ProblemList): void {
  const done = new Set<string>();
  const visit = (logicalId: string, trail: readonly string[]): void => {
    const start = trail.indexOf(logicalId);
    if (start >= 0) {
      const circle = trail.slice(start);
      const names = circle.map((name) => formatPath(['Resources', name]));
      const first = resources.get(circle[0] ?? '');
      if (first !== undefined) {
        const way = [...names, names[0]].join(' → ');
        problems.add(
          first.at,
          `resources depend on each other in a circle: ${way}; take one of the references out`,
        );
      }
    }
    if (start >= 0 || done.has(logicalId)) return;
    const resource = resources.get(logicalId);
    const needed = resource === undefined ? [] : [...new Set(dependenciesOf(resource))];
    for (const other of needed) if (resources.has(other)) visit(other, [...trail, logicalId]);
    done.add(logicalId);
  };
  for (const logicalId of resources.keys()) visit(logicalId, []);
}

function dependenciesOf({ node, properties }: Resource): string[] {
  const after = nodeAt(node, 'DependsOn');
  const named = after?.kind === 'list' ? after.items.map(toText) : [toText(after)];
  return [...named.flatMap((name) => name ?? []), ...(properties ? referencesIn(properties) : [])];
}

function referencesIn(node: Node): string[] {
  if (node.kind === 'list') return node.items.flatMap(referencesIn);
  if (node.kind !== 'mapping') return [];
  return [...node.entries].flatMap(([key, { value }]) => {
    if (key === 'Ref') return toText(value) ?? [];
    if (key === 'Fn::GetAtt') return toText(value)?.split('.')[0] ?? toText(nodeAt(value, 0)) ?? [];
    if (key !== 'Fn::Sub') return referencesIn(value);
    const [text, variables] = value.kind === 'list' ? value.items : [value];
    const own = variables?.kind === 'mapping' ? variables.entries : new Map<string, unknown>();
    const names = placeholders(toText(text) ?? '').filter((name) => !own.has(name));
    return [...names.map((name) => name.split('.')[0] ?? ''), ...(variables ? referencesIn(variables) : [])];
  });
}
