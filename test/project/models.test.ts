/** Mistakes in request models. */
import { expect, test } from 'vitest';
import { reportOf, SOUND } from './read-project.ts';

const withModels = (models: object, route: object) =>
  reportOf({ ...SOUND, apis: { chat: { models, routes: { $default: { function: 'echo', ...route } } } } });

test('a model that is no JSON Schema is reported', async () => {
  const report = await withModels(
    {
      kind: { type: 'strnig' },
      link: { properties: { a: { $ref: 'nowhere' } } },
      later: { $schema: 'http://json-schema.org/draft-07/schema#' },
    },
    {},
  );
  expect(report).toMatchInlineSnapshot(`
    "3 problems in the project definition:
      emulator.config.json:5:17  apis.chat.models.kind: this is no JSON Schema (draft 4): type must be equal to one of the allowed values: array, boolean, integer, null, number, object, string
      emulator.config.json:8:17  apis.chat.models.link: this is no JSON Schema (draft 4): can't resolve reference nowhere from id https://apigateway.amazonaws.com/restapis/m46wrokljm/models/link
      emulator.config.json:15:18  apis.chat.models.later: this is no JSON Schema (draft 4): $schema is "http://json-schema.org/draft-07/schema#"; API Gateway knows "http://json-schema.org/draft-04/schema#" only"
  `);
});

test('a route with a model that is not there, or that is never looked at, is reported', async () => {
  const requestModels = { $default: 'chatt' };
  expect(
    await withModels({ chat: {} }, { modelSelectionExpression: '$default', requestModels }),
  ).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      emulator.config.json:12:25  apis.chat.routes.$default.requestModels.$default: there is no model "chatt"; did you mean "chat"?"
  `);
  expect(await withModels({ chat: {} }, { requestModels: { $default: 'chat' } })).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      emulator.config.json:10:28  apis.chat.routes.$default.requestModels: API Gateway looks at them only with a "modelSelectionExpression"; write "$default", or an expression"
  `);
});
