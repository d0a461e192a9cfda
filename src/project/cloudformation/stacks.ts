/** The stacks of a project beside each other: what one exports and another imports, and stacks within stacks. */
import { type Node, nodeAt, toText } from '../source/node.ts';
import type { ProblemList } from '../source/problem-list.ts';
import type { Lookup } from '../values-file.ts';
import { findUnknownFunctions } from './dependencies.ts';
import { StackEvaluator } from './evaluator.ts';
import type { ResourceNames } from './resource-names.ts';
import type { Account, LoadedStack, Stack } from './stack.ts';
import type { Surroundings } from './surroundings.ts';
import type { Resource } from './template.ts';

/** A template as it was read → in CloudFormation's own terms. */
export type Transform = (template: Node, structure: (node: Node) => Node, problems: ProblemList) => Node;

export class Stacks {
  readonly #lookup: Lookup;
  readonly #problems: ProblemList;
  readonly #transform: Transform;
  readonly #names: ResourceNames;
  readonly #all: StackEvaluator[] = [];
  readonly #nested = new Map<Resource, StackEvaluator>();

  /** @param names - those of the resources of all stacks that will be added. */
  constructor(names: ResourceNames, lookup: Lookup, problems: ProblemList, transform: Transform) {
    this.#names = names;
    this.#lookup = lookup;
    this.#problems = problems;
    this.#transform = transform;
  }

  /** Adds a stack, and after it those that are nested in it. */
  add(loaded: LoadedStack, parameters: ReadonlyMap<string, string>, account: Account): StackEvaluator {
    const surroundings: Surroundings = {
      account,
      names: this.#names,
      lookup: this.#lookup,
      problems: this.#problems,
      exported: (name) => this.#exported(name),
      outputOf: (name, output) => this.#all.find(({ stack }) => stack.name === name)?.output(output),
      output: (resource, name) => nestedIn(resource)?.output(name),
    };
    const stack: Stack = { ...loaded, parameters };
    findUnknownFunctions(stack.template, this.#problems);
    const asWritten = new StackEvaluator(stack, surroundings);
    const template = this.#transform(stack.template, (node) => asWritten.structure(node), this.#problems);
    const evaluator: StackEvaluator =
      template === stack.template ? asWritten : new StackEvaluator({ ...stack, template }, surroundings);
    const nestedIn = (resource: Resource) => this.#nestedIn(evaluator, loaded, resource, account);
    evaluator.checkConditions();
    this.#all.push(evaluator);
    for (const resource of evaluator.resources) nestedIn(resource);
    return evaluator;
  }

  get all(): readonly StackEvaluator[] {
    return this.#all;
  }

  #nestedIn(
    outer: StackEvaluator,
    { nested }: LoadedStack,
    resource: Resource,
    account: Account,
  ): StackEvaluator | undefined {
    const loaded = nested.get(resource.logicalId);
    const known = this.#nested.get(resource);
    if (loaded === undefined || known !== undefined) return known;
    const evaluator = this.add(loaded, parametersOf(outer, resource), account);
    this.#nested.set(resource, evaluator);
    return evaluator;
  }

  #exported(name: string): Node | undefined {
    for (const evaluator of this.#all) {
      const found = evaluator.exported(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

function parametersOf(outer: StackEvaluator, { properties }: Resource): ReadonlyMap<string, string> {
  const parameters = nodeAt(properties, 'Parameters');
  const given = parameters && outer.evaluate(parameters);
  if (given?.kind !== 'mapping') return new Map();
  return new Map(
    [...given.entries].flatMap(([name, { value }]): [string, string][] => {
      const text = value.kind === 'list' ? value.items.map(toText).join(',') : toText(value);
      return text === undefined ? [] : [[name, text]];
    }),
  );
}
