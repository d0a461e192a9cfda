/** Functions whose code stands in the definition: CloudFormation's `ZipFile`, SAM's `InlineCode`. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { functionIn, useLambda } from '../support/lambda.ts';
import { useFolder } from '../support/project.ts';
import { useWatched } from '../support/reload.ts';
import { RUNTIMES, startTyped } from '../support/typed-handlers.ts';

const answering = (expression: string) =>
  `exports.handler = async () => ({ body: JSON.stringify(${expression}) });`;

for (const runtime of RUNTIMES) {
  for (const isolation of ['thread', 'process'] as const) {
    test(`lambda.inline-code: ${runtime}, ${isolation}: CommonJS in index.js, with the SDK that Lambda supplies`, async () => {
      const inlineCode = answering(
        '[require("path").basename(__filename), process.cwd() === __dirname, typeof require("@aws-sdk/client-dynamodb").DynamoDBClient, __dirname]',
      );
      const { emulator, send } = await startTyped(
        {},
        { handler: 'index.handler', runtime, isolation, inlineCode },
      );
      const [file, inFolder, sdk, folder] = JSON.parse((await send()).body) as string[];
      expect([file, inFolder, sdk]).toEqual(['index.js', true, 'function']);
      expect(existsSync(folder ?? '')).toBe(true);
      await emulator.close();
      expect(existsSync(dirname(folder ?? ''))).toBe(false);
    });
  }
}

test('lambda.inline-code: its stacks name index.js and the lines', async () => {
  const inlineCode = 'exports.handler = async () => {\n  throw new Error("no");\n};';
  const { emulator, send } = await startTyped({}, { handler: 'index.handler', inlineCode });
  await send();
  const { error } = await emulator.facts.next('invocation.ended');
  const { trace = [] } = error ?? {};
  expect(trace.join('\n')).toMatch(/index\.js:2:9/);
});

test('lambda.inline-code: an ES module’s syntax fails as on Lambda', async () => {
  const cwd = await useFolder();
  const inlineCode = 'export const handler = async () => ({});';
  const { lambda } = useLambda(cwd, {
    functions: [functionIn(cwd, { name: 'go', handler: 'index.handler', inlineCode, isolation: 'process' })],
  });
  expect(await lambda.invoke('go', '{}')).toMatchObject({
    ok: false,
    error: { errorType: 'Runtime.UserCodeSyntaxError' },
  });
});

test('lambda.inline-code: the file that the emulator has made of it is not what was saved', async () => {
  const definition = (word: string) =>
    JSON.stringify({
      apis: { test: { routes: { echo: { function: 'echo', routeResponse: true } } } },
      functions: {
        echo: {
          handler: 'index.handler',
          inlineCode: answering('process.env.WORD'),
          environment: { WORD: word },
        },
      },
    });
  const watched = await useWatched({
    routes: { echo: '' },
    files: { 'emulator.config.json': definition('0') },
  });
  expect(await watched.ask('echo')).toBe('"0"');
  for (const round of [1, 2, 3]) {
    await watched.save('emulator.config.json', definition(String(round)));
    await watched.reloaded('echo', round);
    expect(await watched.ask('echo')).toBe(`"${round}"`);
  }
  const files = watched.emulator.facts.of('function.reloaded').map((fact) => fact.files);
  expect(files).toEqual(Array(3).fill([watched.path('emulator.config.json')]));
});

test('lambda.inline-code: it is deployed anew when the definition changes', async () => {
  const definition = (word: string) =>
    JSON.stringify({
      apis: { test: { routes: { echo: { function: 'echo', routeResponse: true } } } },
      functions: { echo: { handler: 'index.handler', inlineCode: answering(JSON.stringify(word)) } },
    });
  const watched = await useWatched({
    routes: { echo: '' },
    files: { 'emulator.config.json': definition('one') },
  });
  expect(await watched.ask('echo')).toBe('"one"');
  await watched.save('emulator.config.json', definition('two'));
  await watched.reloaded('echo');
  expect(await watched.ask('echo')).toBe('"two"');
});
