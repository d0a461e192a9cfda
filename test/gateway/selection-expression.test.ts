/** Selection expressions: the language, apart from what the variables are. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are API Gateway's own
import { describe, expect, test } from 'vitest';
import {
  bodyVariable,
  parseSelectionExpression,
  requestBodyVariable,
} from '../../src/gateway/selection-expression.ts';

const BODY = {
  service: 'chat',
  action: 'join',
  data: { room: 'room1234', tags: ['a', 'b'], 'k-l': { m: 1 } },
  list: ['item1', 'item2'],
  number: 1.5,
  yes: true,
  nothing: null,
  sneaky: '$request.body.action ${request.body.action}',
  $id: 'dollar',
};

function evaluate(expression: string, body: unknown = BODY): string {
  return parseSelectionExpression(expression)((name) => requestBodyVariable(body, name));
}

describe('what an expression gives', () => {
  test.each([
    ['$request.body.action', 'join'],
    ['${request.body.action}', 'join'],
    ['${request.body.service}/${request.body.action}', 'chat/join'],
    ['$request.body.service/$request.body.action', 'chat/join'],
    ['$request.body.service-$request.body.action', 'chat-join'],
    ['$request.body.service.$request.body.action', 'chat.join'],
    ['${request.body.action}-${request.body.invalidPath}', 'join-'],
    ['v1 ${request.body.action}!', 'v1 join!'],
    ['action', 'action'],
    ['', ''],
    ['\\$default', '$default'],
    ['\\${request.body.action}', '${request.body.action}'],
    ['\\$request.body.action', '$request.body.action'],
    ['costs $5 or $', 'costs $5 or $'],
    ['${request.body.action', '${request.body.action'],
    ['a\\b', 'a\\b'],
    ['$request.body.number', '1.5'],
    ['$request.body.yes', 'true'],
    ['$request.body.nothing', ''],
    ['$request.body.list', '[item1, item2]'],
    ['$request.body.data', '{room=room1234, tags=[a, b], k-l={m=1}}'],
    ['$request.body.sneaky', '$request.body.action ${request.body.action}'],
    ["${request.body.data['k-l'].m}", '1'],
    ["$request.body.data['k-l'].m", '1'],
    ["${request.body['}']}", ''],
    ['${request.body.$id}', 'dollar'],
    ['$request.body.list[-1]', 'item2'],
    ['$request.body.list[*]', '[item1, item2]'],
    ['$request.body..room', '[room1234]'],
    ['$request.bodyguard', ''],
    ['$default', ''],
  ])('%s is %s', (expression, text) => {
    expect(evaluate(expression)).toBe(text);
  });

  test('the whole body', () => {
    expect(evaluate('$request.body', 'text')).toBe('text');
    expect(evaluate('$request.body', { a: [1] })).toBe('{a=[1]}');
    expect(evaluate('$request.body[0].a', [{ a: 'first' }])).toBe('first');
  });

  test.each([null, 'text', 7, []])('a body that is no object: %j', (body) => {
    expect(evaluate('$request.body.action', body)).toBe('');
  });

  test('a value that is nested deeper than the stack is no key', () => {
    const deep = `{"action":${'['.repeat(60_000)}${']'.repeat(60_000)}}`;
    expect(evaluate('$request.body.action', JSON.parse(deep))).toBe('');
    expect(evaluate('$request.body..action', JSON.parse(deep))).toBe('');
  });

  test('no body', () => {
    const expression = parseSelectionExpression('${request.body.action}|$request.body..action|$request.body');
    expect(expression((name) => requestBodyVariable(undefined, name))).toBe('||');
  });
});

test('a variable is asked for by its name', () => {
  const names = (expression: string) => {
    const asked: string[] = [];
    parseSelectionExpression(expression)((name) => asked.push(name));
    return asked;
  };
  expect(names('$request.header.x-api-key')).toEqual(['request.header.x-api-key']);
  expect(names('${integration.response.statuscode}')).toEqual(['integration.response.statuscode']);
  expect(names('$integration.response.header.X-Kind')).toEqual(['integration.response.header.X-Kind']);
  expect(names('$context.authorizer.usageIdentifierKey$request.basepath')).toEqual([
    'context.authorizer.usageIdentifierKey',
    'request.basepath',
  ]);
});

test('the body of a response has its own name', () => {
  const body = { errorMessage: 'Bad thing' };
  const name = 'integration.response.body';
  expect(bodyVariable(body, `${name}.errorMessage`, name)).toBe('Bad thing');
  expect(bodyVariable(body, 'integration.response.statuscode', name)).toBeUndefined();
});
