/** The language of route selection expressions, over real sockets. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are API Gateway's own
import { expect, test } from 'vitest';
import { connect } from '../support/client.ts';
import { useSmallEmulator } from '../support/emulator.ts';

/** Answers with the route key that it was called by. */
const NAME =
  'exports.handler = async ({ requestContext }) => ({ statusCode: 200, body: requestContext.routeKey });';

/** The route that messages take, of these and `$default`. */
async function chosen(expression: string, keys: string[], messages: unknown[]): Promise<string[]> {
  const route = { function: 'default', routeResponse: true };
  const emulator = await useSmallEmulator({
    routes: { $default: NAME },
    api: {
      routeSelectionExpression: expression,
      routes: Object.fromEntries(['$default', ...keys].map((key) => [key, route])),
    },
  });
  const client = await connect(emulator.url);
  const routes: string[] = [];
  for (const message of messages) {
    client.send(message);
    routes.push(await client.next());
  }
  return routes;
}

const cases = {
  'routing.several-variables: several variables, with text between them': [
    '${request.body.service}/${request.body.action}',
    { 'chat/join': { service: 'chat', action: 'join' }, $default: { service: 'chat', action: 'leave' } },
  ],
  'routing.several-variables: without braces': [
    '$request.body.service/$request.body.action',
    { 'chat/join': { service: 'chat', action: 'join' } },
  ],
  'routing.static-text: text around a variable': [
    'v1-${request.body.action}-x',
    { 'v1-join-x': { action: 'join' }, 'v1--x': { other: 1 } },
  ],
  'routing.escape: a dollar sign that begins no variable': [
    'US\\$${request.body.amount}',
    { US$5: { amount: 5 } },
  ],
  'routing.once: what a variable gives is not evaluated again': [
    '${request.body.action}',
    { 'x-${request.body.other}': { action: 'x-${request.body.other}', other: 'join' } },
  ],
  'routing.missing-part: a part that is missing is empty text': [
    '${request.body.action}-${request.body.invalidPath}',
    { 'join-': { action: 'join' }, '-': {} },
  ],
  'routing.array: as Java prints it': [
    '$request.body.action',
    { '[item1, item2]': { action: ['item1', 'item2'] }, '[]': { action: [] } },
  ],
  'routing.object: as Java prints it': [
    '$request.body.action',
    { '{kind=join, n=1, tags=[a]}': { action: { kind: 'join', n: 1, tags: ['a'] } } },
  ],
  'routing.number: a fraction, too': ['$request.body.action', { '1.5': { action: 1.5 } }],
  'routing.json-path: a bracket, and a quoted name': [
    "$request.body['my action'][1].x",
    { join: { 'my action': [0, { x: 'join' }] } },
  ],
  'routing.json-path: an index from the end': [
    '${request.body.steps[-1]}',
    { join: { steps: ['a', 'join'] }, $default: { steps: [] } },
  ],
  'routing.json-path: a path that may lead to several places gives a list': [
    '$request.body..action',
    { '[join]': { data: { action: 'join' } }, '[]': { data: {} } },
  ],
  'routing.json-path: a filter': [
    "${request.body.parts[?(@.kind == 'action')].name}",
    { '[join]': { parts: [{ kind: 'other' }, { kind: 'action', name: 'join' }] } },
  ],
} satisfies Record<string, [expression: string, messages: Record<string, object>]>;
for (const [name, [expression, messages]] of Object.entries(cases)) {
  test(name, async () => {
    const keys = Object.keys(messages).filter((key) => key !== '$default');
    expect(await chosen(expression, keys, Object.values(messages))).toEqual(Object.keys(messages));
  });
}

test('routing.whole-body: $request.body alone', async () => {
  expect(await chosen('$request.body', ['join', '7'], ['"join"', '7', '"leave"', 'text'])).toEqual([
    'join',
    '7',
    '$default',
    '$default',
  ]);
});
