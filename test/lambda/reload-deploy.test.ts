/** Reload on save, when the definition and the code change one after the other, or the emulator ends meanwhile. */
import { mkdir, realpath, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useEmulator } from '../support/emulator.ts';
import { useGate } from '../support/gate.ts';
import { invoke } from '../support/invoke.ts';
import { useFiles, useFolder } from '../support/project.ts';
import { answering, useWatched } from '../support/reload.ts';

/** A definition whose function `echo` has this variable. */
function definition(text: string, rest: object = {}): string {
  return JSON.stringify({
    apis: { test: { routes: { echo: { function: 'echo', routeResponse: true } } } },
    functions: { echo: { handler: 'echo.handler', environment: { TEXT: text } }, ...rest },
  });
}

/** An ES module that does not load while the variable has the value `held` and the gate is closed. */
function heldModule(wait: string, name: string): string {
  return `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
if (process.env.TEXT === 'held') await ${wait};
export const handler = async () => ({ statusCode: 200, body: '${name} ' + process.env.TEXT });`;
}

test('lambda.reload-definition: settings that were saved with code that does not load count when it is repaired', async () => {
  const { emulator, save, ask, reloaded } = await useWatched({
    routes: { echo: answering('process.env.TEXT') },
  });
  expect(await ask('echo')).toBe('undefined');
  await save('echo.js', 'const a = ;');
  await emulator.facts.next('function.not-reloaded');
  await save('emulator.config.json', definition('new'));
  await emulator.facts.next('project.deployed');
  await save('echo.js', answering('"repaired " + process.env.TEXT'));
  await reloaded('echo');
  expect(await ask('echo')).toBe('repaired new');
});

test('lambda.reload-definition: code that is saved while the settings are tried is tried with them', async () => {
  const gate = await useGate();
  const { emulator, save, ask, reloaded, reloads } = await useWatched({
    routes: { echo: heldModule(gate.wait, 'old') },
    extension: 'mjs',
  });
  expect(await ask('echo')).toBe('old undefined');
  await save('emulator.config.json', definition('held'));
  await gate.reached(1);
  await save('echo.mjs', heldModule('0', 'new'));
  await reloaded('echo');
  expect(await ask('echo')).toBe('new held');
  expect(reloads()).toEqual(['echo']);
  expect(emulator.facts.of('project.deployed')).toHaveLength(1);
});

test('lambda.reload-overtaken: a definition does not wait for what the one before still tries', async () => {
  const gate = await useGate();
  const { save, ask, reloaded, emulator } = await useWatched({
    routes: { echo: heldModule(gate.wait, 'code') },
    extension: 'mjs',
  });
  expect(await ask('echo')).toBe('code undefined');
  await save('emulator.config.json', definition('held'));
  await gate.reached(1);
  await save('emulator.config.json', definition('next'));
  await reloaded('echo');
  expect(await ask('echo')).toBe('code next');
  expect(emulator.facts.of('function.not-reloaded')).toEqual([]);
});

test('lambda.reload-close: close() does not wait for what is tried', async () => {
  const gate = await useGate();
  const { emulator, save, ask } = await useWatched({
    routes: { echo: heldModule(gate.wait, 'code') },
    extension: 'mjs',
  });
  expect(await ask('echo')).toBe('code undefined');
  await save('emulator.config.json', definition('held'));
  await gate.reached(1);
  await emulator.close();
  // An init that has run into its limit would have been told.
  expect(emulator.facts.of('function.not-reloaded')).toEqual([]);
  expect(emulator.facts.of('environment.started')).toHaveLength(
    emulator.facts.of('environment.ended').length,
  );
});

test('lambda.reload-definition: a definition that names what is not there yet is deployed when it comes', async () => {
  const { emulator, save, ask } = await useWatched({ routes: { echo: answering('1') } });
  expect(await ask('echo')).toBe('1');
  const more = { more: { handler: 'src/more.handler', envFile: 'env/more.env' } };
  await save('emulator.config.json', definition('first', more));
  const first = await emulator.facts.next('project.not-deployed');
  expect(first.reason).toContain('src/more');
  await save('src/more.js', answering('process.env.MORE'));
  const second = await emulator.facts.next('project.not-deployed', ({ reason }) => reason !== first.reason);
  expect(second.reason).not.toContain('src/more');
  await save('env/more.env', 'MORE=more');
  await emulator.facts.next('project.deployed');
  expect(JSON.parse((await invoke(emulator, 'more')).body)).toMatchObject({ body: 'more' });
  // It has always been the same two that were wrong.
  const reasons = emulator.facts.of('project.not-deployed').map(({ reason }) => reason);
  expect(reasons).toEqual([...new Set(reasons)]);
});

test('lambda.reload-definition: what a definition imports since it is wrong may be what is wrong', async () => {
  const cwd = await useFiles({
    'emulator.config.ts': `export default ${definition('first')};`,
    'echo.js': answering('process.env.TEXT'),
  });
  const emulator = await useEmulator({ cwd, watch: true });
  await mkdir(join(cwd, 'parts'));
  await writeFile(join(cwd, 'parts/text.ts'), 'export const text: string = ;');
  const importing = `import { text } from './parts/text.ts'; export default ${definition('?')};`;
  await writeFile(join(cwd, 'emulator.config.ts'), importing.replace('"?"', 'text'));
  await emulator.facts.next('project.not-deployed');
  await writeFile(join(cwd, 'parts/text.ts'), 'export const text: string = "repaired";');
  await emulator.facts.next('project.deployed');
  expect(JSON.parse((await invoke(emulator, 'echo')).body)).toMatchObject({ body: 'repaired' });
});

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Parameters: { Text: { Type: String, Default: one } }
Resources:
  Chat:
    Type: AWS::Serverless::WebSocketApi
    Properties: { RouteSelectionExpression: $request.body.action, Routes: { $default: { FunctionArn: !GetAtt Echo.Arn } } }
  Echo:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: ., Handler: echo.handler, Runtime: nodejs22.x, Environment: { Variables: { TEXT: !Ref Text } } }
`;

test('lambda.reload-definition: a file that is read beside the definition may come later', async () => {
  const cwd = await useFiles({ 'template.yaml': TEMPLATE, 'echo.js': answering('process.env.TEXT') });
  const emulator = await useEmulator({ cwd, watch: true });
  expect(JSON.parse((await invoke(emulator, 'Echo')).body)).toMatchObject({ body: 'one' });
  const draft = join(await useFolder(), 'draft');
  await writeFile(draft, '[default.deploy.parameters]\nparameter_overrides = "Text=two"\n');
  await rename(draft, join(cwd, 'samconfig.toml'));
  await emulator.facts.next('function.reloaded');
  expect(JSON.parse((await invoke(emulator, 'Echo')).body)).toMatchObject({ body: 'two' });
});

test('lambda.cap: a reload starts no environments for functions whose own have given way', async () => {
  const source = answering('require("./lib.js")');
  const { emulator, save, ask, reloaded, reloads } = await useWatched({
    routes: { one: source, two: source, three: source },
    config: { maxEnvironments: 1 },
    files: { 'lib.js': 'module.exports = "old";' },
  });
  for (const name of ['one', 'two', 'three']) expect(await ask(name)).toBe('old');
  const started = () => emulator.facts.of('environment.started').length;
  expect(started()).toBe(3);
  await save('lib.js', 'module.exports = "new";');
  await reloaded('three');
  expect(started()).toBe(4);
  for (const name of ['one', 'two', 'three']) expect(await ask(name)).toBe('new');
  expect(reloads()).toEqual(['three']);
});

test('lambda.reload-unchanged: a file of a folder that is a link counts once', async () => {
  const cwd = await useFiles({ 'emulator.config.json': definition('a'), 'echo.js': answering('"old"') });
  const link = join(await useFolder(), 'link');
  await symlink(cwd, link, 'junction');
  const emulator = await useEmulator({ cwd: link, watch: true });
  expect(await invoke(emulator, 'echo')).toMatchObject({ status: 200 });
  await writeFile(join(cwd, 'echo.js'), answering('"new"'));
  const { files } = await emulator.facts.next('function.reloaded');
  expect(files).toEqual([await realpath(join(cwd, 'echo.js'))]);
});
