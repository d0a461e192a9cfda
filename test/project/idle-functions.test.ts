/** Functions that this machine cannot run, beside those that it can. */
import { expect, test } from 'vitest';
import { readFiles, reportOf, SOUND } from './read-project.ts';

const report = { handler: 'com.example.Report::handle', runtime: 'java21' };
const functions = { ...SOUND.functions, report };

test('one that nothing invokes is left out, and told of', async () => {
  const project = await readFiles({ 'emulator.config.json': { ...SOUND, functions } });
  expect(project.functions.map(({ name }) => name)).toEqual(['echo']);
  expect(project.notices).toMatchInlineSnapshot();
});

test('one that a route invokes is a problem', async () => {
  const routes = { $default: 'echo', report: 'report' };
  expect(await reportOf({ apis: { chat: { routes } }, functions })).toMatchInlineSnapshot(`
    "2 problems in the project definition:
      emulator.config.json:15:18  functions.report.handler: there is no com.js, .mjs, .cjs or .ts; there is: echo.js
      emulator.config.json:16:18  functions.report.runtime: expected "nodejs22.x", "python3.13" or another version of them, or "provided.al2023" (Go, Rust, Java, .NET, Ruby: an executable named bootstrap that speaks the Runtime API), found "java21""
  `);
});

test('where a stage variable names a function, it may be any of them', async () => {
  const routes = { $default: '${stageVariables.fn}' };
  expect(await reportOf({ apis: { chat: { routes } }, functions })).toContain('functions.report.runtime');
});
