/** Names in a configuration that nothing has: authorizers, models, stages, API keys, routes. */
import { expect, test } from 'vitest';
import { reportOf, SOUND } from './read-project.ts';

const { functions } = SOUND;
const KEY = '0123456789abcdefghij';

test('authorizers of other kinds than Lambda functions are refused, with what to do instead', async () => {
  const report = await reportOf({
    functions,
    apis: {
      chat: {
        routes: { $connect: { function: 'echo', authorizer: 'token' } },
        authorizers: {
          token: { type: 'TOKEN', function: 'echo' },
          jwt: { type: 'JWT', function: 'echo' },
          pool: { type: 'COGNITO_USER_POOLS', function: 'echo' },
        },
      },
      other: { port: 3002, routes: { $connect: { function: 'echo', authorizationType: 'JWT' } } },
    },
  });
  expect(report).toMatchInlineSnapshot(`
    "4 problems in the project definition:
      emulator.config.json:17:19  apis.chat.authorizers.token.type: expected "REQUEST" (WebSocket APIs have no JWT, TOKEN or Cognito authorizers; verify the token in a Lambda function), found "TOKEN"
      emulator.config.json:21:19  apis.chat.authorizers.jwt.type: expected "REQUEST" (WebSocket APIs have no JWT, TOKEN or Cognito authorizers; verify the token in a Lambda function), found "JWT"
      emulator.config.json:25:19  apis.chat.authorizers.pool.type: expected "REQUEST" (WebSocket APIs have no JWT, TOKEN or Cognito authorizers; verify the token in a Lambda function), found "COGNITO_USER_POOLS"
      emulator.config.json:35:32  apis.other.routes.$connect.authorizationType: expected "NONE", "AWS_IAM" or "CUSTOM" (WebSocket APIs have no JWT authorizers; verify the token in a Lambda authorizer), found "JWT""
  `);
});

test('what an authorizer looks at is one of four places', async () => {
  const identitySource = ['method.request.header.Authorization', '$request.querystring.token', 'context.', 1];
  const authorizers = { gate: { function: 'echo', identitySource } };
  const routes = { $connect: { function: 'echo', authorizer: 'gate' } };
  expect(await reportOf({ functions, apis: { chat: { routes, authorizers } } })).toMatchInlineSnapshot(`
    "4 problems in the project definition:
      emulator.config.json:19:13  apis.chat.authorizers.gate.identitySource[0]: expected route.request.header.X, route.request.querystring.X, context.X or stageVariables.X, found "method.request.header.Authorization"
      emulator.config.json:20:13  apis.chat.authorizers.gate.identitySource[1]: expected route.request.header.X, route.request.querystring.X, context.X or stageVariables.X, found "$request.querystring.token"
      emulator.config.json:21:13  apis.chat.authorizers.gate.identitySource[2]: expected route.request.header.X, route.request.querystring.X, context.X or stageVariables.X, found "context."
      emulator.config.json:22:13  apis.chat.authorizers.gate.identitySource[3]: expected route.request.header.X, route.request.querystring.X, context.X or stageVariables.X, found 1"
  `);
});

test('an authorizer and its function have to be there', async () => {
  const routes = { $connect: { function: 'echo', authorizer: 'gaet' } };
  const authorizers = { gate: { function: 'authorise' }, other: { function: 'ecko' } };
  expect(await reportOf({ functions, apis: { chat: { routes, authorizers } } })).toMatchInlineSnapshot(`
    "3 problems in the project definition:
      emulator.config.json:12:25  apis.chat.routes.$connect.authorizer: there is no authorizer "gaet"; did you mean "gate"?
      emulator.config.json:17:23  apis.chat.authorizers.gate: there is no function "authorise"; there is: echo
      emulator.config.json:20:23  apis.chat.authorizers.other: there is no function "ecko"; did you mean "echo"?"
  `);
  expect(await reportOf({ functions, apis: { chat: { routes } } })).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      emulator.config.json:12:25  apis.chat.routes.$connect.authorizer: there is no authorizer "gaet"; add it to "authorizers""
  `);
});

test('the function of a stage’s variables has to be there in each stage', async () => {
  const routes = { $default: '${stageVariables.fn}' };
  const stages = { dev: { variables: { fn: 'echo' } }, prod: { variables: { fn: 'gone' } }, test: {} };
  expect(await reportOf({ functions, apis: { chat: { routes, stages } } })).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      emulator.config.json:10:21  apis.chat.routes.$default: there is no function "gone"; there is: echo"
  `);
});

test('models have to be there', async () => {
  const route = {
    function: 'echo',
    modelSelectionExpression: '$default',
    requestModels: { $default: 'mesage', other: 'none' },
  };
  const models = { message: { type: 'object' } };
  expect(
    await reportOf({ functions, apis: { chat: { routes: { $default: route }, models } } }),
  ).toMatchInlineSnapshot(`
    "2 problems in the project definition:
      emulator.config.json:14:25  apis.chat.routes.$default.requestModels.$default: there is no model "mesage"; did you mean "message"?
      emulator.config.json:15:22  apis.chat.routes.$default.requestModels.other: there is no model "none"; there is: message"
  `);
});

test('what a custom domain leads to has to be there', async () => {
  const domains = { 'ws.example.com': { '': 'chat', v1: 'chta', v2: 'chat/prod', v3: 'chat/dev' } };
  expect(await reportOf({ ...SOUND, domains })).toMatchInlineSnapshot(`
    "2 problems in the project definition:
      emulator.config.json:17:13  domains["ws.example.com"].v1: there is no API "chta"; did you mean "chat"?
      emulator.config.json:18:13  domains["ws.example.com"].v2: there is no stage "prod"; there is: dev"
  `);
});

test('the stages and keys of a usage plan have to be there', async () => {
  const apiKeys = { mobile: { value: KEY } };
  const usagePlans = { basic: { apiKeys: ['mobil', 'mobile'], stages: ['chat', 'chat/prod', 'nowhere'] } };
  expect(await reportOf({ ...SOUND, apiKeys, usagePlans })).toMatchInlineSnapshot(`
    "3 problems in the project definition:
      emulator.config.json:22:9  usagePlans.basic.apiKeys[0]: there is no API key "mobil"; did you mean "mobile"?
      emulator.config.json:27:9  usagePlans.basic.stages[1]: there is no stage "prod"; there is: dev
      emulator.config.json:28:9  usagePlans.basic.stages[2]: there is no API "nowhere"; there is: chat"
  `);
  expect(await reportOf({ ...SOUND, usagePlans: { basic: { apiKeys: ['any'] } } })).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      emulator.config.json:17:9  usagePlans.basic.apiKeys[0]: there is no API key "any"; add it to "apiKeys""
  `);
});

test('an API key that no usage plan has is reported', async () => {
  const apiKeys = { mobile: { value: KEY }, web: { value: `${KEY}1` } };
  const usagePlans = { basic: { apiKeys: ['web'] } };
  expect(await reportOf({ ...SOUND, apiKeys, usagePlans })).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      emulator.config.json:15:15  apiKeys.mobile: no usage plan has this key, so it opens nothing; write "usagePlans": { "basic": { "apiKeys": ["mobile"] } }"
  `);
  expect(await reportOf({ ...SOUND, apiKeys: { mobile: { value: 'short' } } })).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      emulator.config.json:16:16  apiKeys.mobile.value: expected an API key of 20 to 128 characters without spaces, found "short""
  `);
});

test('settings of a route that there is not are reported', async () => {
  const routeSettings = { $defualt: { throttlingRateLimit: 1 }, $default: { throttlingRateLimit: -1 } };
  const chat = { ...SOUND.apis.chat, stages: { dev: { routeSettings } } };
  expect(await reportOf({ functions, apis: { chat } })).toMatchInlineSnapshot(`
    "2 problems in the project definition:
      emulator.config.json:15:25  apis.chat.stages.dev.routeSettings.$defualt: there is no route "$defualt"; did you mean "$default"?
      emulator.config.json:19:38  apis.chat.stages.dev.routeSettings.$default.throttlingRateLimit: expected a number of requests a second, found -1"
  `);
});

test('what guards a connection is refused on other routes than $connect', async () => {
  const routes = {
    $disconnect: { function: 'echo', authorizationType: 'AWS_IAM' },
    $default: { function: 'echo', authorizer: 'gate' },
    one: { function: 'echo', apiKeyRequired: true },
    two: { function: 'echo', requestParameters: { 'route.request.querystring.token': { required: true } } },
  };
  const authorizers = { gate: { function: 'echo' } };
  expect(await reportOf({ functions, apis: { chat: { routes, authorizers } } })).toMatchInlineSnapshot(`
    "4 problems in the project definition:
      emulator.config.json:12:32  apis.chat.routes.$disconnect.authorizationType: only "$connect" can have this; move it there
      emulator.config.json:16:25  apis.chat.routes.$default.authorizer: only "$connect" can have this; move it there
      emulator.config.json:20:29  apis.chat.routes.one.apiKeyRequired: only "$connect" can have this; move it there
      emulator.config.json:24:32  apis.chat.routes.two.requestParameters: only "$connect" can have this; move it there"
  `);
});
