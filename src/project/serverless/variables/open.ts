/** A resolver for a service's file, with the sources that its variables may have. */
import type { Node } from '../../source/node.ts';
import type { ProblemList } from '../../source/problem-list.ts';
import { FileSource } from './file-source.ts';
import type { VariableOptions } from './options.ts';
import { Resolver } from './resolver.ts';
import { findSource, sourceTable } from './sources.ts';

export interface OpenVariables {
  readonly resolver: Resolver;
  /** What was read of other files, and what is wrong in them. */
  readonly files: FileSource;
}

export function openVariables(root: Node, options: VariableOptions, problems: ProblemList): OpenVariables {
  const files = new FileSource(options);
  const table = sourceTable(options, files);
  const resolver = new Resolver(root, (call, asking) => findSource(call, table, asking, options), problems);
  return { resolver, files };
}
