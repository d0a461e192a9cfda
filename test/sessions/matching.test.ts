/** Patterns against what came; rows `session.placeholders`, `session.contains`, `session.any-order`, `session.difference`. */
import { Chalk } from 'chalk';
import { describe, expect, test } from 'vitest';
import { sideBySide } from '../../src/sessions/difference.ts';
import type { JsonValue } from '../../src/sessions/json-value.ts';
import { matchText } from '../../src/sessions/match.ts';
import { matchItems } from '../../src/sessions/match-items.ts';
import { type Bindings, render, renderText } from '../../src/sessions/placeholders.ts';
import type { Expectation, Pattern } from '../../src/sessions/session.ts';

const ALICE = 'gqEcmMfw-QAYKEg-gA==';
const KNOWN: Bindings = new Map([['alice', ALICE]]);

function expectation(pattern: Pattern, kind: Expectation['kind'] = 'equals'): Expectation {
  return { kind, pattern, place: { file: '/a.session.yaml', line: 1, column: 1 } };
}

/** What is captured, or the differences. */
function match(pattern: Pattern, received: JsonValue, kind?: Expectation['kind']): unknown {
  const text = typeof received === 'string' ? received : JSON.stringify(received);
  const matched = matchText(expectation(pattern, kind), text, KNOWN);
  if (!matched.ok) return matched.differences;
  const { alice: _, ...captured } = Object.fromEntries(matched.bindings);
  return captured;
}

const differs = [expect.anything()];

describe('session.placeholders', () => {
  const uuid = '0f2b4a5e-8f0c-4d7e-9d6a-0a4f2c1b3e5d';

  test('session.placeholders: a name captures, and is the same ever after', () => {
    expect(match({ a: '{{x}}', b: '{{x}}' }, { a: 5, b: 5 })).toEqual({ x: 5 });
    expect(match({ a: '{{x}}', b: '{{x}}' }, { a: 5, b: '5' })).toEqual([
      { path: ['b'], expected: '{{x}}', received: '5' },
    ]);
    expect(match({ a: '{{x}}' }, { a: { deep: [1] } })).toEqual({ x: { deep: [1] } });
    expect(match('{{alice}}', ALICE)).toEqual({});
    expect(match({ id: '{{alice}}' }, { id: 'another' })).toEqual(differs);
  });

  test('session.placeholders: without a name, each may be another', () => {
    expect(match(['{{:number}}', '{{:number}}', '{{:any}}'], [1, 2, null])).toEqual({});
  });

  test('session.placeholders: within a text, as little as possible', () => {
    expect(match('{{a}}, {{b}}', 'x, y, z')).toEqual({ a: 'x', b: 'y, z' });
    expect(match('{{n:number}} of {{n}} for {{alice}}!', `-1.5 of -1.5 for ${ALICE}!`)).toEqual({ n: -1.5 });
    expect(match('{{a}}{{a}}1', 'xx1')).toEqual({ a: 'x' });
    expect(match('hello {{a}}', 'hello ')).toEqual(differs);
    expect(match('a {{x}}', 'a line\nand more')).toEqual({ x: 'line\nand more' });
    expect(match('(.*) [{{a}}] \\ $', '(.*) [b] \\ $')).toEqual({ a: 'b' });
  });

  test('session.placeholders: a key', () => {
    expect(
      match({ '{{k:uuid}}': { n: '{{n}}' }, '{{alice}}': 1, z: 2 }, { z: 2, [ALICE]: 1, [uuid]: { n: 3 } }),
    ).toEqual({ k: uuid, n: 3 });
    expect(match({ '{{k:uuid}}': 1 }, { other: 1 })).toHaveLength(2);
  });

  test('session.placeholders: two braces that mean themselves', () => {
    expect(match('{{{{x}} {{{{{a}}}', '{{x}} {{{b}')).toEqual(differs);
    expect(match('{{{{x}} {{a}}}', '{{x}} b}')).toEqual({ a: 'b' });
    expect(match({ '{{{{': 1 }, { '{{': 1 })).toEqual({});
  });

  /** Values that a type stands for, and values that it does not. */
  const TYPES: Readonly<Record<string, readonly [readonly JsonValue[], readonly JsonValue[]]>> = {
    any: [['', 0, null, {}], []],
    string: [
      ['', 'x'],
      [1, null],
    ],
    number: [
      [0, -1.5],
      ['1', true],
    ],
    boolean: [
      [true, false],
      ['true', 0],
    ],
    uuid: [
      [uuid, uuid.toUpperCase()],
      [uuid.slice(1), `${uuid}0`],
    ],
    timestamp: [
      [
        '2026-11-29T20:16:10Z',
        '2026-11-29T20:16:10.123+01:00',
        '29/Nov/2026:20:16:10 +0000',
        'Sun, 29 Nov 2026 20:16:10 GMT',
        1_795_983_370,
        1_795_983_370_123,
        '1795983370123',
      ],
      ['today', 5, '2026', ''],
    ],
    connectionId: [
      [ALICE, 'L0SM9cOFvHcCIhw='],
      ['L0SM9cOFvHcCIhw', uuid],
    ],
    requestId: [
      ['EOoVYH6YIAMEn6g=', uuid],
      ['x', 1],
    ],
    traceId: [
      ['1-5759e988-bd862e3fe1be46a994272793', 'Root=1-5759e988-bd862e3fe1be46a994272793'],
      ['1-5759e988', uuid],
    ],
  };

  test.each(Object.entries(TYPES))('session.placeholders: of type %s', (type, [right, wrong]) => {
    for (const value of right) expect(match([`{{x:${type}}}`], [value]), String(value)).toEqual({ x: value });
    for (const value of wrong) expect(match([`{{:${type}}}`], [value]), String(value)).toEqual(differs);
  });

  test('session.placeholders: what is sent has them filled in', () => {
    const known: Bindings = new Map<string, JsonValue>([...KNOWN, ['n', 5], ['o', { a: 1 }]]);
    expect(render({ '{{alice}}': ['{{n}}', 'n is {{n}}, o is {{o}}', '{{{{n}}', null] }, known)).toEqual({
      ok: true,
      value: { [ALICE]: [5, 'n is 5, o is {"a":1}', '{{n}}', null] },
    });
    expect(render(['{{x}}', 'a {{y:uuid}}', '{{n}}'], known)).toEqual({
      ok: false,
      unknown: ['{{x}}', '{{y:uuid}}'],
    });
    expect(renderText('{{n}}', known)).toEqual({ ok: true, value: '5' });
  });
});

test('session.placeholders: in texts as long as messages can be', () => {
  const long = `${'a'.repeat(60_000)}(`;
  for (const [pattern, text, captured] of [
    [long, long, undefined],
    [`${long}{{new}}`, `${long}1`, '1'],
    [`{{new}}:${long}:{{new}}`, `x:${long}:x`, 'x'],
    [`<{{new}}>${long}`, `<${long}>${long}`, long],
  ] as const) {
    const matched = matchText(expectation(pattern, 'equals'), text, new Map());
    expect(matched.ok && matched.bindings.get('new')).toBe(captured);
    expect(matchText(expectation(pattern, 'equals'), `${text}b`.replace('(', ')'), new Map()).ok).toBe(false);
  }
});

describe('session.contains', () => {
  test('session.contains: equal is all of it, whatever the order of keys', () => {
    expect(match({ a: 1, b: [2] }, { b: [2], a: 1 })).toEqual({});
    expect(match({ a: 1 }, { a: 1, b: 2 })).toEqual([{ path: ['b'], expected: undefined, received: 2 }]);
    expect(match({ a: 1, b: null }, { a: 1 })).toEqual([
      { path: ['b'], expected: null, received: undefined },
    ]);
    expect(match({ a: [1, 2] }, { a: [1] })).toEqual([{ path: ['a', 1], expected: 2, received: undefined }]);
    expect(match(5, '5')).toEqual({});
    expect(match('5', '5')).toEqual({});
    expect(match('"5"', '5')).toEqual(differs);
    expect(match({ a: 1 }, 'no JSON')).toEqual([{ path: [], expected: { a: 1 }, received: 'no JSON' }]);
    expect(match({ __proto__: 1, constructor: 2 }, '{"constructor":3}')).toHaveLength(1);
  });

  test('session.contains: objects may have more, lists not; a text may stand within another', () => {
    expect(match({ a: { b: '{{x}}' } }, { a: { b: 1, c: 2 }, d: 3 }, 'contains')).toEqual({ x: 1 });
    expect(match({ a: [{ b: 1 }] }, { a: [{ b: 1, c: 2 }] }, 'contains')).toEqual({});
    expect(match({ a: [1] }, { a: [1, 2] }, 'contains')).toEqual(differs);
    expect(match('b{{x}}d', 'abcde', 'contains')).toEqual({ x: 'c' });
    expect(match({ a: 'b' }, { a: 'abc' }, 'contains')).toEqual(differs);
  });
});

describe('session.any-order', () => {
  test('session.any-order: items in any order, with what they capture', () => {
    const items = [
      { id: 1, to: 'b' },
      { id: 2, to: 'a' },
      { id: 3, to: 'a' },
    ];
    const found = matchItems(
      expectation([
        { id: '{{p}}', to: '{{who}}' },
        { id: '{{q}}', to: '{{who}}' },
        { id: 1, to: '{{other}}' },
      ]),
      items,
      KNOWN,
    );
    expect(found).toMatchObject({ ok: true });
    if (!found.ok) return;
    expect(Object.fromEntries(found.bindings)).toMatchObject({ who: 'a', other: 'b' });
    expect([found.bindings.get('p'), found.bindings.get('q')].sort()).toEqual([2, 3]);
  });

  test('session.any-order: equal is every item, contains some', () => {
    const items = [
      { id: 1, v: 1 },
      { id: 2, v: 1 },
    ];
    expect(matchItems(expectation([{ id: 2 }], 'contains'), items, KNOWN).ok).toBe(true);
    expect(matchItems(expectation([{ id: 2, v: 1 }]), items, KNOWN)).toEqual({
      ok: false,
      differences: [{ path: [1], expected: undefined, received: items[0] }],
      received: [items[1], items[0]],
      bindings: KNOWN,
    });
    expect(
      matchItems(expectation([{ id: 1, v: 2 }, { id: 3 }, { id: 2, v: 1 }]), items, KNOWN),
    ).toMatchObject({
      differences: [
        { path: [0, 'v'], expected: 2, received: 1 },
        { path: [1], expected: { id: 3 }, received: undefined },
      ],
      received: [items[0], undefined, items[1]],
    });
    expect(matchItems(expectation([]), [], KNOWN).ok).toBe(true);
  });

  test('session.any-order: of hundreds too', () => {
    const items = Array.from({ length: 300 }, (_, n) => ({ n }));
    expect(matchItems(expectation(items.toReversed()), items, KNOWN).ok).toBe(true);
    const differing = matchItems(expectation([...items.slice(1).toReversed(), { n: -1 }]), items, KNOWN);
    expect(differing).toMatchObject({
      ok: false,
      differences: [{ path: [299, 'n'], expected: -1, received: 0 }],
    });
  });

  test('session.any-order: too many ways are given up in no time', () => {
    const items = Array.from({ length: 40 }, (_, i) => ({ a: i, b: i % 2 }));
    const patterns = [
      ...items.map((_, i) => ({ a: `{{x${i}}}`, b: '{{:number}}' })).slice(1),
      { a: 'none', b: 0 },
    ];
    // All of them would take longer than any test may.
    expect(matchItems(expectation(patterns), items, KNOWN).ok).toBe(false);
  });
});

describe('session.difference', () => {
  /** As a terminal shows it. */
  function shown(pattern: Pattern, received: string, width = 64, kind?: Expectation['kind']): string {
    const matched = matchText(expectation(pattern, kind), received, KNOWN);
    if (matched.ok) return 'the same';
    return sideBySide({ expected: pattern, ...matched }, { width, colours: new Chalk({ level: 0 }) }).join(
      '\n',
    );
  }

  test('session.difference: side by side, what differs is marked', () => {
    const pattern = { type: 'joined', id: '{{alice}}', n: 1, list: [1, { a: 1 }], gone: true };
    const received = JSON.stringify({ type: 'left', id: 'x', n: 1, list: [1, { a: 2 }, 3], more: null });
    expect(`\n${shown(pattern, received, 94)}\n`).toBe(`
  expected                                     │ received
  {                                            │ {
≠   "type": "joined",                          │   "type": "left",
≠   "id": "gqEcmMfw-QAYKEg-gA==",  ← {{alice}} │   "id": "x",
    "n": 1,                                    │   "n": 1,
    "list": [                                  │   "list": [
      1,                                       │     1,
      {                                        │     {
≠       "a": 1                                 │       "a": 2
      },                                       │     },
+                                              │     3
    ],                                         │   ],
-   "gone": true,                              │
+                                              │   "more": null
  }                                            │ }
`);
  });

  test('session.difference: what is the same is left out where it is long', () => {
    const same = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`k${i}`, i]));
    expect(
      shown({ ...same, last: 1 }, JSON.stringify({ ...same, last: 2 }), 50),
    ).toBe(`  expected                 │ received
  … 19 lines that are the same
    "k18": 18,             │   "k18": 18,
    "k19": 19,             │   "k19": 19,
≠   "last": 1              │   "last": 2
  }                        │ }`);
  });

  test('session.difference: texts, control characters and long values', () => {
    expect(shown('one\ntwo', 'one\ntw\u0007o\u202e\nthree')).toBe(`  expected                      │ received
  one                           │ one
≠ two                           │ tw\\u0007o\\u202e
+                               │ three`);
    const long = shown({ a: `${'x'.repeat(400)}1` }, JSON.stringify({ a: `${'x'.repeat(400)}2` }));
    expect(long).toMatch(/^≠ … \d+ … x+1" +│ … \d+ … x+2"$/m);
    for (const line of long.split('\n')) expect(line.length).toBeLessThanOrEqual(64);
    expect(shown('short', 'y'.repeat(400))).toContain('more');
    expect(shown({ a: 1 }, 'no JSON')).toContain('│ "no JSON"');
  });

  test('session.difference: what contains need not say is not shown', () => {
    expect(shown({ a: 1 }, '{"a":2,"b":3}', 64, 'contains')).not.toContain('"b"');
  });
});
