/**
 * A value in a YAML or JSON text, changed to another one by as few edits as will do: what is the same stays as it is
 * written, with its comments and its layout. Pure. Row `replay.update`.
 */
import { isJsonList, isJsonObject, isSameJson, type JsonObject } from '../json-value.ts';
import type { Pattern } from '../session.ts';
import type { SourceEntry, SourceNode } from './source-nodes.ts';

/** Replaces what stands from `start` to before `end`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = text;
  for (const { start, end, text: replacement } of [...edits].sort((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + replacement + result.slice(end);
  }
  return result;
}

/** What is the case in the file's text. */
export interface Source {
  readonly text: string;
  /** In JSON every text is quoted. */
  readonly isJson: boolean;
}

/** @param before - what stands at the node. */
export function editValue(source: Source, node: SourceNode, before: Pattern, after: Pattern): Edit[] {
  if (isSameJson(before, after)) return [];
  if (node.kind === 'mapping' && isJsonObject(before) && isJsonObject(after)) {
    return editMapping(source, node, before, after);
  }
  if (node.kind === 'list' && isJsonList(before) && isJsonList(after)) {
    return editList(source, node, before, after);
  }
  return [replace(source, node, after)];
}

type MappingNode = Extract<SourceNode, { kind: 'mapping' }>;
type ListNode = Extract<SourceNode, { kind: 'list' }>;

function editMapping(source: Source, node: MappingNode, before: JsonObject, after: JsonObject): Edit[] {
  const isThere = ({ name }: SourceEntry) => Object.hasOwn(after, name);
  const added = Object.keys(after).filter((name) => !Object.hasOwn(before, name));
  // Merged entries stand elsewhere, and a collection that loses all that it has is written anew.
  const isOwn = Object.keys(before).every((name) => node.entries.some((entry) => entry.name === name));
  if (!isOwn || !node.entries.some(isThere)) return [replace(source, node, after)];
  const changed = node.entries.filter(isThere).flatMap(({ name, value }) => {
    const [old, now] = [before[name], after[name]];
    return old === undefined || now === undefined ? [] : editValue(source, value, old, now);
  });
  const texts = added.map(
    (name) => `${renderText(name, source.isJson)}: ${render(after[name] ?? null, source)}`,
  );
  return [
    ...changed,
    ...removals(source.text, node, node.entries, (entry) => !isThere(entry)),
    ...additions(source.text, node, node.entries.at(-1), texts, ''),
  ];
}

function editList(
  source: Source,
  node: ListNode,
  before: readonly Pattern[],
  after: readonly Pattern[],
): Edit[] {
  const { items } = node;
  if (items.length !== before.length || after.length === 0 || items.length === 0) {
    return [replace(source, node, after)];
  }
  const changed = items.slice(0, after.length).flatMap((item, index) => {
    const [old, now] = [before[index], after[index]];
    return old === undefined || now === undefined ? [] : editValue(source, item, old, now);
  });
  const texts = after.slice(items.length).map((item) => render(item, source));
  return [
    ...changed,
    ...removals(source.text, node, items, (item) => items.indexOf(item as SourceNode) >= after.length),
    ...additions(source.text, node, items.at(-1), texts, '- '),
  ];
}

interface Part {
  readonly start: number;
  readonly end: number;
}

/** Some of the parts go, not all of them. */
function removals<One extends Part>(
  text: string,
  { style, kind }: SourceNode,
  parts: readonly One[],
  goes: (part: One) => boolean,
): Edit[] {
  const lastThatStays = parts.findLastIndex((part) => !goes(part));
  return parts.flatMap((part, index): Edit[] => {
    if (!goes(part)) return [];
    const next = parts[index + 1];
    if (style === 'flow' && index < lastThatStays && next !== undefined) {
      return [{ start: part.start, end: next.start, text: '' }];
    }
    if (style === 'flow') return [{ start: parts[index - 1]?.end ?? part.start, end: part.end, text: '' }];
    const lineStart = text.lastIndexOf('\n', part.start - 1) + 1;
    const isOnItsOwnLine = (kind === 'list' ? /^\s*-\s*$/ : /^\s*$/).test(text.slice(lineStart, part.start));
    if (isOnItsOwnLine) return [{ start: lineStart, end: lineEnd(text, part.end) + 1, text: '' }];
    return next === undefined ? [] : [{ start: part.start, end: next.start, text: '' }];
  });
}

/** One more entry, of a mapping that has some. */
export function addEntry(source: Source, node: MappingNode, name: string, value: Pattern): Edit[] {
  const text = `${renderText(name, source.isJson)}: ${render(value, source)}`;
  return additions(source.text, node, node.entries.at(-1), [text], '');
}

/** Behind the last part, and in a block behind the comment on its line. */
function additions(
  text: string,
  { style, start }: SourceNode,
  last: Part | undefined,
  added: readonly string[],
  mark: string,
): Edit[] {
  if (last === undefined || added.length === 0) return [];
  if (style === 'flow')
    return [{ start: last.end, end: last.end, text: added.map((one) => `, ${one}`).join('') }];
  const indent = ' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1));
  const isWindows = text.includes('\r\n');
  const at = lineEnd(text, last.end) - (isWindows ? 1 : 0);
  const newline = isWindows ? '\r\n' : '\n';
  return [{ start: at, end: at, text: added.map((one) => `${newline}${indent}${mark}${one}`).join('') }];
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** Behind a colon or a dash there has to be a blank, which an empty value may lack. */
function replace(source: Source, { start, end }: SourceNode, value: Pattern): Edit {
  const blank = start === end && !/\s/.test(source.text[start - 1] ?? ' ') ? ' ' : '';
  return { start, end, text: blank + render(value, source) };
}

/** On one line, whatever the layout around it. */
function render(value: Pattern, source: Source): string {
  if (typeof value === 'string') return renderText(value, source.isJson);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const parts = isJsonList(value)
    ? value.map((item) => render(item, source))
    : Object.entries(value).map(
        ([name, inner]) => `${renderText(name, source.isJson)}: ${render(inner, source)}`,
      );
  if (isJsonList(value)) return `[${parts.join(', ')}]`;
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

/** What is plainly a word stands without quotes. A placeholder does, too, as the format has it. */
function renderText(text: string, isJson: boolean): string {
  const isWord = /^(?:[A-Za-z_$][\w$-]*(?: [\w$-]+)*|\{\{[A-Za-z_][\w-]*\}\})$/.test(text);
  const isOther = /^(?:true|false|null|yes|no|on|off)$/i.test(text);
  return isWord && !isOther && !isJson ? text : JSON.stringify(text);
}
