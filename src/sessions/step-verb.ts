/** What a step of a session file does. */
import { preview } from '../project/shape/preview.ts';
import { type Entry, type Mapping, mappingOf, type Node, toValue } from '../project/source/node.ts';
import type { ProblemList } from '../project/source/problem-list.ts';
import { closest } from '../project/spelling.ts';
import { STEP_SCHEMAS, VERBS, type Verb } from './step-schemas.ts';

/** A step's mapping, and what it does. */
export interface VerbStep {
  readonly verb: Verb;
  readonly node: Mapping;
}

/** What the step does; says so when it is nothing, or several things. */
export function verbOf(node: Node, problems: ProblemList): VerbStep | undefined {
  if (node.kind !== 'mapping') {
    problems.add(node.at, `expected a step such as "connect: alice", found ${preview(toValue(node))}`);
    return undefined;
  }
  const [first, second] = [...node.entries.keys()].filter(isVerb);
  if (first === undefined) return misspelt(node, problems);
  if (second === undefined) return { verb: first, node };
  const at = node.entries.get(second)?.key ?? node.at;
  problems.add(at, `a step does one thing, and this one has "${first}" already; write two steps`);
  const known = Object.keys(STEP_SCHEMAS[first].entries);
  return {
    verb: first,
    node: mappingOf(new Map([...node.entries].filter(([key]) => known.includes(key))), node.at),
  };
}

function isVerb(key: string): key is Verb {
  return VERBS.some((verb) => verb === key);
}

const FIELDS = new Set(Object.values(STEP_SCHEMAS).flatMap(({ entries }) => Object.keys(entries)));

/** A step whose verb has a letter wrong is read as what was meant. */
function misspelt(node: Mapping, problems: ProblemList): VerbStep | undefined {
  for (const [key, entry] of node.entries) {
    const verb = FIELDS.has(key) ? undefined : (closest(key, VERBS) as Verb | undefined);
    if (verb === undefined) continue;
    problems.add(entry.key, `no step is called ${JSON.stringify(key)}; did you mean "${verb}"?`);
    const entries = [...node.entries].map(([name, value]): [string, Entry] => [
      name === key ? verb : name,
      value,
    ]);
    return { verb, node: mappingOf(new Map(entries), node.at) };
  }
  problems.add(node.at, `a step says what happens; write one of ${VERBS.join(', ')}`);
  return undefined;
}
