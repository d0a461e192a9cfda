/** Evaluates a stack's template: conditions, intrinsic functions, references. */
import type { Location } from '../source/location.ts';
import {
  type Entry,
  list,
  type Mapping,
  mapping,
  mappingOf,
  type Node,
  nodeAt,
  toText,
  unknown,
} from '../source/node.ts';
import { resolveDynamic } from './dynamic-references.ts';
import { holds } from './intrinsics/conditions.ts';
import type { Evaluation } from './intrinsics/intrinsic.ts';
import { calledFunction, INTRINSICS } from './intrinsics/table.ts';
import { Mistakes } from './mistakes.ts';
import { NamedResources } from './named-resources.ts';
import { readParameters } from './parameters.ts';
import type { Stack } from './stack.ts';
import { StackReferences } from './stack-references.ts';
import type { Surroundings } from './surroundings.ts';
import { type Resource, readTemplate, type Template } from './template.ts';
import { Underway } from './underway.ts';
import { noSuchCondition } from './unknown-names.ts';

export class StackEvaluator implements Evaluation {
  readonly stack: Stack;
  readonly template: Template;
  readonly mappings: Node | undefined;
  readonly names: NamedResources;
  readonly references: StackReferences;
  readonly #surroundings: Surroundings;
  readonly #parameters: ReadonlyMap<string, Node>;
  readonly #conditions = new Map<string, boolean>();
  readonly #mistakes: Mistakes;
  readonly #underway: Underway;
  #there: readonly Resource[] | undefined;

  constructor(stack: Stack, surroundings: Surroundings) {
    const { problems, lookup, account, names } = surroundings;
    this.stack = stack;
    this.#surroundings = surroundings;
    this.#mistakes = new Mistakes(problems);
    this.#underway = new Underway(this.#mistakes);
    this.template = readTemplate(stack.template, problems);
    this.mappings = this.template.mappings;
    this.names = new NamedResources(stack.name, account, names, (resource, property) =>
      this.#textOf(resource, property),
    );
    this.#parameters = readParameters(this.template.parameters, stack.parameters, lookup, problems);
    this.references = new StackReferences({
      stack,
      template: this.template,
      parameters: this.#parameters,
      names: this.names,
      surroundings,
      mistakes: this.#mistakes,
      underway: this.#underway,
    });
  }

  get region(): string {
    return this.#surroundings.account.region;
  }

  problem(at: Location, sentence: string): void {
    this.#mistakes.add(at, sentence);
  }

  /** The resources whose conditions hold. */
  get resources(): readonly Resource[] {
    this.#there ??= [...this.template.resources.values()].filter((resource) => this.isThere(resource));
    return this.#there;
  }

  isThere({ node }: Resource): boolean {
    const condition = nodeAt(node, 'Condition');
    const name = toText(condition);
    return condition === undefined || name === undefined || this.condition(name, condition.at);
  }

  /** A resource's properties, evaluated. */
  properties(resource: Resource): Node {
    const evaluated = resource.properties && this.evaluate(resource.properties);
    return evaluated ?? mapping({}, resource.at);
  }

  evaluate(node: Node): Node | undefined {
    const before = this.#mistakes.count;
    const value = this.#evaluate(node);
    return value === undefined && this.#mistakes.count > before ? unknown(node.at) : value;
  }

  #evaluate(node: Node): Node | undefined {
    if (node.kind === 'scalar') return resolveDynamic(node, this.#surroundings.lookup, this);
    if (node.kind === 'list') {
      const items = node.items.map((item) => this.evaluate(item));
      return list(
        items.filter((item) => item !== undefined),
        node.at,
      );
    }
    const name = calledFunction(node);
    return name === undefined ? this.#evaluateEntries(node) : this.#call(name, node);
  }

  /** What is known without asking for a resource: the structure of a value, its leaves as they are. */
  structure(node: Node): Node {
    if (node.kind !== 'mapping') return node;
    const name = calledFunction(node);
    const isStructure =
      name === 'Fn::If' || (name === 'Ref' && this.#parameters.has(toText(nodeAt(node, 'Ref')) ?? ''));
    if (!isStructure) return node;
    if (name === 'Ref') return this.evaluate(node) ?? node;
    const [condition, yes, no] =
      nodeAt(node, 'Fn::If')?.kind === 'list' ? [0, 1, 2].map((i) => nodeAt(node, 'Fn::If', i)) : [];
    const text = toText(condition);
    if (condition === undefined || text === undefined || yes === undefined || no === undefined) return node;
    return this.structure(this.condition(text, condition.at) ? yes : no);
  }

  #evaluateEntries(node: Mapping): Mapping {
    const entries = new Map<string, Entry>();
    for (const [key, { key: at, value }] of node.entries) {
      const evaluated = this.evaluate(value);
      if (evaluated !== undefined) entries.set(key, { key: at, value: evaluated });
    }
    return mappingOf(entries, node.at);
  }

  #call(name: string, node: Mapping): Node | undefined {
    const argument = nodeAt(node, name);
    const intrinsic = INTRINSICS.get(name);
    if (argument !== undefined && intrinsic !== undefined) return intrinsic(argument, node.at, this);
    // Who checks the template says which function there is not.
    this.#mistakes.addReported();
    return undefined;
  }

  /** CloudFormation works out all of them, whether or not anything depends on them. */
  checkConditions(): void {
    for (const [name, { key }] of this.template.conditions) this.condition(name, key);
  }

  condition(name: string, at: Location): boolean {
    const known = this.#conditions.get(name);
    if (known !== undefined) return known;
    const { conditions } = this.template;
    const entry = conditions.get(name);
    if (entry === undefined) this.problem(at, noSuchCondition(name, [...conditions.keys()]));
    // What depends on a broken condition is there, so that it is looked at.
    const value =
      entry === undefined ||
      (this.#underway.once(`Conditions.${name}`, at, () => holds(entry.value, this, entry.value.at)) ?? true);
    this.#conditions.set(name, value);
    return value;
  }

  #textOf({ logicalId, properties }: Resource, property: string): string | undefined {
    const node = nodeAt(properties, property);
    // Resources in a circle are reported by whoever checks the template.
    const work = () => node && this.evaluate(node);
    return toText(this.#underway.onceReported(`Resources.${logicalId}.${property}`, work));
  }

  /** What the template gives to whoever nests it. */
  output(name: string): Node | undefined {
    const output = this.template.outputs.get(name)?.value;
    const condition = nodeAt(output, 'Condition');
    const isThere = condition === undefined || this.condition(toText(condition) ?? '', condition.at);
    const value = nodeAt(output, 'Value');
    return isThere && value !== undefined ? this.evaluate(value) : undefined;
  }

  /** What it exports under a name. */
  exported(name: string): Node | undefined {
    for (const [output, { value }] of this.template.outputs) {
      const exported = nodeAt(value, 'Export', 'Name');
      if (exported !== undefined && toText(this.evaluate(exported)) === name)
        return this.#exportOf(output, exported.at);
    }
    return undefined;
  }

  #exportOf(output: string, at: Location): Node | undefined {
    const before = this.#mistakes.count;
    const value = this.#underway.once(`Outputs.${output}`, at, () => this.output(output));
    return value === undefined && this.#mistakes.count > before ? unknown(at) : value;
  }
}
