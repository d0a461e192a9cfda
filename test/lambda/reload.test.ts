/** Reload on save: what a change reaches, and what it leaves alone. */
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { connect } from '../support/client.ts';
import { type TestEmulator, useSmallEmulator } from '../support/emulator.ts';
import { useGate } from '../support/gate.ts';
import { answering, useWatched } from '../support/reload.ts';

/** An ES module that answers with the value of an expression. */
const module = (imports: string, expression: string) =>
  `${imports}\nexport const handler = async () => ({ statusCode: 200, body: String(${expression}) });`;

test('lambda.reload: a handler that is saved answers the next message of an open socket', async () => {
  const { emulator, save, ask, reloaded, path } = await useWatched({
    routes: { echo: answering('"old"') },
  });
  expect(await ask('echo')).toBe('old');
  await save('echo.js', answering('"new"'));
  await reloaded('echo');
  expect(await ask('echo')).toBe('new');
  expect(await emulator.facts.next('function.reloaded')).toMatchObject({
    function: 'echo',
    files: [path('echo.js')],
    durationMs: expect.any(Number),
  });
  expect(emulator.facts.of('connection.closed')).toEqual([]);
  expect(emulator.facts.of('connection.opened')).toHaveLength(1);
});

test('lambda.reload: files may be written in place or renamed into it, time after time', async () => {
  const { path, save, ask, reloaded } = await useWatched({ routes: { echo: answering('0') } });
  expect(await ask('echo')).toBe('0');
  for (const round of [1, 3, 5]) {
    await save('echo.js', answering(`${round}`));
    await reloaded('echo', round);
    expect(await ask('echo')).toBe(`${round}`);
    await writeFile(path('echo.js'), answering(`${round + 1}`));
    await reloaded('echo', round + 1);
    expect(await ask('echo')).toBe(`${round + 1}`);
  }
});

test('lambda.reload: a folder that is removed and made anew is watched on', async () => {
  const { emulator, path, save, ask, reloaded } = await useWatched({
    routes: { echo: answering('0') },
    fn: { codeUri: 'build/dist' },
    files: { 'build/dist/echo.js': answering('0') },
  });
  expect(await ask('echo')).toBe('0');
  // At once, as `rm -rf dist && tsc` does, of the folder and of the one above it.
  for (const [round, removed] of [
    [1, 'build/dist'],
    [4, 'build'],
  ] as const) {
    await rm(path(removed), { recursive: true });
    await save('build/dist/echo.js', answering(round));
    await reloaded('echo', round);
    for (const next of [round + 1, round + 2]) {
      await save('build/dist/echo.js', answering(next));
      await reloaded('echo', next);
    }
    expect(await ask('echo')).toBe(`${round + 2}`);
  }
  // Slowly, so that it was gone for a while.
  await rm(path('build'), { recursive: true });
  const failures = emulator.facts.of('function.not-reloaded').length;
  await emulator.facts.next(
    'function.not-reloaded',
    () => emulator.facts.of('function.not-reloaded').length > failures,
  );
  for (const round of [7, 8, 9]) {
    await save('build/dist/echo.js', answering(round));
    await reloaded('echo', round);
  }
  expect(await ask('echo')).toBe('9');
});

test('lambda.reload: nothing is watched where nobody asked for it', async () => {
  const emulator = await useSmallEmulator({ routes: { $default: answering('1') } });
  expect(process.getActiveResourcesInfo().filter((name) => /FSEvent|StatWatcher/.test(name))).toEqual([]);
  expect(emulator.facts.all).toEqual([]);
});

test('lambda.reload-modules: modules that were required, at the start or later, count', async () => {
  const { save, ask, reloaded } = await useWatched({
    routes: {
      echo: answering(
        'early + require("./lib/late.js") + data.text',
        'const early = require("./lib/early.js"); const data = require("./lib/data.json");',
      ),
    },
    files: {
      'lib/early.js': 'module.exports = "a";',
      'lib/late.js': 'module.exports = "b";',
      'lib/data.json': { text: 'c' },
    },
  });
  expect(await ask('echo')).toBe('abc');
  await save('lib/early.js', 'module.exports = "A";');
  await reloaded('echo', 1);
  expect(await ask('echo')).toBe('Abc');
  await save('lib/late.js', 'module.exports = "B";');
  await reloaded('echo', 2);
  expect(await ask('echo')).toBe('ABc');
  await save('lib/data.json', '{ "text": "C" }');
  await reloaded('echo', 3);
  expect(await ask('echo')).toBe('ABC');
});

test('lambda.reload-modules: ES modules that were imported count, by way of others, of package.json and of import()', async () => {
  const { save, ask, reloaded } = await useWatched({
    routes: {
      echo: module(
        'import { a } from "./lib/a.mjs"; import { b } from "#lib/b"; const { c } = await import("./lib/c.mjs");',
        'a + b + c',
      ),
    },
    extension: 'mjs',
    files: {
      'package.json': { imports: { '#lib/*': { import: './lib/*.mjs' } } },
      'lib/a.mjs': 'export { deep as a } from "./deep.mjs";',
      'lib/deep.mjs': 'export const deep = "a";',
      'lib/b.mjs': 'export const b = "b";',
      'lib/c.mjs': 'export const c = "c";',
    },
  });
  expect(await ask('echo')).toBe('abc');
  await save('lib/deep.mjs', 'export const deep = "A";');
  await reloaded('echo', 1);
  await save('lib/b.mjs', 'export const b = "B";');
  await reloaded('echo', 2);
  await save('lib/c.mjs', 'export const c = "C";');
  await reloaded('echo', 3);
  expect(await ask('echo')).toBe('ABC');
});

test('lambda.reload-modules: a package that is linked from elsewhere counts', async () => {
  const { save, ask, reloaded, path } = await useWatched({
    routes: { echo: module('', '(await import("shared")).text') },
    extension: 'mjs',
    files: {
      'packages/shared/package.json': { name: 'shared', type: 'module', exports: { import: './index.js' } },
      'packages/shared/index.js': 'export const text = "old";',
    },
  });
  await mkdir(path('node_modules'));
  await symlink(path('packages/shared'), path('node_modules/shared'), 'junction');
  expect(await ask('echo')).toBe('old');
  await save('packages/shared/index.js', 'export const text = "new";');
  await reloaded('echo');
  expect(await ask('echo')).toBe('new');
});

test('lambda.reload-modules: what is written as soon as it was loaded counts, though the clock of files has not gone on', async () => {
  // By the handler itself, for nobody else is so quick.
  const { ask, reloaded } = await useWatched({
    routes: {
      echo: answering(
        'calls++ === 0 ? "warm" : loaded()',
        `let calls = 0;
         function loaded() {
           const text = require("./lib/text.js");
           if (text === "old") require("node:fs").writeFileSync(require.resolve("./lib/text.js"), 'module.exports = "new";');
           return text;
         }`,
      ),
    },
    files: { 'lib/text.js': 'module.exports = "old";' },
  });
  expect([await ask('echo'), await ask('echo')]).toEqual(['warm', 'old']);
  await reloaded('echo');
  expect([await ask('echo'), await ask('echo')]).toEqual(['warm', 'new']);
});

test('lambda.reload-modules: what was written since an invocation loaded it counts, though the next has begun', async () => {
  const gate = await useGate();
  const { emulator, save, ask, reloaded } = await useWatched({
    routes: {
      echo: `exports.handler = async () => { const body = require('./lib.js'); await ${gate.wait}; return { body }; };`,
      other: answering('"other"'),
    },
    fn: { maxEnvironments: 1 },
    files: { 'lib.js': 'module.exports = "old";' },
  });
  const running = ask('echo');
  await gate.reached(1);
  const waiting = ask('echo');
  await emulator.facts.next('message.received', () => emulator.facts.of('message.received').length === 2);
  await save('lib.js', 'module.exports = "new";');
  await whileOthersWork(emulator);
  gate.open();
  expect(await running).toBe('old');
  await reloaded('echo');
  await waiting;
  expect(await ask('echo')).toBe('new');
});

test('lambda.reload-modules: what one environment loaded before it was written counts, though another has loaded it since', async () => {
  const gate = await useGate();
  const { emulator, save, ask, reloaded } = await useWatched({
    routes: {
      echo: `exports.handler = async () => { const body = require('./lib.js'); if (body === 'old') await ${gate.wait}; return { body }; };`,
      other: answering('"other"'),
    },
    files: { 'lib.js': 'module.exports = "old";' },
  });
  const first = ask('echo');
  await gate.reached(1);
  await save('lib.js', 'module.exports = "new";');
  await whileOthersWork(emulator);
  const second = ask('echo');
  expect(await first).toBe('new');
  gate.open();
  expect(await second).toBe('old');
  await reloaded('echo');
  expect(await ask('echo')).toBe('new');
});

/** Longer than a step of the files' clock. */
async function whileOthersWork(emulator: TestEmulator): Promise<void> {
  const client = await connect(emulator.url);
  client.send({ action: 'other' });
  expect(await client.next()).toBe('other');
}

test('lambda.reload-modules: nodejs24.x, which imports CommonJS, is no exception', async () => {
  const { save, ask, reloaded } = await useWatched({
    routes: { echo: answering('require("./lib/text.js")') },
    fn: { runtime: 'nodejs24.x' },
    files: { 'lib/text.js': 'module.exports = "old";' },
  });
  expect(await ask('echo')).toBe('old');
  await save('lib/text.js', 'module.exports = "new";');
  await reloaded('echo');
  expect(await ask('echo')).toBe('new');
});

const COUNT = 'let count = 0;';

test('lambda.reload-affected: functions that have not loaded the file keep their environments', async () => {
  const { save, ask, reloaded, reloads } = await useWatched({
    routes: {
      one: answering('++count', COUNT),
      two: answering('++count + require("./lib.js")', COUNT),
      never: answering('require("./lib.js")'),
    },
    files: { 'lib.js': 'module.exports = "a";' },
  });
  expect([await ask('one'), await ask('two')]).toEqual(['1', '1a']);
  await save('lib.js', 'module.exports = "b";');
  await reloaded('two');
  expect([await ask('one'), await ask('two')]).toEqual(['2', '1b']);
  // What was never invoked has nothing to replace.
  expect(reloads()).toEqual(['two']);
});

test('lambda.reload-in-flight: what runs ends on the old code, what waits runs on the new', async () => {
  const gate = await useGate();
  const { emulator, save, ask, reloaded } = await useWatched({
    routes: {
      echo: `exports.handler = async () => (await ${gate.wait}, { statusCode: 200, body: 'old' });`,
    },
    fn: { maxEnvironments: 1 },
  });
  const running = ask('echo');
  await gate.reached(1);
  const waiting = ask('echo');
  await emulator.facts.next('message.received', () => emulator.facts.of('message.received').length === 2);
  await save('echo.js', answering('"new"'));
  await reloaded('echo');
  // The socket's answers come in the order in which they are ready.
  expect(await running).toBe('new');
  gate.open();
  expect(await waiting).toBe('old');
  const { error } = await emulator.facts.next(
    'invocation.ended',
    () => emulator.facts.of('invocation.ended').length === 2,
  );
  expect(error).toBeUndefined();
});

test('lambda.reload-unchanged: a save that changes nothing is none, and many at once are one', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => [`lib/${index}.js`, `module.exports = 0;`]),
  );
  const names = JSON.stringify(Object.keys(files));
  const { emulator, save, ask, reloaded, reloads } = await useWatched({
    routes: {
      many: answering(`${names}.reduce((sum, name) => sum + require('./' + name), 0)`),
      other: answering('1'),
    },
    files,
  });
  expect(await ask('many')).toBe('0');
  expect(await ask('other')).toBe('1');
  const [first = ''] = Object.keys(files);
  await save(first, files[first] ?? '');
  // By the time in which this one is noticed, the other would have been.
  await save('other.js', answering('2'));
  await reloaded('other');
  expect(reloads()).toEqual(['other']);
  for (const name of Object.keys(files)) await save(name, 'module.exports = 1;');
  const changed = () => emulator.facts.of('function.reloaded').filter((fact) => fact.function === 'many');
  await emulator.facts.next(
    'function.reloaded',
    () => new Set(changed().flatMap((fact) => fact.files)).size === 20,
  );
  expect(await ask('many')).toBe('20');
  expect(changed().length).toBeLessThan(20);
});

test('lambda.reload-unchanged: a file that is written all the time holds up nothing', async () => {
  const { path, save, ask, reloaded } = await useWatched({ routes: { echo: answering('"old"') } });
  expect(await ask('echo')).toBe('old');
  let isDone = false;
  const write = async () => {
    for (let line = 0; !isDone; line++) await writeFile(path('echo.log'), `${line}`);
  };
  const writing = write();
  await save('echo.js', answering('"new"'));
  await reloaded('echo');
  isDone = true;
  await writing;
  expect(await ask('echo')).toBe('new');
});

test('lambda.reload-overtaken: of two saves, the last one counts, though the first still loads', async () => {
  const gate = await useGate();
  const wait = gate.wait
    .replace("require('node:http')", '(await import("node:http"))')
    .replace('new Promise((go)', 'new Promise(async (go)');
  const { emulator, save, ask, reloaded, reloads } = await useWatched({
    routes: { echo: module('', '"first"') },
    extension: 'mjs',
  });
  expect(await ask('echo')).toBe('first');
  await save('echo.mjs', module(`await ${wait};`, '"second"'));
  await gate.reached(1);
  await save('echo.mjs', module('', '"third"'));
  await reloaded('echo');
  gate.open();
  expect(await ask('echo')).toBe('third');
  expect(reloads()).toEqual(['echo']);
  expect(emulator.facts.of('function.not-reloaded')).toEqual([]);
});

test('lambda.reload-dotenv: a .env in the folder of the code is read again, when it comes and when it changes', async () => {
  const { save, ask, reloaded, reloads } = await useWatched({
    routes: {
      echo: answering(
        'text',
        'let text = "none"; try { text = require("node:fs").readFileSync(process.cwd() + "/.env", "utf8"); } catch {}',
      ),
      other: answering('1'),
    },
    config: {
      functions: { echo: { handler: 'echo.handler', codeUri: 'app' }, other: { handler: 'other.handler' } },
    },
    files: {
      'app/echo.js': answering(
        'text',
        'let text = "none"; try { text = require("node:fs").readFileSync(process.cwd() + "/.env", "utf8"); } catch {}',
      ),
    },
  });
  expect([await ask('echo'), await ask('other')]).toEqual(['none', '1']);
  await save('app/.env', 'A=1');
  await reloaded('echo');
  expect(await ask('echo')).toBe('A=1');
  await save('app/.env', 'A=2');
  await reloaded('echo', 2);
  expect(await ask('echo')).toBe('A=2');
  expect(reloads()).toEqual(['echo', 'echo']);
});
