/** JSONPath, as JSONPath for Java evaluates it. */
import { describe, expect, test } from 'vitest';
import { resolveBodyPath } from '../../src/gateway/selection-expression.ts';

const BODY = {
  a: [
    { b: 1, c: 'x' },
    { b: 2, c: 'y' },
  ],
  'k-l': { m: 1 },
  'x:y': 'colon',
  "it's": 'quoted',
  numbers: [3, 1, 2],
};

describe('one place: its value', () => {
  test.each([
    ['a[0].b', 1],
    ['$.a[1].c', 'y'],
    ['a[-1].b', 2],
    ["['k-l']['m']", 1],
    ['["k-l"].m', 1],
    ['k-l.m', 1],
    ['x:y', 'colon'],
    ["['it\\'s']", 'quoted'],
    ["a[0]['b','c']", { b: 1, c: 'x' }],
    ['a.length()', 2],
    ['k-l.keys()', ['m']],
    ['numbers.min()', 1],
    ['numbers.max()', 3],
    ['numbers.sum()', 6],
    ['numbers.avg()', 2],
    ['numbers.first()', 3],
    ['numbers.last()', 2],
  ])('%s', (path, value) => {
    expect(resolveBodyPath(BODY, path)).toEqual(value);
  });

  test('$ is all', () => {
    expect(resolveBodyPath(BODY, '$')).toBe(BODY);
  });
});

describe('perhaps several places: a list', () => {
  test.each([
    ['$..b', [1, 2]],
    ['$.a[*].c', ['x', 'y']],
    ['a.*.c', ['x', 'y']],
    ["a[?(@.b == 2 && @.c == 'y')].c", ['y']],
    ['a[?(@.b > 5)]', []],
    ['a[0:1].b', [1]],
    ['a[0,1].b', [1, 2]],
    ["$..['b','c']", [1, 'x', 2, 'y']],
    ['$..[0].b', [1]],
    ["k-l['m','n'].x", []],
  ])('%s', (path, value) => {
    expect(resolveBodyPath(BODY, path)).toEqual(value);
  });
});

describe('nothing', () => {
  test.each([
    'nope',
    'a[7]',
    'a.b',
    'a.0',
    "a['0']",
    'k-l[0]',
    'a[0].b.c',
    'numbers.median()',
    'k-l.sum()',
    'constructor',
    '__proto__',
    'a.constructor.name',
    "['__proto__'].toString",
  ])('%s leads nowhere', (path) => {
    expect(resolveBodyPath(BODY, path)).toBeUndefined();
  });

  test.each(['a[', 'a[]', 'a[?(', 'a..', 'a.', 'a[?(@.b ~~ 1)]', "a['b", 'a b', ')'])(
    '%s is no path',
    (path) => {
      expect(resolveBodyPath(BODY, path)).toBeUndefined();
    },
  );

  test('never a throw, however many paths there are', () => {
    for (let n = 0; n < 1200; n += 1) expect(resolveBodyPath({ n }, `n[${n}]`)).toBeUndefined();
    expect(resolveBodyPath({ n: 1 }, 'n')).toBe(1);
  });
});
