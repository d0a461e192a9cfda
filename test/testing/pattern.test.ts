import { anyConnectionId, anyRequestId, anyTimestamp } from 'apigateway-websocket-emulator/testing';
import { describe, expect, test } from 'vitest';
import { describeMatcher, messageDifference, toReceived } from '../../dist/testing/message.js';
import { describeDifference, describeValue, differenceOf, fits } from '../../dist/testing/pattern.js';
import { Timeline, type TimelineEntry } from '../../dist/testing/timeline.js';

describe('testing.pattern: objects may have more, lists may not', () => {
  test.each<[unknown, unknown]>([
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: { b: [1, { c: 2 }] } }, { a: { b: [1, { c: 2, d: 3 }] } }],
    [{}, { a: 1 }],
    [{ gone: undefined }, { a: 1 }],
    [{ text: /ell/g }, { text: 'hello' }],
    [{ n: expect.any(Number) }, { n: 5 }],
    [
      [expect.stringContaining('a'), null],
      ['bar', null],
    ],
    [expect.objectContaining({ a: 1 }), { a: 1, b: 2 }],
  ])('%j fits %j', (pattern, value) => {
    expect(fits(pattern, value)).toBe(true);
    expect(fits(pattern, value)).toBe(true);
  });

  test.each<[unknown, unknown, string]>([
    [{ a: 1 }, { a: 2 }, 'a: expected 1, found 2'],
    [{ a: { b: 1 } }, { a: {} }, 'a.b: expected 1, found undefined'],
    [[1, 2], [1], 'expected [ 1, 2 ], found [ 1 ]'],
    [{ list: [{ x: 1 }] }, { list: [{ x: '1' }] }, "list[0].x: expected 1, found '1'"],
    [{ gone: undefined }, { gone: null }, 'gone: expected undefined, found null'],
    [{ a: 1 }, [1], 'expected { a: 1 }, found [ 1 ]'],
    [{ a: 1 }, 'text', "expected { a: 1 }, found 'text'"],
    [{ n: expect.any(Number) }, { n: 'x' }, "n: expected Any<Number>, found 'x'"],
    [{ at: anyTimestamp() }, { at: 'now' }, "at: expected AnyTimestamp, found 'now'"],
    [/x/, 5, 'expected /x/, found 5'],
  ])('%j does not fit %j', (pattern, value, difference) => {
    const found = differenceOf(pattern, value);
    expect(found && describeDifference(found)).toBe(difference);
  });
});

describe('testing.message: what a frame is held against', () => {
  const frame = (text: string) => toReceived(text, 0, 0);

  test.each<[Parameters<typeof messageDifference>[0], string]>([
    [undefined, 'anything'],
    ['hello', 'hello'],
    ['{"a":1}', '{"a":1}'],
    [/"a":1/, '{"a":1,"b":2}'],
    [{ a: 1 }, '{"a":1,"b":2}'],
    [[1], '[1]'],
    [42, '42'],
    [null, 'null'],
    [({ text }) => text.length === 3, 'abc'],
    [expect.stringContaining('ell'), 'hello'],
    [anyConnectionId(), 'gqEcmMfw-QAYKEg-gA=='],
    [anyConnectionId(), '"gqEcmMfw-QAYKEg-gA=="'],
    [expect.any(Array), '[]'],
  ])('%j is %s', (matcher, text) => {
    expect(messageDifference(matcher, frame(text))).toBeUndefined();
  });

  test.each<[Parameters<typeof messageDifference>[0], string]>([
    ['hello', '"hello"'],
    [{ a: 1 }, 'no JSON'],
    [42, '"42"'],
    [() => false, 'abc'],
    [expect.any(Array), '{}'],
  ])('%j is not %s', (matcher, text) => {
    expect(messageDifference(matcher, frame(text))).toBeDefined();
  });

  test('a function is told by its source', () => {
    expect(describeMatcher(({ text }) => text === 'a')).toMatch(/^a message for which .*text === ['"]a['"]/);
  });
});

describe('testing.any: ids and times that differ from run to run', () => {
  const CONNECTION_IDS = ['gqEcmMfw-QAYKEg-gA==', 'PJqB0fHsqRcCHlw='];

  test.each([
    [
      'connection ids',
      anyConnectionId(),
      CONNECTION_IDS,
      ['', 'abc', 'gqEcmMfw-QAYKEg-gA', 5, null, undefined],
    ],
    [
      'request ids',
      anyRequestId(),
      ['EOoVYH6YIAMEn6g=', '8f507cfc-xmpl-4697-b07a-ac58fc914c95'.replace('xmpl', 'e2a1')],
      ['EOoVYH6YIAMEn6g', 'x'],
    ],
    [
      'times',
      anyTimestamp(),
      [
        '2026-11-29T20:00:00.000Z',
        '2026-11-29T20:00:00+01:00',
        '09/Apr/2020:18:03:58 +0000',
        'Sun, 29 Nov 2026 20:16:10 GMT',
        '2026-11-29T20:00:00',
        1795983889,
        1795983889656,
      ],
      ['2026-11-29', 'yesterday', 5, -1, Number.NaN, {}],
    ],
  ] as const)('%s', (_name, matcher, yes, no) => {
    for (const value of yes) expect({ value }).toEqual({ value: matcher });
    for (const value of no) expect({ value }).not.toEqual({ value: matcher });
    expect(describeValue({ value: matcher })).toMatch(/^\{ value: Any[A-Z]\w+ \}$/);
  });
});

function formatted(entries: readonly TimelineEntry[]): string {
  const timeline = new Timeline();
  for (const entry of entries) timeline.add(entry);
  return timeline.format();
}

test('testing.failure: the timeline says when, who, and what, and leaves out what is long past', () => {
  const at = 1_000_000;
  const entries = [
    { at, who: 'alice', mark: ' ' as const, text: 'connected' },
    { at: at + 12.4, who: 'alice', mark: '→' as const, text: 'hello' },
    { at: at + 1500, who: 'onSay', mark: ' ' as const, text: 'ERROR two\nlines' },
    { at: at + 600_100, who: 'alice', mark: '←' as const, text: 'x'.repeat(600) },
  ];
  expect(formatted(entries).split('\n')).toEqual([
    '          0 ms  alice   connected',
    '         12 ms  alice → hello',
    '         1.5 s  onSay   ERROR two',
    '                        lines',
    `  10 min 0.1 s  alice ← ${'x'.repeat(500)}… (600 characters)`,
  ]);
  const many = Array.from({ length: 100 }, (_, i) => ({
    at: i,
    who: 'a',
    mark: ' ' as const,
    text: `line ${i}`,
  }));
  expect(formatted(many)).toMatch(/^ {2}40 more before\n.*line 40/);
  expect(formatted([])).toBe('  nothing happened');
});
