/** Functions that this machine cannot run, beside those that it can. */
import { expect, test } from 'vitest';
import { CLOUDFORMATION } from './cloudformation/templates.ts';
import { readFiles, reportOfFiles } from './read-project.ts';

const REPORT = `  Report:
    Type: AWS::Lambda::Function
    Properties: { Code: ., Handler: com.example.Report, Runtime: java21 }
`;

const template = CLOUDFORMATION + REPORT;

test('one that nothing invokes is left out, and told of', async () => {
  const project = await readFiles({ 'template.yaml': template });
  expect(project.functions.map(({ name }) => name)).toEqual(['Echo']);
  expect(project.notices).toMatchInlineSnapshot(`
    [
      "Report: functions of java21 do not run here; no route needs it, and what invokes it gets an error.",
    ]
  `);
});

test('one that a route invokes is a problem', async () => {
  const invoked = template
    .replace('${Echo.Arn}', '${Report.Arn}')
    .replace('!GetAtt Echo.Arn', '!GetAtt Report.Arn');
  expect(await reportOfFiles({ 'template.yaml': invoked })).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      template.yaml:33:66  Resources.Report.Properties.Runtime: functions of java21 are not run here; those of Node.js, of Python and executables of any language (provided.al2023) are"
  `);
});
