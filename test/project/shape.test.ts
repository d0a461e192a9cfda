/** Mistakes in the shape of a configuration. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are API Gateway's own
import { expect, test } from 'vitest';
import { readFiles, reportOf, SOUND } from './read-project.ts';

const chat = SOUND.apis.chat;
const echo = SOUND.functions.echo;

test('an unknown key is reported at every level, with the key that was meant', async () => {
  const report = await reportOf({
    regoin: 'eu-west-1',
    apis: { chat: { Stage: 'dev', routes: { $default: { function: 'echo', routeRespons: true } } } },
    functions: { echo: { handler: 'echo.handler', env: {} } },
    tables: {
      Rooms: { partitionKey: 'id', sort: 'x', indexes: { byRoom: { partitionkey: 'room' } } },
    },
    dynamodb: { endpiont: 'http://localhost:8000' },
  });
  expect(report).toMatchInlineSnapshot(`
    "7 problems in the project definition:
      emulator.config.json:2:3  unknown key "regoin"; did you mean "region"?
      emulator.config.json:5:7  apis.chat: unknown key "Stage"; did you mean "stage"?
      emulator.config.json:9:11  apis.chat.routes.$default: unknown key "routeRespons"; did you mean "routeResponse"?
      emulator.config.json:17:7  functions.echo: unknown key "env"; did you mean "environment"?
      emulator.config.json:23:7  tables.Rooms: unknown key "sort"; did you mean "sortKey"?
      emulator.config.json:26:11  tables.Rooms.indexes.byRoom: unknown key "partitionkey"; did you mean "partitionKey"?
      emulator.config.json:32:5  dynamodb: unknown key "endpiont"; did you mean "endpoint"?"
  `);
});

test('each of several unknown keys of one object is reported, and names that nothing resembles list what is known', async () => {
  const report = await reportOf({ ...SOUND, layers: [], constructor: 1, 'a "b"': 2 });
  expect(report).toMatchInlineSnapshot(`
    "3 problems in the project definition:
      emulator.config.json:14:3  unknown key "layers"; known here: $schema, region, accountId, apis, functions, envFile, tables, eventSourceMappings, domains, apiKeys, usagePlans, newConnectionsPerSecond, maxEnvironments, passthrough, dynamodb, faults
      emulator.config.json:15:3  unknown key "constructor"; known here: $schema, region, accountId, apis, functions, envFile, tables, eventSourceMappings, domains, apiKeys, usagePlans, newConnectionsPerSecond, maxEnvironments, passthrough, dynamodb, faults
      emulator.config.json:16:3  unknown key "a \\"b\\""; known here: $schema, region, accountId, apis, functions, envFile, tables, eventSourceMappings, domains, apiKeys, usagePlans, newConnectionsPerSecond, maxEnvironments, passthrough, dynamodb, faults"
  `);
});

test('a misspelt key is not reported once more as a missing one', async () => {
  const report = await reportOf({ api: SOUND.apis, functions: { echo: { handlr: 'echo.handler' } } });
  expect(report).toMatchInlineSnapshot(`
    "2 problems in the project definition:
      emulator.config.json:2:3  unknown key "api"; did you mean "apis"?
      emulator.config.json:11:7  functions.echo: unknown key "handlr"; did you mean "handler"?"
  `);
});

test('a missing key is reported at the object that it is missing from, with an example', async () => {
  const report = await reportOf({
    apis: { empty: {}, chat: { stage: 'chat', routes: { $default: {} } } },
    functions: { echo: {} },
    tables: { Rooms: {} },
  });
  expect(report).toMatchInlineSnapshot(`
    "4 problems in the project definition:
      emulator.config.json:3:14  apis.empty: "routes" is missing; write "routes": {"$default":"echo"}
      emulator.config.json:7:21  apis.chat.routes.$default: "function" is missing; write "function": "echo", or an "integration"
      emulator.config.json:12:13  functions.echo: "handler" is missing; write "handler": "index.handler"
      emulator.config.json:15:14  tables.Rooms: "partitionKey" is missing; write "partitionKey": "connectionId""
  `);
  expect(await reportOf({})).toMatchInlineSnapshot(`
    "2 problems in the project definition:
      emulator.config.json:1:1  "apis" is missing; write "apis": {"chat":{"routes":{"$default":"echo"}}}
      emulator.config.json:1:1  "functions" is missing; write "functions": {"echo":{"handler":"index.handler"}}"
  `);
});

test.each([
  ['a string', '3001', '"3001"; write 3001, without quotes'],
  ['a string that is no number', 'http', '"http"'],
  ['a fraction', 3001.5, '3001.5'],
  ['too high', 70_000, '70000'],
  ['negative', -1, '-1'],
  ['null', null, 'null'],
])('a port that is %s is refused', async (_, port, found) => {
  const report = await reportOf({ ...SOUND, apis: { chat: { port, ...chat } } });
  expect(report).toBe(
    `1 problem in the project definition:\n  emulator.config.json:4:15  apis.chat.port: expected a port from 0 to 65535 (0 takes a free one), found ${found}`,
  );
});

test('values of the wrong type or form are reported together, each with what is expected there', async () => {
  const report = await reportOf({
    region: 'Virginia',
    accountId: 123456789012,
    apis: {
      chat: {
        stage: 'my stage',
        routeSelectionExpression: 'action',
        apiId: 'My-Api',
        domainName: 'https://ws.example.com/',
        stageVariables: { limit: 3 },
        routes: {
          $default: 'echo',
          a: 3,
          b: '',
          c: ['echo'],
          d: { function: 'echo', routeResponse: 'true' },
        },
      },
      other: 'chat',
      list: [],
    },
    functions: {
      echo: { ...echo, codeUri: '', timeout: 0, memorySize: 64, runtime: 'java21', environment: ['A=b'] },
      none: null,
      text: { handler: 3 },
    },
    tables: { Rooms: { partitionKey: 'room:X', sortKey: '', timeToLive: 1, indexes: { byRoom: 'room' } } },
    passthrough: ['s3', 'SQS', 3],
    dynamodb: { endpoint: 'localhost:8000' },
  });
  expect(report).toMatchInlineSnapshot(`
    "27 problems in the project definition:
      emulator.config.json:2:13  region: expected an AWS region such as "us-east-1", found "Virginia"
      emulator.config.json:3:16  accountId: expected an account id of twelve digits in quotes, found 123456789012
      emulator.config.json:6:16  apis.chat.stage: expected a stage name of 1 to 128 letters, digits, "-" and "_", found "my stage"
      emulator.config.json:7:35  apis.chat.routeSelectionExpression: expected an expression with a path into the message, such as "$request.body.action", found "action"
      emulator.config.json:8:16  apis.chat.apiId: expected an API id of 1 to 32 lower-case letters and digits ("abcdef1234"), found "My-Api"
      emulator.config.json:9:21  apis.chat.domainName: expected a host name ("ws.example.com"), without scheme and path, found "https://ws.example.com/"
      emulator.config.json:11:18  apis.chat.stageVariables.limit: expected a string in quotes, found 3
      emulator.config.json:15:14  apis.chat.routes.a: expected a function name, or { "function": name, "routeResponse": true }, found 3
      emulator.config.json:16:14  apis.chat.routes.b: expected a function name, found ""
      emulator.config.json:17:14  apis.chat.routes.c: expected a function name, or { "function": name, "routeResponse": true }, found ["echo"]
      emulator.config.json:22:28  apis.chat.routes.d.routeResponse: expected true or false, found "true"; write true, without quotes
      emulator.config.json:26:14  apis.other: expected an object with "routes", found "chat"
      emulator.config.json:27:13  apis.list: expected an object with "routes", found []
      emulator.config.json:32:18  functions.echo.codeUri: expected a folder, found ""
      emulator.config.json:33:18  functions.echo.timeout: expected whole seconds from 1 to 900, found 0
      emulator.config.json:34:21  functions.echo.memorySize: expected whole MB from 128 to 10240, found 64
      emulator.config.json:35:18  functions.echo.runtime: expected "nodejs22.x", "python3.13" or another version of them, or "provided.al2023" (Go, Rust, Java, .NET, Ruby: an executable named bootstrap that speaks the Runtime API), found "java21"
      emulator.config.json:36:22  functions.echo.environment: expected an object of environment variables, found ["A=b"]
      emulator.config.json:40:13  functions.none: expected an object with "handler", found null
      emulator.config.json:42:18  functions.text.handler: expected a handler such as "index.handler", found 3
      emulator.config.json:47:23  tables.Rooms.partitionKey: expected an attribute name, with ":N" or ":B" behind it for a number or binary key ("room:N"), found "room:X"
      emulator.config.json:48:18  tables.Rooms.sortKey: expected an attribute name, with ":N" or ":B" behind it for a number or binary key ("room:N"), found ""
      emulator.config.json:49:21  tables.Rooms.timeToLive: expected an attribute name, without a type, found 1
      emulator.config.json:51:19  tables.Rooms.indexes.byRoom: expected an object, found "room"
      emulator.config.json:57:5  passthrough[1]: expected an AWS service as its host name has it ("s3", "sqs"), found "SQS"
      emulator.config.json:58:5  passthrough[2]: expected an AWS service as its host name has it ("s3", "sqs"), found 3
      emulator.config.json:61:17  dynamodb.endpoint: expected a URL such as "http://localhost:8000", found "localhost:8000""
  `);
});

test.each([
  ['a list', []],
  ['null', 'null'],
  ['a string', '"apis"'],
])('a configuration that is %s is refused', async (_, definition) => {
  const found = typeof definition === 'string' ? definition : '[]';
  expect(await reportOf(definition)).toBe(
    `1 problem in the project definition:\n  emulator.config.json:1:1  expected an object with "apis" and "functions", found ${found}`,
  );
});

test.each([
  '$request.body.action',
  '${request.body.action}',
  '${request.body.service}/${request.body.action}',
  'v1-$request.body.action',
  'US\\$${request.body.amount}',
  '$request.body',
  "$request.body['my action'][0]",
  '$request.body..action',
  "${request.body.parts[?(@.kind == 'action')].name}",
])('the route selection expression %s is legal', async (routeSelectionExpression) => {
  const apis = { chat: { ...chat, routeSelectionExpression } };
  const project = await readFiles({ 'emulator.config.json': { ...SOUND, apis } });
  expect(project.apis.map((api) => api.routeSelectionExpression)).toEqual([routeSelectionExpression]);
});

test.each([
  'action',
  '\\$request.body.action',
  '\\${request.body.action}',
  '${request.body.action',
  '$request.bodyguard',
  '$request.header.action',
  '${request.body.action}$context.stage',
])('the route selection expression %s is not', async (routeSelectionExpression) => {
  expect(await reportOf({ ...SOUND, apis: { chat: { ...chat, routeSelectionExpression } } })).toContain(
    'apis.chat.routeSelectionExpression: expected an expression with a path into the message',
  );
});
