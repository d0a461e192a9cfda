/** What TypeScript handlers import: files of their own, aliases, packages, and packages of a workspace. */
import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { useEmulator } from '../support/emulator.ts';
import { type Files, useProject } from '../support/project.ts';
import { projectOf, RUNTIMES, senderOf, tell, told } from '../support/typed-handlers.ts';

/** As CommonJS and as an ES module, on each generation of the runtime. */
const KINDS = ['commonjs', 'module'].flatMap((type) =>
  RUNTIMES.map((runtime) => ({ runtime, type, manifest: { 'package.json': { type } } })),
);

/** What the handler tells in every kind; it is the same in all. */
async function toldEverywhere(files: Files, fn: object = {}): Promise<unknown> {
  const all = [];
  for (const { runtime, manifest } of KINDS)
    all.push(await told({ ...manifest, ...files }, { runtime, ...fn }));
  for (const one of all) expect(one).toEqual(all[0]);
  return all[0];
}

/** The same for a project in which some folders are links to others: `[link, target]`. */
async function toldWithLinks(files: Files, links: readonly (readonly [string, string])[], fn: object = {}) {
  const all = [];
  for (const { runtime, manifest } of KINDS) {
    const cwd = await useProject(projectOf({ ...manifest, ...files }, { runtime, ...fn }));
    for (const [link, target] of links) {
      await mkdir(dirname(join(cwd, link)), { recursive: true });
      await symlink(join(cwd, target), join(cwd, link), 'junction');
    }
    const { body, error } = await (await senderOf(await useEmulator({ cwd })))();
    expect(error).toBeUndefined();
    all.push(JSON.parse(String(body)));
  }
  for (const one of all) expect(one).toEqual(all[0]);
  return all[0];
}

describe('files', () => {
  test('lambda.typescript-imports: TypeScript with and without an extension, and by its .js; JavaScript; JSON', async () => {
    const files = {
      'go.ts': tell(
        '[a, b, c, d, e.x]',
        `import { a } from './lib/a.js';
         import { b } from './lib/b';
         import { c } from './lib';
         import { d } from './lib/d.js';
         import e from './lib/e.json';`,
      ),
      'lib/a.ts': 'export const a: string = "a";',
      'lib/b.ts': 'import type { A } from "./nowhere.js"; export const b: string = "b"; export type B = A;',
      'lib/index.ts': 'export const enum C { c = "c" } export const c = C.c;',
      'lib/d.js': 'export const d = "d";',
      'lib/e.json': { x: 'e' },
    };
    expect(await toldEverywhere(files)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('lambda.typescript-imports: files beside the folder of the code', async () => {
    const files = {
      'functions/go/go.ts': tell('shared()', `import { shared } from '../../shared/x.ts';`),
      'shared/x.ts': 'export const shared = (): string => "shared";',
    };
    expect(await toldEverywhere(files, { codeUri: 'functions/go' })).toBe('shared');
  });

  test('lambda.typescript-imports: decorators as the tsconfig has them', async () => {
    const before = `
      const seen: unknown[] = [];
      const mark = (...args: unknown[]): void => { seen.push(args.length); };
      class A { @mark method(): void {} }
      void A;`;
    const tsconfig = { 'tsconfig.json': { compilerOptions: { experimentalDecorators: true } } };
    expect(await toldEverywhere({ ...tsconfig, 'go.ts': tell('seen', before) })).toEqual([3]);
    expect(await toldEverywhere({ 'go.ts': tell('seen', before) })).toEqual([2]);
  });
});

describe('packages', () => {
  test('lambda.typescript-packages: they stay outside, and are what they are to Node', async () => {
    const files = {
      'go.ts': tell('[a, b]', `import a from 'a'; import { b } from '@scope/b/part';`),
      'node_modules/a/index.js':
        'module.exports = __filename.replaceAll("\\\\", "/").split("node_modules/")[1];',
      'node_modules/@scope/b/package.json': { exports: { './part': './inside/part.js' } },
      'node_modules/@scope/b/inside/part.js': 'exports.b = "b of " + require("a");',
    };
    expect(await toldEverywhere(files)).toEqual(['a/index.js', 'b of a/index.js']);
  });

  test('lambda.typescript-packages: Lambda’s SDK, a layer’s packages and paths below /opt are found', async () => {
    const files = {
      'go.ts': tell(
        '[typeof DynamoDBClient, layered.from, below.from, typeof late.GetCommand]',
        `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
         import layered from 'layered';
         import below from '/opt/shared.cjs';
         const loading = import('@aws-sdk/lib-dynamodb');`,
      )
        .replace('({ body', '{ const late = await loading; return { body')
        .replace(') });', ') }; };'),
      'layer/nodejs/node_modules/layered/index.js': 'exports.from = "layer";',
      'layer/shared.cjs': 'exports.from = "opt";',
    };
    const layers = ['layer'];
    expect(await toldEverywhere(files, { layers })).toEqual(['function', 'layer', 'opt', 'function']);
  });

  test('lambda.typescript-packages: a file that lies elsewhere has the packages of its own folder', async () => {
    const files = {
      'functions/go/go.ts': tell(
        '[a, there]',
        `import a from 'a'; import { there } from '../../shared/x.ts';`,
      ),
      'functions/node_modules/a/index.js': 'module.exports = "of functions";',
      'shared/x.ts': `import a from 'a'; import { only } from 'only'; export const there: string[] = [a, only];`,
      'shared/node_modules/a/index.js': 'module.exports = "of shared";',
      'shared/node_modules/only/package.json': {
        exports: { import: './index.mjs', require: './index.cjs' },
      },
      'shared/node_modules/only/index.mjs': 'export const only = "only";',
      'shared/node_modules/only/index.cjs': 'exports.only = "only";',
    };
    const expected = ['of functions', ['of shared', 'only']];
    expect(await toldEverywhere(files, { codeUri: 'functions/go' })).toEqual(expected);
  });
});

describe('aliases', () => {
  test('lambda.typescript-paths: paths and baseUrl of the tsconfig, what it extends included', async () => {
    const files = {
      'tsconfig.base.json': {
        compilerOptions: {
          paths: { '@lib/*': ['./lib/*'], a: ['./lib/instead.ts'], '@js': ['./lib/plain.js'] },
        },
      },
      'tsconfig.json': { extends: './tsconfig.base.json', compilerOptions: { baseUrl: './src' } },
      'src/go.ts': tell(
        '[x, a, based, plain]',
        `import { x } from '@lib/x'; import { a } from 'a'; import { based } from 'lib/based'; import { plain } from '@js';`,
      ),
      'src/lib/x.ts': 'export const x: string = "x";',
      'src/lib/instead.ts': 'export const a: string = "instead";',
      'src/lib/based.ts': 'export const based: string = "based";',
      'src/lib/plain.js': 'export const plain = "plain";',
      'node_modules/a/index.js': 'exports.a = "package";',
    };
    expect(await toldEverywhere(files, { handler: 'src/go.handler' })).toEqual([
      'x',
      'instead',
      'based',
      'plain',
    ]);
  });

  test('lambda.typescript-paths: imports of the package.json', async () => {
    for (const { runtime, type } of KINDS) {
      const files = {
        'package.json': { type, imports: { '#lib/*': './lib/*.ts', '#a': 'a' } },
        'go.ts': tell('[x, a]', `import { x } from '#lib/x'; import a from '#a';`),
        'lib/x.ts': 'export const x: string = "x";',
        'node_modules/a/index.js': 'module.exports = "package";',
      };
      expect(await told(files, { runtime })).toEqual(['x', 'package']);
    }
  });
});

describe('workspaces', () => {
  test('lambda.typescript-workspace: a linked package that is TypeScript is compiled too, and has its own packages', async () => {
    const files = {
      'functions/go/go.ts': tell(
        '[shared(), built]',
        `import { shared } from '@mono/shared'; import { built } from 'built';`,
      ),
      'packages/shared/package.json': { name: '@mono/shared', exports: './src/index.ts' },
      'packages/shared/src/index.ts': `import dep from 'dep'; export const shared = (): string => 'shared, ' + dep;`,
      'packages/shared/node_modules/dep/index.js': 'module.exports = "its own";',
      'packages/built/package.json': { name: 'built', main: 'dist/index.js' },
      'packages/built/dist/index.js': 'exports.built = require("node:path").basename(__dirname);',
    };
    const links = [
      ['node_modules/@mono/shared', 'packages/shared'],
      ['node_modules/built', 'packages/built'],
    ] as const;
    expect(await toldWithLinks(files, links, { codeUri: 'functions/go' })).toEqual([
      'shared, its own',
      'dist',
    ]);
  });
});
