/** What the types of placeholders stand for. Pure. */
import { CONNECTION_ID, isAll, isEpochTime, REQUEST_ID, TIMESTAMP, TRACE_ID, UUID } from '../value-shapes.ts';
import type { JsonValue } from './json-value.ts';

export const PLACEHOLDER_TYPES = [
  'any',
  'string',
  'number',
  'boolean',
  'uuid',
  'timestamp',
  'connectionId',
  'requestId',
  'traceId',
] as const;

export type PlaceholderType = (typeof PLACEHOLDER_TYPES)[number];

/** How each is spelt within a text; none that has to be there stands for no character at all. */
const IN_TEXT: Readonly<Record<PlaceholderType, string>> = {
  any: '[^]*?',
  string: '[^]+?',
  number: '-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?',
  boolean: 'true|false',
  uuid: UUID,
  timestamp: TIMESTAMP,
  connectionId: CONNECTION_ID,
  requestId: REQUEST_ID,
  // With and without the name that a header has in front of it.
  traceId: `(?:Root=)?${TRACE_ID}`,
};

/** The source of a regular expression for it. */
export function patternInText(type: PlaceholderType | undefined): string {
  return IN_TEXT[type ?? 'string'];
}

/** Whether a JSON value is one that the type stands for. */
export function isOfType(value: JsonValue, type: PlaceholderType | undefined): boolean {
  if (type === undefined || type === 'any') return true;
  if (type === 'string' || type === 'number' || type === 'boolean') return typeof value === type;
  if (type === 'timestamp' && typeof value === 'number') return isEpochTime(value);
  return typeof value === 'string' && isAll(IN_TEXT[type], value);
}

/** What a text stands for that was found where the type stands in another: a number is one. */
export function fromText(text: string, type: PlaceholderType | undefined): JsonValue {
  if (type === 'boolean') return text === 'true';
  if (type === 'number' && String(Number(text)) === text) return Number(text);
  return text;
}
