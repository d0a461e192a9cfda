/** A project that is nothing but a folder of handlers. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Project } from '../../src/project/model.ts';
import { connect, refusal } from '../support/client.ts';
import { useEmulator } from '../support/emulator.ts';
import { type Files, useFiles } from '../support/project.ts';
import { answering } from '../support/reload.ts';
import { failureOf, readFolder, readNamed } from './read-project.ts';

const CODE = 'exports.handler = async () => ({ statusCode: 200 });';

async function readHandlers(files: Files): Promise<Project> {
  return readNamed(await useFiles(files), undefined);
}

const routesOf = ({ apis }: Project) =>
  apis[0]?.routes.map(({ routeKey, integration: { target } }) => [
    routeKey,
    target?.kind === 'function' ? target.functionName : undefined,
  ]);

const functionsOf = ({ functions, root }: Project) =>
  functions.map(({ name, codeUri, handler, runtime }) => [
    name,
    codeUri.slice(root.length + 1).replaceAll('\\', '/'),
    handler,
    runtime,
  ]);

test('file names are route keys, and functions are named like their files', async () => {
  const project = await readHandlers({
    'handlers/ban.py': 'def handler(event, context): ...',
    'handlers/connect.js': CODE,
    'handlers/default.mjs': CODE,
    'handlers/disconnect.cjs': CODE,
    'handlers/sendMessage.ts': CODE,
  });
  expect(routesOf(project)).toEqual([
    ['$connect', 'connect'],
    ['$disconnect', 'disconnect'],
    ['$default', 'default'],
    ['ban', 'ban'],
    ['sendMessage', 'sendMessage'],
  ]);
  expect(functionsOf(project)).toEqual([
    ['connect', 'handlers', 'connect.handler', 'nodejs22.x'],
    ['disconnect', 'handlers', 'disconnect.handler', 'nodejs22.x'],
    ['default', 'handlers', 'default.handler', 'nodejs22.x'],
    ['ban', 'handlers', 'ban.handler', 'python3.13'],
    ['sendMessage', 'handlers', 'sendMessage.handler', 'nodejs22.x'],
  ]);
});

test('everything else is as it is by default', async () => {
  const project = await readHandlers({ 'handlers/connect.js': CODE });
  const { format, root, file, region, apis, notices } = project;
  expect({ format, file, region, notices }).toEqual({
    format: 'handlers folder',
    file: join(root, 'handlers'),
    region: 'us-east-1',
    notices: [],
  });
  expect(apis).toMatchObject([
    {
      name: basename(root),
      port: 3001,
      routeSelectionExpression: '$request.body.action',
      stages: [{ name: 'dev' }],
      routes: [{ routeResponse: false, authorization: 'NONE' }],
    },
  ]);
});

test('a folder is a route by its index, app or handler, the first there is', async () => {
  const project = await readHandlers({
    'handlers/$connect/handler.ts': CODE,
    'handlers/echo/index.js': CODE,
    'handlers/echo/app.js': CODE,
    'handlers/pause/app.py': 'def handler(event, context): ...',
    'handlers/pause/handler.js': CODE,
    'handlers/play/readme.md': '',
    'handlers/play/inside/index.js': CODE,
  });
  expect(functionsOf(project)).toEqual([
    ['connect', 'handlers/$connect', 'handler.handler', 'nodejs22.x'],
    ['echo', 'handlers/echo', 'index.handler', 'nodejs22.x'],
    ['pause', 'handlers/pause', 'app.handler', 'python3.13'],
  ]);
  expect(routesOf(project)?.[0]).toEqual(['$connect', 'connect']);
});

test('what lies beside handlers is no route', async () => {
  const project = await readHandlers({
    'handlers/echo.js': CODE,
    'handlers/echo.test.js': CODE,
    'handlers/echo.spec.ts': CODE,
    'handlers/types.d.ts': '',
    'handlers/vitest.config.ts': '',
    'handlers/package.json': '{}',
    'handlers/readme.md': '',
    'handlers/_shared.js': CODE,
    'handlers/.eslintrc.js': CODE,
    'handlers/_shared/index.js': CODE,
    'handlers/lib/index.js': CODE,
    'handlers/node_modules/index.js': CODE,
    'handlers/chat.send.js': CODE,
  });
  expect(routesOf(project)).toEqual([['echo', 'echo']]);
  expect(project.notices).toEqual([
    'handlers/chat.send.js is no route: Lambda reads no "." in a file\'s name.',
  ]);
});

test('two files of one route, and keys that there are not, are problems', async () => {
  const cwd = await useFiles({
    'handlers/echo/index.js': CODE,
    'handlers/echo.js': CODE,
    'handlers/echo.ts': CODE,
    'handlers/connect.js': CODE,
    'handlers/$connect.js': CODE,
    'handlers/$disconect.js': CODE,
  });
  const error = await failureOf(() => readNamed(cwd, undefined));
  expect(error.message.replaceAll('\\', '/')).toMatchInlineSnapshot(`
    "4 problems in the project definition:
      handlers/connect.js:1:1  handlers/$connect.js is the route "$connect" already; rename or remove one of them
      handlers/echo.js:1:1  handlers/echo/index.js is the route "echo" already; rename or remove one of them
      handlers/echo.ts:1:1  handlers/echo/index.js is the route "echo" already; rename or remove one of them
      handlers/$disconect.js:1:1  a route key with "$" in front is one of $connect, $disconnect, $default; did you mean "$disconnect"?"
  `);
});

test('a folder without any handler is told what one is', async () => {
  const cwd = await useFiles({ 'handlers/readme.md': '' });
  const error = await failureOf(() => readNamed(cwd, undefined));
  expect(error.message).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      handlers:1:1  there is no route; write a file such as default.js in this folder, whose name is the route’s"
  `);
});

test('TypeScript without a compiler is said at the file', async () => {
  const cwd = await useFiles({ 'handlers/echo.ts': CODE });
  const file = join(cwd, 'handlers', 'echo.ts');
  const handlerProblem = () => ({ problem: 'no-esbuild', file }) as const;
  const error = await failureOf(() => readFolder(cwd, undefined, handlerProblem));
  expect(error.message.replaceAll('\\', '/')).toMatchInlineSnapshot(`
    "1 problem in the project definition:
      handlers/echo.ts:1:1  handlers/echo.ts is TypeScript, and esbuild, which compiles it, is not installed; "npm install --save-dev esbuild", or build it and point "codeUri" of an emulator.config.json at the output"
  `);
});

test('it runs, and a handler that is added while it runs is a route at once', async () => {
  const cwd = await useFiles({ 'handlers/connect.js': CODE, 'handlers/lib/text.js': 'exports.text = "hi";' });
  const emulator = await useEmulator({ cwd, watch: true });
  const client = await connect(emulator.url);
  const { facts } = emulator;
  await writeFile(
    join(cwd, 'handlers', 'greet.js'),
    `const { text } = require('./lib/text.js');\nexports.handler = async () => { console.log(text); return { statusCode: 200 }; };`,
  );
  await facts.next('project.deployed');
  client.send({ action: 'greet' });
  await facts.next('function.log', ({ line }) => line.endsWith('hi'));
  await mkdir(join(cwd, 'handlers', 'leave'));
  await writeFile(join(cwd, 'handlers', 'leave', 'index.js'), answering('"bye"'));
  await facts.next('project.deployed', () => emulator.project.functions.some(({ name }) => name === 'leave'));
  await rm(join(cwd, 'handlers', 'greet.js'));
  await facts.next('project.deployed', () => emulator.project.functions.length === 2);
  expect(functionsOf(emulator.project).map(([name]) => name)).toEqual(['connect', 'leave']);
});

test('lambda.env-file: a .env beside the folder is for all of its functions', async () => {
  const cwd = await useFiles({ 'handlers/echo.js': CODE, 'handlers/other.js': CODE, '.env': 'TABLE=Rooms' });
  const { functions, sources } = await readNamed(cwd, undefined);
  expect(functions.map(({ environment }) => environment)).toEqual([{ TABLE: 'Rooms' }, { TABLE: 'Rooms' }]);
  expect(sources).toContain(join(cwd, '.env'));
  const wrong = await useFiles({ 'handlers/echo.js': CODE, '.env': 'A=1\n2B=2' });
  const error = await failureOf(() => readNamed(wrong, undefined));
  expect(error.message).toMatchInlineSnapshot(`
    "2 problems in the project definition:
      .env:1:1  a variable "A"; Lambda takes variable names of two or more letters, digits and "_", with a letter in front; rename it
      .env:2:1  a variable "2B"; Lambda takes variable names of two or more letters, digits and "_", with a letter in front; rename it"
  `);
});

test('a folder of handlers passes a conversation', async () => {
  const cwd = fileURLToPath(new URL('../projects/handlers-folder', import.meta.url));
  const { url } = await useEmulator({ cwd });
  expect((await refusal(url)).status).toBe(403);
  const client = await connect(`${url}?name=alice`);
  client.send({ action: 'say', text: 'hello' });
  expect(await client.next()).toBe('you said hello in lobby');
  client.send('what?');
  expect(await client.next()).toBe('no route for what?');
});
