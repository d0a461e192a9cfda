/** Writes corrections into a file. Row `replay.update`. */
import { readFile, writeFile } from 'node:fs/promises';
import { applyCorrections } from './apply-corrections.ts';
import type { Correction } from './correction.ts';

/** Reads the text as what the file is. */
export type Parse = (file: string, text: string) => Promise<{ readonly ok: boolean }>;

/**
 * @param file - absolute path.
 * @returns whether it could be done: not when the file has changed since it was read, or is written in a way that
 * nobody foresaw; it is as before then.
 */
export async function updateFile(
  file: string,
  corrections: readonly Correction[],
  parse: Parse,
): Promise<boolean> {
  const before = await readFile(file, 'utf8');
  // The mark in front is no part of what places are counted in.
  const mark = before.startsWith('\uFEFF') ? '\uFEFF' : '';
  const text = before.slice(mark.length);
  const updated = applyCorrections({ text, isJson: file.endsWith('.json') }, corrections);
  if (updated === undefined) return false;
  if (!(await parse(file, updated)).ok) return false;
  await writeFile(file, mark + updated);
  return true;
}
