/** Slips as they are made in real templates: what is said of them names what was meant. */
import { describe, expect, test } from 'vitest';
import { CLOUDFORMATION, changed, evaluated, readTemplate, reportOfTemplate, SAM } from './templates.ts';

const RUNTIME = 'Runtime: nodejs22.x';

test("a function's name where its ARN belongs", async () => {
  expect(await reportOfTemplate(changed(SAM, ['!GetAtt Echo.Arn', '!Ref Echo']))).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      template.yaml:10:29  Resources.Chat.Properties.Routes.$connect.FunctionArn: expected the ARN of a function, found "Echo"; write !GetAtt Echo.Arn"
  `);
  const uri = /!Sub arn.*invocations/.exec(CLOUDFORMATION)?.[0] ?? '';
  expect(await reportOfTemplate(changed(CLOUDFORMATION, [uri, '!Ref Echo']))).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      template.yaml:24:28  Resources.EchoIntegration.Properties.IntegrationUri: expected the ARN of a function, found "Echo"; write !GetAtt Echo.Arn"
  `);
});

describe('one slip is one problem: no Handler is missing as well', () => {
  const HANDLER = 'Handler: echo.handler';

  test.each([
    ['of CloudFormation', CLOUDFORMATION, `Properties:\n      Code`, `Propertys:\n      Code`],
    ['of SAM', SAM, `Properties:\n      CodeUri`, `Propertys:\n      CodeUri`],
  ])('"Propertys" %s', async (_format, template, right, wrong) => {
    expect(await reportOfTemplate(changed(template, [right, wrong]))).toMatch(
      /^1 problem in .*:\n.* Resources\.Echo\.Propertys: no resource has "Propertys" beside its Type; did you mean "Properties"\?$/,
    );
  });

  test('"Handlr" of the function, or of Globals', async () => {
    const own = changed(SAM, [HANDLER, 'Handlr: echo.handler']);
    expect(await reportOfTemplate(own)).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:17:7  Resources.Echo.Properties.Handlr: unknown property; did you mean "Handler"?"
    `);
    const globals = 'Globals: { Function: { Handlr: echo.handler } }\nResources:';
    const shared = changed(SAM, [`      ${HANDLER}\n`, ''], ['Resources:', globals]);
    expect(await reportOfTemplate(shared)).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:2:24  Globals.Function.Handlr: unknown property; did you mean "Handler"?"
    `);
  });
});

describe('the API that a part belongs to', () => {
  const ofIntegration = 'ApiId: !Ref Chat\n      IntegrationType';

  test('is spelt like one of the project', async () => {
    const report = await reportOfTemplate(
      changed(CLOUDFORMATION, [ofIntegration, 'ApiId: Ref! Chat\n      IntegrationType']),
    );
    expect(report).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:22:14  Resources.EchoIntegration.Properties.ApiId: expected the id of an API, found "Ref! Chat"; write !Ref Chat"
    `);
  });

  test('is not in the project', async () => {
    const further = `  Elsewhere:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: a1b2c3d4e5, RouteKey: more, Target: !Sub 'integrations/\${EchoIntegration}' }
`;
    const { notices, apis } = await readTemplate(`${CLOUDFORMATION}${further}`);
    expect(notices).toEqual([
      'The API "a1b2c3d4e5" is not in this project, so that nothing is served of: Elsewhere.',
    ]);
    expect(apis.map(({ routes }) => routes.map(({ routeKey }) => routeKey))).toEqual([['$default']]);
  });
});

describe('lambda.runtime-check: a runtime', () => {
  test.each([
    ['nodejs22', 'Lambda has no runtime "nodejs22"; did you mean "nodejs22.x"?'],
    ['node22.x', 'Lambda has no runtime "node22.x"; did you mean "nodejs22.x"?'],
    ['pyton3.13', 'Lambda has no runtime "pyton3.13"; did you mean "python3.13"?'],
    ['cobol', 'Lambda has no runtime "cobol"; write one such as nodejs22.x'],
    ['java21', 'functions of java21 are not run here; those of Node.js, of Python and executables'],
  ])('%s', async (runtime, said) => {
    expect(await reportOfTemplate(changed(SAM, [RUNTIME, `Runtime: ${runtime}`]))).toContain(said);
  });

  test('go1.x runs what the handler names', async () => {
    const template = changed(SAM, [RUNTIME, 'Runtime: go1.x'], ['echo.handler', 'bin/echo']);
    expect(await reportOfTemplate(template)).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        template.yaml:16:16  Resources.Echo.Properties.CodeUri: there is no file bin/echo in .; go1.x runs an executable of that name; build it there, or correct CodeUri"
    `);
  });
});

test('a parameter of a type that there is not', async () => {
  const parameters = `Parameters:
  Stage: { Type: Strin, Default: dev }
  Table: { Type: AWS::SSM::Parameter::Name, Default: table }
  Subnets: { Type: List<AWS::EC2::Subnet::Id>, Default: 'a,b' }
`;
  expect(await reportOfTemplate(`${parameters}${CLOUDFORMATION}`)).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      template.yaml:2:18  Parameters.Stage.Type: there are no parameters of type "Strin"; did you mean "String"?"
  `);
});

test('what functions share is reported once', async () => {
  const second = `  Second:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: ., Handler: echo.handler }
`;
  const template = changed(SAM, [`      ${RUNTIME}\n`, '']);
  const globals = 'Globals: { Function: { Runtime: node22 } }\n';
  expect(await reportOfTemplate(`${globals}${template}${second}`)).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      template.yaml:1:33  Globals.Function.Runtime: Lambda has no runtime "node22"; did you mean "nodejs22.x"?"
  `);
});

test('a layer that is named by an empty text', async () => {
  const template = changed(SAM, [RUNTIME, `${RUNTIME}\n      Layers: [!Ref Layer]`]);
  const { notices } = await readTemplate(`Parameters: { Layer: { Type: String, Default: '' } }\n${template}`);
  expect(notices).toEqual(['Echo: a layer is named by an empty text; the function goes without.']);
});

test('the answers of $connect and $disconnect, which go nowhere, are not missed', async () => {
  const selection = '\n          RouteResponseSelectionExpression: $default';
  const { notices } = await readTemplate(
    changed(SAM, ['Echo.Arn\n        $default', `Echo.Arn${selection}\n        $default`]),
  );
  expect(notices).toEqual([]);
});

test('code that a Makefile makes, and has not', async () => {
  const template = changed(
    SAM,
    ['Function\n', 'Function\n    Metadata: { BuildMethod: makefile }\n'],
    ['echo.handler', 'dist/echo.handler'],
  );
  expect(await reportOfTemplate(template)).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      template.yaml:18:16  Resources.Echo.Properties.Handler: there is no dist/echo.js, .mjs, .cjs or .ts; run "sam build", which makes it"
  `);
});

test('the domain of a distribution is a domain', async () => {
  const resources = '  Site: { Type: AWS::CloudFront::Distribution }\n';
  const { SITE } = await evaluated({ SITE: '!GetAtt Site.DomainName' }, { resources });
  expect(SITE).toMatch(/^d[a-z0-9]+\.cloudfront\.net$/);
});
