/** What the references of a stack stand for: parameters, resources, what other stacks export and put out. */
import type { Location } from '../source/location.ts';
import { type Node, scalar } from '../source/node.ts';
import type { References } from './intrinsics/intrinsic.ts';
import type { Mistakes } from './mistakes.ts';
import type { NamedResources } from './named-resources.ts';
import { isKnownType } from './naming.ts';
import { pseudoParameter } from './pseudo-parameters.ts';
import type { Stack } from './stack.ts';
import type { Surroundings } from './surroundings.ts';
import type { Resource, Template } from './template.ts';
import type { Underway } from './underway.ts';
import {
  isNearAttribute,
  noSuchAttribute,
  noSuchExport,
  noSuchOutput,
  noSuchResource,
} from './unknown-names.ts';

/** What can be referred to, and who is told where something cannot. */
export interface Referables {
  readonly stack: Stack;
  readonly template: Template;
  /** Values of its parameters. */
  readonly parameters: ReadonlyMap<string, Node>;
  readonly names: NamedResources;
  readonly surroundings: Surroundings;
  readonly mistakes: Mistakes;
  readonly underway: Underway;
}

export class StackReferences implements References {
  readonly #of: Referables;

  constructor(referables: Referables) {
    this.#of = referables;
  }

  to(name: string, at: Location): Node | undefined {
    if (name === 'AWS::NoValue') return undefined;
    const { stack, parameters, names, surroundings } = this.#of;
    const value = pseudoParameter(name, stack.name, surroundings.account, at) ?? parameters.get(name);
    if (value !== undefined) return value;
    const resource = this.#resource(name, at);
    return resource && scalar(names.idOf(resource), at);
  }

  attribute(logicalId: string, attribute: string, at: Location): Node | undefined {
    const resource = this.#resource(logicalId, at);
    if (resource === undefined) return undefined;
    const [, output] = /^Outputs\.(.+)$/.exec(attribute) ?? [];
    if (output !== undefined) return this.#output(resource, output, at);
    const value = this.#of.names.attributeOf(resource, attribute);
    if (typeof value === 'string') return scalar(value, at);
    // Of what is emulated nothing may be made up; of anything else a text says what it stands for.
    if (!isKnownType(resource.type) && !isNearAttribute(resource.type, attribute))
      return scalar(`${logicalId}.${attribute}`, at);
    this.#of.mistakes.add(at, noSuchAttribute(resource.type, attribute));
    return undefined;
  }

  #output(resource: Resource, name: string, at: Location): Node | undefined {
    const { surroundings, underway, mistakes } = this.#of;
    const key = `Resources.${resource.logicalId}.Outputs.${name}`;
    const found = underway.once(key, at, () => surroundings.output(resource, name));
    if (found === undefined) mistakes.add(at, `the stack ${resource.logicalId} has no output "${name}"`);
    return found;
  }

  #resource(logicalId: string, at: Location): Resource | undefined {
    const { template, mistakes } = this.#of;
    const { resources, parameters, broken } = template;
    const resource = resources.get(logicalId);
    if (resource !== undefined) return resource;
    if (broken.has(logicalId)) mistakes.addReported();
    else mistakes.add(at, noSuchResource(logicalId, [...resources.keys(), ...parameters.keys()]));
    return undefined;
  }

  imported(name: string, at: Location): Node | undefined {
    const { surroundings, mistakes } = this.#of;
    const found = surroundings.exported(name) ?? surroundings.lookup('imports', name);
    if (found === undefined) mistakes.add(at, noSuchExport(name));
    return found;
  }

  outputOf(stack: string, name: string, at: Location): Node | undefined {
    const { surroundings, mistakes, underway } = this.#of;
    const address = `${stack}.${name}`;
    const found =
      underway.once(`Stacks.${address}`, at, () => surroundings.outputOf(stack, name)) ??
      surroundings.lookup('cf', address);
    if (found === undefined) mistakes.add(at, noSuchOutput(stack, name));
    return found;
  }
}
