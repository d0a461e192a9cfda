/** Packages that a function has without bringing them: of its layers and of Lambda's runtime. Rows `lambda.layers*`, `lambda.sdk*`. */
import { expect, test } from 'vitest';
import { connect } from '../support/client.ts';
import { useSmallEmulator } from '../support/emulator.ts';
import type { SmallProject } from '../support/project.ts';

async function invoke(source: string, project: Partial<SmallProject> = {}) {
  const emulator = await useSmallEmulator({ routes: { go: source }, twoWay: ['go'], ...project });
  const client = await connect(emulator.url);
  client.send({ action: 'go' });
  const body = await client.next();
  const { error } = await emulator.facts.next('invocation.ended');
  return { emulator, body, error };
}

const answer = (expression: string) => `exports.handler = async () => ({ body: String(${expression}) });`;

const LAYERS = {
  'layers/one/nodejs/node_modules/shared/index.js': 'exports.from = "one";',
  'layers/one/nodejs/node_modules/only/index.js': 'exports.from = "one and " + require("other").from;',
  'layers/one/nodejs/node22/node_modules/versioned/index.js': 'exports.from = "node22";',
  'layers/one/nodejs/node_modules/versioned/index.js': 'exports.from = "any";',
  'layers/one/nodejs/file.js': 'exports.from = "file of one";',
  'layers/two/nodejs/node_modules/shared/index.js': 'exports.from = "two";',
  'layers/two/nodejs/node_modules/@aws-sdk/client-dynamodb/index.js': 'exports.from = "layer";',
  'layers/two/nodejs/node_modules/esm/package.json':
    '{ "type": "module", "exports": { "import": "./i.js" } }',
  'layers/two/nodejs/node_modules/esm/i.js': 'export const from = "esm";',
  'layers/two/nodejs/node_modules/other/index.js': 'exports.from = "two";',
  'layers/two/nodejs/wrapper.js': 'exports.handler = async () => ({ body: "wrapped" });',
};
const layered = (more: Partial<SmallProject> = {}) => ({
  ...more,
  files: { ...LAYERS, ...more.files },
  fn: { layers: ['layers/one', 'layers/two'], ...more.fn },
});

const WAYS = {
  'a package, of the last layer that has it': ['shared', 'two'],
  'a package that needs one of another layer': ['only', 'one and two'],
  'the folder of the runtime’s version comes first': ['versioned', 'node22'],
  'a layer’s copy of the SDK comes before the runtime’s': ['@aws-sdk/client-dynamodb', 'layer'],
  'a file below /opt': ['/opt/nodejs/file.js', 'file of one'],
} as const;

for (const [way, [name, from]] of Object.entries(WAYS)) {
  test(`lambda.layers: by require: ${way}`, async () => {
    expect((await invoke(answer(`require('${name}').from`), layered())).body).toBe(from);
  });
  test(`lambda.layers: by import: ${way}`, async () => {
    const source = `import module from '${name}'; export const handler = async () => ({ body: module.from });`;
    expect((await invoke(source, layered({ extension: 'mjs' }))).body).toBe(from);
  });
}

test('lambda.layers: an ES module', async () => {
  expect((await invoke(answer(`(await import('esm')).from`), layered())).body).toBe('esm');
});

test("lambda.layers: the function's own package comes first", async () => {
  const files = { 'node_modules/shared/index.js': 'exports.from = "own";' };
  expect((await invoke(answer(`require('shared').from`), layered({ files }))).body).toBe('own');
});

for (const runtime of ['nodejs22.x', 'nodejs24.x']) {
  test(`lambda.layers-handler: the handler itself may be in a layer (${runtime})`, async () => {
    const fn = { runtime, handler: '/opt/nodejs/wrapper.handler' };
    expect((await invoke('', layered({ fn }))).body).toBe('wrapped');
  });
}

test('lambda.node-path: names the layers’ folders, and one of the function’s own is kept', async () => {
  const { body, emulator } = await invoke(answer('process.env.NODE_PATH'), layered());
  const root = emulator.project.root;
  const folders = ['nodejs/node22/node_modules', 'nodejs/node_modules'].flatMap((folder) => [
    `${root}/layers/two/${folder}`,
    `${root}/layers/one/${folder}`,
  ]);
  expect(body).toBe([...folders, root].join(':'));
});

test('lambda.node-path: a folder below /opt is found', async () => {
  const environment = { NODE_PATH: '/opt/nodejs' };
  const source = answer('process.env.NODE_PATH + " " + require("file").from');
  expect((await invoke(source, layered({ fn: { environment } }))).body).toBe('/opt/nodejs file of one');
});

for (const runtime of ['nodejs18.x', 'nodejs22.x', 'nodejs24.x']) {
  test(`lambda.sdk-v2: ${runtime} has none, and a hint says so`, async () => {
    const { emulator, error } = await invoke(`require('aws-sdk'); ${answer('1')}`, { fn: { runtime } });
    expect(error?.errorType).toBe('Runtime.ImportModuleError');
    expect(error?.errorMessage).toMatch(/^Error: Cannot find module 'aws-sdk'\nRequire stack:\n/);
    const { message } = await emulator.facts.next('notice');
    expect(message).toContain(`${runtime} has no aws-sdk v2 on AWS: bring it with the function`);
  });
}

test('lambda.sdk-v2: nodejs16.x has it, and no @aws-sdk', async () => {
  const fn = { runtime: 'nodejs16.x' };
  expect((await invoke(answer('require("aws-sdk").VERSION[0]'), { fn })).body).toBe('2');
  const { emulator, error } = await invoke(answer('require("@aws-sdk/client-dynamodb")'), { fn });
  expect(error?.errorMessage).toContain("Cannot find module '@aws-sdk/client-dynamodb'");
  const { message } = await emulator.facts.next('notice');
  expect(message).toContain('nodejs16.x has no @aws-sdk/* on AWS');
});

test('lambda.sdk-v2: a function of a later runtime may bring it', async () => {
  const files = { 'node_modules/aws-sdk/index.js': 'exports.mine = "own";' };
  expect((await invoke(answer('require("aws-sdk").mine'), { files })).body).toBe('own');
});

test('lambda.sdk-project: other clients come from the project, whatever folder the function is in', async () => {
  const { body } = await invoke('', {
    fn: { codeUri: '../elsewhere', handler: 'index.handler' },
    files: {
      'node_modules/@aws-sdk/client-sns/index.js': 'exports.from = "project";',
      '../elsewhere/index.js': answer(
        'require("@aws-sdk/client-sns").from + (await import("@aws-sdk/client-sns")).from',
      ),
    },
  });
  expect(body).toBe('projectproject');
});
