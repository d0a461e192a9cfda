/** Request models: which one a message has to fit, and what its sender is told. */
import { expect, test } from 'vitest';
import { connect } from '../support/client.ts';
import { type TestEmulator, useEmulator } from '../support/emulator.ts';
import { useFiles } from '../support/project.ts';

const MODELS = {
  chat: {
    $schema: 'http://json-schema.org/draft-04/schema#',
    type: 'object',
    required: ['text'],
    properties: { text: { type: 'string', maxLength: 5 }, stars: { minimum: 0, exclusiveMinimum: true } },
  },
  ping: { type: 'object', required: ['at'] },
};

interface Models {
  readonly modelSelectionExpression?: string;
  readonly requestModels: Record<string, string>;
  readonly models?: Record<string, Record<string, unknown>>;
}

async function useModels({ models = MODELS, ...route }: Models): Promise<TestEmulator> {
  const cwd = await useFiles({
    'emulator.config.json': {
      apis: {
        chat: {
          apiId: 'abcdef1234',
          models,
          routes: { $default: { function: 'echo', routeResponse: true, ...route } },
        },
      },
      functions: { echo: { handler: 'echo.handler' } },
    },
    'echo.js': 'exports.handler = async ({ body }) => ({ statusCode: 200, body: `passed ${body}` });',
  });
  return useEmulator({ cwd });
}

/** What comes back for each message, in order. */
async function answers(emulator: TestEmulator, messages: readonly string[]): Promise<string[]> {
  const client = await connect(emulator.url);
  const received: string[] = [];
  for (const message of messages) {
    client.send(message);
    received.push(await client.next());
  }
  return received;
}

const REFUSED =
  /^\{"message": "Bad request body", "connectionId":"[\w-]{18}==", "messageId":"[\w-]{18}=="\}$/;

test('model.frame: a message that does not fit is answered with the id of the message, and nobody is called', async () => {
  const emulator = await useModels({
    modelSelectionExpression: '$default',
    requestModels: { $default: 'chat' },
  });
  const [refused = '', passed] = await answers(emulator, ['{"stars":1}', '{"text":"hello"}']);
  expect(refused).toMatch(REFUSED);
  expect(passed).toBe('passed {"text":"hello"}');
  expect(emulator.facts.of('invocation.ended')).toHaveLength(1);
  const [{ reason, connectionId } = { reason: '', connectionId: '' }] = emulator.facts.of('message.invalid');
  expect(reason).toContain("must have required property 'text'");
  expect(JSON.parse(refused).connectionId).toBe(connectionId);
});

test('model.draft-04: limits are exclusive in the way of draft 4', async () => {
  const emulator = await useModels({
    modelSelectionExpression: '$default',
    requestModels: { $default: 'chat' },
  });
  const [none, some] = await answers(emulator, ['{"text":"a","stars":0}', '{"text":"a","stars":1}']);
  expect(none).toMatch(REFUSED);
  expect(some).toMatch(/^passed/);
});

test('model.not-json: text that is no JSON fits no model', async () => {
  const emulator = await useModels({
    modelSelectionExpression: '$default',
    requestModels: { $default: 'ping' },
  });
  expect((await answers(emulator, ['hello']))[0]).toMatch(REFUSED);
});

test('model.selection: the message selects its model, and $default takes the rest', async () => {
  const emulator = await useModels({
    modelSelectionExpression: '${request.body.kind}',
    requestModels: { ping: 'ping', $default: 'chat' },
  });
  const received = await answers(emulator, [
    '{"kind":"ping"}',
    '{"kind":"ping","at":1}',
    '{"text":"a"}',
    '{"at":1}',
  ]);
  expect(received.map((text) => REFUSED.test(text))).toEqual([true, false, false, true]);
});

test('model.no-match: without a matching model and without $default the validation fails', async () => {
  const emulator = await useModels({
    modelSelectionExpression: '$request.body.kind',
    requestModels: { ping: 'ping' },
  });
  const received = await answers(emulator, ['{"kind":"other","at":1}', '{"kind":"ping","at":1}']);
  expect(received.map((text) => REFUSED.test(text))).toEqual([true, false]);
});

test('model.reference: a model may refer to another by its address', async () => {
  const emulator = await useModels({
    modelSelectionExpression: '$default',
    requestModels: { $default: 'list' },
    models: {
      item: { type: 'string' },
      list: {
        type: 'object',
        properties: {
          items: {
            type: 'array',
            items: { $ref: 'https://apigateway.amazonaws.com/restapis/abcdef1234/models/item' },
          },
        },
      },
    },
  });
  const received = await answers(emulator, ['{"items":[1]}', '{"items":["a"]}']);
  expect(received.map((text) => REFUSED.test(text))).toEqual([true, false]);
});

test('model.time-limit: a pattern that never ends is given up', async () => {
  const emulator = await useModels({
    models: { evil: { type: 'object', properties: { x: { type: 'string', pattern: '^(([a-z])+)+$' } } } },
    modelSelectionExpression: '$default',
    requestModels: { $default: 'evil' },
  });
  const [refused, passed] = await answers(emulator, [`{"x":"${'a'.repeat(60)}!"}`, '{"x":"aaa"}']);
  expect(refused).toMatch(REFUSED);
  expect(passed).toBe('passed {"x":"aaa"}');
  const [{ reason } = { reason: '' }] = emulator.facts.of('message.invalid');
  expect(reason).toBe('validation was given up: it took more than 2 s');
});
