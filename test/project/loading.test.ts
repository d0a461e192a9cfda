/** What is loaded to read a project: nothing of the formats that it is not in. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { type Files, useFiles } from '../support/project.ts';
import { SAM } from './cloudformation/templates.ts';
import { SOUND } from './read-project.ts';
import { service } from './serverless/read-service.ts';

const command = fileURLToPath(new URL('../../bin/emulator.js', import.meta.url));
const hook = new URL('../support/loaded-modules.mjs', import.meta.url).href;

const HANDLER = 'exports.handler = async () => ({ statusCode: 200 });';

/** What reads a format: folders of the readers, and packages. */
const PARTS = ['cdk', 'cloudformation', 'config', 'sam', 'serverless', 'variables'];
const PACKAGES = ['jiti', 'jsonc-parser', 'smol-toml', 'js-yaml', '@babel/parser', 'esbuild'];

/** Those of these that `emulator validate` loads in a folder of these files. */
async function loadedFor(files: Files): Promise<string[]> {
  const cwd = await useFiles({ 'echo.js': HANDLER, ...files });
  const list = join(cwd, 'loaded.txt');
  const env = { ...process.env, LOADED_MODULES: list };
  await promisify(execFile)(process.execPath, ['--import', hook, command, 'validate'], { cwd, env });
  const urls = (await readFile(list, 'utf8')).split('\n');
  const loaded = [...urls, ...(await Promise.all(urls.map(bundledIn))).flat()];
  const isLoaded = (part: string) => loaded.some((file) => file.includes(`/${part}/`));
  return [
    ...PARTS.filter((part) => isLoaded(`src/project/${part}`)),
    ...PACKAGES.filter((name) => isLoaded(`node_modules/${name}`)),
  ];
}

/** The modules that a file of the bundle was made of. */
async function bundledIn(url: string): Promise<string[]> {
  if (!url.includes('/dist/bundle/')) return [];
  const map = await readFile(fileURLToPath(`${url}.map`), 'utf8');
  return (JSON.parse(map) as { sources: string[] }).sources;
}

test('of a configuration of our own, its reader', async () => {
  expect(await loadedFor({ 'emulator.config.json': SOUND })).toEqual(['config', 'variables']);
});

test('of a template, what makes CloudFormation of it', async () => {
  const loaded = await loadedFor({ 'template.yaml': SAM });
  expect(loaded).toEqual(['cloudformation', 'sam', 'variables', 'js-yaml']);
});

test('of a serverless.yml, what makes CloudFormation of it', async () => {
  const loaded = await loadedFor({ 'serverless.yml': service(), 'hello.js': HANDLER });
  expect(loaded).toEqual(['cloudformation', 'serverless', 'variables', 'js-yaml']);
});
