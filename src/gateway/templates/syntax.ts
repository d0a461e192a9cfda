/** The tree that velocityjs's parser makes of a template, as far as it is used here. */

/** Lines count from 1, columns from 0. */
export interface SourceSpan {
  readonly first_line: number;
  readonly first_column: number;
  readonly last_line: number;
  readonly last_column: number;
}

export interface Reference {
  readonly type: 'references';
  readonly id: string;
  readonly leader?: string;
  readonly path?: readonly PathElement[];
  /** Of `$name(…)`, which velocityjs takes for a call and Velocity for text behind a reference. */
  readonly args?: readonly Expression[] | false;
}

export type PathElement =
  | { readonly type: 'property'; readonly id: string }
  | { readonly type: 'method'; readonly id: string; readonly args: readonly Expression[] | false }
  | { readonly type: 'index'; readonly id: Expression };

export type Expression =
  | Reference
  | { readonly type: 'string'; readonly value: string; readonly isEval?: boolean }
  | { readonly type: 'integer' | 'decimal'; readonly value: string | number }
  | { readonly type: 'bool'; readonly value: 'true' | 'false' | 'null' }
  | { readonly type: 'map'; readonly value?: Readonly<Record<string, Expression>> }
  | { readonly type: 'array'; readonly isRange?: false; readonly value: readonly Expression[] }
  | { readonly type: 'array'; readonly isRange: true; readonly value: readonly RangeEnd[] }
  | { readonly type: 'math'; readonly operator: string; readonly expression: readonly Expression[] }
  /** A bare word among arguments. */
  | { readonly type: 'runt' };

export type RangeEnd = string | number | Reference;

/** What is there to be printed as it is, or not at all. */
export type Plain = { readonly type: 'raw'; readonly value: string } | { readonly type: 'comment' };

/** What is there to be carried out; every one knows its place. */
export type Statement = { readonly pos: SourceSpan } & (
  | Reference
  | { readonly type: 'set'; readonly equal: readonly [Reference, Expression] }
  | { readonly type: 'macro_call'; readonly id: string; readonly args?: readonly Expression[] }
  | { readonly type: 'break' | 'else' }
  | { readonly type: 'elseif'; readonly condition: Expression }
);

/** What opens a block. */
type BlockHead = { readonly pos: SourceSpan } & (
  | { readonly type: 'if'; readonly condition: Expression }
  | { readonly type: 'foreach'; readonly to: string; readonly from: Expression }
  | { readonly type: 'define'; readonly id: string }
  | { readonly type: 'macro'; readonly id: string; readonly args?: readonly Reference[] }
  | { readonly type: 'macro_body'; readonly id: string; readonly args?: readonly Expression[] }
  | { readonly type: 'noescape' }
);

/** The head of a block and what stands in it, `#else` and `#elseif` among it. */
export type Block = readonly [BlockHead, ...Node[]];

export type Node = string | Plain | Statement | Block;

export function isBlock(node: Node): node is Block {
  return Array.isArray(node);
}
