/** What is read as a stack: a template in CloudFormation's own terms, and what it is deployed with. */
import type { Node } from '../source/node.ts';

export interface Stack {
  /** As `AWS::StackName` has it. */
  readonly name: string;
  /** After SAM's transform, where the template asks for it. */
  readonly template: Node;
  /** Absolute path of the folder that the paths in the template start from. */
  readonly folder: string;
  /** Values of its parameters, by name, instead of their defaults. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** A stack, and the templates of the stacks that its resources are, by their logical ids. */
export interface LoadedStack extends Omit<Stack, 'parameters'> {
  readonly nested: ReadonlyMap<string, LoadedStack>;
}

/** The account that the stacks are deployed to, as far as anybody here says. */
export interface Account {
  readonly region: string;
  readonly accountId: string;
}

/** A stack, and the templates of the stacks that its resources are, by their logical ids. */
export interface LoadedStack extends Omit<Stack, 'parameters'> {
  readonly nested: ReadonlyMap<string, LoadedStack>;
}

/** It, and all that are nested in it. */
export function withNested(stack: LoadedStack): LoadedStack[] {
  return [stack, ...[...stack.nested.values()].flatMap(withNested)];
}
