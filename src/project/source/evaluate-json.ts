/** Reads the value of an `emulator.config.json`. */
import { reasonOf } from '../../errors.ts';
import type { Evaluation } from './evaluation.ts';
import { jsonTooDeep, TOO_DEEP } from './nesting.ts';

export async function evaluateJson(source: string): Promise<Evaluation> {
  const tooDeep = jsonTooDeep(source);
  if (tooDeep !== undefined) {
    const { placeAt } = await import('./locate.ts');
    return { ok: false, problems: [{ place: placeAt(source, tooDeep), message: TOO_DEEP }] };
  }
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (error) {
    const { findJsonErrors } = await import('./json-text.ts');
    const problems = findJsonErrors(source);
    if (problems.length > 0) return { ok: false, problems };
    return {
      ok: false,
      problems: [{ place: { line: 1, column: 1 }, message: `not JSON: ${reasonOf(error)}` }],
    };
  }
  if (countKeys(value) === countWrittenKeys(source)) return { ok: true, value, problems: [] };
  const { findDuplicateKeys } = await import('./json-text.ts');
  return { ok: true, value, problems: findDuplicateKeys(source) };
}

/** Fewer than are written when one is written twice. */
function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inside = Object.values(value).reduce<number>((sum, inner) => sum + countKeys(inner), 0);
  return inside + (Array.isArray(value) ? 0 : Object.keys(value).length);
}

/** In a text that is JSON, the strings with a colon behind them. */
function countWrittenKeys(source: string): number {
  let count = 0;
  for (const [, colon] of source.matchAll(/"(?:[^"\\]|\\.)*"\s*(:)?/g)) if (colon !== undefined) count++;
  return count;
}
