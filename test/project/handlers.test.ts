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
