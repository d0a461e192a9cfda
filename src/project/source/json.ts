/** Reads JSON into nodes. */
import { createRequire } from 'node:module';
import type { Node as JsonNode } from 'jsonc-parser';
import { evaluateJson } from './evaluate-json.ts';
import { placeAt } from './locate.ts';
import { Location, type SourceText } from './location.ts';
import { type Entry, list, mappingOf, type Node, scalar } from './node.ts';
import type { Parsed } from './parsed.ts';

// Required, for what is imported of CommonJS takes Node 20 much longer to load: see `dynamodb/dynalite`.
const { parseTree } = createRequire(import.meta.url)('jsonc-parser') as typeof import('jsonc-parser');

/** @param file - absolute path. */
export async function parseJson(file: string, text: string): Promise<Parsed> {
  const { ok, problems } = await evaluateJson(text);
  const tree = ok && problems.length === 0 ? parseTree(text) : undefined;
  if (tree === undefined) return { ok: false, problems };
  const source: SourceText = { file, placeOf: ({ offset }) => placeAt(text, offset) };
  return { ok: true, node: toNode(tree, Location.top(source, tree.offset)) };
}

function toNode(json: JsonNode, at: Location): Node {
  const { type, children = [] } = json;
  if (type === 'array') {
    return list(
      children.map((item, i) => toNode(item, at.below(i, item.offset))),
      at,
    );
  }
  if (type !== 'object') return scalar(json.value, at);
  const entries = children.flatMap((property): [string, Entry][] => {
    const [key, value] = property.children ?? [];
    if (key === undefined || value === undefined) return [];
    const name = String(key.value);
    return [[name, { key: at.below(name, key.offset), value: toNode(value, at.below(name, value.offset)) }]];
  });
  return mappingOf(new Map(entries), at);
}
