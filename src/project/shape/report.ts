/** What does not fit a schema, told at its place in a definition of nodes. */
import { locationOf, type Node } from '../source/node.ts';
import type { ProblemList } from '../source/problem-list.ts';
import type { Misfit } from './check.ts';

/** @param node - of which the value that was checked is the plain one. */
export function reportMisfits(misfits: readonly Misfit[], node: Node, problems: ProblemList): void {
  for (const { path, at, sentence, missing } of misfits) {
    const place = locationOf(node, path, at);
    // Several keys may be missing in one place, where only one thing is said.
    if (missing === undefined) problems.add(place, sentence);
    else problems.add(place.below(missing), sentence.slice(JSON.stringify(missing).length + 1));
  }
}
