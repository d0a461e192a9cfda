/** What stands in an event that somebody kept: values of any form, read as well as they can be. Pure. */

export type Values = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Without what is null. */
export function present(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined),
  );
}

/** The texts of a map, numbers and booleans as text; nothing of what is no map. */
export function textsOf(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  const entries = Object.entries(present(value)).filter(([, inner]) => typeof inner !== 'object');
  return Object.fromEntries(entries.map(([name, inner]) => [name, String(inner)]));
}

/** All values of each name: from the map that has them, else the one value that the other has. */
export function multiMap(single: unknown, multi: unknown): Record<string, string[]> {
  if (!isObject(multi) || Object.keys(multi).length === 0) {
    return Object.fromEntries(Object.entries(textsOf(single)).map(([name, value]) => [name, [value]]));
  }
  const entries = Object.entries(present(multi));
  return Object.fromEntries(
    entries.map(([name, values]) => [name, (Array.isArray(values) ? values : [values]).map(String)]),
  );
}
