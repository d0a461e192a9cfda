/** Functions that say how they are built: SAM's and Serverless's esbuild settings come down to these. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildSettings } from 'apigateway-websocket-emulator';
import { expect, test } from 'vitest';
import { functionIn, useLambda } from '../support/lambda.ts';
import { type Files, useFiles } from '../support/project.ts';
import { useWatched } from '../support/reload.ts';
import { RUNTIMES, same, startTyped, tell, toldBy } from '../support/typed-handlers.ts';

/** What a handler tells that is built with these settings, on each generation of the runtime. */
async function built(files: Files, build: BuildSettings, fn: object = {}): Promise<unknown> {
  const cwd = await useFiles({ 'package.json': {}, ...files });
  const { entryPoint, inject, tsconfig } = build;
  const settings = {
    ...build,
    ...(entryPoint !== undefined && { entryPoint: join(cwd, entryPoint) }),
    ...(tsconfig !== undefined && { tsconfig: join(cwd, tsconfig) }),
    ...(inject && { inject: inject.map((file) => join(cwd, file)) }),
  };
  return same(await toldBy(cwd, RUNTIMES, fn, settings));
}

test.each(['chat.handler', 'handlers/chat.handler', 'index.handler'])(
  'lambda.build-entry: the entry point is what %s is made from, wherever it is',
  async (handler) => {
    const files = { 'src/handlers/chat.ts': tell('"of the entry point"') };
    const fn = { handler, codeUri: 'src' };
    expect(await built(files, { entryPoint: 'src/handlers/chat.ts' }, fn)).toBe('of the entry point');
    expect(await built(files, { entryPoint: 'src/handlers/chat' }, fn)).toBe('of the entry point');
  },
);

test('lambda.build-entry: without one, the source is found by the handler’s name, TypeScript before JavaScript', async () => {
  const files = {
    'go.ts': tell('"source"'),
    'go.js': 'exports.handler = async () => ({ body: "\\"old\\"" });',
  };
  expect(await built(files, {})).toBe('source');
});

test('lambda.build: JavaScript is built too', async () => {
  const files = {
    'go.js':
      'import { one } from "./one"; export const handler = async () => ({ body: JSON.stringify(one) });',
    'one.ts': 'export const one: number = 1;',
  };
  expect(await built(files, {})).toBe(1);
});

test('lambda.build-external: exactly what is named stays outside', async () => {
  const files = {
    'node_modules/inside/index.js': 'exports.file = __filename;',
    'node_modules/outside/index.js': 'exports.file = __filename;',
    'go.ts': tell(
      '[inside, outside].map((file) => file.replaceAll("\\\\", "/").includes("node_modules"))',
      ["import { file as inside } from 'inside';", "import { file as outside } from 'outside';"].join('\n'),
    ),
  };
  expect(await built(files, { external: ['out*'] })).toEqual([false, true]);
  expect(await built(files, {})).toEqual([true, true]);
});

test('lambda.build-format: the settings say what the module is, whatever package.json says', async () => {
  const source = tell('[typeof __filename, typeof import.meta.url]');
  const module = { 'package.json': { type: 'module' }, 'go.ts': source };
  const common = { 'package.json': {}, 'go.ts': source };
  expect(await built(common, { format: 'esm' })).toEqual(['undefined', 'string']);
  expect(await built(module, { format: 'esm' })).toEqual(['undefined', 'string']);
  expect(await built(module, { format: 'cjs' })).toEqual(['string', 'undefined']);
  const top = { 'package.json': {}, 'go.ts': tell('late', 'const late = await Promise.resolve("awaited");') };
  expect(await built(top, { format: 'esm' })).toBe('awaited');
});

test('lambda.build-format: an ES module has the require that its banner gives it', async () => {
  const banner =
    'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';
  const files = {
    'node_modules/old/index.js': 'exports.sep = require("path").posix.sep;',
    'go.ts': tell('sep', "import { sep } from 'old';"),
  };
  expect(await built(files, { format: 'esm', external: [], banner })).toBe('/');
});

test('lambda.build-settings: define, banner, footer and inject', async () => {
  const files = {
    'go.ts': tell(
      '[STAGE, before, shim(), after()]',
      'declare const STAGE: string, before: number, shim: () => string;\nfunction after() { return atTheEnd; }\n declare const atTheEnd: string;',
    ),
    'shim.ts': 'export const shim = (): string => "shimmed";',
  };
  const build = {
    define: { STAGE: '"dev"' },
    banner: 'const before = 1;',
    footer: 'var atTheEnd = "end";',
    inject: ['shim.ts'],
  };
  expect(await built(files, build)).toEqual(['dev', 1, 'shimmed', 'end']);
});

test('lambda.build-settings: mainFields and conditions lead into packages that go in', async () => {
  const files = {
    'node_modules/two/package.json': { main: 'main.js', module: 'module.js' },
    'node_modules/two/main.js': 'exports.way = "main";',
    'node_modules/two/module.js': 'export const way = "module";',
    'node_modules/three/package.json': { exports: { special: './special.js', default: './default.js' } },
    'node_modules/three/special.js': 'exports.kind = "special";',
    'node_modules/three/default.js': 'exports.kind = "default";',
    'go.ts': tell('[way, kind]', "import { way } from 'two'; import { kind } from 'three';"),
  };
  expect(await built(files, { external: [] })).toEqual(['main', 'default']);
  expect(await built(files, { external: [], mainFields: ['module'], conditions: ['special'] })).toEqual([
    'module',
    'special',
  ]);
});

test('lambda.build-settings: target and tsconfig', async () => {
  const files = {
    'go.ts': tell(
      '[one, String(look).includes("?.")]',
      "import { one } from '@lib/one';\nconst look = (a?: { b: 1 }) => a?.b;",
    ),
    'lib/one.ts': 'export const one = 1;',
    'other.json': { compilerOptions: { paths: { '@lib/*': ['./lib/*'] } } },
  };
  expect(await built(files, { tsconfig: 'other.json', target: 'es2019' })).toEqual([1, false]);
  expect(await built(files, { tsconfig: 'other.json', target: 'es2022,node18' })).toEqual([1, true]);
});

test('lambda.build-loader: files are taken in as the settings say', async () => {
  const files = {
    'go.ts': tell(
      '[query, data, require("node:path").basename(file), copied]',
      [
        "import query from './q.graphql';",
        "import data from './d.bin';",
        "import file from './lib/f.png';",
        "import copied from './lib/c.cfg';",
      ].join('\n'),
    ),
    'q.graphql': 'query { me }',
    'd.bin': 'data',
    'lib/f.png': 'png',
    'lib/c.cfg': 'module.exports = "copied";',
  };
  const loader = { '.graphql': 'text', '.bin': 'base64', '.png': 'file', '.cfg': 'copy' };
  expect(await built(files, { loader })).toEqual(['query { me }', 'ZGF0YQ==', 'f.png', 'copied']);
  expect(await built(files, { loader, external: [] })).toEqual([
    'query { me }',
    'ZGF0YQ==',
    'f.png',
    'copied',
  ]);
});

test('lambda.build-minify: stacks name what was written, functions and lines', async () => {
  const source = `class Refused extends Error { override name = this.constructor.name; }
function check(length: number): void {
  if (length !== 4) throw new Refused('not four');
}
const ask = (event: { body: string }) => check(event.body.length + 100);
export const handler = async (event: { body: string }) => {
  ask(event);
  return {};
};
`;
  const { emulator, send } = await startTyped(
    { 'src/go.ts': source },
    {
      handler: 'src/go.handler',
      build: { minify: true, format: 'cjs' },
    },
  );
  await send();
  const { error } = await emulator.facts.next('invocation.ended');
  const { trace = [] } = error ?? {};
  const frames = trace
    .join('\n')
    .replaceAll('\\', '/')
    .replaceAll(/\(.*(src\/)/g, '($1');
  expect(error?.errorType).toBe('Refused');
  expect(frames.split('\n').slice(1, 4)).toEqual([
    '    at check (src/go.ts:3:27)',
    '    at ask (src/go.ts:5:42)',
    '    at handler (src/go.ts:7:3)',
  ]);
});

test('lambda.build-reload: every input counts; what does not compile is told, and the last good code serves on', async () => {
  const watched = await useWatched({
    routes: { echo: '' },
    fn: {
      handler: 'index.handler',
      codeUri: 'out',
      build: {
        entryPoint: 'src/main',
        inject: ['shim.ts'],
        tsconfig: 'other.json',
        loader: { '.txt': 'text' },
      },
    },
    files: {
      'out/README': '',
      'src/main.ts':
        'import word from "./word.txt";\nexport const handler = async () => ({ body: word + shim + NUMBER });',
      'src/word.txt': 'one',
      'shim.ts': 'export const shim = "-";\nexport const NUMBER = 1;',
      'other.json': '{}',
    },
  });
  expect(await watched.ask('echo')).toBe('one-1');
  await watched.save('src/word.txt', 'two');
  await watched.reloaded('echo');
  expect(await watched.ask('echo')).toBe('two-1');
  await watched.save('shim.ts', 'export const shim = "+";\nexport const NUMBER = ;');
  const { place, error, isServed } = await watched.emulator.facts.next('function.not-reloaded');
  expect(place).toEqual({
    file: watched.path('shim.ts'),
    line: 2,
    column: 23,
    source: 'export const NUMBER = ;',
  });
  expect(error.errorMessage).toBe('SyntaxError: shim.ts:2:23: Unexpected ";"');
  expect(isServed).toBe(true);
  expect(await watched.ask('echo')).toBe('two-1');
  await watched.save('shim.ts', 'export const shim = "+";\nexport const NUMBER = 2;');
  await watched.reloaded('echo', 2);
  expect(await watched.ask('echo')).toBe('two+2');
  await watched.save('other.json', '{ "compilerOptions": {} }');
  await watched.reloaded('echo', 3);
});

test('lambda.build-reload: settings that are saved build the function anew', async () => {
  const definition = (word: string) =>
    JSON.stringify({
      apis: { test: { routes: { echo: { function: 'echo', routeResponse: true } } } },
      functions: { echo: { handler: 'echo.handler', build: { define: { WORD: JSON.stringify(word) } } } },
    });
  const watched = await useWatched({
    routes: { echo: 'export const handler = async () => ({ body: WORD });' },
    files: { 'emulator.config.json': definition('one') },
  });
  expect(await watched.ask('echo')).toBe('one');
  await watched.save('emulator.config.json', definition('two'));
  await watched.reloaded('echo');
  expect(await watched.ask('echo')).toBe('two');
});

test('lambda.build: an entry point that has gone since fails the invocations with its name', async () => {
  const { emulator, send } = await startTyped(
    { 'src/go.ts': tell('1') },
    { handler: 'go.handler', build: { entryPoint: 'src/go.ts' } },
  );
  await rm(join(emulator.cwd, 'src/go.ts'));
  const { error } = await send();
  expect(error?.errorMessage).toContain('go.ts');
});

test.each([
  ['a tsconfig that is not there', { tsconfig: 'gone.json' }, 'Cannot find tsconfig file "gone.json"'],
  ['a target that is none', { target: 'node20,mars' }, 'Invalid target "mars"'],
  ['a loader that is none', { loader: { '.x': 'magic' } }, 'Invalid loader value: "magic"'],
])(
  'lambda.build-error: %s is told with the file that it keeps from being built',
  async (_, settings, reason) => {
    const cwd = await useFiles({ 'package.json': {}, 'go.ts': tell('1') });
    const { tsconfig } = settings as BuildSettings;
    const build = { ...settings, ...(tsconfig !== undefined && { tsconfig: join(cwd, tsconfig) }) };
    const { lambda } = useLambda(cwd, { functions: [functionIn(cwd, { name: 'go', build })] });
    const invoked = await lambda.invoke('go', '{}');
    expect(invoked).toMatchObject({ ok: false, error: { errorType: 'Sandbox.NotCompiled' } });
    const { errorMessage } = 'error' in invoked ? invoked.error : { errorMessage: '' };
    expect(errorMessage).toContain(`${join(cwd, 'go.ts')} could not be compiled: ${reason}`);
  },
);

test('lambda.build-error: what CommonJS does not have is told with the setting to change', async () => {
  const cwd = await useFiles({ 'go.ts': 'await Promise.resolve();' });
  const functions = [functionIn(cwd, { name: 'go', build: { format: 'cjs' } })];
  const invoked = await useLambda(cwd, { functions }).lambda.invoke('go', '{}');
  expect(JSON.stringify(invoked)).toContain('set the format of the build to');
});
