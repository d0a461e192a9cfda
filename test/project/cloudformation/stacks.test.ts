/** Stacks beside and within each other: exports, outputs, nested templates. */
import { expect, test } from 'vitest';
import { CLOUDFORMATION, evaluated, readTemplate, reportOfTemplate, withValues } from './templates.ts';

const TABLES = `Parameters:
  Prefix: { Type: String }
Resources:
  Rooms:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub "\${Prefix}-rooms"
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
Outputs:
  Name:
    Value: !Ref Rooms
  Arn:
    Value: !GetAtt Rooms.Arn
    Export: { Name: !Sub "\${Prefix}-arn" }
`;

const nested = (url: string) =>
  `  Tables:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: ${url}\n      Parameters: { Prefix: !Sub "\${Echo}-x" }\n`;

test('cloudformation.nested: a nested template gets its parameters, and gives its outputs', async () => {
  const resources = nested('./nested/tables.yaml').replace('!Sub "${Echo}-x"', 'dev');
  const values = { NAME: '!GetAtt Tables.Outputs.Name', ARN: '!ImportValue dev-arn' };
  const files = { 'nested/tables.yaml': TABLES };
  expect(await evaluated(values, { resources }, files)).toEqual({
    NAME: 'dev-rooms',
    ARN: 'arn:aws:dynamodb:us-east-1:123456789012:table/dev-rooms',
  });
  const { tables, sources } = await readTemplate(`${CLOUDFORMATION}${resources}`, files);
  expect(tables.map(({ name }) => name)).toEqual(['dev-rooms']);
  const names = sources.map((file) => file.replaceAll('\\', '/').split('/').at(-1));
  expect(names.slice(0, 2)).toEqual(['template.yaml', 'tables.yaml']);
});

test('what is wrong in a nested template is said of its file', async () => {
  const files = { 'tables.yaml': TABLES.replace('KeyType: HASH', 'KeyType: HSAH') };
  expect(await reportOfTemplate(`${CLOUDFORMATION}${nested('tables.yaml')}`, files)).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      tables.yaml:9:49  Resources.Rooms.Properties.KeySchema[0].KeyType: expected HASH or RANGE, found "HSAH""
  `);
});

test('a nested template that is not there, one that nests itself, and an output that there is not', async () => {
  expect(await reportOfTemplate(`${CLOUDFORMATION}${nested('nothing.yaml')}`)).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      template.yaml:34:20  Resources.Tables.Properties.TemplateURL: there is no file nothing.yaml"
  `);
  expect(await reportOfTemplate(`${CLOUDFORMATION}${nested('template.yaml')}`)).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      template.yaml:34:20  Resources.Tables.Properties.TemplateURL: the template nests itself"
  `);
  const resources = nested('tables.yaml').replace('!Sub "${Echo}-x"', 'dev');
  const values = { NAME: '!GetAtt Tables.Outputs.Nmae' };
  expect(
    await reportOfTemplate(withValues(values, { resources }), { 'tables.yaml': TABLES }),
  ).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      template.yaml:21:25  Resources.Echo.Properties.Environment.Variables.NAME: the stack Tables has no output "Nmae""
  `);
});

test('exports that import each other are a circle', async () => {
  const outputs = `Outputs:
  One:
    Value: !ImportValue two
    Export: { Name: one }
  Two:
    Value: !ImportValue one
    Export: { Name: two }
`;
  expect(await reportOfTemplate(withValues({ ONE: '!ImportValue one' }, { outputs }))).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      template.yaml:37:21  Outputs.One.Export.Name: circular reference: Outputs.One → Outputs.Two → Outputs.One; break the circle"
  `);
});

test('an output is there on its condition', async () => {
  const outputs = 'Outputs:\n  One:\n    Condition: Never\n    Value: a\n    Export: { Name: one }\n';
  const top = 'Conditions:\n  Never: !Equals [a, b]\n';
  expect(
    await reportOfTemplate(withValues({ ONE: '!ImportValue one' }, { top, outputs })),
  ).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      template.yaml:23:29  Resources.Echo.Properties.Environment.Variables.ONE: no stack of this project exports "one"; give it a value in emulator.values.yaml: imports: { "one": … }"
  `);
});
