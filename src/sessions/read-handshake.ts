/** Reads how a client connects: what is said of the client, and over it what its step says. */
import {
  entriesOf,
  entryOf,
  itemsOf,
  type Mapping,
  merged,
  type Node,
  toText,
} from '../project/source/node.ts';
import type { ProblemList } from '../project/source/problem-list.ts';
import { readPattern, type Seen } from './read-pattern.ts';
import type { Handshake, Pattern } from './session.ts';

const FIELDS = ['api', 'query', 'headers', 'protocols', 'origin'] as const;

export function readHandshake(
  client: Node | undefined,
  step: Mapping,
  problems: ProblemList,
  seen: Seen,
): Handshake {
  const [api, query, headers, protocols, origin] = FIELDS.map((key) =>
    merged(entryOf(client, key)?.value, entryOf(step, key)?.value),
  );
  const patterns = (node: Node | undefined): Record<string, Pattern> =>
    Object.fromEntries(entriesOf(node).map(([name, { value }]) => [name, parameter(value)]));
  const parameter = (node: Node): Pattern => {
    const text = node.kind === 'list' ? undefined : toText(node);
    const pattern = readPattern(node, problems, seen);
    // `007` is sent as it is written.
    return text ?? pattern;
  };
  return {
    api: toText(api),
    query: patterns(query),
    headers: patterns(headers),
    protocols: itemsOf(protocols).flatMap((item) => {
      readPattern(item, problems, seen);
      return toText(item) ?? [];
    }),
    origin: toText(origin),
  };
}
