/** Where in the text of a definition a value stands. */
import type { DefinitionPath } from '../definition-path.ts';
import type { Place } from '../problems.ts';

/** A value as a text spells it out. */
export interface SourceValue {
  readonly place: Place;
  /** The entry that counts for this key or index; nothing when the value has none, or the text computes it. */
  entry(key: string | number): { readonly key: Place; readonly value: SourceValue } | undefined;
}

/** The place of the value at `path` (or of its key), or of the nearest thing around it that is spelt out. */
export function locate(root: SourceValue, path: DefinitionPath, at?: 'key'): Place {
  let value = root;
  for (const [depth, part] of path.entries()) {
    const entry = value.entry(part);
    if (entry === undefined) break;
    if (at === 'key' && depth === path.length - 1) return entry.key;
    value = entry.value;
  }
  return value.place;
}

export function placeAt(source: string, offset: number): Place {
  const lines = source.slice(0, offset).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
