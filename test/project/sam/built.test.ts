/** What `sam build` has made, and when it is taken. */
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { handlerProblem } from '../../../src/lambda/handler-file.ts';
import type { LambdaFunction } from '../../../src/project/model.ts';
import { buildMethodsOf, findBuilt, preferBuilt } from '../../../src/project/sam/built.ts';
import { parseYaml } from '../../../src/project/source/yaml.ts';
import { type Files, useFiles } from '../../support/project.ts';

const HANDLER = 'exports.handler = async () => ({ statusCode: 200 });';

function functionOf(folder: string, settings: Partial<LambdaFunction> = {}): LambdaFunction {
  return {
    name: 'chat-hello',
    logicalId: 'Hello',
    handler: 'app.handler',
    codeUri: join(folder, 'src'),
    runtime: 'nodejs22.x',
    timeout: 3,
    memorySize: 128,
    environment: {},
    layers: [],
    loggingConfig: { logFormat: 'Text', applicationLogLevel: 'INFO', systemLogLevel: 'INFO' },
    isolation: 'thread',
    path: [],
    ...settings,
  };
}

interface Situation {
  readonly files: Files;
  readonly fn?: Partial<LambdaFunction>;
  readonly template?: string;
  readonly layer?: string;
}

/** The folder that the function is run from, and what is said. */
async function chosen({ files, fn = {}, template = '{}', layer }: Situation) {
  const folder = await useFiles(files);
  const parsed = parseYaml(join(folder, 'template.yaml'), template);
  if (!parsed.ok) throw new Error('a template of the test cannot be read');
  const buildMethods = buildMethodsOf(parsed.node);
  const layers = layer === undefined ? [] : [join(folder, layer)];
  const first = functionOf(folder, { name: 'first', logicalId: 'First' });
  const functions = [first, functionOf(folder, { layers, ...fn })];
  const { functions: all, notices } = preferBuilt(functions, { folder, buildMethods, handlerProblem });
  const last = all.at(-1);
  const own = notices.filter((notice) => notice.startsWith('chat-hello'));
  return { from: last && relative(folder, last.codeUri), build: last?.build, notices: own };
}

const BUILT = '.aws-sam/build/Hello';

describe('sam.built: functions that cannot run from their sources run from what was built', () => {
  test('others run from their sources', async () => {
    const files = { 'src/app.js': HANDLER, [`${BUILT}/app.js`]: HANDLER };
    expect(await chosen({ files })).toEqual({ from: 'src', build: undefined, notices: [] });
  });

  test('when the handler is not there', async () => {
    const files = { 'src/main.rs': '', [`${BUILT}/app.js`]: HANDLER };
    expect(await chosen({ files })).toMatchInlineSnapshot(`
      {
        "build": undefined,
        "from": ".aws-sam/build/Hello",
        "notices": [
          "chat-hello runs from .aws-sam/build/Hello and not from src: its handler app.handler cannot be loaded there; what is saved takes effect after "sam build".",
        ],
      }
    `);
  });

  test('unless it is not there either', async () => {
    const files = { 'src/main.rs': '', [`${BUILT}/other.js`]: HANDLER };
    expect(await chosen({ files })).toEqual({ from: 'src', build: undefined, notices: [] });
  });

  test('when a package is not installed', async () => {
    const dependencies = { '@aws-sdk/client-s3': '3', nanoid: '5' };
    const files = {
      'src/app.js': HANDLER,
      'src/package.json': { dependencies },
      [`${BUILT}/app.js`]: HANDLER,
    };
    expect(await chosen({ files })).toMatchInlineSnapshot(`
      {
        "build": undefined,
        "from": ".aws-sam/build/Hello",
        "notices": [
          "chat-hello runs from .aws-sam/build/Hello and not from src: the package nanoid is not installed there; what is saved takes effect after "sam build".",
        ],
      }
    `);
    const installed = { ...files, 'node_modules/nanoid/package.json': {} };
    expect(await chosen({ files: installed })).toMatchObject({ from: 'src', notices: [] });
    const layered = { ...files, 'layer/nodejs/node_modules/nanoid/package.json': {} };
    expect(await chosen({ files: layered, layer: 'layer' })).toMatchObject({ from: 'src', notices: [] });
    const { [`${BUILT}/app.js`]: _, ...unbuilt } = files;
    expect(await chosen({ files: unbuilt })).toMatchInlineSnapshot(`
      {
        "build": undefined,
        "from": "src",
        "notices": [
          "chat-hello runs from src as it is, although the package nanoid is not installed there; run "sam build", and start again.",
        ],
      }
    `);
  });

  test('a package.json without dependencies, or that is broken, asks for nothing', async () => {
    for (const text of ['{}', '{', '[]', '{ "dependencies": null }']) {
      const files = { 'src/app.js': HANDLER, 'src/package.json': text, [`${BUILT}/app.js`]: HANDLER };
      expect(await chosen({ files })).toMatchObject({ from: 'src', notices: [] });
    }
  });

  test('when a Makefile builds it', async () => {
    const template = 'Resources: { Hello: { Metadata: { BuildMethod: makefile } }, Queue: {} }';
    const files = { 'src/app.js': HANDLER, [`${BUILT}/app.js`]: HANDLER };
    expect(await chosen({ files, template })).toMatchInlineSnapshot(`
      {
        "build": undefined,
        "from": ".aws-sam/build/Hello",
        "notices": [
          "chat-hello runs from .aws-sam/build/Hello and not from src: it is built by a Makefile; what is saved takes effect after "sam build".",
        ],
      }
    `);
    expect(await chosen({ files: { 'src/app.js': HANDLER }, template })).toMatchInlineSnapshot(`
      {
        "build": undefined,
        "from": "src",
        "notices": [
          "chat-hello runs from src as it is, although it is built by a Makefile; run "sam build", and start again.",
        ],
      }
    `);
  });

  test('functions of one source are built once, under the name of one of them', async () => {
    const files = { 'src/app.ts': '', '.aws-sam/build/First/app.js': HANDLER };
    const fn = { handler: 'dist/app.handler' };
    expect(await chosen({ files, fn })).toMatchObject({ from: 'src' });
    const built = { ...files, '.aws-sam/build/First/dist/app.js': HANDLER };
    expect(await chosen({ files: built, fn })).toMatchObject({ from: '.aws-sam/build/First' });
  });

  test('what is compiled on the fly, or stands in the template, is left alone', async () => {
    const files = { 'src/main.ts': '', [`${BUILT}/app.js`]: HANDLER };
    const compiled = await chosen({ files, fn: { build: { entryPoint: '/src/main.ts' } } });
    expect(compiled).toEqual({ from: 'src', build: { entryPoint: '/src/main.ts' }, notices: [] });
    expect(await chosen({ files, fn: { inlineCode: HANDLER } })).toMatchObject({ from: 'src', notices: [] });
  });

  test('findBuilt names the folder when there is one', async () => {
    const folder = await useFiles({ [`${BUILT}/app.js`]: HANDLER });
    expect(findBuilt(folder, 'Hello')).toBe(join(folder, BUILT));
    expect(findBuilt(folder, 'Other')).toBeUndefined();
  });
});
