/** What the parts of SAM's transform share. */
import type { Node } from '../source/node.ts';
import type { ProblemList } from '../source/problem-list.ts';

export interface SamContext {
  readonly problems: ProblemList;
  /**
   * Resolves what parameters, mappings and conditions say about a value: where `Routes` is an `Fn::If`, its branch.
   * What only AWS knows comes back as it is.
   */
  readonly structure: (node: Node) => Node;
}
