/** The stacks of a project beside each other: what one exports and another imports, and stacks within stacks. */
import { type Node, nodeAt, toText } from '../source/node.ts';
import type { ProblemList } from '../source/problem-list.ts';
import type { Lookup } from '../values-file.ts';
import { findUnknownFunctions } from './dependencies.ts';
import { StackEvaluator, type Surroundings } from './evaluator.ts';
import type { Account, Stack } from './stack.ts';
import type { Resource } from './template.ts';

/** A stack, and the templates of the stacks that its resources are, by their logical ids. */
export interface LoadedStack extends Omit<Stack, 'parameters'> {
  readonly nested: ReadonlyMap<string, LoadedStack>;
}

/** A template as it was read → in CloudFormation's own terms. */
export type Transform = (template: Node, structure: (node: Node) => Node, problems: ProblemList) => Node;

export class Stacks {
  readonly #account: Account;
  readonly #lookup: Lookup;
  readonly #problems: ProblemList;
  readonly #transform: Transform;
  readonly #all: StackEvaluator[] = [];
  readonly #nested = new Map<Resource, StackEvaluator>();

  constructor(account: Account, lookup: Lookup, problems: ProblemList, transform: Transform) {
    this.#account = account;
    this.#lookup = lookup;
    this.#problems = problems;
    this.#transform = transform;
  }

  /** Adds a stack, and after it those that are nested in it. */
  add(loaded: LoadedStack, parameters: ReadonlyMap<string, string>): StackEvaluator {
    const surroundings: Surroundings = {
      account: this.#account,
      lookup: this.#lookup,
      problems: this.#problems,
      exported: (name) => this.#exported(name),
      output: (resource, name) => this.#nestedIn(evaluator, loaded, resource)?.output(name),
    };
    const stack: Stack = { ...loaded, parameters };
    findUnknownFunctions(stack.template, this.#problems);
    const asWritten = new StackEvaluator(stack, surroundings);
    const template = this.#transform(stack.template, (node) => asWritten.structure(node), this.#problems);
    const evaluator: StackEvaluator =
      template === stack.template ? asWritten : new StackEvaluator({ ...stack, template }, surroundings);
    evaluator.checkConditions();
    this.#all.push(evaluator);
    for (const resource of evaluator.resources) this.#nestedIn(evaluator, loaded, resource);
    return evaluator;
  }

  get all(): readonly StackEvaluator[] {
    return this.#all;
  }

  #nestedIn(outer: StackEvaluator, { nested }: LoadedStack, resource: Resource): StackEvaluator | undefined {
    const loaded = nested.get(resource.logicalId);
    const known = this.#nested.get(resource);
    if (loaded === undefined || known !== undefined) return known;
    const evaluator = this.add(loaded, parametersOf(outer, resource));
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
