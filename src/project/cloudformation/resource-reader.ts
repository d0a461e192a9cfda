/** The resources of all stacks, by type: their properties evaluated, and held against the type's shape. */
import type * as v from 'valibot';
import type { DefinitionPath } from '../definition-path.ts';
import { checkShape, type Dialect, REPORTED } from '../shape/check.ts';
import { reportMisfits } from '../shape/report.ts';
import { isUnknown, type Mapping, type Node, nodeAt } from '../source/node.ts';
import type { ProblemList } from '../source/problem-list.ts';
import type { StackEvaluator } from './evaluator.ts';
import type { Resource } from './template.ts';

/** A resource that is read. */
export interface Found<Properties> {
  readonly resource: Resource;
  readonly stack: StackEvaluator;
  /** What a `Ref` to it is. */
  readonly id: string;
  /** Its own name, or its logical id. */
  readonly name: string;
  readonly properties: Properties;
  /** The same, with where each is written. */
  readonly node: Node;
  /** Paths of properties that are reported: that there is no value says nothing. Empty where one of them is lost. */
  readonly broken: readonly DefinitionPath[];
}

/** Whether a property is not written at all, by a name near to it neither. */
export function isMissing(
  { node, broken }: Pick<Found<unknown>, 'node' | 'broken'>,
  property: string,
): boolean {
  if (nodeAt(node, property) !== undefined) return false;
  return !broken.some(([first]) => first === property || first === undefined);
}

export class ResourceReader {
  readonly #stacks: readonly StackEvaluator[];
  readonly #problems: ProblemList;
  readonly #seen = new Set<string>();

  constructor(stacks: readonly StackEvaluator[], problems: ProblemList) {
    this.#stacks = stacks;
    this.#problems = problems;
  }

  /** All resources of these types. */
  find<S extends v.GenericSchema>(types: readonly string[], shape: S): Found<v.InferOutput<S>>[] {
    for (const type of types) this.#seen.add(type);
    return this.#stacks.flatMap((stack) =>
      stack.resources
        .filter(({ type }) => types.includes(type))
        .map((resource) => this.#read(stack, resource, shape)),
    );
  }

  /** Those that nobody has asked for. */
  get others(): Resource[] {
    return this.#stacks.flatMap(({ resources }) => resources.filter(({ type }) => !this.#seen.has(type)));
  }

  #read<S extends v.GenericSchema>(
    stack: StackEvaluator,
    resource: Resource,
    shape: S,
  ): Found<v.InferOutput<S>> {
    const node = stack.properties(resource);
    const { value, misfits, furtherKeys, broken } = checkShape(shape, toLenientValue(node), DIALECT);
    reportMisfits(misfits, node, this.#problems);
    for (const path of furtherKeys) {
      const what = `${resource.logicalId}: the property ${path.join('.')} of ${resource.type} is not known here, and passed over.`;
      this.#problems.notice(what);
    }
    return {
      resource,
      stack,
      id: stack.names.idOf(resource),
      name: stack.names.nameOf(resource),
      properties: value,
      node,
      broken: [...broken, ...this.#lostIn(node)],
    };
  }

  /** What a transform has reported and left out. */
  #lostIn(node: Node): DefinitionPath[] {
    if (this.#problems.problems.length === 0) return [];
    const around = node.at.path;
    const isLost = this.#problems.problems.some(({ at }) => {
      const [name, ...further] = at.path.slice(around.length);
      const isInside = at.file === node.at.file && around.every((step, i) => step === at.path[i]);
      return isInside && name !== undefined && further.length === 0 && nodeAt(node, name) === undefined;
    });
    return isLost ? [[]] : [];
  }
}

/** How templates are written; JSON is YAML too. */
const DIALECT: Dialect = {
  entry: (key, value) => `${key}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
  otherNames: () => [],
  hasFurtherKeys: true,
};

/** The plain value; a number that is spelt in a way of its own stays as it is spelt. */
function toLenientValue(node: Node): unknown {
  if (isUnknown(node)) return REPORTED;
  if (node.kind === 'list') return node.items.map(toLenientValue);
  if (node.kind === 'mapping') return toObject(node);
  const { value, text } = node;
  return typeof value === 'number' && text !== undefined && text !== String(value) ? text : value;
}

function toObject({ entries }: Mapping): object {
  return Object.fromEntries([...entries].map(([key, { value }]) => [key, toLenientValue(value)]));
}
