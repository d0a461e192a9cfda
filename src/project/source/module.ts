/** Reads what a module exports into nodes; where they are written is looked up when a report asks for it. */
import type { Place } from '../problems.ts';
import { evaluateModule } from './evaluate-module.ts';
import { locate } from './locate.ts';
import { Location } from './location.ts';
import { type Entry, list, mappingOf, type Node, scalar } from './node.ts';
import type { Parsed } from './parsed.ts';

/** Nodes, and the absolute paths of the files beside its own that the module was made from. */
export type ParsedModule = Parsed & { readonly imports?: readonly string[] | undefined };

/** @param file - absolute path. */
export async function parseModule(file: string, text: string): Promise<ParsedModule> {
  const evaluation = await evaluateModule(file, text);
  if (!evaluation.ok) return { ok: false, problems: evaluation.problems };
  const node = moduleNode(evaluation.value, await moduleLocation(file, text));
  return { ok: true, node, imports: evaluation.imports ?? [] };
}

/** Where the value is that a module exports. */
export async function moduleLocation(file: string, text: string): Promise<Location> {
  const { moduleRoot } = await import('./module-text.ts');
  let root: ReturnType<typeof moduleRoot> | undefined;
  const placeOf = ({ path }: Location): Place => {
    root ??= moduleRoot(text);
    return locate(root, path);
  };
  return Location.top({ file, placeOf });
}

/** A value of a program's. What has no form in a definition (functions, undefined, what contains itself) is left out. */
export function moduleNode(value: unknown, at: Location): Node {
  return toNode(value, at, new Set());
}

function toNode(value: unknown, at: Location, around: Set<object>): Node {
  if (typeof value !== 'object' || value === null) {
    const isScalar = ['string', 'number', 'boolean'].includes(typeof value);
    return scalar(isScalar ? (value as string | number | boolean) : null, at);
  }
  if (around.has(value)) return scalar(null, at);
  const inside = new Set([...around, value]);
  if (Array.isArray(value))
    return list(
      value.map((item, i) => toNode(item, at.below(i), inside)),
      at,
    );
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== undefined && typeof inner !== 'function')
    .map(([key, inner]): [string, Entry] => [
      key,
      { key: at.below(key), value: toNode(inner, at.below(key), inside) },
    ]);
  return mappingOf(new Map(entries), at);
}
