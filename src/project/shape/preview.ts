/** How a report shows the values that it is about. */
import * as v from 'valibot';

const LONGEST_PREVIEW = 60;

/** A value of the user's, on one line and not too long. A module may put anything there, so nothing may throw. */
export function preview(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  const text = toJson(value) ?? String(value);
  return text.length > LONGEST_PREVIEW ? `${text.slice(0, LONGEST_PREVIEW - 1)}…` : text;
}

function toJson(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'symbol') return undefined;
  try {
    // Inside, a symbol stands for what nobody knows.
    return JSON.stringify(value, (_, inner) => (typeof inner === 'symbol' ? '…' : inner));
  } catch {
    return Array.isArray(value) ? 'an array' : 'an object';
  }
}

/** What to write for a number or a boolean in quotes. */
export function rewritten(schema: v.GenericSchema, value: unknown): string {
  if (typeof value !== 'string' || value === '') return '';
  const others = [...[Number(value)].filter(Number.isFinite), value === 'true'];
  const right = others.find((other) => v.is(schema, other));
  return right === undefined ? '' : `; write ${right}, without quotes`;
}
