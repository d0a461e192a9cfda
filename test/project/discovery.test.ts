/** Which file defines the project. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findDefinition } from '../../src/project/discovery.ts';
import { type Files, useFiles, useFolder } from '../support/project.ts';
import { SAM } from './cloudformation/templates.ts';
import { failureOf, readNamed } from './read-project.ts';

const TEMPLATE = 'Resources: {}\n';
const SERVERLESS = 'service: chat\nprovider: { name: aws }\n';
/** As `cdk synth` leaves it. */
const ASSEMBLY: Files = {
  'cdk.out/cdk.out': { version: '48.0.0' },
  'cdk.out/manifest.json': { version: '48.0.0', artifacts: {} },
  'cdk.out/ChatStack.template.json': { Resources: {} },
};

test.each([
  ['emulator.config.json', 'config'],
  ['emulator.config.js', 'config'],
  ['emulator.config.mjs', 'config'],
  ['emulator.config.ts', 'config'],
  ['template.yaml', 'template'],
  ['template.yml', 'template'],
  ['template.json', 'template'],
  ['serverless.yml', 'serverless'],
  ['serverless.yaml', 'serverless'],
  ['serverless.json', 'serverless'],
  ['serverless.ts', 'serverless'],
  ['serverless.js', 'serverless'],
  ['serverless.mjs', 'serverless'],
  ['serverless.cjs', 'serverless'],
] as const)('the only definition of a folder is found: %s', async (name, kind) => {
  const others = { 'package.json': '{}', 'emulator.config.yaml': '', 'handlers/connect.js': '' };
  const folder = await useFiles({ [name]: '', ...others });
  expect(await findDefinition(folder)).toEqual({ kind, file: join(folder, name) });
});

test('an app of the CDK is found by its templates', async () => {
  const folder = await useFiles({ 'cdk.json': { app: 'node bin/app.js' }, ...ASSEMBLY });
  const found = { kind: 'cdk', file: join(folder, 'cdk.out') };
  expect(await findDefinition(folder)).toEqual(found);
  expect(await findDefinition(folder, 'cdk.json')).toEqual(found);
});

test('an app of the CDK that was not synthesized is told how', async () => {
  const folder = await useFiles({ 'cdk.json': { app: 'node bin/app.js' }, 'cdk.out/cdk.out': '{}' });
  const error = await failureOf(() => findDefinition(folder));
  expect(error.code).toBe('PROJECT_NOT_SYNTHESIZED');
  expect(error.message).toBe(
    `${folder} has a CDK app (cdk.json), but there is no template in its cdk.out. Make them with "npx cdk synth", then start again; of an app that writes elsewhere, name the folder: emulator start --config <folder>`,
  );
});

test('a folder of handlers counts where nothing else does', async () => {
  const folder = await useFiles({ 'handlers/connect.js': '', 'handlers/template.yaml': TEMPLATE });
  expect(await findDefinition(folder)).toEqual({ kind: 'handlers', file: join(folder, 'handlers') });
});

test('a folder without a definition is told the names that were looked for', async () => {
  const folder = await useFolder();
  await mkdir(join(folder, 'emulator.config.js'));
  await writeFile(join(folder, 'handlers'), '');
  const error = await failureOf(() => findDefinition(folder));
  expect(error.code).toBe('PROJECT_NOT_FOUND');
  expect(error.message).toBe(
    `No project found in ${folder}: there is no emulator.config.json, .js, .mjs or .ts, no template.yaml, .yml or .json (SAM, CloudFormation), no cdk.json, no serverless.yml, .yaml, .json, .ts, .js, .mjs or .cjs, and no folder handlers. Write one (see the README), or name a file: emulator start --config path/to/template.yaml`,
  );
});

test('several definitions are all named, and none is chosen', async () => {
  const folder = await useFiles({
    'serverless.yml': SERVERLESS,
    'template.yaml': TEMPLATE,
    'cdk.json': '{}',
    'handlers/connect.js': '',
  });
  const error = await failureOf(() => findDefinition(folder));
  expect(error.code).toBe('PROJECT_AMBIGUOUS');
  const files = ['template.yaml', 'cdk.json', 'serverless.yml'].map((name) => join(folder, name));
  expect(error.message).toBe(
    `Several project definitions found: ${files.join(', ')}. Keep one, or choose it: emulator start --config <file>`,
  );
});

test('two definitions of one format are several too', async () => {
  for (const names of [
    ['emulator.config.json', 'emulator.config.ts'],
    ['serverless.yml', 'serverless.ts'],
  ]) {
    const folder = await useFiles(Object.fromEntries(names.map((name) => [name, ''])));
    const error = await failureOf(() => findDefinition(folder));
    expect(error.message).toContain(`found: ${names.map((name) => join(folder, name)).join(', ')}. Keep one`);
  }
});

test('a definition that was written for the emulator counts before those of others', async () => {
  const folder = await useFiles({ 'emulator.config.json': '{}', 'template.yaml': TEMPLATE, 'cdk.json': '' });
  expect(await findDefinition(folder)).toEqual({
    kind: 'config',
    file: join(folder, 'emulator.config.json'),
  });
});

test('what SAM has built is no second definition', async () => {
  const folder = await useFiles({ 'template.yaml': TEMPLATE, '.aws-sam/build/template.yaml': TEMPLATE });
  expect(await findDefinition(folder)).toEqual({ kind: 'template', file: join(folder, 'template.yaml') });
});

test('what SAM has built of a template with another name is found', async () => {
  const folder = await useFiles({ 'app.yaml': TEMPLATE, '.aws-sam/build/template.yaml': TEMPLATE });
  expect(await findDefinition(folder)).toEqual({
    kind: 'template',
    file: join(folder, '.aws-sam', 'build', 'template.yaml'),
  });
});

test.each([
  ['config/chat.json', '{ "apis": {} }', 'config'],
  ['config/broken.json', '{ "apis": ', 'config'],
  ['config/emulator.config.dev.json', '{ "Resources": {} }', 'config'],
  ['config/chat.mjs', 'export default { Resources: {} };', 'config'],
  ['infra/ws.yml', TEMPLATE, 'template'],
  ['infra/ws.yaml', 'a: [', 'template'],
  ['infra/ws.json', '{ "Resources": {} }', 'template'],
  ['infra/ws.template', '{ "Resources": {} }', 'template'],
  ['infra/ws.template.json', '{ "Resources": {} }', 'template'],
  ['infra/template.yaml', 'Parameters: {}', 'template'],
  ['services/chat.yml', SERVERLESS, 'serverless'],
  ['services/functions.json', '{ "service": "chat", "functions": {} }', 'serverless'],
  ['services/serverless.yml', 'service: chat', 'serverless'],
  ['services/serverless.prod.ts', 'export = {};', 'serverless'],
] as const)('a named definition may have any name and place: %s', async (name, text, kind) => {
  const folder = await useFiles({ [name]: text, 'emulator.config.json': '{}', 'template.yaml': TEMPLATE });
  const found = { kind, file: join(folder, ...name.split('/')) };
  expect(await findDefinition(folder, name)).toEqual(found);
  expect(await findDefinition(folder, found.file)).toEqual(found);
});

test('an assembly of the CDK may be named, and one of its templates', async () => {
  const folder = await useFiles({ ...ASSEMBLY, 'out/manifest.json': '{}', 'handlers/connect.js': '' });
  for (const name of ['cdk.out', 'cdk.out/ChatStack.template.json', 'out']) {
    expect(await findDefinition(folder, name)).toEqual({ kind: 'cdk', file: join(folder, name) });
  }
  expect(await findDefinition(folder, 'handlers')).toEqual({
    kind: 'handlers',
    file: join(folder, 'handlers'),
  });
});

test.each([
  ['gone.json', 'there is no such file.'],
  ['chat.json', 'it is a folder; name the file in it.'],
  [
    'notes.yml',
    'it is no definition: a template has "Resources", a serverless.yml "service" and "provider", a configuration of the emulator "apis", in a file whose name ends in .yaml, .yml, .json, .js, .mjs or .ts.',
  ],
  [
    'notes.txt',
    'it is no definition: a template has "Resources", a serverless.yml "service" and "provider", a configuration of the emulator "apis", in a file whose name ends in .yaml, .yml, .json, .js, .mjs or .ts.',
  ],
])('%s is refused where it is named', async (name, reason) => {
  const folder = await useFiles({
    'chat.json/emulator.config.json': '{}',
    'notes.yml': 'version: 3\n',
    'notes.txt': TEMPLATE,
  });
  const error = await failureOf(() => findDefinition(folder, name));
  expect(error.code).toBe('PROJECT_FILE_UNREADABLE');
  expect(error.message).toBe(`${join(folder, name)} cannot be read: ${reason}`);
});

test('a file in UTF-16 is told to be saved anew', async () => {
  const folder = await useFolder();
  const file = join(folder, 'emulator.config.json');
  await writeFile(file, '\uFEFF{}', 'utf16le');
  const error = await failureOf(() => readNamed(folder, undefined));
  expect(error.message).toBe(`${file} cannot be read: it is in UTF-16; save it as UTF-8.`);
});

test('a file outside the folder where the user stands is reported with its whole path', async () => {
  const folder = await useFiles({ 'chat.json': '3', 'here/there.txt': '', '..chat/chat.json': '3' });
  const file = join(folder, 'chat.json');
  const error = await failureOf(() => readNamed(join(folder, 'here'), file));
  expect(error.message).toContain(`  ${file}:1:1  `);
  const within = await failureOf(() => readNamed(folder, join('..chat', 'chat.json')));
  expect(within.message).toContain(`  ${join('..chat', 'chat.json')}:1:1  `);
});

test('the problems of a refused definition are told one by one too', async () => {
  const folder = await useFiles({ 'emulator.config.json': '{\n  "apis": 3,\n  "functions": {}\n}' });
  const error = await failureOf(() => readNamed(folder, undefined));
  expect(error.problems).toEqual([
    {
      file: join(folder, 'emulator.config.json'),
      line: 2,
      column: 11,
      message: 'apis: expected an object of APIs by name, found 3',
    },
  ]);
});

test('sam.samconfig: the template that a samconfig names counts before one of the usual name', async () => {
  const files = {
    'samconfig.toml': `version = 0.1
[default.global.parameters]
template_file = "infra/chat.yaml"
[default.deploy.parameters]
parameter_overrides = "Name=given"
[old.global.parameters]
template_file = "template.yaml"`,
    'infra/chat.yaml': SAM.replace('Resources:', 'Parameters: { Name: { Type: String } }\nResources:'),
    'infra/echo.js': '',
    'echo.js': '',
    'template.yaml': SAM,
  };
  const cwd = await useFiles(files);
  expect((await readNamed(cwd, undefined)).file).toBe(join(cwd, 'infra', 'chat.yaml'));
  expect((await readNamed(cwd, undefined, { configEnv: 'old' })).file).toBe(join(cwd, 'template.yaml'));
});

test('an assembly counts without its app', async () => {
  const cwd = await useFiles({ 'cdk.out/manifest.json': {} });
  expect(await findDefinition(cwd)).toEqual({ kind: 'cdk', file: join(cwd, 'cdk.out') });
});
