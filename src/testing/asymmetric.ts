/**
 * Stand-ins for values that differ from run to run, inside any expected value: of a client's `next`, of this package's
 * own matchers, of vitest's and jest's `toEqual`. Pure. Row `testing.any`.
 */
import type { AsymmetricMatcher } from './pattern.ts';

/** By this, vitest and jest know how to print one. */
const KIND = Symbol.for('jest.asymmetricMatcher');

/** Without private parts, for vitest copies what it prints. */
function anyOf(name: string, is: (value: unknown) => boolean): AsymmetricMatcher {
  const matcher = {
    $$typeof: KIND,
    asymmetricMatch: is,
    toString: () => name,
    toAsymmetricMatcher: () => name,
  };
  return matcher;
}

const text = (pattern: RegExp) => (value: unknown) => typeof value === 'string' && pattern.test(value);

/** 13 bytes, or 11, in base64url with the padding kept. */
const CONNECTION_ID = /^(?:[\w-]{18}==|[\w-]{15}=)$/;
/** API Gateway's are 11 bytes in base64url, Lambda's are UUIDs. */
const REQUEST_ID = /^(?:[\w-]{15}=|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/;
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/;
/** `requestContext.requestTime`: `09/Apr/2020:18:03:58 +0000`. */
const REQUEST_TIME = /^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}$/;

/** From September 2001, in seconds, to the year 5138, in milliseconds. */
function isTimestamp(value: unknown): boolean {
  if (typeof value === 'number') return value >= 1e9 && value < 1e14;
  return typeof value === 'string' && (ISO_TIME.test(value) || REQUEST_TIME.test(value));
}

/**
 * Stands for any connection id, of the emulator or of AWS.
 *
 * @example
 * ```ts
 * await bob.next({ type: 'joined', connectionId: anyConnectionId() });
 * ```
 */
export function anyConnectionId(): AsymmetricMatcher {
  return anyOf('AnyConnectionId', text(CONNECTION_ID));
}

/** Stands for any request id, of API Gateway (`EOoVYH6YIAMEn6g=`) or of Lambda (a UUID). */
export function anyRequestId(): AsymmetricMatcher {
  return anyOf('AnyRequestId', text(REQUEST_ID));
}

/**
 * Stands for any time: ISO 8601 with date and time, the form of `requestContext.requestTime`, or a number of seconds
 * or milliseconds since 1970.
 */
export function anyTimestamp(): AsymmetricMatcher {
  return anyOf('AnyTimestamp', isTimestamp);
}
