/** Handlers in TypeScript: how they are found, what a file of one becomes, and what is said of code that is wrong. */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { useEmulator } from '../support/emulator.ts';
import { useProject } from '../support/project.ts';
import { projectOf, RUNTIMES, senderOf, startTyped, tell, told } from '../support/typed-handlers.ts';

const MODULE = { 'package.json': { type: 'module' } };

describe('what a handler may be written in', () => {
  const JSX = 'const React = { createElement: (_: string, __: object | null, text: string) => text };';
  const written = {
    'go.ts': { 'go.ts': tell('"x"') },
    'go.tsx': { 'go.tsx': tell('<b>x</b>', JSX) },
    'go.mts': { 'go.mts': tell('late', 'const late: string = await Promise.resolve("x");') },
    'go.cts': { ...MODULE, 'go.cts': tell('typeof module === "object" ? "x" : ""') },
  };
  for (const [name, files] of Object.entries(written)) {
    test(`lambda.typescript: ${name}, on each generation of the runtime`, async () => {
      for (const runtime of RUNTIMES) expect(await told(files, { runtime })).toBe('x');
    });
  }

  test('lambda.typescript: in a folder of the code, behind a dotted export path', async () => {
    const files = {
      'src/app.ts': `export const ns = { handler: async (): Promise<object> => ({ body: '"x"' }) };`,
    };
    for (const runtime of RUNTIMES) {
      expect(await told(files, { handler: 'src/app.ns.handler', runtime })).toBe('x');
    }
  });

  test('lambda.typescript: nothing is written to the disk', async () => {
    const cwd = await useProject(projectOf({ 'go.ts': tell('"x"') }));
    const before = await readdir(cwd, { recursive: true });
    const send = await senderOf(await useEmulator({ cwd }));
    expect((await send()).body).toBe('"x"');
    expect(await readdir(cwd, { recursive: true })).toEqual(before);
  });

  test('lambda.typescript: what is not exported is Lambda’s error', async () => {
    for (const runtime of RUNTIMES) {
      const { send } = await startTyped({ 'go.ts': 'export const other: number = 1;' }, { runtime });
      expect((await send()).error).toMatchObject({
        errorType: 'Runtime.HandlerNotFound',
        errorMessage: 'go.handler is undefined or not exported',
      });
    }
  });

  test('lambda.typescript: names and parameters of functions are what they are in JavaScript', async () => {
    const files = {
      'go.ts': `
        function handler(_: object, context: { succeed: unknown }, done: (error: null, result: object) => void): void {
          done(null, { body: JSON.stringify([handler.name, handler.length, typeof context.succeed]) });
        }
        export { handler };`,
    };
    expect(await told(files)).toEqual(['handler', 3, 'function']);
    const { send } = await startTyped(files, { runtime: 'nodejs24.x' });
    expect((await send()).error?.errorType).toBe('Runtime.CallbackHandlerDeprecated');
  });
});

describe('code that is built already', () => {
  const js = (text: string) => `exports.handler = async () => ({ body: '"${text}"' });`;

  test('lambda.typescript-built: JavaScript beside the TypeScript runs, as it is', async () => {
    expect(await told({ 'go.ts': tell('"source"'), 'go.js': js('built') })).toBe('built');
  });

  test('lambda.typescript-built: a codeUri of build output runs from there', async () => {
    const files = { 'src/go.ts': 'not even TypeScript', 'dist/src/go.cjs': js('built') };
    expect(await told(files, { codeUri: 'dist', handler: 'src/go.handler' })).toBe('built');
  });

  test('lambda.typescript-built: so does a package of the handler’s name', async () => {
    expect(await told({ 'go.ts': tell('"source"'), 'node_modules/go/index.js': js('package') })).toBe(
      'package',
    );
  });
});

describe('what a file becomes', () => {
  test('lambda.typescript-module: without "type": "module" near it, CommonJS in the folder of its source', async () => {
    const expression =
      '[__filename.endsWith("/src/go.js"), __dirname.endsWith("/src"), typeof require.cache[__filename]]';
    for (const runtime of RUNTIMES) {
      const fn = { runtime, handler: 'src/go.handler' };
      expect(await told({ ...MODULE, 'src/package.json': {}, 'src/go.ts': tell(expression) }, fn)).toEqual([
        true,
        true,
        'object',
      ]);
    }
  });

  test('lambda.typescript-module: with it, an ES module there', async () => {
    const expression = '[import.meta.url.endsWith("/src/go.js"), import.meta.dirname.endsWith("/src"), late]';
    const source = tell(expression, 'const late = await Promise.resolve("late");');
    for (const runtime of RUNTIMES) {
      const fn = { runtime, handler: 'src/go.handler' };
      expect(await told({ ...MODULE, 'src/go.ts': source }, fn)).toEqual([true, true, 'late']);
    }
  });

  test('lambda.typescript-module: CommonJS that an ES module takes in finds what it has elsewhere', async () => {
    const files = {
      ...MODULE,
      'go.ts': tell('helper', `import helper from './lib/helper.cjs';`),
      'lib/helper.cjs': 'module.exports = require("node:path").basename(__filename);',
    };
    for (const runtime of RUNTIMES) expect(await told(files, { runtime })).toBe('go.js');
  });

  test('lambda.typescript-module: syntax newer than the Node that runs is compiled to what it takes', async () => {
    const source = tell(
      'log',
      `const log: string[] = [];
       { using it = { [Symbol.dispose ?? Symbol.for("Symbol.dispose")]: () => log.push("disposed") }; void it; }`,
    );
    for (const runtime of RUNTIMES)
      expect(await told({ 'go.ts': source }, { runtime })).toEqual(['disposed']);
  });
});

describe('once for a deployment', () => {
  test('lambda.typescript-once: environments share what was compiled, until the project is read again', async () => {
    const source = (text: string) =>
      tell(
        `leave(event) ?? "${text}"`,
        'const leave = (event: Event) => event.body.includes("leave") ? process.exit(1) : null;',
      );
    const { emulator, send } = await startTyped({ 'go.ts': source('before') });
    await send();
    await writeFile(join(emulator.cwd, 'go.ts'), source('after'));
    const started = () => emulator.facts.of('environment.started').length;
    const before = started();
    // The one that runs and its spare.
    for (let left = 0; left < 2; left++)
      expect((await send({ leave: true })).error?.errorType).toBe('Runtime.ExitError');
    expect((await send()).body).toBe('"before"');
    expect(started()).toBeGreaterThan(before);
    await emulator.reload();
    expect((await send()).body).toBe('"after"');
  });
});

describe('code that is wrong', () => {
  const stackOf = (line: string): string[] => JSON.parse(line.slice(line.indexOf('{'))).stack;

  test('lambda.typescript-error: a syntax error is Lambda’s, with place, line and caret', async () => {
    const files = { 'src/go.ts': 'export {};\n\tconst é: string = "ü", b c = 2;\n' };
    for (const runtime of RUNTIMES) {
      const { emulator, send } = await startTyped(files, { runtime, handler: 'src/go.handler' });
      const { error } = await send();
      expect(error).toMatchObject({
        errorType: 'Runtime.UserCodeSyntaxError',
        errorMessage: 'SyntaxError: src/go.ts:2:27: Expected ";" but found "c"',
      });
      const { line } = await emulator.facts.next('function.log', ({ level }) => level === 'ERROR');
      expect(stackOf(line)).toEqual([
        'Runtime.UserCodeSyntaxError: SyntaxError: src/go.ts:2:27: Expected ";" but found "c"',
        '    \tconst é: string = "ü", b c = 2;',
        '    \t                         ^',
      ]);
    }
  });

  test('lambda.typescript-error: every error is told, and what esbuild knows beside', async () => {
    const files = {
      'go.ts': 'await 1;\nexport const handler = async () => {};\nconst a = 1;\nconst a = 2;\n',
    };
    const { emulator, send } = await startTyped(files);
    await send();
    const { line } = await emulator.facts.next('function.log', ({ level }) => level === 'ERROR');
    expect(stackOf(line).join('\n')).toMatchInlineSnapshot(`
      "Runtime.UserCodeSyntaxError: SyntaxError: go.ts:1:1: Top-level await is currently not supported with the "cjs" output format
          await 1;
          ^^^^^
          It is CommonJS: write "type": "module" into the nearest package.json, or name the file .mts
      go.ts:4:7: The symbol "a" has already been declared
          const a = 2;
                ^
          go.ts:3:7: The symbol "a" was originally declared here:"
    `);
  });

  test('lambda.typescript-error: a file that is not there is Lambda’s import error', async () => {
    const { send } = await startTyped({
      'go.ts': 'import { a } from "./missing";\nexport const handler = a;',
    });
    expect((await send()).error).toMatchObject({
      errorType: 'Runtime.ImportModuleError',
      errorMessage: 'Error: go.ts:1:19: Could not resolve "./missing"',
    });
  });

  test('lambda.typescript-error: a package that is not there is an error of Node’s, as in JavaScript', async () => {
    const files = { 'go.ts': 'import a from "not-there";\nexport const handler = a;' };
    const { send } = await startTyped(files);
    const { error } = await send();
    expect(error?.errorType).toBe('Runtime.ImportModuleError');
    expect(error?.errorMessage).toMatch(
      /^Error: Cannot find module 'not-there'\nRequire stack:\n- .*[\\/]go\.js\n- \/var\/runtime\/index\.mjs$/,
    );
    const late = await startTyped(files, { runtime: 'nodejs24.x' });
    expect((await late.send()).error?.errorMessage).toMatch(/'not-there'\nRequire stack:\n- .*[\\/]go\.js$/);
  });

  test('lambda.typescript-error: each invocation tries again', async () => {
    const { emulator, send } = await startTyped({ 'go.ts': 'const = 1;' });
    expect((await send()).error?.errorType).toBe('Runtime.UserCodeSyntaxError');
    await writeFile(join(emulator.cwd, 'go.ts'), tell('"right"'));
    expect((await send()).body).toBe('"right"');
  });

  test('lambda.typescript-warning: what esbuild finds odd is a notice, once', async () => {
    const { emulator, send } = await startTyped({ 'go.ts': tell('import.meta.url ?? null') });
    expect((await send()).body).toBe('null');
    const { message } = await emulator.facts.next('notice');
    expect(message).toMatch(
      /^go: go\.ts:\d+:\d+: "import\.meta" is not available with the "cjs" output format/,
    );
    expect(message).toContain('import.meta.url ?? null');
    await send();
    expect(emulator.facts.of('notice')).toHaveLength(1);
  });
});
