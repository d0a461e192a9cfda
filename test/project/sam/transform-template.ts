/** SAM's transform of a template's text, with as much of intrinsic functions as it asks for. */
import { formatPath } from '../../../src/project/problems.ts';
import { transformSam } from '../../../src/project/sam/transform.ts';
import { entryOf, type Node, nodeAt, toText, toValue } from '../../../src/project/source/node.ts';
import { ProblemList } from '../../../src/project/source/problem-list.ts';
import { parseYaml } from '../../../src/project/source/yaml.ts';

export interface TransformedTemplate {
  readonly template: Node;
  /** By logical id: type, properties and all other attributes. */
  readonly resources: Readonly<Record<string, ResourceValue>>;
  readonly report: string;
  readonly notices: readonly string[];
}

interface ResourceValue {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** What a stack is deployed with. */
export interface Deployment {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly conditions?: Readonly<Record<string, boolean>>;
}

const HEADER = 'Transform: AWS::Serverless-2016-10-31\n';

/** Of a template without its `Transform`, which is put in front; its lines count from 1 all the same. */
export function transform(text: string, deployment: Deployment = {}): TransformedTemplate {
  return transformText(HEADER + text.replace(/^\n/, ''), deployment, 1);
}

export function transformText(text: string, deployment: Deployment = {}, above = 0): TransformedTemplate {
  const parsed = parseYaml('/project/template.yaml', text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const problems = new ProblemList();
  const structure = resolver(parsed.node, deployment);
  const template = transformSam(parsed.node, { problems, structure });
  const lines = problems.problems.map(({ at, message }) => {
    const { line, column } = at.place;
    return `${line - above}:${column} ${message}`;
  });
  const resources = toValue(entryOf(template, 'Resources')?.value ?? template);
  return {
    template,
    resources: resources as Readonly<Record<string, ResourceValue>>,
    report: lines.join('\n'),
    notices: problems.notices,
  };
}

/** Resolves `Ref` to parameters and `Fn::If`. */
function resolver(template: Node, { parameters = {}, conditions = {} }: Deployment) {
  return function structure(node: Node): Node {
    const name = toText(entryOf(node, 'Ref')?.value);
    const value = name === undefined ? undefined : parameters[name];
    if (value !== undefined) return { kind: 'scalar', value, at: node.at };
    const fallback = name && nodeAt(template, 'Parameters', name, 'Default');
    if (fallback) return fallback;
    const condition = nodeAt(node, 'Fn::If', 0);
    if (condition === undefined) return node;
    const branch = nodeAt(node, 'Fn::If', conditions[toText(condition) ?? ''] ? 1 : 2);
    if (branch === undefined) throw new Error(`${formatPath(node.at.path)} has no such branch`);
    return structure(branch);
  };
}
