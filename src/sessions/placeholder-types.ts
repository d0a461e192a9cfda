/** What the types of placeholders stand for. Pure. */
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

const UUID = '[\\da-fA-F]{8}(?:-[\\da-fA-F]{4}){3}-[\\da-fA-F]{12}';
/** ISO 8601, as API Gateway's `requestTime` has it, as HTTP has it, or the milliseconds or seconds since 1970. */
const TIMESTAMP = [
  '\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(?::\\d\\d(?:[.,]\\d+)?)?(?:Z|[+-]\\d\\d:?\\d\\d)?',
  '\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}',
  '[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT',
  '\\d{13}|\\d{10}',
].join('|');
/** 13 bytes, or 11 in other regions, as base64url with its padding. */
const CONNECTION_ID = '[\\w-]{18}==|[\\w-]{15}=';

/** How each is spelt within a text; none that has to be there stands for no character at all. */
const IN_TEXT: Readonly<Record<PlaceholderType, string>> = {
  any: '[^]*?',
  string: '[^]+?',
  number: '-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?',
  boolean: 'true|false',
  uuid: UUID,
  timestamp: TIMESTAMP,
  connectionId: CONNECTION_ID,
  // API Gateway's, and Lambda's.
  requestId: `[\\w-]{15}=|${UUID}`,
  // With and without the name that a header has in front of it.
  traceId: '(?:Root=)?1-[\\da-f]{8}-[\\da-f]{24}',
};

/** Epoch times from 1973 on, in seconds or milliseconds. */
const EARLIEST_SECONDS = 1e8;
const LATEST_MILLISECONDS = 1e13;

/** The source of a regular expression for it. */
export function patternInText(type: PlaceholderType | undefined): string {
  return IN_TEXT[type ?? 'string'];
}

/** Whether a JSON value is one that the type stands for. */
export function isOfType(value: JsonValue, type: PlaceholderType | undefined): boolean {
  if (type === undefined || type === 'any') return true;
  if (type === 'string' || type === 'number' || type === 'boolean') return typeof value === type;
  if (type === 'timestamp' && typeof value === 'number') {
    return value >= EARLIEST_SECONDS && value < LATEST_MILLISECONDS;
  }
  return typeof value === 'string' && new RegExp(`^(?:${IN_TEXT[type]})$`).test(value);
}

/** What a text stands for that was found where the type stands in another: a number is one. */
export function fromText(text: string, type: PlaceholderType | undefined): JsonValue {
  if (type === 'boolean') return text === 'true';
  if (type === 'number' && String(Number(text)) === text) return Number(text);
  return text;
}
