/** Items of tables as sessions have them. Pure. */
import type { JsonObject } from './json-value.ts';

/** Sets are lists and bytes base64; numbers that JavaScript does not know are texts. */
export function itemToJson(item: object): JsonObject {
  const text = JSON.stringify(item, (_key, value: unknown) => {
    if (value instanceof Set) return [...value];
    if (typeof value === 'bigint') return value.toString();
    return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
  });
  return JSON.parse(text) as JsonObject;
}
