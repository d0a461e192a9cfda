/** Keys of a configuration that exclude, or need, each other. */
import { expect, test } from 'vitest';
import { reportOf, SOUND } from './read-project.ts';

const { functions } = SOUND;
const routes = { $default: 'echo' };

/** The report about an API with one route. */
const aboutRoute = (route: object, more: object = {}) =>
  reportOf({ functions, apis: { chat: { routes: { $connect: route }, ...more } } });

test('an API has one stage or several, and at least one', async () => {
  const stages = { dev: {} };
  const report = await reportOf({
    functions,
    apis: {
      one: { routes, stage: 'one', stages },
      two: { port: 3002, routes, stageVariables: { a: 'b' }, stages },
      three: { port: 3003, routes, stages: {} },
    },
  });
  expect(report).toMatchInlineSnapshot(`
    "3 problems in the project definition:
      emulator.config.json:12:16  apis.one.stage: "stages" is there too; write it there
      emulator.config.json:22:25  apis.two.stageVariables: "stages" is there too; write it there
      emulator.config.json:34:17  apis.three.stages: there is no stage; write at least one, such as "dev": {}"
  `);
});

test('a route has a function or an integration, and not both', async () => {
  const report = await reportOf({
    functions,
    apis: {
      chat: {
        routes: {
          neither: { routeResponse: true },
          both: { function: 'echo', integration: { type: 'AWS_PROXY', function: 'echo' } },
        },
      },
    },
  });
  expect(report).toMatchInlineSnapshot(`
    "2 problems in the project definition:
      emulator.config.json:10:20  apis.chat.routes.neither: "function" is missing; write "function": "echo", or an "integration"
      emulator.config.json:14:23  apis.chat.routes.both.function: "integration" is there too; name the function there, or leave it out"
  `);
});

test('CUSTOM needs an authorizer, and an authorizer nothing else', async () => {
  const authorizers = { gate: { function: 'echo' } };
  expect(await aboutRoute({ function: 'echo', authorizationType: 'CUSTOM' })).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      emulator.config.json:12:32  apis.chat.routes.$connect.authorizationType: "CUSTOM" needs an "authorizer"; name one"
  `);
  for (const authorizationType of ['NONE', 'AWS_IAM']) {
    expect(
      await aboutRoute({ function: 'echo', authorizationType, authorizer: 'gate' }, { authorizers }),
    ).toContain(`it is not asked with "${authorizationType}"; leave one out`);
  }
});

test('each type of integration has what it calls, and nothing else', async () => {
  const uri = 'http://localhost:8080/messages';
  const integrations = {
    proxyOfNothing: { type: 'AWS_PROXY' },
    proxyOfUrl: { type: 'AWS_PROXY', function: 'echo', uri },
    httpOfFunction: { type: 'HTTP', function: 'echo', uri },
    httpOfNothing: { type: 'HTTP_PROXY' },
    httpOfPath: { type: 'HTTP_PROXY', uri: '/messages' },
    mockOfBoth: { type: 'MOCK', function: 'echo', uri },
    lambdaOfNothing: { type: 'AWS' },
    lambdaOfBoth: { type: 'AWS', function: 'echo', uri: 'dynamodb:action/PutItem' },
    actionOfUrl: { type: 'AWS', uri },
    proxyOfResponses: { type: 'AWS_PROXY', function: 'echo', responses: { $default: {} } },
    httpProxyOfResponses: { type: 'HTTP_PROXY', uri, responses: { $default: {} } },
  };
  const entries = Object.entries(integrations).map(([key, integration]) => [key, { integration }]);
  const report = await reportOf({ functions, apis: { chat: { routes: Object.fromEntries(entries) } } });
  expect(report).toMatchInlineSnapshot(`
    "12 problems in the project definition:
      emulator.config.json:11:26  apis.chat.routes.proxyOfNothing.integration: "function" is missing; write "function": "echo"
      emulator.config.json:19:20  apis.chat.routes.proxyOfUrl.integration.uri: integrations of type AWS_PROXY have none; leave it out
      emulator.config.json:25:25  apis.chat.routes.httpOfFunction.integration.function: integrations of type HTTP have none; leave it out
      emulator.config.json:30:26  apis.chat.routes.httpOfNothing.integration: "uri" is missing; write "uri": "http://localhost:8080/messages"
      emulator.config.json:37:20  apis.chat.routes.httpOfPath.integration.uri: expected a URL such as "http://localhost:8080/messages"
      emulator.config.json:43:25  apis.chat.routes.mockOfBoth.integration.function: integrations of type MOCK have none; leave it out
      emulator.config.json:44:20  apis.chat.routes.mockOfBoth.integration.uri: integrations of type MOCK have none; leave it out
      emulator.config.json:48:26  apis.chat.routes.lambdaOfNothing.integration: "function" is missing; write "function": "echo", or an action as "uri"
      emulator.config.json:56:20  apis.chat.routes.lambdaOfBoth.integration.uri: "function" is there too; leave one out
      emulator.config.json:62:20  apis.chat.routes.actionOfUrl.integration.uri: expected an action such as "dynamodb:action/PutItem"
      emulator.config.json:69:26  apis.chat.routes.proxyOfResponses.integration.responses: a proxy integration has no integration responses; leave them out
      emulator.config.json:78:26  apis.chat.routes.httpProxyOfResponses.integration.responses: a proxy integration has no integration responses; leave them out"
  `);
});

test('what is right is not reported: variables for URLs, actions by their ARN or its end', async () => {
  const integrations = {
    variable: { type: 'HTTP', uri: '${stageVariables.url}' },
    action: { type: 'AWS', uri: 'dynamodb:action/PutItem' },
    arn: { type: 'AWS', uri: 'arn:aws:apigateway:us-east-1:dynamodb:action/GetItem' },
    mock: { type: 'MOCK' },
    broken: { type: 'MOCK', uri: 'x' },
  };
  const entries = Object.entries(integrations).map(([key, integration]) => [key, { integration }]);
  const report = await reportOf({ functions, apis: { chat: { routes: Object.fromEntries(entries) } } });
  expect(report).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      emulator.config.json:36:20  apis.chat.routes.broken.integration.uri: integrations of type MOCK have none; leave it out"
  `);
});
