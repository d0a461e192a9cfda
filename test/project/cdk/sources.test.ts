/** From what `cdk synth` has made back to what it was made from. */
import { rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { expect, test } from 'vitest';
import { PROJECT_CHECKS } from '../../../src/project-checks.ts';
import { connect } from '../../support/client.ts';
import { useEmulator } from '../../support/emulator.ts';
import type { Files } from '../../support/project.ts';
import { readNamed } from '../read-project.ts';
import { API, codeOf, functionOf, saveLater, useApp, useChat } from './apps.ts';

const SOURCE = 'first();\nsecond();\nexports.handler = async () => ({ statusCode: 200 });\n';

/** What functions of these assets run from; constructs are named like their functions. */
async function read(assets: Readonly<Record<string, string>>, files: Files) {
  const functions = Object.entries(assets).map(([name, asset]) => [
    name,
    functionOf(asset, {}, `Chat/${name}/Resource`),
  ]);
  const cwd = await useApp({ Chat: { resources: { ...API, ...Object.fromEntries(functions) } } }, files);
  const project = await readNamed(cwd, undefined);
  return { code: codeOf(project), notices: project.notices, project };
}

const asItIs = (name: string, advice = "sources are looked for in the app's folder") =>
  `${name}: the source was not found, so that the asset runs; what is saved takes effect after "npx cdk synth" (${advice}).`;

test('cdk.source: an asset leads to the folder that it is a copy of', async () => {
  const { code, notices } = await read(
    { Fn: 'a' },
    {
      'cdk.out/asset.a/index.js': SOURCE,
      'cdk.out/asset.a/lib/util.js': 'util',
      'lambda/fn/index.js': SOURCE,
      'lambda/fn/lib/util.js': 'util',
      'lambda/fn/index.test.js': 'left out by the app',
      'lambda/other/index.js': SOURCE,
      'node_modules/fn/index.js': SOURCE,
      // What was synthesized elsewhere is no source.
      'out/cdk.out': '{}',
      'out/asset.a/index.js': SOURCE,
      'out/asset.a/lib/util.js': 'util',
    },
  );
  expect(code).toEqual({ Fn: 'lambda/fn' });
  expect(notices).toEqual([]);
});

test('cdk.source: what was saved since is the source all the same', async () => {
  const { code } = await read(
    { Join: 'join', Leave: 'leave' },
    {
      'cdk.out/asset.join/index.js': SOURCE,
      'cdk.out/asset.leave/index.js': `${SOURCE}leave();\n`,
      'lambda/join/index.js': `${SOURCE}// saved\n`,
      'lambda/leave/index.js': `${SOURCE}leave();\n`,
      'lambda/unlike/index.js': 'something else\n',
    },
  );
  expect(code).toEqual({ Join: 'lambda/join', Leave: 'lambda/leave' });
});

test('cdk.source: of folders with the same in them, the one that is named like the construct', async () => {
  const files = {
    'cdk.out/asset.a/index.js': SOURCE,
    'lambda/on-join/index.js': SOURCE,
    'lambda/on-leave/index.js': SOURCE,
  };
  expect((await read({ OnJoin: 'a' }, files)).code).toEqual({ OnJoin: 'lambda/on-join' });
  const { code, notices } = await read({ Fn: 'a' }, files);
  expect(code).toEqual({ Fn: 'cdk.out/asset.a' });
  expect(notices).toEqual([asItIs('Fn')]);
});

const ENTRY = 'export const handler = async () => ({ statusCode: 200 });\n';
const COMPILED = 'module.exports.handler = async () => ({ statusCode: 200 });\n';
const map = (...sources: string[]) => JSON.stringify({ version: 3, sources, mappings: '', names: [] });

test.each<[what: string, file: string, text: string, files: Files, entry: string]>([
  [
    'a source map beside it',
    'index.js',
    COMPILED,
    { 'index.js.map': map('../../src/util.ts', '../../src/fn.ts') },
    'src/fn.ts',
  ],
  [
    'a source map of a bundle that was made in Docker',
    'index.js',
    COMPILED,
    { 'index.js.map': map('../asset-input/src/fn.ts') },
    'src/fn.ts',
  ],
  [
    'a source map within it',
    'index.js',
    `${COMPILED}//# sourceMappingURL=data:application/json;base64,${Buffer.from(map('../../src/fn.ts')).toString('base64')}\n`,
    {},
    'src/fn.ts',
  ],
  [
    "esbuild's comments",
    'index.mjs',
    `// node_modules/uuid/index.ts\n// src/util.ts\n// src/fn.ts\n${COMPILED}// Annotate the names:\n`,
    { 'package.json': '{}', 'node_modules/left/index.js': '' },
    'src/fn.ts',
  ],
  ["the CDK's default place", 'index.js', COMPILED, {}, 'infra/chat-stack.Fn.ts'],
])('cdk.source: a bundle leads to its entry by %s', async (_what, file, text, files, entry) => {
  const inAsset = Object.entries(files).map(([name, content]) => [`cdk.out/asset.a/${name}`, content]);
  const { project, notices } = await read(
    { Fn: 'a' },
    {
      [`cdk.out/asset.a/${file}`]: text,
      ...Object.fromEntries(inAsset),
      'src/fn.ts': ENTRY,
      'src/util.ts': '',
      'infra/chat-stack.ts': '',
      'infra/chat-stack.Fn.ts': ENTRY,
    },
  );
  expect(project.functions[0]).toMatchObject({
    handler: 'index.handler',
    codeUri: join(project.root, 'cdk.out/asset.a'),
    build: { entryPoint: join(project.root, entry), format: file.endsWith('.mjs') ? 'esm' : 'cjs' },
  });
  expect(notices).toEqual([]);
});

test('cdk.asset: what has no source runs as it is, and is told once', async () => {
  const { code, notices } = await read(
    { Minified: 'a', Hooked: 'b', Gone: 'c', Outside: 'd' },
    {
      'cdk.out/asset.a/index.js': transformSync(ENTRY, { format: 'cjs', minify: true }).code,
      // What a hook has put there would be missing beside the source.
      'cdk.out/asset.b/index.js': `// src/fn.ts\n${COMPILED}`,
      'cdk.out/asset.b/schema.graphql': '',
      'cdk.out/asset.c/index.js': `// src/gone.ts\n${COMPILED}`,
      'cdk.out/asset.d/index.js': COMPILED,
      'src/fn.ts': ENTRY,
    },
  );
  expect(code).toEqual({
    Minified: 'cdk.out/asset.a',
    Hooked: 'cdk.out/asset.b',
    Gone: 'cdk.out/asset.c',
    Outside: 'cdk.out/asset.d',
  });
  expect(notices).toEqual([
    asItIs('Hooked, Gone, Outside'),
    asItIs('Minified', 'a bundle that is minified tells its source with bundling: { sourceMap: true }'),
  ]);
});

test('cdk.asset: so does what cannot be compiled', async () => {
  const fn = functionOf('a');
  const cwd = await useApp(
    { Chat: { resources: { ...API, Fn: fn } } },
    { 'cdk.out/asset.a/index.js': `// src/fn.ts\n${COMPILED}`, 'src/fn.ts': ENTRY },
  );
  const project = await readNamed(cwd, undefined, {
    checks: {
      ...PROJECT_CHECKS,
      handlerProblem: ({ build }) =>
        build?.entryPoint === undefined ? undefined : { problem: 'no-esbuild', file: build.entryPoint },
    },
  });
  expect(codeOf(project)).toEqual({ Fn: 'cdk.out/asset.a' });
  expect(project.notices).toEqual([
    'Fn: esbuild, which compiles the source, is not installed, so that the asset runs; what is saved takes effect after "npx cdk synth".',
  ]);
});

test('cdk.asset: without the notes of the command line, assets are found by their manifest', async () => {
  const { Metadata: _, ...fn } = functionOf('a') as { Metadata: object };
  const assets = {
    files: {
      a: {
        source: { path: 'asset.a', packaging: 'zip' },
        destinations: { here: { objectKey: 'prefix/a.zip' } },
      },
    },
  };
  const files = {
    'cdk.out/Chat.assets.json': assets,
    'cdk.out/asset.a/index.js': SOURCE,
    'lambda/index.js': SOURCE,
  };
  const cwd = await useApp({ Chat: { resources: { ...API, Fn: fn } } }, files);
  const { 'cdk.out/manifest.json': manifest } = {
    'cdk.out/manifest.json': join(cwd, 'cdk.out/manifest.json'),
  };
  await rm(manifest);
  expect(codeOf(await readNamed(cwd, 'cdk.out'))).toEqual({ Fn: 'lambda' });
});

test('cdk.stale: an app that was changed after its assembly is told to be synthesized', async () => {
  const cwd = await useChat();
  await saveLater(join(cwd, 'lambda/signed.ts'), '');
  await saveLater(join(cwd, 'lib/chat-stack.greeter.ts'), ENTRY);
  await saveLater(join(cwd, 'lib/chat-stack.test.ts'), '');
  expect((await readNamed(cwd, undefined)).notices).toEqual([]);
  await saveLater(join(cwd, 'lib/chat-stack.ts'), '');
  expect((await readNamed(cwd, undefined)).notices).toEqual([
    'lib/chat-stack.ts is newer than cdk.out; "npx cdk synth" brings it up to date.',
  ]);
});

test('cdk.synth: a new assembly is a new deployment', async () => {
  const stack = (stageName: string) => {
    const resources = {
      ...API,
      Stage: { ...API.Stage, Properties: { ApiId: { Ref: 'Api' }, StageName: stageName } },
    };
    return { Chat: { resources } };
  };
  const cwd = await useApp(stack('dev'));
  const emulator = await useEmulator({ cwd, watch: true });
  const template = join(cwd, 'cdk.out/Chat.template.json');
  const later = new Date(Date.now() + 10_000);
  await writeFile(template, JSON.stringify({ Resources: stack('next').Chat.resources }));
  await utimes(template, later, later);
  await emulator.facts.next('project.deployed');
  await connect(emulator.url.replace(/\/dev$/, '/next'));
});
