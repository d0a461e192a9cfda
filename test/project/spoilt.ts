/** Spoils values at random, the same way for the same seed. */

/** Numbers from 0 up to 1 (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Names that every object of JavaScript's has, and names that something is made of. */
const KEYS = [
  'constructor',
  '__proto__',
  'toString',
  'hasOwnProperty',
  '',
  'a.b',
  '$default',
  'Ref',
  'Fn::Sub',
];

const nested = (depth: number): unknown =>
  depth === 0 ? [] : depth % 2 ? [nested(depth - 1)] : { a: nested(depth - 1) };

const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e21,
  '',
  ' ',
  'x',
  '\0',
  '../..',
  '/',
  'constructor',
  '__proto__',
  'AWS::Serverless::constructor',
  'AWS::Serverless::Function',
  'AWS::ApiGatewayV2::Stage',
  'arn:aws:lambda:us-east-1:123456789012:function:',
  '${',
  '${}',
  '${self:}',
  '${self:constructor}',
  '${env:constructor}',
  '${opt:toString}',
  '${param:constructor}',
  '${file(./serverless.json):functions}',
  '${file(.)}',
  '${toString:x}',
  '${Echo.Arn}',
  '{{resolve:ssm:/a:b}}',
  '{{resolve:secretsmanager:constructor}}',
  'null',
  '[]',
  '{',
  [],
  {},
  [null],
  [[]],
  [{}],
  ['x', 'x'],
  { Ref: null },
  { Ref: 'constructor' },
  { Ref: 'AWS::NoValue' },
  { Ref: 'Chat' },
  { 'Fn::If': ['constructor', 1, 2] },
  { 'Fn::If': [] },
  { 'Fn::Sub': 3 },
  { 'Fn::Sub': '${constructor.toString}' },
  { 'Fn::GetAtt': [] },
  { 'Fn::GetAtt': 'Chat' },
  { 'Fn::FindInMap': ['constructor', 'toString', 'x'] },
  { 'Fn::Select': [1e9, []] },
  { 'Fn::Join': ['', [{}]] },
  { 'Fn::constructor': 1 },
  { toString: 1, valueOf: 1 },
  { constructor: {}, toString: null, length: 3 },
  Object.fromEntries([['__proto__', { a: 1 }]]),
  nested(60),
];

/** The value with one to three things in it changed, left out, added or renamed. */
export function spoilt(value: unknown, next: () => number): unknown {
  let result = value;
  for (let left = 1 + Math.floor(next() * 3); left > 0; left--) result = spoil(result, next);
  return result;
}

function pick<T>(all: readonly T[], next: () => number): T {
  return all[Math.floor(next() * all.length)] as T;
}

function spoil(value: unknown, next: () => number): unknown {
  if (typeof value !== 'object' || value === null || next() < 0.08) return pick(VALUES, next);
  if (Array.isArray(value)) {
    if (value.length === 0 || next() < 0.1) return [...value, pick(VALUES, next)];
    const at = Math.floor(next() * value.length);
    return value.map((item, index) => (index === at ? spoil(item, next) : item));
  }
  const entries = Object.entries(value);
  if (entries.length === 0 || next() < 0.15) {
    return Object.fromEntries([...entries, [pick(KEYS, next), pick(VALUES, next)]]);
  }
  const at = Math.floor(next() * entries.length);
  const kind = next();
  if (kind < 0.08) return Object.fromEntries(entries.filter((_, index) => index !== at));
  return Object.fromEntries(
    entries.map(([key, inner], index) => {
      if (index !== at) return [key, inner];
      return kind < 0.2 ? [pick(KEYS, next), inner] : [key, spoil(inner, next)];
    }),
  );
}
