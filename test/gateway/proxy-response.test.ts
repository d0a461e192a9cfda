/** The contract of a Lambda proxy response, value by value. */
import { describe, expect, test } from 'vitest';
import { parseProxyResponse } from '../../src/gateway/integrations/proxy-response.ts';

const parse = (value: unknown) => parseProxyResponse(JSON.stringify(value));
const isMalformed = (value: unknown) => typeof parse(value) === 'string';

test('proxy-response.keys: none is needed, and another is named', () => {
  expect(parse({})).toEqual({ statusCode: undefined, headers: new Map(), body: undefined });
  expect(parse({ statusCode: 200, ConnectionId: 'a' })).toBe(
    'the handler returned the key "ConnectionId"; allowed are isBase64Encoded, statusCode, headers, multiValueHeaders, body',
  );
});

describe('proxy-response.shape: what is no object is malformed', () => {
  for (const value of ['ok', 200, true, ['a'], null]) {
    test(`proxy-response.shape: ${JSON.stringify(value)}`, () => {
      expect(isMalformed(value)).toBe(true);
    });
  }
});

test('proxy-response.status: a whole number, or one in a string', () => {
  expect(parse({ statusCode: 404 })).toMatchObject({ statusCode: 404 });
  expect(parse({ statusCode: '201' })).toMatchObject({ statusCode: 201 });
  expect(parse({ statusCode: null })).toMatchObject({ statusCode: undefined });
  for (const statusCode of [200.5, 'ok', '20', 99, 600, true, {}])
    expect(isMalformed({ statusCode })).toBe(true);
});

test('proxy-response.headers: values are no objects, names are without case, the single map wins', () => {
  const headers = { 'X-One': 'a', n: 1, t: true, gone: null };
  const parsed = parse({ headers, multiValueHeaders: { 'x-one': ['b', 'c'], many: ['d', 'e'] } });
  expect(parsed).toMatchObject({
    headers: new Map([
      ['x-one', 'a'],
      ['many', 'e'],
      ['n', '1'],
      ['t', 'true'],
    ]),
  });
  expect(isMalformed({ headers: { a: {} } })).toBe(true);
  expect(isMalformed({ headers: { a: ['b'] } })).toBe(true);
  expect(isMalformed({ headers: ['a'] })).toBe(true);
  expect(isMalformed({ headers: 'a: b' })).toBe(true);
});

test('proxy-response.body: a string', () => {
  expect(parse({ body: '' })).toMatchObject({ body: '' });
  expect(parse({ body: null })).toMatchObject({ body: undefined });
  for (const body of [{ a: 1 }, 1, true, ['a']]) expect(isMalformed({ body })).toBe(true);
});

test('proxy-response.base64: decoded to text', () => {
  const body = Buffer.from('héllo').toString('base64');
  expect(parse({ isBase64Encoded: true, body })).toMatchObject({ body: 'héllo' });
  expect(parse({ isBase64Encoded: false, body })).toMatchObject({ body });
  expect(isMalformed({ isBase64Encoded: 'true', body })).toBe(true);
});
