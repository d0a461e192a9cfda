/** Reload on save: the definition and the files of variables that it names; and the end of the watching. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { connect } from '../support/client.ts';
import { useEmulator } from '../support/emulator.ts';
import { useGate } from '../support/gate.ts';
import { runScript } from '../support/process.ts';
import { useFiles } from '../support/project.ts';
import { answering, useWatched } from '../support/reload.ts';

const COUNT = 'let count = 0;';

/** A definition of the routes `one` and `two` to functions of these names. */
function definition(one: object, two: object, rest: object = {}): string {
  const functions = { one: { handler: 'one.handler', ...one }, two: { handler: 'two.handler', ...two } };
  const routes = Object.fromEntries(
    ['one', 'two'].map((name) => [name, { function: name, routeResponse: true }]),
  );
  return JSON.stringify({ apis: { test: { routes } }, functions, ...rest });
}

const ROUTES = { one: answering('`${++count}${process.env.TEXT}`', COUNT), two: answering('++count', COUNT) };

test('lambda.reload-definition: only functions whose settings have changed get new environments', async () => {
  const { emulator, save, ask, reloaded, reloads, path } = await useWatched({ routes: ROUTES });
  expect([await ask('one'), await ask('two')]).toEqual(['1undefined', '1']);
  await save('emulator.config.json', definition({ environment: { TEXT: ' new' } }, {}));
  await reloaded('one');
  expect([await ask('one'), await ask('two')]).toEqual(['1 new', '2']);
  expect(reloads()).toEqual(['one']);
  expect(await emulator.facts.next('function.reloaded')).toMatchObject({
    files: [path('emulator.config.json')],
  });
  expect(emulator.facts.of('project.deployed')).toHaveLength(1);
});

test('lambda.reload-definition: reload() settles when the new environments serve', async () => {
  const { emulator, save, ask } = await useWatched({ routes: ROUTES });
  expect(await ask('one')).toBe('1undefined');
  await save('emulator.config.json', definition({ environment: { TEXT: ' new' } }, {}));
  await emulator.reload();
  expect(await ask('one')).toBe('1 new');
});

test('lambda.reload-definition: reload() settles when the last of what was saved meanwhile serves', async () => {
  const gate = await useGate();
  const answering = (text: string, init: string) =>
    `import { createRequire } from 'node:module';
     const require = createRequire(import.meta.url);
     ${init}
     export const handler = async () => ({ body: '${text}' + process.env.TEXT });`;
  const { emulator, save, ask } = await useWatched({
    routes: { one: answering('old', `if (process.env.TEXT) await ${gate.wait};`), two: answering('two', '') },
    extension: 'mjs',
  });
  expect(await ask('one')).toBe('oldundefined');
  await save('emulator.config.json', definition({ environment: { TEXT: ' new' } }, {}));
  const settled = emulator.reload();
  await gate.reached(1);
  await save('one.mjs', answering('saved', 'await new Promise((done) => setTimeout(done, 300));'));
  await settled;
  expect(await ask('one')).toBe('saved new');
});

test('lambda.reload-definition: a definition that is wrong is told, and the next save counts', async () => {
  const { emulator, save, ask, reloaded } = await useWatched({ routes: ROUTES });
  expect(await ask('one')).toBe('1undefined');
  await save('emulator.config.json', '{');
  await emulator.facts.next('project.not-deployed');
  expect(await ask('one')).toBe('2undefined');
  await save('emulator.config.json', definition({ environment: { TEXT: ' new' } }, {}));
  await reloaded('one');
  expect(await ask('one')).toBe('1 new');
});

test('lambda.reload-definition: what a definition in TypeScript imports is a part of it', async () => {
  const cwd = await useFiles({
    'emulator.config.ts': `import { text } from './shared.ts';
export default ${definition({}, {}).replace('"handler":"one.handler"', '$&,"environment":{"TEXT":text as string}')};`,
    'shared.ts': 'export const text: string = "old";',
    'one.js': ROUTES.one,
    'two.js': ROUTES.two,
  });
  const emulator = await useEmulator({ cwd, watch: true });
  const client = await connect(emulator.url);
  const ask = (action: string) => {
    client.send({ action });
    return client.next();
  };
  expect(await ask('one')).toBe('1old');
  await writeFile(join(cwd, 'shared.ts'), 'export const text: string = "new";');
  const { files } = await emulator.facts.next('function.reloaded');
  expect(files).toEqual([join(cwd, 'shared.ts')]);
  expect(await ask('one')).toBe('1new');
});

test('lambda.env-file: files of variables, those of all functions and a function’s own', async () => {
  const { ask } = await useWatched({
    routes: {
      echo: answering('["IN_A", "IN_B", "IN_C", "IN_D", "AWS_REGION"].map((name) => process.env[name])'),
    },
    config: { envFile: '.env' },
    fn: { envFile: ['one.env', 'env/two.env'], environment: { IN_D: 'own' } },
    files: {
      '.env': 'IN_A=all\nIN_B=all\nIN_C="all"\nIN_D=all\nAWS_REGION=mars-1\n',
      'one.env': 'IN_B=one\nIN_C=one # a comment\nIN_D=one',
      'env/two.env': "IN_C='two'\nIN_D=two",
    },
  });
  expect(await ask('echo')).toBe('all,one,two,own,us-east-1');
});

test('lambda.env-file: one that is saved reloads the functions that name it', async () => {
  const { save, ask, reloaded, reloads } = await useWatched({
    routes: ROUTES,
    config: {
      functions: {
        one: { handler: 'one.handler', envFile: 'env/one.env' },
        two: { handler: 'two.handler' },
      },
    },
    files: { 'env/one.env': 'TEXT=" old"' },
  });
  expect([await ask('one'), await ask('two')]).toEqual(['1 old', '1']);
  await save('env/one.env', 'TEXT=" new"');
  await reloaded('one');
  expect([await ask('one'), await ask('two')]).toEqual(['1 new', '2']);
  expect(reloads()).toEqual(['one']);
});

test('lambda.reload-close: after close() nothing is left', async () => {
  const cwd = await useFiles({
    'emulator.config.json': definition({}, {}),
    'one.js': answering('"old"'),
    'two.js': answering('1'),
  });
  const { code, stdout, stderr } = await runScript(
    `import { writeFileSync } from 'node:fs';
import { WebSocket } from 'ws';
import { startEmulator } from 'apigateway-websocket-emulator';
const cwd = process.argv[1];
let reloaded = () => {};
const done = new Promise((resolve) => { reloaded = resolve; });
const onFact = ({ type }) => { if (type === 'function.reloaded') reloaded(); };
const emulator = await startEmulator({ cwd, port: 0, watch: true, onFact });
const socket = new WebSocket(emulator.url);
await new Promise((resolve) => socket.on('open', resolve));
socket.send('{"action":"one"}');
await new Promise((resolve) => socket.on('message', resolve));
writeFileSync(cwd + '/one.js', ${JSON.stringify(answering('"new"'))});
await done;
writeFileSync(cwd + '/one.js', 'while (true);');
await emulator.close();
const kinds = /FSEvent|StatWatcher|MessagePort|Worker/;
console.log(JSON.stringify(process.getActiveResourcesInfo().filter((name) => kinds.test(name))));`,
    [cwd],
  );
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '[]\n', stderr: '' });
});
