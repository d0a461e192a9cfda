/** The names of a stack's resources, and with them what references to these are. */
import { nodeAt } from '../source/node.ts';
import { attributeOf, type Named, nameFrom, nameProperty, refOf } from './naming.ts';
import type { ResourceNames } from './resource-names.ts';
import type { Account } from './stack.ts';
import type { Resource } from './template.ts';

/** The text that a property of a resource evaluates to; none where it is not there, or waits for itself. */
type TextOf = (resource: Resource, property: string) => string | undefined;

export class NamedResources {
  readonly #stack: string;
  readonly #account: Account;
  readonly #textOf: TextOf;
  readonly #given: ResourceNames;
  readonly #names = new Map<string, string>();

  constructor(stack: string, account: Account, given: ResourceNames, textOf: TextOf) {
    this.#stack = stack;
    this.#account = account;
    this.#given = given;
    this.#textOf = textOf;
  }

  /** The name that it has, or is given. */
  nameOf(resource: Resource): string {
    const { logicalId, type } = resource;
    const known = this.#names.get(logicalId);
    if (known !== undefined) return known;
    const written = this.#property(resource, nameProperty(type));
    const own = written === undefined ? undefined : nameFrom(type, written);
    const name = this.#given.of({ type, logicalId, own, stack: this.#stack });
    this.#names.set(logicalId, name);
    return name;
  }

  /** What a `Ref` to it is. */
  idOf(resource: Resource): string {
    return refOf(this.#named(resource), this.#account);
  }

  attributeOf(resource: Resource, attribute: string): string | undefined {
    return attributeOf(this.#named(resource), attribute, this.#account);
  }

  #named(resource: Resource): Named {
    return {
      type: resource.type,
      name: this.nameOf(resource),
      key: `${this.#stack}/${resource.logicalId}`,
      property: (property) => this.#property(resource, property),
    };
  }

  #property(resource: Resource, property: string): string | undefined {
    return nodeAt(resource.properties, property) && this.#textOf(resource, property);
  }
}
