/**
 * What becomes of an event that nobody waits for, after each attempt. Pure. Rows `invoke.async-*`.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
import { MAX_EVENT_AGE_MS, MAX_RETRY_ATTEMPTS } from '../limits.ts';
import type { Invoked } from './outcomes.ts';

/** What has been done with an event. */
export interface Progress {
  /** How often the function ran with it, and how often Lambda found no room for it. */
  readonly attempts: number;
  readonly throttles: number;
  /** How long ago it was accepted. */
  readonly ageMs: number;
}

export type Next = 'done' | { readonly delayMs: number } | { readonly dropped: string };

const MINUTE_MS = 60_000;
const MAX_THROTTLE_DELAY_MS = 5 * MINUTE_MS;

/** @param progress - the attempt that this is the outcome of included. */
export function afterAttempt(invoked: Invoked, { attempts, throttles, ageMs }: Progress): Next {
  if (invoked.ok) return 'done';
  const isThrottled = 'throttled' in invoked;
  if (!isThrottled && attempts > MAX_RETRY_ATTEMPTS) return { dropped: 'it has failed in every attempt' };
  const delayMs = isThrottled
    ? Math.min(1000 * 2 ** (throttles - 1), MAX_THROTTLE_DELAY_MS)
    : attempts * MINUTE_MS;
  if (ageMs + delayMs > MAX_EVENT_AGE_MS) return { dropped: 'it is six hours old' };
  return { delayMs };
}
