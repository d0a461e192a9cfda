/** `samconfig.toml` and its forms in YAML. */
import { basename, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { invalidProject } from '../../../src/project/problems.ts';
import { readSamConfig, type SamConfig } from '../../../src/project/sam/samconfig.ts';
import { ProblemList } from '../../../src/project/source/problem-list.ts';
import { type Files, useFiles } from '../../support/project.ts';

interface ReadConfig {
  readonly config: SamConfig | undefined;
  readonly report: string;
}

async function readFolder(folder: string, environment?: string): Promise<ReadConfig> {
  const problems = new ProblemList();
  const reading = await readSamConfig(folder, { problems, environment });
  const found = problems.problems.map(({ at, message }) => ({ file: at.file, place: at.place, message }));
  const filed = reading.ok ? found : reading.problems;
  return {
    config: reading.ok ? reading.config : undefined,
    report: filed.length === 0 ? '' : invalidProject(filed, folder).message,
  };
}

/** What stands in it, with paths from the project's folder. */
async function read(files: Files, environment?: string) {
  const folder = await useFiles(files);
  const { config, report } = await readFolder(folder, environment);
  if (config === undefined) return { config, report };
  const { file, templateFile, parameters, ...rest } = config;
  const template = templateFile === undefined ? {} : { templateFile: relative(folder, templateFile) };
  const shown = { file: basename(file), parameters: Object.fromEntries(parameters), ...rest, ...template };
  return { config: shown, report };
}

const TOML = `
version = 0.1

[default.global.parameters]
stack_name = "chat"
region = "us-east-1"

[default.build.parameters]
template_file = "infra/template.yaml"

[default.deploy.parameters]
region = "eu-central-1" # of the deployment
template_file = "packaged.yaml"
parameter_overrides = "Stage=\\"dev\\" Name=\\"a b\\""

[default.local_start_lambda.parameters]
parameter_overrides = ["Stage=local"]

[prod.deploy.parameters]
stack_name = "chat-prod"
`;

describe('sam.samconfig: settings of the environment', () => {
  test('of all commands, of deploy, and of what runs on this machine, the last of which counts', async () => {
    expect(await read({ 'samconfig.toml': TOML })).toEqual({
      config: {
        file: 'samconfig.toml',
        stackName: 'chat',
        region: 'eu-central-1',
        templateFile: 'infra/template.yaml',
        parameters: { Stage: 'local', Name: 'a b' },
      },
      report: '',
    });
  });

  test('another environment has nothing of the default one', async () => {
    expect(await read({ 'samconfig.toml': TOML }, 'prod')).toEqual({
      config: { file: 'samconfig.toml', stackName: 'chat-prod', parameters: {} },
      report: '',
    });
  });

  test.each(['samconfig.yaml', 'samconfig.yml'])('in %s', async (name) => {
    const text = `
version: 0.1
default:
  deploy:
    parameters:
      parameter_overrides:
        - Stage=dev
        - ParameterKey=Name,ParameterValue=chat
`;
    expect((await read({ [name]: text })).config?.parameters).toEqual({ Stage: 'dev', Name: 'chat' });
  });

  test('parameters may be a table', async () => {
    const text = `
[default.deploy.parameters.parameter_overrides]
Count = 3
Enabled = true
Since = 2026-05-01
Subnets = ["a", "b"]
`;
    const { config, report } = await read({ 'samconfig.toml': text });
    expect(report).toBe('');
    expect(config?.parameters).toEqual({ Count: '3', Enabled: 'true', Since: '2026-05-01', Subnets: 'a,b' });
  });

  test('TOML counts before YAML, and neither is needed', async () => {
    const both = await read({ 'samconfig.toml': '', 'samconfig.yaml': '' });
    expect(both).toEqual({ config: { file: 'samconfig.toml', parameters: {} }, report: '' });
    expect(await read({})).toEqual({ config: undefined, report: '' });
  });

  test('that of the example project', async () => {
    const folder = fileURLToPath(new URL('../../projects/sam-chat', import.meta.url));
    const { config } = await readFolder(folder, 'prod');
    expect(Object.fromEntries(config?.parameters ?? [])).toEqual({ Stage: 'prod', Greeting: 'Hello' });
  });
});

describe('sam.reports: mistakes in samconfig', () => {
  test('what is no TOML', async () => {
    const text = '[default.deploy.parameters]\nstack_name = chat\n';
    expect((await read({ 'samconfig.toml': text })).report).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        samconfig.toml:2:14  not TOML: invalid value; put texts in quotes"
    `);
  });

  test('an environment that is not there', async () => {
    expect((await read({ 'samconfig.toml': TOML }, 'prd')).report).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        samconfig.toml:1:1  there is no environment "prd"; did you mean "prod"?"
    `);
    expect((await read({ 'samconfig.toml': TOML }, 'staging')).report).toMatchInlineSnapshot(`
      "1 problem in the project definition:
        samconfig.toml:1:1  there is no environment "staging"; it has default, prod"
    `);
  });

  test('values have their places', async () => {
    const text = `
[default.global]
parameters = { stack_name = ["chat"] }

[default.deploy.parameters]
capabilities = "CAPABILITY_IAM"
  parameter_overrides = "Stage"

[default."local_start_lambda".parameters.parameter_overrides]
Stage = { name = "dev" }

[[default.local_start_api.parameters.parameter_overrides]]
Stage = "dev"
`;
    expect((await read({ 'samconfig.toml': text })).report).toMatchInlineSnapshot(`
      "4 problems in the project definition:
        samconfig.toml:3:1  default.global.parameters.stack_name: expected a text; write it in quotes
        samconfig.toml:7:3  default.deploy.parameters.parameter_overrides: "Stage" is no parameter with its value; write Key=Value, or Key="a value" when it has spaces
        samconfig.toml:9:1  default.local_start_lambda.parameters.parameter_overrides: expected a text for Stage; write Stage = "value"
        samconfig.toml:12:1  default.local_start_api.parameters.parameter_overrides: expected texts; write ["Key=Value", "Other=Value"]"
    `);
  });
});
