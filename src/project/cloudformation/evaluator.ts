/** Evaluates a stack's template: conditions, intrinsic functions, references. */
import type { Location } from '../source/location.ts';
import { type Entry, list, type Mapping, type Node, nodeAt, scalar, toText } from '../source/node.ts';
import type { ProblemList } from '../source/problem-list.ts';
import { closest } from '../spelling.ts';
import type { Lookup } from '../values-file.ts';
import { resolveDynamic } from './dynamic-references.ts';
import { holds } from './intrinsics/conditions.ts';
import type { Evaluation } from './intrinsics/intrinsic.ts';
import { calledFunction, INTRINSICS } from './intrinsics/table.ts';
import {
  attributeOf,
  attributesOf,
  isKnownType,
  type Named,
  nameProperty,
  partitionOf,
  refOf,
  urlSuffixOf,
} from './naming.ts';
import { readParameters } from './parameters.ts';
import type { ResourceNames } from './resource-names.ts';
import type { Account, Stack } from './stack.ts';
import { type Resource, readTemplate, type Template } from './template.ts';

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
  readonly #surroundings: Surroundings;
  readonly #parameters: ReadonlyMap<string, Node>;
  readonly #conditions = new Map<string, boolean>();
  /** What is being worked out; who asks for it again waits for itself. */
  readonly #around = new Set<string>();

  constructor(stack: Stack, surroundings: Surroundings) {
    const { problems, lookup } = surroundings;
    this.stack = stack;
    this.#surroundings = surroundings;
    this.template = readTemplate(stack.template, problems);
    this.mappings = this.template.mappings;
    this.#parameters = readParameters(this.template.parameters, stack.parameters, lookup, problems);
  }

  get region(): string {
    return this.#surroundings.account.region;
  }

  problem(at: Location, sentence: string): void {
    this.#surroundings.problems.add(at, sentence);
  }

  /** The resources whose conditions hold. */
  get resources(): Resource[] {
    return [...this.template.resources.values()].filter((resource) => this.isThere(resource));
  }

  isThere({ node }: Resource): boolean {
    const condition = nodeAt(node, 'Condition');
    const name = toText(condition);
    return condition === undefined || name === undefined || this.condition(name, condition.at);
  }

  /** A resource's properties, evaluated. */
  properties(resource: Resource): Node {
    const evaluated = resource.properties && this.evaluate(resource.properties);
    return evaluated ?? { kind: 'mapping', entries: new Map(), at: resource.at };
  }

  evaluate(node: Node): Node | undefined {
    if (node.kind === 'scalar') return resolveDynamic(node, this.#surroundings.lookup, this);
    if (node.kind === 'list')
      return list(
        node.items.flatMap((item) => this.evaluate(item) ?? []),
        node.at,
      );
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
    const entries = [...node.entries].flatMap(([key, { key: at, value }]): [string, Entry][] => {
      const evaluated = this.evaluate(value);
      return evaluated === undefined ? [] : [[key, { key: at, value: evaluated }]];
    });
    return { kind: 'mapping', entries: new Map(entries), at: node.at };
  }

  #call(name: string, node: Mapping): Node | undefined {
    const argument = nodeAt(node, name);
    const intrinsic = INTRINSICS.get(name);
    if (argument !== undefined && intrinsic !== undefined) return intrinsic(argument, node.at, this);
    const meant = closest(name, [...INTRINSICS.keys()]);
    const hint = meant === undefined ? 'there is no such function' : `did you mean ${meant}?`;
    this.problem(node.at, `unknown intrinsic function ${name}; ${hint}`);
    return undefined;
  }

  condition(name: string, at: Location): boolean {
    const known = this.#conditions.get(name);
    if (known !== undefined) return known;
    const { conditions } = this.template;
    const entry = conditions.get(name);
    if (entry === undefined) {
      const meant = closest(name, [...conditions.keys()]);
      this.problem(
        at,
        `there is no condition "${name}"; ${meant === undefined ? 'add it to Conditions' : `did you mean "${meant}"?`}`,
      );
      return false;
    }
    const value =
      this.#once(`Conditions.${name}`, at, () => holds(entry.value, this, entry.value.at)) ?? false;
    this.#conditions.set(name, value);
    return value;
  }

  reference(name: string, at: Location): Node | undefined {
    const pseudo = this.#pseudoParameter(name, at);
    if (pseudo !== undefined) return pseudo === 'none' ? undefined : pseudo;
    const parameter = this.#parameters.get(name);
    if (parameter !== undefined) return parameter;
    const resource = this.#resource(name, at);
    if (resource === undefined) return undefined;
    const id = this.#once(`Resources.${name}`, at, () =>
      refOf(this.#named(resource), this.#surroundings.account),
    );
    return id === undefined ? undefined : scalar(id, at);
  }

  attribute(logicalId: string, attribute: string, at: Location): Node | undefined {
    const resource = this.#resource(logicalId, at);
    if (resource === undefined) return undefined;
    const [, output] = /^Outputs\.(.+)$/.exec(attribute) ?? [];
    if (output !== undefined) return this.#output(resource, output, at);
    const { account } = this.#surroundings;
    const value = this.#once(`Resources.${logicalId}`, at, () =>
      attributeOf(this.#named(resource), attribute, account),
    );
    if (typeof value === 'string') return scalar(value, at);
    if (value !== undefined)
      return list(
        value.map((item) => scalar(item, at)),
        at,
      );
    return this.#unknownAttribute(resource, attribute, at);
  }

  #output(resource: Resource, name: string, at: Location): Node | undefined {
    const key = `Resources.${resource.logicalId}.Outputs.${name}`;
    const found = this.#once(key, at, () => this.#surroundings.output(resource, name));
    if (found === undefined) this.problem(at, `the stack ${resource.logicalId} has no output "${name}"`);
    return found;
  }

  /** Of what is emulated nothing may be made up; of anything else a text that says what it stands for. */
  #unknownAttribute({ logicalId, type }: Resource, attribute: string, at: Location): Node | undefined {
    if (!isKnownType(type)) return scalar(`${logicalId}.${attribute}`, at);
    const known = attributesOf(type);
    const meant = closest(attribute, known);
    this.problem(
      at,
      `${type} has no attribute ${attribute}; ${meant === undefined ? `there is: ${known.join(', ')}` : `did you mean ${meant}?`}`,
    );
    return undefined;
  }

  #resource(logicalId: string, at: Location): Resource | undefined {
    const { resources, parameters, broken } = this.template;
    const resource = resources.get(logicalId);
    if (resource !== undefined || broken.has(logicalId)) return resource;
    const meant = closest(logicalId, [...resources.keys(), ...parameters.keys()]);
    this.problem(
      at,
      `there is no resource or parameter "${logicalId}"; ${meant === undefined ? 'add it, or correct the name' : `did you mean "${meant}"?`}`,
    );
    return undefined;
  }

  #named(resource: Resource): Named {
    const { logicalId, type } = resource;
    const text = (property: string) => {
      const node = nodeAt(resource.properties, property);
      return node === undefined ? undefined : toText(this.evaluate(node));
    };
    const property = nameProperty(type);
    const own = property === '' ? undefined : text(property);
    const name = this.#surroundings.names.of({ type, logicalId, own, stack: this.stack.name });
    return { type, name, key: `${this.stack.name}/${logicalId}`, property: text };
  }

  /** What a `Ref` to it is. */
  idOf(logicalId: string): string | undefined {
    const resource = this.template.resources.get(logicalId);
    return resource && refOf(this.#named(resource), this.#surroundings.account);
  }

  /** The name that it has, or is given. */
  nameOf(resource: Resource): string {
    return this.#named(resource).name;
  }

  #pseudoParameter(name: string, at: Location): Node | 'none' | undefined {
    const { region, accountId } = this.#surroundings.account;
    switch (name) {
      case 'AWS::NoValue':
        return 'none';
      case 'AWS::Region':
        return scalar(region, at);
      case 'AWS::AccountId':
        return scalar(accountId, at);
      case 'AWS::Partition':
        return scalar(partitionOf(region), at);
      case 'AWS::URLSuffix':
        return scalar(urlSuffixOf(region), at);
      case 'AWS::StackName':
        return scalar(this.stack.name, at);
      case 'AWS::StackId':
        return scalar(
          `arn:${partitionOf(region)}:cloudformation:${region}:${accountId}:stack/${this.stack.name}/00000000-0000-0000-0000-000000000000`,
          at,
        );
      case 'AWS::NotificationARNs':
        return list([], at);
      default:
        return undefined;
    }
  }

  imported(name: string, at: Location): Node | undefined {
    const { exported, lookup } = this.#surroundings;
    const found = exported(name) ?? lookup('imports', name);
    if (found !== undefined) return found;
    this.problem(
      at,
      `no stack of this project exports "${name}"; give it a value in emulator.values.yaml: imports: { "${name}": … }`,
    );
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
      if (exported !== undefined && toText(this.evaluate(exported)) === name) return this.output(output);
    }
    return undefined;
  }

  /** Nothing of what depends on itself has a value. */
  #once<T>(key: string, at: Location, work: () => T): T | undefined {
    if (this.#around.has(key)) {
      const circle = [...this.#around].slice([...this.#around].indexOf(key));
      this.problem(at, `circular reference: ${[...circle, key].join(' → ')}; break the circle`);
      return undefined;
    }
    this.#around.add(key);
    try {
      return work();
    } finally {
      this.#around.delete(key);
    }
  }
}
