/** What the app calls a resource of its templates: nobody has written the logical ids. Row `cdk.reports`. Pure. */
import type { LoadedStack } from '../cloudformation/stack.ts';
import { resourcesOf } from '../cloudformation/template.ts';
import type { Reading } from '../reading.ts';
import { nodeAt, toText } from '../source/node.ts';

/** Names the construct before each path of a template: `Chat/Room: Resources.Room4AB29A70.Properties.Handler`. */
export function withConstructs(reading: Reading, stacks: readonly LoadedStack[]): Reading {
  const constructs = constructsOf(stacks);
  const named = (text: string) => {
    const [, logicalId = ''] = /^Resources\.(\w+)/.exec(text) ?? [];
    const construct = constructs.get(logicalId);
    return construct === undefined ? text : `${construct}: ${text}`;
  };
  const { problems, words } = reading;
  return {
    ...reading,
    problems: problems.map((problem) => ({ ...problem, message: named(problem.message) })),
    words: { ...words, path: (path, at) => named(words.path(path, at)) },
  };
}

/** Those of logical ids that are one construct's only, in all stacks. */
function constructsOf(stacks: readonly LoadedStack[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const shared = new Set<string>();
  for (const { template } of stacks) {
    for (const [logicalId, resource] of resourcesOf(template)) {
      const path = toText(nodeAt(resource, 'Metadata', 'aws:cdk:path'));
      if (found.has(logicalId)) shared.add(logicalId);
      // The construct's own resource is an implementation of it.
      else if (path !== undefined) found.set(logicalId, path.replace(/\/(Resource|Default)$/, ''));
    }
  }
  return new Map([...found].filter(([logicalId]) => !shared.has(logicalId)));
}
