/** What a stack asks of those around it. */
import type { Node } from '../source/node.ts';
import type { ProblemList } from '../source/problem-list.ts';
import type { Lookup } from '../values-file.ts';
import type { ResourceNames } from './resource-names.ts';
import type { Account } from './stack.ts';
import type { Resource } from './template.ts';

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
