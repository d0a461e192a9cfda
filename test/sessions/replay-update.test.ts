/** `replay --update`: expectations corrected in the text of a session, whatever is written around them. */
import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../../src/sessions/json-value.ts';
import type { Bindings } from '../../src/sessions/placeholders.ts';
import { parseSession } from '../../src/sessions/read-session.ts';
import type { Expectation, Session } from '../../src/sessions/session.ts';
import { applyCorrections } from '../../src/sessions/update/apply-corrections.ts';
import { renew } from '../../src/sessions/update/renew.ts';

const HEAD = 'version: 1\nsteps:\n  - connect: alice\n';

async function read(file: string, text: string): Promise<Session> {
  const reading = await parseSession(file, text, {});
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.session;
}

function expectationsOf({ steps }: Session): Expectation[] {
  return steps.flatMap((step) => {
    if (step.type === 'receive') return [step.message];
    if (step.type === 'inOrder') return step.steps.map(({ message }) => message);
    if (step.type === 'table') return step.items === undefined ? [] : [step.items];
    return [];
  });
}

/** The text when each expectation meets one of the values. */
async function updated(
  text: string,
  values: readonly JsonValue[],
  { bindings = new Map(), file = '/a.session.yaml' }: { bindings?: Bindings; file?: string } = {},
): Promise<string> {
  const session = await read(file, text);
  const corrections = expectationsOf(session).flatMap(({ kind, pattern, place }, i) => {
    const value = values[i] ?? null;
    const after = renew(kind, pattern, value, bindings);
    const comparison = { expected: pattern, received: value, differences: [], bindings };
    return after === pattern ? [] : [{ place, entry: [], before: pattern, after, what: '', comparison }];
  });
  const result = applyCorrections({ text, isJson: file.endsWith('.json') }, corrections);
  if (result === undefined) throw new Error('not applied');
  const again = expectationsOf(await read(file, result));
  for (const [i, { kind, pattern }] of again.entries()) {
    expect(renew(kind, pattern, values[i] ?? null, bindings)).toBe(pattern);
  }
  return result;
}

/** Of one step's message. */
async function message(written: string, value: JsonValue, bindings?: Bindings): Promise<string> {
  const text = `${HEAD}  - receive: alice\n    message:${written}\n  # the end\n`;
  const result = await updated(text, [value], bindings === undefined ? {} : { bindings });
  expect(result.startsWith(`${HEAD}  - receive: alice\n    message:`)).toBe(true);
  expect(result.endsWith('\n  # the end\n')).toBe(true);
  return result.slice(`${HEAD}  - receive: alice\n    message:`.length, -'\n  # the end\n'.length);
}

describe('replay.update: what differs is rewritten where it stands', () => {
  const cases: Record<string, [written: string, value: JsonValue, after: string]> = {
    'a text': [' hello # why', 'bye', ' bye # why'],
    'a text in quotes': [' "hello"', 'bye', ' bye'],
    'a text that would be no text': [' hello', 'true', ' "true"'],
    'a text of several lines': [' hello', 'a\nb', ' "a\\nb"'],
    'a text with braces': [' hello', 'a {{b}}', ' "a {{{{b}}"'],
    'a block of text': [' |-\n      one\n      two', 'three', ' three'],
    'a value in a flow': [' { type: joined, n: 1 }', { type: 'left', n: 1 }, ' { type: left, n: 1 }'],
    'an entry more in a flow': [' { type: joined }', { type: 'joined', n: 1 }, ' { type: joined, n: 1 }'],
    'an entry less in a flow': [' { type: joined, n: 1 }', { n: 1 }, ' { n: 1 }'],
    'the last entry less in a flow': [' { type: joined, n: 1 }', { type: 'joined' }, ' { type: joined }'],
    'a value in a block': [
      '\n      type: joined # a\n      n: 1 # b',
      { type: 'left', n: 2 },
      '\n      type: left # a\n      n: 2 # b',
    ],
    'an entry more in a block': [
      '\n      type: joined # a\n      n: 1 # b',
      { type: 'joined', n: 1, more: ['x'] },
      '\n      type: joined # a\n      n: 1 # b\n      more: [x]',
    ],
    'an entry less in a block': [
      '\n      type: joined # a\n      # of b\n      n: 1',
      { n: 1 },
      '\n      # of b\n      n: 1',
    ],
    'items more and less': [
      '\n      a:\n        - 1 # one\n        - 2\n      b: [1, 2]',
      { a: [1, 3, 4], b: [2] },
      '\n      a:\n        - 1 # one\n        - 3\n        - 4\n      b: [2]',
    ],
    'a list in a list': ['\n      - - 1\n        - 2', [[1], [3]], '\n      - - 1\n      - [3]'],
    'an object in place of a text': [' hello', { a: { b: [] } }, ' { a: { b: [] } }'],
    'a text in place of an object': ['\n      a: 1\n      b: 2', 'hello', '\n      hello'],
    nothing: ['', 'hello', ' hello'],
    'an empty value inside': ['\n      a:\n      b: 2', { a: 1, b: 2 }, '\n      a: 1\n      b: 2'],
    'a placeholder that fits': [
      ' { id: {{id}}, at: "{{:timestamp}}", n: 1 }',
      { id: 'abc', at: '2026-01-01T00:00:00Z', n: 2 },
      ' { id: {{id}}, at: "{{:timestamp}}", n: 2 }',
    ],
    'a placeholder that does not fit': [' { at: "{{:timestamp}}" }', { at: 'soon' }, ' { at: soon }'],
  };
  test.each(Object.entries(cases))('%s', async (_name, [written, value, after]) => {
    expect(await message(written, value)).toBe(after);
  });

  test('what is known by a name stands there by it', async () => {
    const bindings = new Map([['alice', 'gqEcmMfw-QAYKEg-gA==']]);
    const value = { id: 'gqEcmMfw-QAYKEg-gA==', text: 'from gqEcmMfw-QAYKEg-gA==' };
    expect(await message(' {}', value, bindings)).toBe(' { id: {{alice}}, text: "from {{alice}}" }');
  });

  test('with contains, nothing is added', async () => {
    const text = `${HEAD}  - receive: alice\n    contains: { a: 1, gone: 2 }\n`;
    expect(await updated(text, [{ a: 3, b: 4 }])).toBe(text.replace('{ a: 1, gone: 2 }', '{ a: 3 }'));
  });

  test('several at once, in a group too', async () => {
    const text = `${HEAD}  - receive: alice
    message: one
  - inOrder:
      - receive: alice
        message: { n: 1 }
      - { receive: alice, message: two }
`;
    const expected = text
      .replace('message: one', 'message: first')
      .replace('{ n: 1 }', '{ n: 2 }')
      .replace('two', 'second');
    expect(await updated(text, ['first', { n: 2 }, 'second'])).toBe(expected);
  });

  test('lines that end as on Windows', async () => {
    const text = `${HEAD}  - receive: alice\n    message:\n      a: 1\n`.replaceAll('\n', '\r\n');
    expect(await updated(text, [{ a: 2, b: 3 }])).toBe(text.replace('a: 1\r\n', 'a: 2\r\n      b: 3\r\n'));
  });

  test('JSON stays JSON', async () => {
    const step = { receive: 'alice', message: { type: 'joined', id: '{{alice}}' } };
    const text = JSON.stringify({ version: 1, steps: [{ connect: 'alice' }, step] }, null, 2);
    const value = { type: 'left', id: 'x', list: [1, { a: null }] };
    const result = await updated(text, [value], { file: '/a.session.json' });
    expect(JSON.parse(result).steps[1].message).toEqual({ ...value, id: '{{alice}}' });
    expect(result).toContain('"type": "left",\n');
  });
});
