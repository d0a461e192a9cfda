/** Event patterns: what fits, and what is none. Those of the groups are AWS's comparison operators. */
import { describe, expect, test } from 'vitest';
import { compilePattern, eventPatternProblem } from '../../src/lambda/event-sources/event-pattern.ts';

const EVENT = {
  eventName: 'INSERT',
  count: 5,
  empty: '',
  nothing: null,
  yes: true,
  tags: ['red', 'green'],
  dynamodb: { NewImage: { file: { S: 'photo.PNG' }, price: { N: '7' } } },
};

const fits = (pattern: object) => compilePattern({ ...pattern })(EVENT);

describe('dynamodb.stream-filter-patterns: the operators of event patterns', () => {
  test.each<[string, object]>([
    ['exact', { eventName: ['INSERT'] }],
    ['one of several', { eventName: ['REMOVE', 'INSERT'] }],
    ['a number', { count: [5] }],
    ['the empty text', { empty: [''] }],
    ['null', { nothing: [null] }],
    ['true', { yes: [true] }],
    ['a member of a list', { tags: ['green'] }],
    ['all keys', { eventName: ['INSERT'], count: [5] }],
    ['nested', { dynamodb: { NewImage: { price: { N: ['7'] } } } }],
    ['prefix', { dynamodb: { NewImage: { file: { S: [{ prefix: 'photo' }] } } } }],
    ['prefix in either case', { eventName: [{ prefix: { 'equals-ignore-case': 'ins' } }] }],
    ['suffix', { dynamodb: { NewImage: { file: { S: [{ suffix: '.PNG' }] } } } }],
    ['suffix in either case', { eventName: [{ suffix: { 'equals-ignore-case': 'ert' } }] }],
    ['equals-ignore-case', { eventName: [{ 'equals-ignore-case': 'insert' }] }],
    ['wildcard', { dynamodb: { NewImage: { file: { S: [{ wildcard: 'p*.*' }] } } } }],
    ['exists', { count: [{ exists: true }] }],
    ['does not exist', { dynamodb: { OldImage: { file: { S: [{ exists: false }] } } } }],
    ['an object is no leaf', { dynamodb: [{ exists: false }] }],
    ['anything-but', { eventName: [{ 'anything-but': 'REMOVE' }] }],
    ['anything-but a list', { eventName: [{ 'anything-but': ['REMOVE', 'MODIFY'] }] }],
    ['anything-but a number', { count: [{ 'anything-but': 6 }] }],
    ['anything-but a prefix', { eventName: [{ 'anything-but': { prefix: 'RE' } }] }],
    ['numeric', { count: [{ numeric: ['>', 4, '<=', 5] }] }],
    ['numeric =', { count: [{ numeric: ['=', 5] }] }],
    ['$or', { $or: [{ eventName: ['REMOVE'] }, { count: [5] }] }],
    ['$or below', { dynamodb: { NewImage: { $or: [{ price: { N: ['8'] } }, { price: { N: ['7'] } }] } } }],
  ])('fits: %s', (_what, pattern) => {
    expect(fits(pattern)).toBe(true);
  });

  test.each<[string, object]>([
    ['another text', { eventName: ['REMOVE'] }],
    ['a text for a number', { count: ['5'] }],
    ['one of two keys', { eventName: ['INSERT'], count: [6] }],
    ['a missing key', { none: ['a'] }],
    ['missing is not null', { none: [null] }],
    ['anything-but of what is missing', { none: [{ 'anything-but': 'a' }] }],
    ['anything-but itself', { eventName: [{ 'anything-but': ['INSERT'] }] }],
    ['anything-but its prefix', { eventName: [{ 'anything-but': { prefix: 'IN' } }] }],
    ['prefix of a number', { count: [{ prefix: '5' }] }],
    ['suffix in another case', { dynamodb: { NewImage: { file: { S: [{ suffix: '.png' }] } } } }],
    ['exists of what is missing', { none: [{ exists: true }] }],
    ['does not exist of what is there', { nothing: [{ exists: false }] }],
    [
      'numeric of a text: DynamoDB has its numbers as texts',
      { dynamodb: { NewImage: { price: { N: [{ numeric: ['>', 1] }] } } } },
    ],
    ['numeric out of range', { count: [{ numeric: ['>', 5] }] }],
    ['a wildcard without its rest', { eventName: [{ wildcard: 'INS*X' }] }],
    ['$or of none', { $or: [{ eventName: ['REMOVE'] }, { count: [6] }] }],
    ['a property that every object has', { dynamodb: { toString: [{ exists: true }] } }],
  ])('does not fit: %s', (_what, pattern) => {
    expect(fits(pattern)).toBe(false);
  });

  test.each<[object, string]>([
    [{}, 'it is empty; write what a record has to have'],
    [
      { a: {} },
      'a: expected a list of what fits, such as ["a"], or an object with something in it; found {}',
    ],
    [
      { a: { b: 'x' } },
      'a.b: expected a list of what fits, such as ["a"], or an object with something in it; found "x"',
    ],
    [
      { a: [] },
      'a: expected a list of what fits, such as ["a"], or an object with something in it; found []',
    ],
    [
      { a: [{ begins: 'x' }] },
      'a: expected one of prefix, suffix, equals-ignore-case, wildcard, exists, numeric, anything-but, found {"begins":"x"}',
    ],
    [{ a: [{ prefix: 1 }] }, 'a: expected { "prefix": "text" }, found {"prefix":1}'],
    [{ a: [{ exists: 'yes' }] }, 'a: expected { "exists": true } or false, found {"exists":"yes"}'],
    [{ a: [{ numeric: ['>'] }] }, 'a: expected { "numeric": [">", 0, "<=", 5] }, found {"numeric":[">"]}'],
    [
      { a: [{ 'anything-but': [] }] },
      'a: expected { "anything-but": "text" }, a number, a list of them, or a prefix or suffix, found {"anything-but":[]}',
    ],
    [{ $or: [{ a: ['x'] }] }, '$or: expected a list of two patterns or more'],
  ])('is none: %j', (pattern, problem) => {
    expect(eventPatternProblem({ ...pattern })).toBe(problem);
  });
});
