/** Mistakes in integrations that are found when the definition is read. */
import { expect, test } from 'vitest';
import { readFiles, reportOf, SOUND } from './read-project.ts';

const withRoutes = (integrations: Record<string, object>) => ({
  ...SOUND,
  apis: {
    chat: {
      routes: Object.fromEntries(
        Object.entries(integrations).map(([key, integration]) => [key, { integration }]),
      ),
    },
  },
});

test('a template that cannot be read is reported at its place', async () => {
  const report = await reportOf(
    withRoutes({
      send: {
        type: 'MOCK',
        requestTemplates: { $default: '#if($input.body)never ended', fine: '{"statusCode":200}' },
        responses: { $default: { responseTemplates: { '200': '#foreach($x in $y)' } } },
      },
    }),
  );
  const lines = report.split('\n  ');
  expect(lines[0]).toBe('2 problems in the project definition:');
  expect(lines[1]).toMatch(
    /^emulator\.config\.json:9:27 {2}apis\.chat\.routes\.send\.integration\.requestTemplates\.\$default: the template is broken, in its line \d+, column \d+: ./,
  );
  expect(lines[2]).toMatch(
    /^emulator\.config\.json:15:26 {2}apis\.chat\.routes\.send\.integration\.responses\.\$default\.responseTemplates\.200: the template is broken, in its line \d+, column \d+: ./,
  );
});

test('the key of an integration response has to be a regular expression', async () => {
  const report = await reportOf(
    withRoutes({ send: { type: 'MOCK', responses: { '/4(/': {}, '/4../': {} } } }),
  );
  expect(report).toMatch(
    /^1 problem in the project definition:\n {2}emulator\.config\.json:9:15 {2}apis\.chat\.routes\.send\.integration\.responses\["\/4\(\/"\]: .*Unterminated group/,
  );
});

test('an action of a service that is not emulated is refused, with what to do', async () => {
  const uri = 'arn:aws:apigateway:eu-west-1:sqs:action/SendMessage';
  const report = await reportOf(
    withRoutes({ send: { type: 'AWS', uri }, put: { type: 'AWS', uri: 'dynamodb:action/PutItem' } }),
  );
  expect(report).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      emulator.config.json:8:20  apis.chat.routes.send.integration.uri: sqs is not emulated, only dynamodb is; let a function do this, or use a MOCK integration here"
  `);
});

test('what is right is read', async () => {
  const { apis } = await readFiles({
    'emulator.config.json': withRoutes({
      send: { type: 'MOCK', requestTemplates: { $default: '{"statusCode": #if(1 == 1)200#else 500#end}' } },
    }),
  });
  expect(apis[0]?.routes[0]?.integration.type).toBe('MOCK');
});

test('integration.definition: mappings and actions that cannot work are reported', async () => {
  const integration = (settings: object) => ({ integration: settings });
  const report = await reportOf({
    functions: {},
    apis: {
      chat: {
        routes: {
          http: integration({
            type: 'HTTP',
            uri: 'http://localhost:1',
            requestParameters: {
              'integration.request.headers.x': 'context.connectionId',
              'integration.request.header.y': '$context.connectionId',
              'integration.request.header.z': 'foo',
              'integration.request.header.good': "'text'",
              'integration.request.querystring.q': 'route.request.body.a.b',
              'integration.request.path.p': 'route.request.multivalueheader.X-A',
            },
          }),
          put: integration({ type: 'AWS', uri: 'dynamodb:action/PutItm' }),
          any: integration({ type: 'AWS', uri: 'dynamodb:action/Frobnicate' }),
          vpc: integration({ type: 'HTTP', uri: 'http://localhost:1', connectionType: 'VPC_LINK' }),
          names: integration({ IntegrationType: 'MOCK' }),
        },
      },
    },
  });
  expect(report).toMatchInlineSnapshot(`
    "7 problems in the project definition:
      emulator.config.json:11:15  apis.chat.routes.http.integration.requestParameters["integration.request.headers.x"]: this is no place in the request; write integration.request.header.X, .querystring.X or .path.X
      emulator.config.json:12:47  apis.chat.routes.http.integration.requestParameters["integration.request.header.y"]: "$context.connectionId" is no source; write context.X, stageVariables.X, route.request.body.X, route.request.header.X, route.request.querystring.X (the last two on $connect only), or 'a text' in single quotes
      emulator.config.json:13:47  apis.chat.routes.http.integration.requestParameters["integration.request.header.z"]: "foo" is no source; write context.X, stageVariables.X, route.request.body.X, route.request.header.X, route.request.querystring.X (the last two on $connect only), or 'a text' in single quotes
      emulator.config.json:23:20  apis.chat.routes.put.integration.uri: DynamoDB has no action PutItm; did you mean PutItem?
      emulator.config.json:29:20  apis.chat.routes.any.integration.uri: DynamoDB has no action Frobnicate; there is: BatchExecuteStatement, BatchGetItem, BatchWriteItem, CreateTable, DeleteItem, DeleteTable, DescribeTable, DescribeTimeToLive, ExecuteStatement, ExecuteTransaction, GetItem, ListTables, ListTagsOfResource, PutItem, Query, Scan, TagResource, TransactGetItems, TransactWriteItems, UntagResource, UpdateItem, UpdateTable, UpdateTimeToLive
      emulator.config.json:36:31  apis.chat.routes.vpc.integration.connectionType: expected "INTERNET" (VPC links are not emulated; name the address behind the link as "uri"), found "VPC_LINK"
      emulator.config.json:41:13  apis.chat.routes.names.integration: unknown key "IntegrationType"; did you mean "type"?"
  `);
});
