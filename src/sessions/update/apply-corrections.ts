/** A session file's text with its expectations corrected in place. Pure. Row `replay.update`. */
import type { Place } from '../session.ts';
import type { Correction } from './correction.ts';
import { addEntry, applyEdits, type Edit, editValue, type Source } from './edit-value.ts';
import { readSourceNodes, type SourceNode } from './source-nodes.ts';

/** @returns undefined when the text has no such places: it is not what the corrections were found in. */
export function applyCorrections(source: Source, corrections: readonly Correction[]): string | undefined {
  const root = readSourceNodes(source.text);
  const edits: Edit[] = [];
  for (const correction of corrections) {
    const found = editsOf(source, root, correction);
    if (found === undefined) return undefined;
    edits.push(...found);
  }
  return applyEdits(source.text, edits);
}

function editsOf(source: Source, root: SourceNode, correction: Correction): readonly Edit[] | undefined {
  const { place, entry, before, after } = correction;
  const node = nodeAt(root, offsetOf(source.text, place));
  const [name] = entry;
  if (node === undefined) return undefined;
  if (name === undefined) return editValue(source, node, before ?? null, after);
  if (node.kind !== 'mapping') return undefined;
  const value = node.entries.find((one) => one.name === name)?.value;
  return value === undefined
    ? addEntry(source, node, name, after)
    : editValue(source, value, before ?? null, after);
}

/** The outermost value there. */
function nodeAt(node: SourceNode, offset: number): SourceNode | undefined {
  if (node.at === offset) return node;
  const inside =
    node.kind === 'mapping' ? node.entries.map(({ value }) => value) : node.kind === 'list' ? node.items : [];
  for (const one of inside) {
    const found = nodeAt(one, offset);
    if (found !== undefined) return found;
  }
  return undefined;
}

function offsetOf(text: string, { line, column }: Place): number {
  let start = 0;
  for (let n = 1; n < line; n++) start = text.indexOf('\n', start) + 1;
  return start + column - 1;
}
