/** Reads services of the Serverless Framework, for tests of what is made of them and of what is said about them. */
import { join } from 'node:path';
import { type FiledProblem, invalidProject } from '../../../src/project/problems.ts';
import { readServerless, type ServerlessOptions } from '../../../src/project/serverless/read.ts';
import { toValue } from '../../../src/project/source/node.ts';
import { ProblemList } from '../../../src/project/source/problem-list.ts';
import { type Files, useFiles } from '../../support/project.ts';

export type Options = Partial<ServerlessOptions> & { readonly file?: string };

/** A resource as the template has it. */
interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: each type of resource has properties of its own
  readonly Properties: Readonly<Record<string, any>>;
  readonly Metadata?: unknown;
  readonly Condition?: unknown;
  readonly DependsOn?: unknown;
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
  readonly [section: string]: unknown;
}

/** @param files - what is a text alone is the `serverless.yml`. */
async function readService(files: Files | string, { file, ...options }: Options = {}) {
  const folder = await useFiles(typeof files === 'string' ? { 'serverless.yml': files } : files);
  const path = join(folder, file ?? 'serverless.yml');
  const list = new ProblemList();
  const reading = await readServerless(path, { env: {}, accountId: '123456789012', ...options }, list);
  const problems: readonly FiledProblem[] = [...reading.problems, ...list.filed];
  return { reading, problems, notices: list.notices, folder };
}

/** What is made of a service in which nothing is wrong. */
export async function stackOf(files: Files | string, options?: Options) {
  const { reading, problems, notices, folder } = await readService(files, options);
  if (!reading.ok || problems.length > 0) throw invalidProject(problems, folder);
  return { ...reading, notices, folder, template: toValue(reading.stack.template) as Template };
}

export async function resourcesOf(files: Files | string, options?: Options): Promise<Template['Resources']> {
  return (await stackOf(files, options)).template.Resources;
}

/** The report of what is wrong. */
export async function reportOf(files: Files | string, options?: Options): Promise<string> {
  const { problems, folder } = await readService(files, options);
  if (problems.length === 0) throw new Error('nothing is wrong');
  return invalidProject(problems, folder).message;
}

/** A service of one function with one route, and more lines. */
export function service(lines = '', functionLines = ''): string {
  return `service: chat
provider:
  name: aws
  runtime: nodejs22.x
functions:
  hello:
    handler: hello.handler
    events:
      - websocket: $default
${indented(functionLines, 4)}
${lines}
`;
}

function indented(lines: string, spaces: number): string {
  return lines.replace(/^(?=.)/gm, ' '.repeat(spaces));
}

/** What a variable is in a service that has these lines besides. */
export async function variableOf(value: string, lines = '', options: Options = {}, files: Files = {}) {
  const text = `${service(lines)}resources:\n  Outputs:\n    It:\n      Value: ${value}\n`;
  const { template } = await stackOf({ 'serverless.yml': text, ...files }, options);
  return (template.Outputs?.It as { Value: unknown } | undefined)?.Value;
}

/** What is said of a service with these variables in it. */
export async function variableReport(
  variables: Readonly<Record<string, string>>,
  files: Files,
): Promise<string> {
  const outputs = Object.entries(variables).map(
    ([name, value]) => `    ${name}: { Value: ${JSON.stringify(value)} }`,
  );
  return reportOf({
    'serverless.yml': `${service()}resources:\n  Outputs:\n${outputs.join('\n')}\n`,
    ...files,
  });
}
