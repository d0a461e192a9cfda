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
