/**
 * Values as Java prints them, for API Gateway does: `[a, b]`, `{k=v}`. Pure.
 * Rows `routing.array`, `routing.object`, `template.printing`.
 */

/** What prints in a way of its own. */
export abstract class Printable {
  abstract text(): string;
}

/** The text of a value; what a map or a list holds stands in it unquoted. */
export function javaText(value: unknown): string {
  if (value instanceof Printable) return value.text();
  if (Array.isArray(value)) return `[${value.map(javaText).join(', ')}]`;
  if (value instanceof Map) return mapText(value);
  if (typeof value === 'object' && value !== null) return mapText(Object.entries(value));
  return String(value ?? null);
}

function mapText(entries: Iterable<[unknown, unknown]>): string {
  return `{${[...entries].map(([key, value]) => `${javaText(key)}=${javaText(value)}`).join(', ')}}`;
}
