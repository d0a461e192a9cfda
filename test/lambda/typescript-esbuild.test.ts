/** The esbuild that compiles handlers: whose it is, how often it works, and that it goes with the emulator. */
import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Esbuilds, findEsbuild } from '../../src/lambda/typescript/esbuild.ts';
import { FunctionCode } from '../../src/lambda/typescript/function-code.ts';
import { useFiles } from '../support/project.ts';
import { useWatched } from '../support/reload.ts';
import { startTyped, tell } from '../support/typed-handlers.ts';

const REAL = createRequire(import.meta.url).resolve('esbuild');

/** A package that is esbuild and keeps a record of what it is asked. */
const recording = {
  'node_modules/esbuild/index.js': `
    const { appendFileSync } = require('node:fs');
    const { join } = require('node:path');
    const real = require(${JSON.stringify(REAL)});
    const note = (what) => appendFileSync(join(__dirname, 'record.txt'), what + '\\n');
    module.exports = {
      ...real,
      build(options) { note('build ' + options.target); return real.build(options); },
      stop() { note('stop'); return real.stop(); },
    };`,
};

const recordOf = async (cwd: string) =>
  (await readFile(join(cwd, 'node_modules/esbuild/record.txt'), 'utf8')).trimEnd().split('\n');

test('lambda.typescript-esbuild: the project’s own is taken, asked once a deployment, and stopped at the end', async () => {
  const source = tell(
    'leave(event)',
    'const leave = (event: Event) => event.body.includes("leave") ? process.exit(1) : "x";',
  );
  const { emulator, send } = await startTyped({ ...recording, 'go.ts': source }, { runtime: 'nodejs18.x' });
  expect((await send()).body).toBe('"x"');
  await send({ leave: true });
  await send({ leave: true });
  expect((await send()).body).toBe('"x"');
  expect(await recordOf(emulator.cwd)).toEqual(['build node18']);
  await emulator.reload();
  expect((await send()).body).toBe('"x"');
  await emulator.close();
  expect(await recordOf(emulator.cwd)).toEqual(['build node18', 'build node18', 'stop']);
});

test('lambda.typescript-esbuild: JavaScript alone never loads it', async () => {
  const files = { ...recording, 'go.js': 'exports.handler = async () => ({ body: "x" });' };
  const { emulator, send } = await startTyped(files);
  expect((await send()).body).toBe('x');
  await emulator.close();
  expect(existsSync(join(emulator.cwd, 'node_modules/esbuild/record.txt'))).toBe(false);
});

test('lambda.typescript-esbuild: it is the function’s, else the project’s, else that of the emulator', async () => {
  const root = await realpath(
    await useFiles({
      'functions/node_modules/esbuild/index.js': '',
      'functions/go/go.ts': '',
      'node_modules/esbuild/index.js': '',
      'go.ts': '',
    }),
  );
  const elsewhere = await useFiles({ 'go.ts': '' });
  const functions = join(root, 'functions', 'go');
  expect(findEsbuild(functions, root)).toBe(join(root, 'functions/node_modules/esbuild/index.js'));
  expect(findEsbuild(elsewhere, root)).toBe(join(root, 'node_modules/esbuild/index.js'));
  expect(findEsbuild(elsewhere, elsewhere)).toBe(REAL);
});

test('lambda.typescript-esbuild: one that cannot be loaded is told as the function’s error', async () => {
  const broken = { 'node_modules/esbuild/index.js': 'throw new Error("for another platform");' };
  const { send } = await startTyped({ ...broken, 'go.ts': tell('"x"') });
  const { error } = await send();
  expect(error?.errorType).toBe('Sandbox.NotCompiled');
  expect(error?.errorMessage).toMatch(/go\.ts could not be compiled: for another platform$/);
});

test('lambda.typescript-esbuild: a stop that overtakes it is no failure', async () => {
  const cwd = await useFiles({ 'go.ts': tell('"x"') });
  const esbuilds = new Esbuilds();
  const request = { source: join(cwd, 'go.ts'), codeUri: cwd, projectRoot: cwd, version: 22 };
  const code = new FunctionCode(request, esbuilds);
  const compiling = code.compiled(() => {});
  await esbuilds.stop();
  expect(await compiling).toMatchObject({ error: { errorType: 'Sandbox.NotCompiled' } });
});

test('lambda.typescript-esbuild: a process of its that has died is replaced, once, whoever finds it gone', async () => {
  const cwd = await useFiles({
    // Tells the process that it works in.
    'node_modules/esbuild/index.js': `
      const { appendFileSync } = require('node:fs');
      const { join } = require('node:path');
      const processes = require('node:child_process');
      const real = require(${JSON.stringify(REAL)});
      const { spawn } = processes;
      const note = (what) => appendFileSync(join(__dirname, 'record.txt'), what + '\\n');
      const noting = (...args) => {
        const child = spawn(...args);
        note(String(child.pid));
        return child;
      };
      module.exports = {
        ...real,
        build(options) {
          processes.spawn = noting;
          try { return real.build(options); } finally { processes.spawn = spawn; }
        },
        stop() { note('stop'); return real.stop(); },
      };`,
    'a.ts': tell('"a"'),
    'b.ts': tell('"b"'),
    'c.ts': tell('"c"'),
  });
  const esbuilds = new Esbuilds();
  try {
    const compile = (name: string) => {
      const request = { source: join(cwd, name), codeUri: cwd, projectRoot: cwd, version: 22 };
      return new FunctionCode(request, esbuilds).compiled(() => {});
    };
    expect(await compile('a.ts')).not.toHaveProperty('error');
    const [first] = await recordOf(cwd);
    process.kill(Number(first), 'SIGKILL');
    for (const code of await Promise.all([compile('b.ts'), compile('c.ts')])) {
      expect(code).not.toHaveProperty('error');
    }
    expect(await recordOf(cwd)).toEqual([first, 'stop', expect.stringMatching(/^\d+$/)]);
  } finally {
    await esbuilds.stop();
  }
});

test('lambda.typescript-once: what it was made from is known, also after a failure', async () => {
  const cwd = await realpath(
    await useFiles({
      'functions/go.ts': `import { a } from '../shared/a.js'; import './b.json'; import 'c'; export const handler = a;`,
      'functions/b.json': {},
      'functions/node_modules/c/index.js': '',
      'functions/wrong.ts': `import '../shared/wrong.js';`,
      'shared/a.ts': 'export const a: number = 1;',
      'shared/wrong.ts': 'const = 1;',
      'functions/package.json': {},
      'package.json': {},
      'tsconfig.json': '{ /* ours */ "extends": ["./base", "common", "gone",], }',
      'base.json': { extends: './deeper.json' },
      'deeper.json': {},
      'node_modules/common/tsconfig.json': {},
    }),
  );
  const esbuilds = new Esbuilds();
  try {
    const inputsOf = async (name: string) => {
      const source = join(cwd, 'functions', name);
      const code = new FunctionCode({ source, codeUri: cwd, projectRoot: cwd, version: 22 }, esbuilds);
      expect([...code.inputs]).toEqual([source]);
      await code.compiled(() => {});
      return [...code.inputs].sort();
    };
    const paths = (...names: string[]) => names.map((name) => join(cwd, name));
    const settings = paths(
      'base.json',
      'deeper.json',
      'functions/package.json',
      'package.json',
      'tsconfig.json',
    );
    expect(await inputsOf('go.ts')).toEqual(
      [...settings, ...paths('functions/b.json', 'functions/go.ts', 'shared/a.ts')].sort(),
    );
    expect(await inputsOf('wrong.ts')).toEqual(
      [...settings, ...paths('functions/wrong.ts', 'shared/wrong.ts')].sort(),
    );
  } finally {
    await esbuilds.stop();
  }
});

test('lambda.typescript-once: a tsconfig that is saved under watch is a change of the code', async () => {
  const pathsTo = (file: string) => JSON.stringify({ compilerOptions: { paths: { '@x': [file] } } });
  const watched = await useWatched({
    routes: { echo: '' },
    fn: { handler: 'app.handler', codeUri: 'src' },
    files: {
      'src/app.ts': `import { x } from '@x'; export const handler = async () => ({ statusCode: 200, body: x });`,
      'lib/a.ts': 'export const x: string = "a";',
      'lib/b.ts': 'export const x: string = "b";',
      'tsconfig.json': pathsTo('./lib/a.ts'),
    },
  });
  expect(await watched.ask('echo')).toBe('a');
  await watched.save('tsconfig.json', pathsTo('./lib/b.ts'));
  await watched.reloaded('echo');
  expect(await watched.ask('echo')).toBe('b');
});
