/** What an intrinsic function is. */
import type { Location } from '../../source/location.ts';
import type { Node } from '../../source/node.ts';

/** What intrinsic functions ask of whoever evaluates a template. */
export interface Evaluation {
  /** The value with all functions in it evaluated; undefined for `AWS::NoValue`, unknown where something in it is wrong. */
  evaluate(node: Node): Node | undefined;
  /** Whether a condition of that name holds. */
  condition(name: string, at: Location): boolean;
  readonly references: References;
  readonly mappings: Node | undefined;
  readonly region: string;
  problem(at: Location, sentence: string): void;
}

/** What they ask of what is written elsewhere. */
export interface References {
  /** What a `Ref` to a parameter, a pseudo parameter or a resource is. */
  to(name: string, at: Location): Node | undefined;
  attribute(logicalId: string, attribute: string, at: Location): Node | undefined;
  /** What another stack exports. */
  imported(name: string, at: Location): Node | undefined;
  /** What a stack has among its outputs. */
  outputOf(stack: string, name: string, at: Location): Node | undefined;
}

/** @param at - where the call stands. */
export type Intrinsic = (argument: Node, at: Location, evaluation: Evaluation) => Node | undefined;
