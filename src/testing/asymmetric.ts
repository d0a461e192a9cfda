/**
 * Stand-ins for values that differ from run to run, inside any expected value: of a client's `next`, of this package's
 * own matchers, of vitest's and jest's `toEqual`. Pure. Row `testing.any`.
 */
import { CONNECTION_ID, isAll, isEpochTime, REQUEST_ID, TIMESTAMP } from '../value-shapes.ts';
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

const text = (shape: string) => (value: unknown) => typeof value === 'string' && isAll(shape, value);

function isTimestamp(value: unknown): boolean {
  return typeof value === 'number' ? isEpochTime(value) : text(TIMESTAMP)(value);
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
 * Stands for any time: ISO 8601 with date and time, the forms of `requestContext.requestTime` and of HTTP, or the
 * seconds or milliseconds since 1970.
 */
export function anyTimestamp(): AsymmetricMatcher {
  return anyOf('AnyTimestamp', isTimestamp);
}
