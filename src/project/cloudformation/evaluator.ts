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
  scalar,
  toText,
  unknown,
} from '../source/node.ts';
import type { ProblemList } from '../source/problem-list.ts';
import type { Lookup } from '../values-file.ts';
import { resolveDynamic } from './dynamic-references.ts';
import { holds } from './intrinsics/conditions.ts';
import type { Evaluation } from './intrinsics/intrinsic.ts';
import { calledFunction, INTRINSICS } from './intrinsics/table.ts';
import { NamedResources } from './named-resources.ts';
import { isKnownType } from './naming.ts';
import { readParameters } from './parameters.ts';
import { pseudoParameter } from './pseudo-parameters.ts';
import type { ResourceNames } from './resource-names.ts';
import type { Account, Stack } from './stack.ts';
import { type Resource, readTemplate, type Template } from './template.ts';
import { Underway } from './underway.ts';
import {
  isNearAttribute,
  noSuchAttribute,
  noSuchCondition,
  noSuchExport,
  noSuchResource,
} from './unknown-names.ts';

/** What a stack asks of those around it. */
export interface Surroundings {
  readonly account: Account;
  readonly lookup: Lookup;
  /** What another stack of the project exports. */
  exported(name: string): Node | undefined;
  /** What another stack of the project has among its outputs. */
  outputOf(stack: string, name: string): Node | undefined;
  /** The name of a resource, of those in all stacks. */
  readonly names: ResourceNames;
  /** What a nested stack has among its outputs. */
  output(resource: Resource, name: string): Node | undefined;
  readonly problems: ProblemList;
}

export class StackEvaluator implements Evaluation {
  readonly stack: Stack;
  readonly template: Template;
  readonly mappings: Node | undefined;
  readonly names: NamedResources;
  readonly #surroundings: Surroundings;
  readonly #parameters: ReadonlyMap<string, Node>;
  readonly #conditions = new Map<string, boolean>();
  readonly #underway = new Underway();
  /** What is in circles that are reported. */
  readonly #circular = new Set<string>();
  #there: readonly Resource[] | undefined;
  /** How often a value could not be had because of a mistake. */
  #mistakes = 0;

  constructor(stack: Stack, surroundings: Surroundings) {
    const { problems, lookup } = surroundings;
    this.stack = stack;
    this.#surroundings = surroundings;
    this.template = readTemplate(stack.template, problems);
    this.mappings = this.template.mappings;
    const { account, names } = surroundings;
    this.names = new NamedResources(stack.name, account, names, (resource, property) =>
      this.#textOf(resource, property),
    );
    this.#parameters = readParameters(this.template.parameters, stack.parameters, lookup, problems);
  }

  get region(): string {
    return this.#surroundings.account.region;
  }

  problem(at: Location, sentence: string): void {
    this.#mistakes++;
    this.#surroundings.problems.add(at, sentence);
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
    const before = this.#mistakes;
    const value = this.#evaluate(node);
    return value === undefined && this.#mistakes > before ? unknown(node.at) : value;
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
    this.#mistakes++;
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
      (this.#once(`Conditions.${name}`, at, () => holds(entry.value, this, entry.value.at)) ?? true);
    this.#conditions.set(name, value);
    return value;
  }

  reference(name: string, at: Location): Node | undefined {
    if (name === 'AWS::NoValue') return undefined;
    const pseudo = pseudoParameter(name, this.stack.name, this.#surroundings.account, at);
    const value = pseudo ?? this.#parameters.get(name);
    if (value !== undefined) return value;
    const resource = this.#resource(name, at);
    return resource && scalar(this.names.idOf(resource), at);
  }

  attribute(logicalId: string, attribute: string, at: Location): Node | undefined {
    const resource = this.#resource(logicalId, at);
    if (resource === undefined) return undefined;
    const [, output] = /^Outputs\.(.+)$/.exec(attribute) ?? [];
    if (output !== undefined) return this.#output(resource, output, at);
    const value = this.names.attributeOf(resource, attribute);
    if (typeof value === 'string') return scalar(value, at);
    // Of what is emulated nothing may be made up; of anything else a text says what it stands for.
    if (!isKnownType(resource.type) && !isNearAttribute(resource.type, attribute))
      return scalar(`${logicalId}.${attribute}`, at);
    this.problem(at, noSuchAttribute(resource.type, attribute));
    return undefined;
  }

  #output(resource: Resource, name: string, at: Location): Node | undefined {
    const key = `Resources.${resource.logicalId}.Outputs.${name}`;
    const found = this.#once(key, at, () => this.#surroundings.output(resource, name));
    if (found === undefined) this.problem(at, `the stack ${resource.logicalId} has no output "${name}"`);
    return found;
  }

  #resource(logicalId: string, at: Location): Resource | undefined {
    const { resources, parameters, broken } = this.template;
    const resource = resources.get(logicalId);
    if (resource !== undefined) return resource;
    if (broken.has(logicalId)) this.#mistakes++;
    else this.problem(at, noSuchResource(logicalId, [...resources.keys(), ...parameters.keys()]));
    return undefined;
  }

  #textOf({ logicalId, properties }: Resource, property: string): string | undefined {
    const node = nodeAt(properties, property);
    // Resources in a circle are reported by whoever checks the template.
    const work = () => node && this.evaluate(node);
    return toText(this.#underway.once(`Resources.${logicalId}.${property}`, () => this.#mistakes++, work));
  }

  imported(name: string, at: Location): Node | undefined {
    const { exported, lookup } = this.#surroundings;
    const found = exported(name) ?? lookup('imports', name);
    if (found !== undefined) return found;
    this.problem(at, noSuchExport(name));
    return undefined;
  }

  outputOf(stack: string, name: string, at: Location): Node | undefined {
    const { outputOf, lookup } = this.#surroundings;
    const address = `${stack}.${name}`;
    const found = this.#once(`Stacks.${address}`, at, () => outputOf(stack, name)) ?? lookup('cf', address);
    if (found !== undefined) return found;
    this.problem(
      at,
      `no stack of this project is "${stack}" with an output "${name}"; give it a value in emulator.values.yaml: cf: { "${address}": … }`,
    );
    return undefined;
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
    const before = this.#mistakes;
    const value = this.#once(`Outputs.${output}`, at, () => this.output(output));
    return value === undefined && this.#mistakes > before ? unknown(at) : value;
  }

  /** Nothing of what depends on itself has a value. */
  #once<T>(key: string, at: Location, work: () => T): T | undefined {
    const report = (circle: readonly string[]) => {
      this.#mistakes++;
      // The same circle may be entered at each of its parts.
      if (circle.some((part) => this.#circular.has(part))) return;
      for (const part of circle) this.#circular.add(part);
      this.problem(at, `circular reference: ${circle.join(' → ')}; break the circle`);
    };
    return this.#underway.once(key, report, work);
  }
}
