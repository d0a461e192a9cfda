/** Token buckets: what they give out, and how fast they fill again. */
import { expect, test } from 'vitest';
import { TokenBucket } from '../../src/gateway/token-bucket.ts';

const start = Date.UTC(2026, 8, 25);
const take = (bucket: TokenBucket, count: number, now: number, throttle = { rateLimit: 2, burstLimit: 3 }) =>
  Array.from({ length: count }, () => bucket.take(throttle, now)).filter(Boolean).length;

test('a new one gives out the burst, and then the rate', () => {
  const bucket = new TokenBucket();
  expect(take(bucket, 5, start)).toBe(3);
  expect(take(bucket, 5, start + 499)).toBe(0);
  expect(take(bucket, 5, start + 500)).toBe(1);
  expect(take(bucket, 5, start + 1500)).toBe(2);
});

test('it never holds more than the burst', () => {
  const bucket = new TokenBucket();
  take(bucket, 3, start);
  expect(take(bucket, 9, start + 3_600_000)).toBe(3);
});

test('a rate below one a second gives one out now and then', () => {
  const bucket = new TokenBucket();
  const slow = { rateLimit: 0.5, burstLimit: 1 };
  expect(take(bucket, 2, start, slow)).toBe(1);
  expect(take(bucket, 2, start + 1999, slow)).toBe(0);
  expect(take(bucket, 2, start + 2000, slow)).toBe(1);
});

test('it follows settings that change, and survives a clock that is put back', () => {
  const bucket = new TokenBucket();
  expect(take(bucket, 5, start)).toBe(3);
  expect(take(bucket, 9, start + 1000, { rateLimit: 10, burstLimit: 10 })).toBe(9);
  expect(take(bucket, 9, start, { rateLimit: 10, burstLimit: 10 })).toBe(1);
});
