/** Handlers that cannot be loaded, told before anything runs. */
import { join, sep } from 'node:path';
import { expect, test } from 'vitest';
import { type Files, useFiles } from '../support/project.ts';
import { failureOf, readFiles, readFolder, reportOf, SOUND } from './read-project.ts';

const CODE = 'exports.handler = async () => ({});';

/** The report of these functions among these files. */
const reportOfFunctions = (functions: object, files: Files = {}) =>
  reportOf({ ...SOUND, functions: { ...SOUND.functions, ...functions } }, files);

test('a handler file that is not there is reported with what is there', async () => {
  const report = await reportOfFunctions(
    {
      misspelt: { handler: 'indx.handler', codeUri: 'handlers/echo' },
      other: { handler: 'main.handler', codeUri: 'handlers/echo' },
      nested: { handler: 'handlers/echo/inedx.handler' },
      alone: { handler: 'main.handler', codeUri: 'handlers' },
      nowhere: { handler: 'src/main.handler', codeUri: 'handlers' },
    },
    { 'handlers/echo/index.js': CODE, 'handlers/echo/app.mjs': CODE, 'handlers/echo/notes.txt': '' },
  );
  expect(report).toMatchInlineSnapshot(`
    "5 problems in the project definition:
      emulator.config.json:14:18  functions.misspelt.handler: there is no handlers/echo/indx.js, .mjs, .cjs or .ts; did you mean "index.handler"?
      emulator.config.json:18:18  functions.other.handler: there is no handlers/echo/main.js, .mjs, .cjs or .ts; there is: handlers/echo/app.mjs, handlers/echo/index.js
      emulator.config.json:22:18  functions.nested.handler: there is no handlers/echo/inedx.js, .mjs, .cjs or .ts; did you mean "handlers/echo/index.handler"?
      emulator.config.json:25:18  functions.alone.handler: there is no handlers/main.js, .mjs, .cjs or .ts; create one of them, or correct "codeUri"
      emulator.config.json:29:18  functions.nowhere.handler: there is no handlers/src/main.js, .mjs, .cjs or .ts; create one of them, or correct "codeUri""
  `);
});

test('a code folder that is not there, or is a file, is reported at codeUri', async () => {
  const report = await reportOfFunctions(
    {
      misspelt: { handler: 'index.handler', codeUri: 'handlers/ecko' },
      gone: { handler: 'index.handler', codeUri: './dist/out' },
      file: { handler: 'index.handler', codeUri: 'handlers/echo/index.js' },
    },
    { 'handlers/echo/index.js': CODE },
  );
  expect(report).toMatchInlineSnapshot(`
    "3 problems in the project definition:
      emulator.config.json:15:18  functions.misspelt.codeUri: there is no folder handlers/ecko; did you mean "handlers/echo"?
      emulator.config.json:19:18  functions.gone.codeUri: there is no folder dist/out; create it, or name another
      emulator.config.json:23:18  functions.file.codeUri: handlers/echo/index.js is a file; write the folder that it is in"
  `);
});

test('a folder written with backslashes is one on Windows, and elsewhere told to use slashes', async () => {
  const functions = { echo: { handler: 'index.handler', codeUri: 'handlers\\echo' } };
  const files = { 'handlers/echo/index.js': CODE };
  if (sep === '\\') {
    const project = await readFiles({ 'emulator.config.json': { ...SOUND, functions }, ...files });
    expect(project.functions[0]?.codeUri).toBe(join(project.root, 'handlers', 'echo'));
  } else {
    expect(await reportOfFunctions(functions, files)).toBe(
      '1 problem in the project definition:\n  emulator.config.json:12:18  functions.echo.codeUri: there is no folder handlers\\echo; write "/" between folders',
    );
  }
});

test('a malformed handler is told its form', async () => {
  const report = await reportOfFunctions({
    noExport: { handler: 'index' },
    upwards: { handler: '../index.handler' },
    noFile: { handler: '.handler' },
    fileName: { handler: 'src/app.js' },
  });
  expect(report).toMatchInlineSnapshot(`
    "4 problems in the project definition:
      emulator.config.json:14:18  functions.noExport.handler: "index" is no handler; write [folder/]file.export, such as "index.handler"
      emulator.config.json:17:18  functions.upwards.handler: "../index.handler" is no handler; write [folder/]file.export, such as "index.handler"
      emulator.config.json:20:18  functions.noFile.handler: ".handler" is no handler; write [folder/]file.export, such as "index.handler"
      emulator.config.json:23:18  functions.fileName.handler: "src/app.js" is no handler; write [folder/]file.export, such as "index.handler""
  `);
});

test('a handler may be TypeScript; a folder of its name is not taken for it', async () => {
  const report = await reportOfFunctions(
    {
      typed: { handler: 'typed.handler' },
      folder: { handler: 'src.handler' },
      misspelt: { handler: 'src/ap.handler' },
      file: { handler: 'src/app.tsx' },
    },
    { 'typed.ts': CODE, 'src/app.tsx': CODE, 'src/types.d.ts': '' },
  );
  expect(report).toMatchInlineSnapshot(`
    "3 problems in the project definition:
      emulator.config.json:17:18  functions.folder.handler: there is no src.js, .mjs, .cjs or .ts; there is: echo.js, typed.ts
      emulator.config.json:20:18  functions.misspelt.handler: there is no src/ap.js, .mjs, .cjs or .ts; did you mean "src/app.handler"?
      emulator.config.json:23:18  functions.file.handler: "src/app.tsx" is no handler; write [folder/]file.export, such as "index.handler""
  `);
});

test('lambda.typescript-esbuild: without one, the project is refused with what to install', async () => {
  const cwd = await useFiles({
    'emulator.config.json': { ...SOUND, functions: { echo: { handler: 'src/echo.handler' } } },
    'src/echo.ts': CODE,
  });
  const error = await failureOf(() =>
    readFolder(cwd, undefined, () => ({ problem: 'no-esbuild', file: join(cwd, 'src', 'echo.ts') })),
  );
  expect(error.message).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      emulator.config.json:11:18  functions.echo.handler: src/echo.ts is TypeScript, and esbuild, which compiles it, is not installed; "npm install --save-dev esbuild", or build it and point "codeUri" at the output"
  `);
});

test('a handler may be CommonJS or an ES module, in a folder of the code', async () => {
  const functions = {
    ...SOUND.functions,
    module: { handler: 'src/a.handler' },
    commonjs: { handler: 'src/b.c.d', codeUri: '.' },
  };
  const project = await readFiles({
    'emulator.config.json': { ...SOUND, functions },
    'src/a.mjs': CODE,
    'src/b.cjs': CODE,
  });
  expect(project.functions.map(({ codeUri }) => codeUri)).toEqual(Array(3).fill(project.root));
});

test('lambda.build-entry: an entry point that is not there, and a handler that names another module', async () => {
  const report = await reportOfFunctions(
    {
      gone: { handler: 'chat.handler', codeUri: 'src', build: { entryPoint: 'src/caht.ts' } },
      nothing: { handler: 'chat.handler', codeUri: 'src', build: { entryPoint: 'other/chat.ts' } },
      other: { handler: 'app.main', codeUri: 'src', build: { entryPoint: 'src/chat.ts' } },
      dotted: { handler: 'chat.dev.handler', codeUri: 'src', build: { entryPoint: 'src/chat.dev.ts' } },
      right: { handler: 'handlers/chat.handler', codeUri: 'src', build: { entryPoint: 'src/chat' } },
      only: { handler: 'index.handler', codeUri: 'src', build: { entryPoint: 'src/chat.dev.ts' } },
    },
    { 'src/chat.ts': CODE, 'src/chat.dev.ts': CODE },
  );
  expect(report).toMatchInlineSnapshot(`
    "4 problems in the project definition:
      emulator.config.json:17:23  functions.gone.build.entryPoint: there is no file src/caht.ts; did you mean "src/chat.ts"?
      emulator.config.json:24:23  functions.nothing.build.entryPoint: there is no file other/chat.ts; create it, or name another
      emulator.config.json:28:18  functions.other.handler: "app.main" is not in chat.js, which src/chat.ts is built to; write "chat.main"
      emulator.config.json:35:18  functions.dotted.handler: "chat.dev.handler" is not in chat.dev.js, which src/chat.dev.ts is built to; rename it, for Lambda finds no module with a dot in its name"
  `);
});

test('lambda.build-settings: settings that are none are reported, and those that contradict each other', async () => {
  const report = await reportOfFunctions(
    {
      wrong: {
        handler: 'echo.handler',
        build: {
          entryPoints: ['a.ts'],
          format: 'iife',
          loader: { '.txt': 'txt' },
          external: 'aws-sdk',
          minify: 1,
        },
      },
      python: { handler: 'app.handler', runtime: 'python3.13', build: {} },
      both: { handler: 'index.handler', codeUri: '.', inlineCode: CODE, build: {} },
    },
    { 'app.py': '' },
  );
  expect(report).toMatchInlineSnapshot(`
    "8 problems in the project definition:
      emulator.config.json:16:9  functions.wrong.build: unknown key "entryPoints"; did you mean "entryPoint"?
      emulator.config.json:19:19  functions.wrong.build.format: expected "cjs" or "esm", found "iife"
      emulator.config.json:21:19  functions.wrong.build.loader[".txt"]: expected a loader of esbuild such as "text", found "txt"
      emulator.config.json:23:21  functions.wrong.build.external: expected a list such as ["@aws-sdk/*"], found "aws-sdk"
      emulator.config.json:24:19  functions.wrong.build.minify: expected true or false, found 1
      emulator.config.json:30:16  functions.python.build: esbuild makes no code for python3.13; leave it out
      emulator.config.json:34:18  functions.both.codeUri: "inlineCode" is there too; leave one out
      emulator.config.json:36:16  functions.both.build: "inlineCode" is there too; leave one out"
  `);
});

test('lambda.inline-code: a handler that names another module than index, and a runtime that takes none', async () => {
  const report = await reportOfFunctions({
    other: { handler: 'app.handler', inlineCode: CODE },
    nested: { handler: 'src/index.handler', inlineCode: CODE },
    file: { handler: 'index.js', inlineCode: CODE },
    python: { handler: 'app.main', inlineCode: 'def main(event, context): pass', runtime: 'python3.13' },
    binary: { handler: 'index.handler', inlineCode: CODE, runtime: 'provided.al2023' },
    right: { handler: 'index.deep.handler', inlineCode: CODE },
  });
  expect(report).toMatchInlineSnapshot(`
    "5 problems in the project definition:
      emulator.config.json:14:18  functions.other.handler: "app.handler" is not in index.js, which Lambda puts inline code into; write "index.handler", or another export of it
      emulator.config.json:18:18  functions.nested.handler: "src/index.handler" is not in index.js, which Lambda puts inline code into; write "index.handler", or another export of it
      emulator.config.json:22:18  functions.file.handler: "index.js" is no handler; write [folder/]file.export, such as "index.handler"
      emulator.config.json:26:18  functions.python.handler: "app.main" is not in index.py, which Lambda puts inline code into; write "index.handler", or another export of it
      emulator.config.json:33:18  functions.binary.runtime: Lambda takes inline code for Node.js and Python only, not for provided.al2023; put it into a folder"
  `);
});
