/** What the values of flags have to be like. */
import { InvalidArgumentError } from 'commander';
import { EmulatorError } from '../errors.ts';
import { MAX_FUNCTION_TIMEOUT_S } from '../limits.ts';
import { parseEventTime } from '../sessions/events/event-time.ts';

export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('It is a whole number from 0 to 65535.');
}

/** A shell variable that is not set leaves nothing behind the flag; that is no choice of anything. */
export function parseText(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('It is empty.');
}

export function parseStage(text: string): string {
  if (/^[A-Za-z0-9_-]{1,128}$/.test(text)) return text;
  throw new InvalidArgumentError('It is 1 to 128 letters, digits, "-" and "_".');
}

export function parseUrl(text: string): string {
  if (/^https?:\/\/./.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError('It is a URL such as http://localhost:8000.');
}

/** One or several, with commas between them. */
export function collectServices(text: string, previous: readonly string[] = []): string[] {
  const services = text.split(',').map((service) => service.trim());
  if (services.every((service) => /^[a-z0-9.-]+$/.test(service))) return [...previous, ...services];
  throw new InvalidArgumentError('It is an AWS service as its host name has it: s3, or s3,sqs.');
}

export function parseSessionFile(text: string): string {
  if (/[^/\\]\.(ya?ml|json)$/.test(text)) return text;
  throw new InvalidArgumentError('It is a file such as chat.session.yaml, .yml or .json.');
}

export function collect(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}

export function collectFiles(name: string, previous: readonly string[] = []): string[] {
  return collect(parseText(name), previous);
}

/** `key=value`, of which the value may be empty. */
export function collectPairs(
  text: string,
  previous: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const [, key, value = ''] = /^([^=]+)=([\s\S]*)$/.exec(text) ?? [];
  if (key !== undefined) return { ...previous, [key]: value };
  throw new InvalidArgumentError('It is a name and a value: key=value.');
}

/** `Table=file`, for one table several times perhaps. */
export function collectSeeds(
  text: string,
  previous: Readonly<Record<string, readonly string[]>> = {},
): Record<string, readonly string[]> {
  const [, table, file] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (table === undefined || file === undefined) {
    throw new InvalidArgumentError('It is a table and a file of items: Connections=seeds/connections.json.');
  }
  const before = Object.hasOwn(previous, table) ? (previous[table] ?? []) : [];
  return { ...previous, [table]: [...before, file] };
}

/** @throws {EmulatorError} `HEADER_INVALID` */
export function splitHeader(header: string): [name: string, value: string] {
  const colon = header.indexOf(':');
  if (colon < 1) throw EmulatorError.of('HEADER_INVALID', { header });
  return [header.slice(0, colon).trim(), header.slice(colon + 1).trim()];
}

/** `name=value`, the same name perhaps several times. */
export function collectValues(
  text: string,
  previous: readonly (readonly [string, string])[] = [],
): (readonly [string, string])[] {
  return [...previous, ...Object.entries(collectPairs(text))];
}

export function parseTime(text: string): number {
  const time = parseEventTime(text);
  if (time !== undefined) return time;
  throw new InvalidArgumentError(
    'It is a time such as 2026-11-29T18:00:00Z, or seconds or milliseconds since 1970.',
  );
}

export function parseWholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a whole number.');
}

/** Seconds, as Lambda takes them. */
export function parseTimeout(text: string): number {
  const seconds = Number(text);
  if (/^\d+$/.test(text) && seconds >= 1 && seconds <= MAX_FUNCTION_TIMEOUT_S) return seconds;
  throw new InvalidArgumentError(`It is a whole number of seconds from 1 to ${MAX_FUNCTION_TIMEOUT_S}.`);
}

export function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {
    // Said below.
  }
  throw new InvalidArgumentError('It is a JSON object such as {"principalId":"me"}.');
}
