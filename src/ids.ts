/**
 * Identifiers of the shapes that AWS mints.
 *
 * Recorded connection ids (us-east-1, 2026) are 13 bytes: seven that rise with time, four that are the same
 * for the whole region, two that belong to the host. A message id is minted the same way and ends in the
 * same six bytes as its connection's. Request ids are 11 bytes. All are base64url with the padding kept.
 *
 * API Gateway answers 400 to an id that it never minted and 410 to one whose connection is gone. To tell the
 * two apart without remembering every id, also those of earlier runs that an on-disk table still holds, the
 * last two bytes of a connection id are a checksum of the first seven.
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';

const REGION_BYTES = Buffer.from([0x00, 0x18, 0x28, 0x48]);
const REQUEST_REGION_BYTES = Buffer.from([0x20, 0x03, 0x04]);
const PREFIX_BYTES = 7;

/** What a connection id is made of: a prefix, bytes of the region, a checksum of two bytes in place of the host's. */
const FORMATS = {
  long: { prefix: PREFIX_BYTES, region: REGION_BYTES },
  /** Recorded elsewhere, and before 2026: 11 bytes, the last three the same in a message's id. */
  short: { prefix: 6, region: Buffer.from([0x20, 0x03, 0x02]) },
} as const;

/** `long`: 20 characters; `short`: 16. */
export type ConnectionIdFormat = keyof typeof FORMATS;

let lastTick = 0;

/** Strictly rising, about 80 ticks a millisecond, so that two ids never share a prefix. */
function tick(): number {
  lastTick = Math.max(lastTick + 1, Date.now() * 80);
  return lastTick;
}

const POOL_BYTES = 4096;
let pool = Buffer.alloc(0);
let taken = 0;

/** As `randomBytes` gives them, which takes for a few as long as for many. */
function takeRandomBytes(size: number): Buffer {
  if (taken + size > pool.length) {
    pool = randomBytes(POOL_BYTES);
    taken = 0;
  }
  taken += size;
  const bytes = Buffer.allocUnsafe(size);
  pool.copy(bytes, 0, taken - size, taken);
  return bytes;
}

function newPrefix(size: number): Buffer {
  const bytes = takeRandomBytes(size);
  bytes.writeUIntBE(tick() % 2 ** 48, 0, 6);
  return bytes;
}

const CHECKSUM_BYTES = 2;

function checksum(prefix: Uint8Array): Buffer {
  return createHash('sha256').update('connection').update(prefix).digest().subarray(0, CHECKSUM_BYTES);
}

const toBase64Url = (bytes: Buffer) => {
  const text = bytes.toString('base64');
  return /[+/]/.test(text) ? text.replaceAll('+', '-').replaceAll('/', '_') : text;
};
const fromBase64Url = (text: string) => Buffer.from(text, 'base64url');

/** A new connection id, such as `gbgB6m7sSQAYKEiKEA==`, or, short, `PJqB0fHsqRcCHlw=`. */
export function createConnectionId(format: ConnectionIdFormat = 'long'): string {
  const { prefix, region } = FORMATS[format];
  const start = newPrefix(prefix);
  return toBase64Url(Buffer.concat([start, region, checksum(start)]));
}

/** A new message id: a prefix of its own, the tail of its connection's id. */
export function createMessageId(connectionId: string): string {
  const bytes = fromBase64Url(connectionId);
  const { prefix } = bytes.length === sizeOf('short') ? FORMATS.short : FORMATS.long;
  newPrefix(prefix).copy(bytes);
  return toBase64Url(bytes);
}

/** Whether this id is one that {@link createConnectionId} has made, in this run or an earlier one. */
export function isConnectionId(id: string): boolean {
  const bytes = fromBase64Url(id);
  const format = (['long', 'short'] as const).find((one) => sizeOf(one) === bytes.length);
  if (format === undefined || toBase64Url(bytes) !== id) return false;
  const { prefix, region } = FORMATS[format];
  const start = bytes.subarray(0, prefix);
  return bytes.subarray(prefix).equals(Buffer.concat([region, checksum(start)]));
}

/** Whether it has the shape of a connection's id, or of that of a message, whoever has made it. */
export function looksLikeConnectionId(id: string): boolean {
  const bytes = fromBase64Url(id);
  if (toBase64Url(bytes) !== id) return false;
  return Object.entries(FORMATS).some(
    ([format, { prefix, region }]) =>
      bytes.length === sizeOf(format as ConnectionIdFormat) &&
      bytes.subarray(prefix, prefix + region.length).equals(region),
  );
}

/** Whether it has the shape of a request id that {@link createRequestId} makes. */
export function looksLikeRequestId(id: string): boolean {
  const bytes = fromBase64Url(id);
  return (
    bytes.length === 11 && toBase64Url(bytes) === id && bytes.subarray(6, 9).equals(REQUEST_REGION_BYTES)
  );
}

function sizeOf(format: ConnectionIdFormat): number {
  const { prefix, region } = FORMATS[format];
  return prefix + region.length + CHECKSUM_BYTES;
}

/** A new API Gateway request id, such as `EOoVYH6YIAMEn6g=`. */
export function createRequestId(): string {
  const bytes = takeRandomBytes(11);
  bytes.writeUIntBE(tick() % 2 ** 48, 0, 6);
  REQUEST_REGION_BYTES.copy(bytes, 6);
  return toBase64Url(bytes);
}

/** A new `X-Amzn-Trace-Id`: `Root=1-<8 hex digits of the second>-<24 hex digits>`. */
export function createTraceId(now: number): string {
  const seconds = Math.floor(now / 1000).toString(16);
  return `Root=1-${seconds.padStart(8, '0')}-${takeRandomBytes(12).toString('hex')}`;
}

/** A UUID: Lambda's request ids, and `x-amzn-RequestId` of the management API. */
export function createUuid(): string {
  return randomUUID();
}

/** The name of a new log stream, as Lambda gives one to each execution environment. */
export function createLogStreamName(now: number): string {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[$LATEST]${takeRandomBytes(16).toString('hex')}`;
}

/** An API id (10 lower-case letters and digits) that is the same whenever the API has the same name. */
export function apiIdOf(name: string): string {
  const digest = createHash('sha256').update(`api:${name}`).digest();
  return digest.readBigUInt64BE().toString(36).padStart(10, 'a').slice(-10);
}
