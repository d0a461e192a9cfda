/** Definitions that are modules: emulator.config.js, .mjs and .ts. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { useFiles } from '../support/project.ts';
import { failureOf, readFiles, readFolder, reportOfFiles } from './read-project.ts';

/** Two mistakes, on the lines 2 and 5 of the object. */
const MISTAKEN = `{
  apis: { chat: { routes: { $default: 'ecko' } } },
  functions: {
    echo: { handler: 'echo.handler',
      timeout: '3' },
  },
}`;

/** The report of both, when the object starts on `line` and its rows are not moved sideways. */
const bothOn = (file: string, line: number) =>
  [
    '2 problems in the project definition:',
    `  ${file}:${line + 1}:39  apis.chat.routes.$default: there is no function "ecko"; did you mean "echo"?`,
    `  ${file}:${line + 4}:16  functions.echo.timeout: expected whole seconds from 1 to 900, found "3"; write 3, without quotes`,
  ].join('\n');

describe.each(['js', 'mjs', 'ts'])('in an emulator.config.%s', (extension) => {
  const file = `emulator.config.${extension}`;
  const reportOfModule = (source: string, files = {}) => reportOfFiles({ [file]: source, ...files });

  test.each([
    ['a default export', `export default ${MISTAKEN};`, 1],
    [
      'defineConfig',
      `import { defineConfig } from 'apigateway-websocket-emulator';\n\nexport default defineConfig(${MISTAKEN});`,
      3,
    ],
    ['a constant', `const config = ${MISTAKEN};\nexport default config;`, 1],
    ['a constant exported as default', `const config = ${MISTAKEN};\nexport { config as default };`, 1],
    ['a function', `export default () => (${MISTAKEN});`, 1],
    [
      'an async function with a body',
      `export default async function config() {\n  return ${MISTAKEN};\n}`,
      2,
    ],
    ['a promise', `export default Promise.resolve(${MISTAKEN});`, 1],
    ['a top-level await', `const config = await ${MISTAKEN};\nexport default config;`, 1],
    ['module.exports', `module.exports = ${MISTAKEN};`, 1],
    ['module.exports of a constant', `const config = ${MISTAKEN};\nmodule.exports = config;`, 1],
    [
      'a compiled default export',
      `Object.defineProperty(exports, '__esModule', { value: true });\nexports.default = ${MISTAKEN};`,
      2,
    ],
  ])('mistakes behind %s have their places', async (_, source, line) => {
    expect(await reportOfModule(source)).toBe(bothOn(file, line));
  });

  test('mistakes in parts that have names, spreads or computed keys have their places', async () => {
    const report = await reportOfModule(`const name = 'echo';
const shared = { timeout: '3' };
const routes = { $default: 'ecko' };
const parts = {
  functions: { [name]: { handler: 'ecko.handler', ...shared } },
};
export default { apis: { chat: { ['routes']: routes } }, functions: parts.functions };`);
    expect(report).toBe(`3 problems in the project definition:
  ${file}:2:27  functions.echo.timeout: expected whole seconds from 1 to 900, found "3"; write 3, without quotes
  ${file}:3:28  apis.chat.routes.$default: there is no function "ecko"; did you mean "echo"?
  ${file}:5:35  functions.echo.handler: there is no ecko.js, .mjs, .cjs or .ts; did you mean "echo.handler"?`);
  });

  test('a mistake in what the file computes is reported at the nearest thing that it spells out', async () => {
    const report = await reportOfModule(`const functions = Object.fromEntries([['echo', { handler: 3 }]]);
export default {
  apis: { chat: { routes: { $default: 'echo' }, stage: process.env.EMULATOR_TEST_UNSET_STAGE ?? null } },
  functions,
};`);
    expect(report).toBe(`2 problems in the project definition:
  ${file}:3:56  apis.chat.stage: expected a stage name of 1 to 128 letters, digits, "-" and "_", found null
  ${file}:4:3  functions.echo.handler: expected a handler such as "index.handler", found 3`);
  });

  test('values that JSON cannot have are shown, not stumbled over', async () => {
    const report = await reportOfModule(`const loop = {};
loop.self = loop;
export default {
  region: loop,
  accountId: [loop],
  apis: { chat: { port: 3001n, stage: () => 'dev', routes: { $default: Symbol('echo') } } },
  functions: { echo: { handler: 'echo.handler', environment: { UNSET: undefined }, timeout: NaN } },
};`);
    expect(report).toBe(`7 problems in the project definition:
  ${file}:4:11  region: expected an AWS region such as "us-east-1", found an object
  ${file}:5:14  accountId: expected an account id of twelve digits in quotes, found an array
  ${file}:6:25  apis.chat.port: expected a port from 0 to 65535 (0 takes a free one), found 3001n
  ${file}:6:39  apis.chat.stage: expected a stage name of 1 to 128 letters, digits, "-" and "_", found a function
  ${file}:6:72  apis.chat.routes.$default: expected a function name, or { "function": name, "routeResponse": true }, found Symbol(echo)
  ${file}:7:71  functions.echo.environment.UNSET: expected a string in quotes, found undefined
  ${file}:7:93  functions.echo.timeout: expected whole seconds from 1 to 900, found NaN`);
  });

  test('a syntax error has its place', async () => {
    expect(await reportOfModule(`export default {\n  apis: {,\n  functions: {}\n};`)).toBe(
      `1 problem in the project definition:\n  ${file}:2:10  syntax error: Unexpected token`,
    );
  });

  test('what it throws is reported at its line, without a stack', async () => {
    const source = `const load = () => {\n  throw new Error('no\\nnetwork');\n};\n\nexport default load();`;
    expect(await reportOfModule(source)).toBe(
      `1 problem in the project definition:\n  ${file}:2:3  running the file failed: no network`,
    );
    expect(await reportOfModule(`export default async () => {\n  throw 'a string';\n};`)).toBe(
      `1 problem in the project definition:\n  ${file}:1:1  running the file failed: a string`,
    );
  });

  test('an import that does not exist is named', async () => {
    expect(await reportOfModule(`\nimport base from './base.js';\nexport default base;`)).toBe(
      `1 problem in the project definition:\n  ${file}:2:1  running the file failed: Cannot find module './base.js'`,
    );
  });

  test.each([
    ['nothing at all', ''],
    ['names, but no default', 'export const apis = {};'],
    ['undefined', 'export default undefined;'],
  ])('a file that exports %s is told what to write', async (_, source) => {
    expect(await reportOfModule(source)).toBe(
      `1 problem in the project definition:\n  ${file}:1:1  the file exports no configuration; write export default { apis: { … }, functions: { … } }, or module.exports = { … }`,
    );
  });

  test('a function that returns nothing is told what is expected', async () => {
    expect(await reportOfModule('export default () => {};')).toBe(
      `1 problem in the project definition:\n  ${file}:1:16  expected an object with "apis" and "functions", found undefined`,
    );
  });

  test('a file that has changed is read anew', async () => {
    for (const head of ['export default', 'module.exports =']) {
      const sourceOf = (stage: string) =>
        `${head} { apis: { chat: { stage: '${stage}', routes: { $default: 'echo' } } }, functions: { echo: { handler: 'echo.handler' } } };`;
      const folder = await useFiles({ 'echo.js': '', [file]: sourceOf('before') });
      expect((await readFolder(folder)).apis[0]?.stages[0]?.name).toBe('before');
      await writeFile(join(folder, file), sourceOf('after'));
      expect((await readFolder(folder)).apis[0]?.stages[0]?.name).toBe('after');
    }
  });
});

test('TypeScript may say satisfies, as const and as', async () => {
  const head = `import type { EmulatorConfig } from 'apigateway-websocket-emulator';\n`;
  for (const tail of ['satisfies EmulatorConfig', 'as const', 'as unknown as EmulatorConfig']) {
    const source = `${head}export default ${MISTAKEN} ${tail};`;
    expect(await reportOfFiles({ 'emulator.config.ts': source })).toBe(bothOn('emulator.config.ts', 2));
  }
  const assigned = `${head}const config: EmulatorConfig = ${MISTAKEN};\nexport = config;`;
  expect(await reportOfFiles({ 'emulator.config.ts': assigned })).toBe(bothOn('emulator.config.ts', 2));
});

test('a module may use what modules use, and know where it is', async () => {
  const project = await readFiles({
    'package.json': '{ "type": "module" }',
    'settings.json': '{ "stage": "beta" }',
    'emulator.config.js': `import { readFileSync } from 'node:fs';
import settings from './settings.json' with { type: 'json' };
const { region } = await import('./region.mjs');
const text = JSON.parse(readFileSync(new URL('./settings.json', import.meta.url), 'utf8'));
export default {
  region,
  apis: { chat: { stage: settings.stage + text.stage, routes: { $default: 'echo' } } },
  functions: { echo: { handler: 'echo.handler', codeUri: import.meta.dirname } },
};`,
    'region.mjs': `export const region = 'eu-west-1';`,
  });
  expect(project.apis[0]?.stages[0]?.name).toBe('betabeta');
  expect(project.region).toBe('eu-west-1');
  expect(project.functions[0]?.codeUri).toBe(project.root);
});

test('a configuration in TypeScript may import another file', async () => {
  const project = await readFiles({
    'emulator.config.ts': `import { functions } from './functions';\nexport default { apis: { chat: { routes: { $default: 'echo' } } }, functions };`,
    'functions.ts': `interface F { handler: string }\nexport const functions: Record<string, F> = { echo: { handler: 'echo.handler' } };`,
  });
  expect(project.functions.map(({ name }) => name)).toEqual(['echo']);
});

test('a failure has no stack in its message', async () => {
  const error = await failureOf(() => readFiles({ 'emulator.config.mjs': 'throw new Error("boom");' }));
  expect(error.fault).toBe('user');
  expect(error.message).not.toContain('    at ');
});
