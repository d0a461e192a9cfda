/** Reads TOML into nodes. The parser keeps no places, so that a report looks for them in the text. */
import { parse, TomlError } from 'smol-toml';
import type { DefinitionPath } from '../definition-path.ts';
import type { Place } from '../problems.ts';
import { Location, type SourceText } from './location.ts';
import { type Entry, list, mappingOf, type Node, scalar } from './node.ts';
import type { Parsed } from './parsed.ts';

/** What is said beside the parser's own words. */
const ADVICE: Readonly<Record<string, string>> = { 'invalid value': '; put texts in quotes' };

/** @param file - absolute path. */
export function parseToml(file: string, text: string): Parsed {
  const source: SourceText = { file, placeOf: ({ path }) => placeIn(text, path) };
  try {
    return { ok: true, node: toNode(parse(text), Location.top(source)) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason = ''] = error.message.replace(/^Invalid TOML document: /, '').split('\n');
    const place = { line: error.line, column: error.column };
    return { ok: false, problems: [{ place, message: `not TOML: ${reason}${ADVICE[reason] ?? ''}` }] };
  }
}

function toNode(value: unknown, at: Location): Node {
  if (Array.isArray(value)) {
    return list(
      value.map((item, i) => toNode(item, at.below(i))),
      at,
    );
  }
  // A date is a text elsewhere.
  if (value instanceof Date) return scalar(value.toISOString(), at);
  if (typeof value !== 'object' || value === null) {
    return scalar(typeof value === 'bigint' ? String(value) : (value as string | number | boolean), at);
  }
  const entries = Object.entries(value).map(([key, inner]): [string, Entry] => {
    const below = at.below(key);
    return [key, { key: below, value: toNode(inner, below) }];
  });
  return mappingOf(new Map(entries), at);
}

/** Of the last key of the path that the text spells out as a table's header, or as a key below one. */
function placeIn(text: string, path: DefinitionPath): Place {
  const keys = path.filter((step) => typeof step === 'string');
  let best: Place = { line: 1, column: 1 };
  let bestLength = 0;
  let table: string[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const header = /^\s*\[\[?([^\]]+)\]/.exec(line)?.[1];
    if (header !== undefined) table = keysOf(header);
    const key = header === undefined ? /^\s*([^=#]+?)\s*=/.exec(line)?.[1] : undefined;
    const here = key === undefined ? table : [...table, ...keysOf(key)];
    const isHere = (header ?? key) !== undefined && here.every((step, i) => step === keys[i]);
    if (!isHere || here.length <= bestLength) continue;
    best = { line: index + 1, column: line.search(/\S/) + 1 };
    bestLength = here.length;
  }
  return best;
}

/** `a."b c".d` as its parts. */
function keysOf(dotted: string): string[] {
  return [...dotted.matchAll(/"([^"]*)"|'([^']*)'|[\w-]+/g)].map(
    ([bare, double, single]) => double ?? single ?? bare,
  );
}
