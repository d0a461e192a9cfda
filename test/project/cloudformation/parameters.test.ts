/** Parameters of a template, and values that only a deployment knows. */
import { describe, expect, test } from 'vitest';
import { CLOUDFORMATION, changed, evaluated, reportOfTemplate, withValues } from './templates.ts';

const reportOf = (parameters: string, parameterOverrides: ReadonlyMap<string, string> = new Map()) =>
  reportOfTemplate(`Parameters:\n${parameters}${CLOUDFORMATION}`, {}, { parameterOverrides });

describe('cloudformation.parameters: values', () => {
  const top = `Parameters:
  Text: { Type: String, Default: a }
  Number: { Type: Number, Default: 007 }
  List: { Type: CommaDelimitedList, Default: 'a, b' }
  Numbers: { Type: List<Number>, Default: '1,2' }
  Empty: { Type: CommaDelimitedList, Default: '' }
  Vpc: { Type: 'AWS::EC2::VPC::Id', Default: vpc-1 }
`;
  const values = {
    TEXT: '!Ref Text',
    NUMBER: '!Ref Number',
    LIST: '!Join ["|", !Ref List]',
    NUMBERS: '!Select [1, !Ref Numbers]',
    EMPTY: '!Join ["|", !Ref Empty]',
    VPC: '!Sub "${Vpc}"',
  };

  test('are the defaults', async () => {
    const found = { TEXT: 'a', NUMBER: '007', LIST: 'a|b', NUMBERS: '2', EMPTY: '', VPC: 'vpc-1' };
    expect(await evaluated(values, { top })).toEqual(found);
  });

  test('or what is given instead', async () => {
    const parameterOverrides = new Map([
      ['Text', 'b'],
      ['List', 'c'],
    ]);
    expect(await evaluated(values, { top }, {}, { parameterOverrides })).toMatchObject({
      TEXT: 'b',
      LIST: 'c',
      NUMBER: '007',
    });
  });
});

describe('what is wrong with a parameter', () => {
  test('is said at its default, or at its name', async () => {
    expect(
      await reportOf(`  Bare: { Type: String }
  Typeless: { Default: a }
  Stage: { Type: String, Default: test, AllowedValues: [dev, prod] }
  Name: { Type: String, Default: A b, AllowedPattern: '[a-z]+' }
  Count: { Type: Number, Default: many }
  Few: { Type: Number, Default: 1, MinValue: 2 }
  Many: { Type: Number, Default: 9, MaxValue: 5 }
  Short: { Type: String, Default: a, MinLength: 2 }
  Long: { Type: String, Default: abc, MaxLength: 2 }
  List: { Type: CommaDelimitedList, Default: 'dev,test', AllowedValues: [dev, prod] }
`),
    ).toMatchInlineSnapshot(`
      "10 problems in the project definition:
        template.yaml:2:3  Parameters.Bare: it has no Default and no value; give it one: --parameter-overrides Bare=…
        template.yaml:3:3  Parameters.Typeless: a parameter has a Type; write Type: String
        template.yaml:4:35  Parameters.Stage.Default: "test" is not among its AllowedValues: dev, prod
        template.yaml:5:34  Parameters.Name.Default: "A b" does not fit its AllowedPattern [a-z]+
        template.yaml:6:35  Parameters.Count.Default: "many" is no number, and its Type is Number
        template.yaml:7:33  Parameters.Few.Default: "1" is below its MinValue 2
        template.yaml:8:34  Parameters.Many.Default: "9" is above its MaxValue 5
        template.yaml:9:35  Parameters.Short.Default: "a" is below its MinLength 2
        template.yaml:10:34  Parameters.Long.Default: "abc" is above its MaxLength 2
        template.yaml:11:46  Parameters.List.Default: "test" is not among its AllowedValues: dev, prod"
    `);
    const parameters = '  Stage:\n    Type: String\n    Default: dev\n    AllowedValues: [dev, prod]\n';
    expect(await reportOf(parameters, new Map([['Stage', 'test']]))).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:2:3  Parameters.Stage: "test" is not among its AllowedValues: dev, prod"
    `);
  });

  test('nothing follows from it', async () => {
    const template = changed(CLOUDFORMATION, ['StageName: dev', 'StageName: !Ref Stage']);
    const parameters = 'Parameters:\n  Stage:\n    Type: String\n';
    expect(await reportOfTemplate(`${parameters}${template}`)).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:2:3  Parameters.Stage: it has no Default and no value; give it one: --parameter-overrides Stage=…"
    `);
  });
});

describe('cloudformation.values: what is kept in AWS', () => {
  const top = `Parameters:
  Stored: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /chat/table }
  Hosts: { Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: /chat/hosts }
`;
  const values = {
    STORED: '!Ref Stored',
    HOST: '!Select [1, !Ref Hosts]',
    DYNAMIC: '"a-{{resolve:ssm:/chat/table:3}}-b"',
    SECRET: '"{{resolve:secretsmanager:chat:SecretString:password}}"',
    IMPORTED: '!ImportValue rooms-table',
  };

  test('comes from the values file', async () => {
    const file = `imports: { rooms-table: Rooms }
ssm: { /chat/table: Connections, /chat/hosts: 'a,b' }
secretsmanager: { 'chat:SecretString:password': hunter2 }
`;
    expect(await evaluated(values, { top }, { 'emulator.values.yaml': file })).toEqual({
      STORED: 'Connections',
      HOST: 'b',
      DYNAMIC: 'a-Connections-b',
      SECRET: 'hunter2',
      IMPORTED: 'Rooms',
    });
  });

  test('is asked for where there is none', async () => {
    expect(await reportOfTemplate(withValues(values, { top }))).toMatchInlineSnapshot(`
      "5 problems in the project definition:
        template.yaml:2:66  Parameters.Stored.Default: it is kept in Systems Manager as "/chat/table"; give it a value in emulator.values.yaml: ssm: { "/chat/table": … }
        template.yaml:3:71  Parameters.Hosts.Default: it is kept in Systems Manager as "/chat/hosts"; give it a value in emulator.values.yaml: ssm: { "/chat/hosts": … }
        template.yaml:26:20  Resources.Echo.Properties.Environment.Variables.DYNAMIC: it is kept in AWS; give it a value in emulator.values.yaml: ssm: { "/chat/table:3": … }
        template.yaml:27:19  Resources.Echo.Properties.Environment.Variables.SECRET: it is kept in AWS; give it a value in emulator.values.yaml: secretsmanager: { "chat:SecretString:password": … }
        template.yaml:28:34  Resources.Echo.Properties.Environment.Variables.IMPORTED: no stack of this project exports "rooms-table"; give it a value in emulator.values.yaml: imports: { "rooms-table": … }"
    `);
  });

  test('a values file has sections', async () => {
    const files = { 'emulator.values.yaml': 'import: { a: b }\nssm: text\nothers: {}\n' };
    expect(await reportOfTemplate(CLOUDFORMATION, files)).toMatchInlineSnapshot(`
      "2 problems in the project definition:
        emulator.values.yaml:1:1  import: no values are looked for here; did you mean "imports"?
        emulator.values.yaml:2:6  ssm: expected values by their addresses"
    `);
  });
});
