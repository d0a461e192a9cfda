/** What variables of the Serverless Framework stand for. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readServerless } from '../../../src/project/serverless/read.ts';
import { Location } from '../../../src/project/source/location.ts';
import { mapping, type Node, nodeAt, scalar } from '../../../src/project/source/node.ts';
import { ProblemList } from '../../../src/project/source/problem-list.ts';
import type { Lookup } from '../../../src/project/values-file.ts';
import { type Options, service, stackOf, variableOf } from './read-service.ts';

interface Case {
  readonly value: string;
  readonly is: unknown;
  readonly lines?: string;
  readonly options?: Options;
  readonly files?: Readonly<Record<string, string | object>>;
}

const CUSTOM = `
custom:
  name: rooms
  port: 3001
  on: true
  nothing: null
  list: [a, b]
  object: { key: value, inner: { port: 1 } }
  dev: { size: small }
  prod: { size: large }
  again: \${self:custom.name}
`;

const at = Location.top({ file: 'values', placeOf: () => ({ line: 1, column: 1 }) });
const LOOKUP: Lookup = (source, address) => {
  const known = new Map<string, Node>([
    ['ssm /chat/secret', scalar('s3cret', at)],
    ['ssm /chat/settings', mapping({ port: scalar(1, at) }, at)],
    ['cf network-dev.VpcId', scalar('vpc-1', at)],
    ['s3 bucket/key.txt', scalar('content', at)],
    ['vault secret/data/app.key', scalar('v', at)],
    ['terraform outputs:table', scalar('t', at)],
    ['doppler KEY', scalar('d', at)],
    ['plugged address', scalar('p', at)],
  ]);
  return known.get(`${source} ${address}`);
};

const TABLE: Readonly<Record<string, readonly Case[]>> = {
  'serverless.self: a value of the service itself, whatever its type': [
    { value: '${self:custom.name}', is: 'rooms' },
    { value: '${self:custom.port}', is: 3001 },
    { value: '${self:custom.on}', is: true },
    { value: '${self:custom.list}', is: ['a', 'b'] },
    { value: '${self:custom.list.1}', is: 'b' },
    { value: '${self:custom.object}', is: { key: 'value', inner: { port: 1 } } },
    { value: '${self:custom.object.inner.port}', is: 1 },
    { value: '${self:custom.again}', is: 'rooms' },
    { value: '${self:service}', is: 'chat' },
    { value: '${self:provider.name}', is: 'aws' },
    { value: '${self:provider.stage}-${self:provider.region}', is: 'dev-us-east-1' },
  ],
  'serverless.fallback: the first source that has a value, and last a literal': [
    { value: '${self:custom.missing, self:custom.name}', is: 'rooms' },
    { value: "${self:custom.missing, 'a, b}'}", is: 'a, b}' },
    { value: '${self:custom.missing, 5}', is: 5 },
    { value: '${self:custom.missing, true}', is: true },
    { value: '${self:custom.missing, false}', is: false },
    { value: '${self:custom.nothing, 0.5}', is: 0.5 },
    { value: "${opt:x, env:Y, 'last'}", is: 'last' },
    { value: "${opt:x, ${env:Y, 'nested'}}", is: 'nested' },
    { value: "${self:custom.missing, ''}", is: '' },
    { value: "${self:custom.missing,'tight'}", is: 'tight' },
  ],
  'serverless.nesting: variables in addresses, and several in one text': [
    { value: '${self:custom.${sls:stage}.size}', is: 'small' },
    { value: '${self:custom.${sls:stage}.size}', is: 'large', options: { stage: 'prod' } },
    { value: "${self:custom.${opt:stage, 'prod'}.size}", is: 'large' },
    { value: "${self:custom.${opt:nothing, self:custom.${opt:other, 'name'}}, 'x'}", is: 'x' },
    {
      value: '${self:custom}',
      is: { name: 'b-x', base: 'b', of: 'dev' },
      lines: 'custom: ${file(c.yml)}',
      files: {
        'c.yml':
          'name: ${self:custom.base}-x\nbase: b\nof: ${self:custom.${opt:key, "stages"}.dev, sls:stage}',
      },
    },
    { value: '${self:service}-${sls:stage}-${self:custom.port}', is: 'chat-dev-3001' },
    { value: 'a ${self:custom.on} b', is: 'a true b' },
    {
      value: "${file(config.${opt:stage, 'dev'}.yml):x}",
      is: 'of dev',
      files: { 'config.dev.yml': 'x: of ${sls:stage}' },
    },
  ],
  'serverless.opt: what the command line gives': [
    { value: '${opt:stage}', is: 'qa', options: { stage: 'qa' } },
    { value: '${opt:region}', is: 'eu-west-1', options: { region: 'eu-west-1' } },
    { value: "${opt:stage, 'none'}", is: 'none' },
    { value: '${opt:}', is: { stage: 'qa' }, options: { stage: 'qa' } },
  ],
  'serverless.env: environment variables': [
    { value: '${env:TABLE}', is: 'rooms', options: { env: { TABLE: 'rooms' } } },
    { value: '${env:NAME}', is: 'chat', options: { env: { NAME: '${self:service}' } } },
    { value: "${env:TABLE, 'none'}", is: 'none' },
  ],
  'serverless.sls: the stage': [
    { value: '${sls:stage}', is: 'dev' },
    { value: '${sls:stage}', is: 'qa', options: { stage: 'qa' } },
  ],
  'serverless.param: from the command line, the stage, the default, in this order': [
    {
      value: '${param:a}',
      is: 'given',
      options: { params: { a: 'given' } },
      lines: 'params: { dev: { a: 1 } }',
    },
    { value: '${param:a}', is: 1, lines: 'params: { default: { a: 2 }, dev: { a: 1 } }' },
    { value: '${param:a}', is: 2, lines: 'params: { default: { a: 2 }, prod: { a: 1 } }' },
    {
      value: '${param:a}',
      is: 3,
      lines: 'stages: { default: { params: { a: 2 } }, dev: { params: { a: 3 } } }',
    },
    {
      value: '${param:a}',
      is: 'dev.example',
      lines: 'stages: { default: { params: { a: "${sls:stage}.example" } } }',
    },
    { value: "${param:a, 'none'}", is: 'none' },
  ],
  'serverless.file: other files, whole or a value of them': [
    { value: '${file(./a.yml)}', is: { x: { y: 1 } }, files: { 'a.yml': 'x: { y: 1 }' } },
    { value: '${file(a.yaml):x.y}', is: 1, files: { 'a.yaml': 'x: { y: 1 }' } },
    { value: '${file(./a.json):list.0}', is: 'first', files: { 'a.json': { list: ['first'] } } },
    { value: '${file(./a.txt)}', is: 'plain text', files: { 'a.txt': 'plain text' } },
    {
      value: '${file(a.yml):x}',
      is: 'chat/sub',
      files: { 'a.yml': 'x: ${file(sub/b.yml):y}', 'sub/b.yml': 'y: ${self:service}/sub' },
    },
    { value: '${file(a.yml):x.y}', is: 2, files: { 'a.yml': 'x: ${file(b.yml)}', 'b.yml': 'y: 2' } },
    { value: '${file(a.yml):x}', is: { 'Fn::GetAtt': 'T.Arn' }, files: { 'a.yml': 'x: !GetAtt T.Arn' } },
    { value: "${file(./missing.yml):x, 'none'}", is: 'none' },
    { value: "${file(./a.yml):missing, 'none'}", is: 'none', files: { 'a.yml': 'x: 1' } },
    { value: "${file('a b.yml'):x}", is: 1, files: { 'a b.yml': 'x: 1' } },
  ],
  'serverless.file-module: what modules export, and what their functions return': [
    { value: '${file(./a.js)}', is: { x: 1 }, files: { 'a.js': 'module.exports = { x: 1 }' } },
    { value: '${file(./a.js):x.y}', is: 1, files: { 'a.js': 'module.exports.x = { y: 1 }' } },
    { value: '${file(./a.cjs):x}', is: 1, files: { 'a.cjs': 'module.exports = () => ({ x: 1 })' } },
    { value: '${file(./a.js):x}', is: 1, files: { 'a.js': 'module.exports = Promise.resolve({ x: 1 })' } },
    {
      value: '${file(./a.js):make.x}',
      is: 'dev',
      files: {
        'a.js': 'exports.make = async ({ resolveVariable }) => ({ x: await resolveVariable("sls:stage") })',
      },
    },
    {
      value: '${file(./a.js)}',
      is: 'rooms',
      lines: CUSTOM,
      files: {
        'a.js':
          'module.exports = async ({ resolveConfigurationProperty }) => (await resolveConfigurationProperty(["custom"])).again',
      },
    },
    {
      value: '${file(./a.js)}',
      is: ['qa', ['k=v']],
      options: { stage: 'qa', params: { k: 'v' } },
      files: { 'a.js': 'module.exports = ({ options }) => [options.stage, options.param]' },
    },
    {
      value: '${file(./a.js)}',
      is: 'none',
      files: { 'a.js': 'module.exports = ({ resolveVariable }) => resolveVariable("env:X, \'none\'")' },
    },
    { value: '${file(./a.mjs):x}', is: 1, files: { 'a.mjs': 'export const x = 1;' } },
    { value: '${file(./a.mjs)}', is: { x: 1 }, files: { 'a.mjs': 'export default { x: 1 };' } },
    { value: '${file(./a.mjs):x}', is: 1, files: { 'a.mjs': 'export default () => ({ x: 1 });' } },
    {
      value: '${file(./a.ts):getSecrets.key}',
      is: 'k',
      files: { 'a.ts': 'export const getSecrets = async (): Promise<{ key: string }> => ({ key: "k" });' },
    },
    {
      value: '${file(./a.js):x}',
      is: 'chat',
      files: { 'a.js': 'module.exports = { x: "${self:service}" }' },
    },
    { value: "${file(./a.js):missing, 'none'}", is: 'none', files: { 'a.js': 'module.exports = {}' } },
  ],
  'serverless.aws: the account and the region': [
    { value: '${aws:accountId}', is: '123456789012' },
    { value: '${aws:region}', is: 'us-east-1' },
    { value: '${aws:region}', is: 'eu-west-1', options: { region: 'eu-west-1' } },
  ],
  'serverless.str-to-bool: a truth of a text': [
    { value: '${strToBool(true)}', is: true },
    { value: '${strToBool(False)}', is: false },
    { value: '${strToBool(1)}', is: true },
    { value: '${strToBool(0)}', is: false },
    { value: '${strToBool(${env:ON})}', is: true, options: { env: { ON: 'TRUE' } } },
    { value: "${strToBool(${env:ON, 'false'})}", is: false },
  ],
  'serverless.foreign: what is not the framework’s is left as it is': [
    {
      value: '!Sub "${AWS::Region}-${Table}-${Table.Arn}-${sls:stage}"',
      is: { 'Fn::Sub': '${AWS::Region}-${Table}-${Table.Arn}-dev' },
    },
    { value: '!Sub "${!Literal}"', is: { 'Fn::Sub': '${!Literal}' } },
    { value: '"\\\\${self:service}"', is: '${self:service}' },
    { value: '$request.body.action', is: '$request.body.action' },
    { value: 'costs $5 ${unknown}', is: 'costs $5 ${unknown}' },
  ],
  'serverless.values-file: what is kept elsewhere': [
    { value: '${ssm:/chat/secret}', is: 's3cret' },
    { value: '${ssm(eu-west-1):/chat/secret}', is: 's3cret' },
    { value: '${ssm(eu-west-1, noDecrypt):/chat/secret}', is: 's3cret' },
    { value: '${ssm:/chat/settings}', is: { port: 1 } },
    { value: '${aws:ssm:/chat/secret}', is: 's3cret' },
    { value: '${cf:network-${sls:stage}.VpcId}', is: 'vpc-1' },
    { value: '${cf(us-west-2):network-dev.VpcId}', is: 'vpc-1' },
    { value: '${s3:bucket/key.txt}', is: 'content' },
    { value: '${vault:secret/data/app.key}', is: 'v' },
    { value: '${terraform:outputs:table}', is: 't' },
    { value: '${doppler:KEY}', is: 'd' },
    { value: '${plugged:address}', is: 'p' },
    { value: "${ssm:/missing, 'none'}", is: 'none' },
  ].map((one) => ({ ...one, options: { lookup: LOOKUP } })),
  'serverless.resolvers: sources that the service declares': [
    { value: '${account:ssm:/chat/secret}', is: 's3cret' },
    { value: '${account:euSsm:/chat/secret}', is: 's3cret' },
    { value: '${account:accountId}', is: '123456789012' },
    { value: '${secrets:secret/data/app.key}', is: 'v' },
  ].map((one) => ({
    ...one,
    options: { lookup: LOOKUP },
    lines:
      'stages: { default: { resolvers: { account: { type: aws, euSsm: { type: ssm, region: eu-west-1 } }, secrets: { type: vault } } } }',
  })),
};

for (const [title, cases] of Object.entries(TABLE)) {
  describe(title, () => {
    test.for(cases.map((one, index) => [`${index + 1}: ${one.value}`, one] as const))(
      '%s',
      async ([, one]) => {
        expect(await variableOf(one.value, one.lines ?? CUSTOM, one.options, one.files)).toEqual(one.is);
      },
    );
  });
}

test('serverless.self: the service’s name, where it is written as an object', async () => {
  const yml = service('custom: { stackName: "${self:service}-${self:service.name}" }')
    .replace('service: chat', 'service: { name: chat }')
    .replace('name: aws', 'name: aws\n  stackName: ${self:custom.stackName}');
  expect((await stackOf(yml)).stack.name).toBe('chat-chat');
});

test('serverless.sls: an id of the run, the same for all who ask', async () => {
  const [one, other] = (await variableOf('["${sls:instanceId}", "${sls:instanceId}"]')) as [string, string];
  expect(one).toMatch(/^[\w-]{8,}$/);
  expect(other).toBe(one);
});

test('serverless.unread-variables: what nothing here reads needs no values', async () => {
  const lines = 'custom: { domain: "${ssm:/domain}" }\noutputs: "${ssm:/x}"';
  const functionLines = 'vpc: ${cf:network.Vpc}\ntags: { a: "${ssm:/tag}" }\nrole: ${ssm:/role}';
  const { sources } = await stackOf(service(lines, functionLines));
  expect(sources.length).toBe(1);
});

test('every file that a service is made of is named, and read anew', async () => {
  const files = {
    'serverless.yml': service('custom: ${file(a.yml)}\nresources: ${file(r.js)}'),
    'a.yml': 'dynamodb: ${file(c.yml)}',
    'c.yml': 'start: {}',
    'r.js': 'module.exports = { Outputs: { A: { Value: require("./b.js") } } }',
    'b.js': 'module.exports = "b"',
    '.env': 'X=1',
  };
  const { sources, folder, template } = await stackOf(files);
  const paths = Object.keys(files).map((name) => join(folder, name));
  expect([...sources].sort()).toEqual(paths.sort());
  expect(template.Outputs?.A).toEqual({ Value: 'b' });
  await writeFile(join(folder, 'b.js'), 'module.exports = "changed"');
  const again = await readServerless(
    join(folder, 'serverless.yml'),
    { env: {}, accountId: '1' },
    new ProblemList(),
  );
  expect(again.ok && nodeAt(again.stack.template, 'Outputs', 'A', 'Value')).toMatchObject({
    value: 'changed',
  });
});

describe('serverless.dotenv: files of variables', () => {
  const files = {
    '.env': 'A=plain\nB=plain\nD="${B}-${A:-x}-$MISSING"',
    '.env.dev': 'A=dev',
    '.env.prod': 'A=prod',
  };
  const read = (head: string, options: Options = {}, more = {}) =>
    variableOf(`["\${env:A, 'no'}", "\${env:B, 'no'}"]`, head, options, { ...files, ...more });

  test('both are read, that of the stage before the other, the process before both', async () => {
    expect(await read('')).toEqual(['dev', 'plain']);
    expect(await read('', { stage: 'prod' })).toEqual(['prod', 'plain']);
    expect(await read('', { stage: 'qa' })).toEqual(['plain', 'plain']);
    expect(await read('', { env: { A: 'process' } })).toEqual(['process', 'plain']);
  });

  test('up to version 3 they are asked for, and that of the stage is the only one', async () => {
    expect(await read("frameworkVersion: '3'")).toEqual(['no', 'no']);
    expect(await read("frameworkVersion: '^3.38.0'\nuseDotenv: true")).toEqual(['dev', 'no']);
    expect(await read("frameworkVersion: '3'\nuseDotenv: true", { stage: 'qa' })).toEqual(['plain', 'plain']);
  });

  test('more of them can be named, and count last', async () => {
    const more = { 'shared/.env': 'A=shared\nB=shared\nC=shared', 'own.env': 'C=own' };
    expect(
      await variableOf(
        '"${env:A}-${env:B}-${env:C}"',
        'useDotenv: [own.env, shared, gone.env]',
        {},
        { ...files, ...more },
      ),
    ).toBe('dev-plain-own');
  });

  test('variables in them stand for others', async () => {
    expect(await variableOf('${env:D}', '', {}, files)).toBe('plain-dev-');
  });

  test('serverless-dotenv-plugin gives them to functions', async () => {
    const { template } = await stackOf({
      'serverless.yml': service('plugins: [serverless-dotenv-plugin]\ncustom: { dotenv: { exclude: [B] } }'),
      '.env': 'TABLE=rooms\nB=1\nAWS_REGION=x',
    });
    expect(template.Resources.HelloLambdaFunction?.Properties.Environment).toEqual({
      Variables: { TABLE: 'rooms' },
    });
  });
});
