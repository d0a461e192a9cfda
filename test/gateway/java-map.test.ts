/** The order of Java's maps, against those that were recorded. */
import { expect, test } from 'vitest';
import { inJavaOrder } from '../../src/gateway/java-map.ts';

const keysOf = (keys: readonly string[], capacity?: number) =>
  Object.keys(inJavaOrder(Object.fromEntries(keys.map((key) => [key, ''])), capacity));

test('the identity of 2019, which had every key', () => {
  const recorded = [
    'cognitoIdentityPoolId',
    'cognitoIdentityId',
    'principalOrgId',
    'cognitoAuthenticationType',
    'userArn',
    'userAgent',
    'accountId',
    'caller',
    'sourceIp',
    'accessKey',
    'cognitoAuthenticationProvider',
    'user',
  ];
  expect(keysOf([...recorded].sort(), 32)).toEqual(recorded);
  expect(keysOf(['sourceIp', 'userAgent'], 32)).toEqual(['userAgent', 'sourceIp']);
});

test('a map that is filled grows, and its keys move', () => {
  const keys = Array.from({ length: 13 }, (_none, i) => `key${i}`);
  expect(keysOf(keys)).toEqual(keysOf(keys, 32));
  expect(keysOf(keys.slice(1))).not.toEqual(keysOf(keys.slice(1), 32));
});
