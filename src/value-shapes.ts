/**
 * What values look like that differ from run to run, as sources of regular expressions: placeholders of sessions and
 * stand-ins of tests mean the same by them. Pure. Rows `session.placeholders`, `testing.any`.
 */

export const UUID = '[\\da-fA-F]{8}(?:-[\\da-fA-F]{4}){3}-[\\da-fA-F]{12}';

/** 13 bytes, or 11 in other regions, as base64url with its padding. */
export const CONNECTION_ID = '[\\w-]{18}==|[\\w-]{15}=';

/** API Gateway's, and Lambda's. */
export const REQUEST_ID = `[\\w-]{15}=|${UUID}`;

/** X-Ray's, without the name that a header has in front of it. */
export const TRACE_ID = '1-[\\da-f]{8}-[\\da-f]{24}';

/** ISO 8601, as API Gateway's `requestTime` has it, as HTTP has it, or the milliseconds or seconds since 1970. */
export const TIMESTAMP = [
  '\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(?::\\d\\d(?:[.,]\\d+)?)?(?:Z|[+-]\\d\\d:?\\d\\d)?',
  '\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}',
  '[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT',
  '\\d{13}|\\d{10}',
].join('|');

/** From 1973 on, in seconds, to the year 2286, in milliseconds. */
export function isEpochTime(value: number): boolean {
  return value >= 1e8 && value < 1e13;
}

/** Whether all of the text is one. */
export function isAll(shape: string, text: string): boolean {
  return new RegExp(`^(?:${shape})$`).test(text);
}
