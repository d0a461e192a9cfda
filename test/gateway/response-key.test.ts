/** Keys of integration responses. */
import { expect, test } from 'vitest';
import { fitsKey, responseKeyProblem } from '../../src/gateway/integrations/response-key.ts';

test('a key between slashes is a regular expression for the whole text', () => {
  expect(fitsKey('/2\\d\\d/', '200')).toBe(true);
  expect(fitsKey('/2\\d/', '200')).toBe(false);
  expect(fitsKey('/200|404/', '404')).toBe(true);
  expect(fitsKey('/.*timed out.*/', 'Task timed out after 3.00 seconds')).toBe(true);
});

test('any other key is a text', () => {
  expect(fitsKey('200', '200')).toBe(true);
  expect(fitsKey('2.0', '200')).toBe(false);
  expect(fitsKey('$default', '$default')).toBe(true);
});

test('flags stand at the beginning, as Java has them', () => {
  expect(fitsKey('/(?i)not found/', 'NOT found')).toBe(true);
  expect(fitsKey('/not found/', 'NOT found')).toBe(false);
});

test('slashes may stand in the expression', () => {
  expect(fitsKey('/a/b/', 'a/b')).toBe(true);
});

test('what is no regular expression is told, and what is one is not', () => {
  expect(responseKeyProblem('/4(/')).toMatch(/Unterminated group/);
  expect(responseKeyProblem('/4\\d\\d/')).toBeUndefined();
  expect(responseKeyProblem('$default')).toBeUndefined();
});
