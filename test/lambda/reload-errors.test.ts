/** Reload on save, when what was saved does not load: where it fails is said, and the last good code serves on. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isOwnFile } from '../../src/lambda/code-files.ts';
import { findFailurePlace } from '../../src/lambda/failure-place.ts';
import type { FunctionError } from '../../src/lambda/outcomes.ts';
import type { Project } from '../../src/project/model.ts';
import { answering, JSON_FORMAT, printedWhile, useWatched } from '../support/reload.ts';

/** Saves what does not load, and returns what is said of it. */
async function failureOf(saved: { file?: string; text: string }, extension: 'js' | 'mjs' = 'js') {
  const good =
    extension === 'js'
      ? answering('"good"')
      : 'export const handler = async () => ({ statusCode: 200, body: "good" });';
  const watched = await useWatched({ routes: { echo: good }, extension });
  expect(await watched.ask('echo')).toBe('good');
  await watched.save(`echo.${extension}`, saved.text);
  const fact = await watched.emulator.facts.next('function.not-reloaded');
  expect(await watched.ask('echo')).toBe('good');
  expect(fact).toMatchObject({
    function: 'echo',
    files: [watched.path(`echo.${extension}`)],
    isServed: true,
  });
  const { file, ...place } = fact.place ?? { file: '' };
  return { ...place, isHandler: file === watched.path(`echo.${extension}`), ...fact.error };
}

test('lambda.reload-error: a syntax error in a CommonJS module has its line and column', async () => {
  expect(await failureOf({ text: 'const a = 1;\n  const b = ;\n' })).toEqual({
    isHandler: true,
    line: 2,
    column: 13,
    source: '  const b = ;',
    errorType: 'Runtime.UserCodeSyntaxError',
    errorMessage: "SyntaxError: Unexpected token ';'",
  });
});

test('lambda.reload-error: a syntax error in an ES module, of which Node does not say where it is', async () => {
  expect(await failureOf({ text: 'export const a = 1;\n  const b = ;\n' }, 'mjs')).toMatchObject({
    isHandler: true,
    line: 2,
    column: 13,
    source: '  const b = ;',
  });
});

test('lambda.reload-error: an import of what is not exported', async () => {
  expect(await failureOf({ text: '\nimport { nope } from "node:fs";' }, 'mjs')).toMatchObject({
    isHandler: true,
    line: 2,
    column: 10,
    errorMessage: expect.stringContaining("does not provide an export named 'nope'"),
  });
});

test('lambda.reload-error: a module that is not there, required and imported', async () => {
  expect(await failureOf({ text: 'const a = 1;\n  require("./gone.js");' })).toMatchObject({
    isHandler: true,
    line: 2,
    column: 12,
    errorType: 'Runtime.ImportModuleError',
  });
  expect(await failureOf({ text: '\nimport "./gone.mjs";' }, 'mjs')).toMatchObject({
    isHandler: true,
    line: 2,
    source: 'import "./gone.mjs";',
    errorMessage: expect.stringContaining('Cannot find module'),
  });
});

test('lambda.reload-error: what is thrown while the module runs', async () => {
  expect(await failureOf({ text: 'const a = undefined;\n\nconst b = a.b;' })).toMatchObject({
    isHandler: true,
    line: 3,
    column: 13,
    errorType: 'TypeError',
  });
});

test('lambda.reload-error: a handler that is not exported has no place', async () => {
  const { line, errorMessage } = (await failureOf({ text: 'exports.handle = 1;' })) as {
    line?: number;
    errorMessage: string;
  };
  expect(line).toBeUndefined();
  expect(errorMessage).toBe('echo.handler is undefined or not exported');
});

test('lambda.reload-last-good: the environments from before serve on, without more of them, until a save is good', async () => {
  const { emulator, save, ask, reloaded } = await useWatched({
    routes: { echo: answering('++count', 'let count = 0;') },
  });
  expect(await ask('echo')).toBe('1');
  // The spare one, too, is to have loaded the good code.
  await emulator.facts.next('environment.ready', () => emulator.facts.of('environment.ready').length === 2);
  await save('echo.js', 'this is no JavaScript');
  await emulator.facts.next('function.not-reloaded');
  const logs = emulator.facts.of('function.log').length;
  const answers = await Promise.all([ask('echo'), ask('echo'), ask('echo')]);
  // Those that were there share the work; one more would have been started with what does not load.
  expect(answers.every((answer) => /^\d$/.test(answer))).toBe(true);
  expect(emulator.facts.of('invocation.ended').every(({ error }) => error === undefined)).toBe(true);
  expect(
    emulator.facts
      .of('function.log')
      .slice(logs)
      .filter(({ level }) => level === 'ERROR'),
  ).toEqual([]);
  await save('echo.js', answering('"mended"'));
  await reloaded('echo');
  expect(await ask('echo')).toBe('mended');
});

test('lambda.reload-last-good: a file that was missing is waited for, and other files say nothing new', async () => {
  const { emulator, save, ask, reloaded } = await useWatched({
    routes: { echo: answering('"good"'), other: answering('1') },
  });
  expect([await ask('echo'), await ask('other')]).toEqual(['good', '1']);
  await save('echo.js', answering('require("./lib/deep/text.js")', 'require("./lib/deep/text.js");'));
  await emulator.facts.next('function.not-reloaded');
  await save('notes.json', '{}');
  await save('other.js', answering('2'));
  await reloaded('other');
  await save('lib/deep/text.js', 'module.exports = "found";');
  await reloaded('echo');
  expect(await ask('echo')).toBe('found');
  expect(emulator.facts.of('function.not-reloaded')).toHaveLength(1);
});

test('lambda.reload-last-good: code that never loaded is tried with every save', async () => {
  const { emulator, save, ask, reloaded } = await useWatched({
    routes: { echo: 'require("./lib/text.js");' },
  });
  expect(await ask('echo')).toContain('Internal server error');
  await save('lib/text.js', 'module.exports = "found";');
  const { isServed } = await emulator.facts.next('function.not-reloaded');
  expect(isServed).toBe(false);
  await save('echo.js', answering('require("./lib/text.js")'));
  await reloaded('echo');
  expect(await ask('echo')).toBe('found');
});

/** Saves TypeScript that does not load, and returns where it is said to fail. */
async function typedFailure(text: string) {
  const watched = await useWatched({
    routes: { echo: '' },
    fn: { handler: 'app.handler' },
    files: { 'app.ts': 'export const handler = async () => ({ statusCode: 200, body: "good" });' },
  });
  expect(await watched.ask('echo')).toBe('good');
  await watched.save('app.ts', text);
  const { place } = await watched.emulator.facts.next('function.not-reloaded');
  expect(await watched.ask('echo')).toBe('good');
  return { ...place, file: place?.file === watched.path('app.ts') };
}

test('lambda.reload-error: TypeScript that does not compile, and a module or a package that is not there', async () => {
  expect(await typedFailure('const a: number = 1;\n  const é = "é", b c;\n')).toEqual({
    file: true,
    line: 2,
    column: 20,
    source: '  const é = "é", b c;',
  });
  expect(await typedFailure('\nimport { a } from "./gone";\nexport const handler = a;')).toEqual({
    file: true,
    line: 2,
    column: 19,
    source: 'import { a } from "./gone";',
  });
  expect(await typedFailure('\nimport { a } from "not-installed";\nexport const handler = a;')).toMatchObject(
    {
      file: true,
      line: 2,
    },
  );
});

test('lambda.reload-error: a save that leaves TypeScript as wrong as it was says nothing new', async () => {
  const { emulator, save, ask, reloaded } = await useWatched({
    routes: { echo: '' },
    fn: { handler: 'app.handler' },
    files: { 'app.ts': 'export const handler = async () => ({ statusCode: 200, body: "good" });' },
  });
  expect(await ask('echo')).toBe('good');
  await save('app.ts', 'const = 1;');
  await emulator.facts.next('function.not-reloaded');
  const started = emulator.facts.of('environment.started').length;
  await save('notes.txt', 'unrelated');
  await emulator.facts.next(
    'environment.started',
    () => emulator.facts.of('environment.started').length > started,
  );
  await save('app.ts', 'export const handler = async () => ({ statusCode: 200, body: "mended" });');
  await reloaded('echo');
  expect(emulator.facts.of('function.not-reloaded')).toHaveLength(1);
});

test('lambda.reload-error: whatever a runtime posts as its stack, the error is told', async () => {
  const place = (error: object) =>
    findFailurePlace({ errorType: 'E', errorMessage: 'm', ...error } as FunctionError, []);
  expect(await place({ trace: 'no list', stackTrace: { no: 'list' } })).toBeUndefined();
  expect(await place({ trace: [1, null], stackTrace: [2] })).toBeUndefined();
});

test('lambda.reload-error: the runtime’s own line about it is left out, in each format; others are not', async () => {
  const text = 'console.log("first"); console.error("second"); null.x;';
  for (const fn of [{}, { runtime: 'nodejs24.x' }, { isolation: 'process' }]) {
    const lines = await printedWhile(text, fn);
    expect(lines).toEqual([expect.stringContaining('first'), expect.stringContaining('second')]);
    expect(await printedWhile(text, { ...fn, ...JSON_FORMAT })).toHaveLength(2);
  }
});

test('lambda.reload-error: what it prints before it exits may be all that says why', async () => {
  const lines = await printedWhile('console.error("no settings"); process.exit(1);', {});
  expect(lines).toEqual([expect.stringContaining('no settings')]);
});

test('lambda.reload-own-files: the access log does not have code tried again that does not load', async () => {
  const watched = await useWatched({
    // Such an error has no place, so each attempt tells it, and what it is made because of.
    routes: { echo: 'exports.handle = 1;', other: answering('"x"') },
    api: {
      routes: {
        echo: { function: 'echo', routeResponse: true },
        other: { function: 'other', routeResponse: true },
      },
      stages: {
        dev: { accessLogSettings: { destination: 'logs/access.log', format: '$context.requestId' } },
      },
    },
  });
  const { facts } = watched.emulator;
  expect(await watched.ask('echo')).toContain('Internal server error');
  // The whole of its folder is watched from now on.
  await watched.save('notes.txt', 'unrelated');
  await facts.next('function.not-reloaded');
  for (const times of [1, 2, 3]) {
    expect(await watched.ask('other')).toBe('x');
    await watched.save('other.js', answering('"x"', `// ${times}`));
    await watched.reloaded('other', times);
  }
  await watched.save('echo.js', answering('"mended"'));
  await watched.reloaded('echo');
  const tried = [...facts.of('function.not-reloaded'), ...facts.of('function.reloaded')];
  expect(tried.flatMap(({ files }) => files)).not.toContain(watched.path('logs/access.log'));
  expect(await readFile(watched.path('logs/access.log'), 'utf8')).not.toBe('');
});

test('lambda.reload-own-files: nor do tables that are kept in the project', () => {
  const project = { apis: [] as Project['apis'] } as Project;
  const isOwn = (path: string) => isOwnFile(join('/project', path), project, '/project');
  expect(['dynamodb/shard.db', 'emulator.1.lock', 'emulator.x.draft'].filter((path) => !isOwn(path))).toEqual(
    [],
  );
  expect(['app.py', 'src/emulator.1.lock', 'dynamodb.py'].filter(isOwn)).toEqual([]);
});
