/**
 * Whatever stands in a definition, its user gets a report: no place and no value makes a reader fail. Definitions that
 * are right are spoilt in random places; the same ones in every run.
 */
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { EmulatorError } from '../../src/errors.ts';
import { toValue } from '../../src/project/source/node.ts';
import { readDefinition } from '../../src/project/source/read-definition.ts';
import { useFiles } from '../support/project.ts';
import { failureOf, readNamed } from './read-project.ts';
import { random, spoilt } from './spoilt.ts';
import { CLOUDFORMATION, CONFIG, SAM, SERVERLESS } from './wide-definitions.ts';

const chat = fileURLToPath(new URL('../projects/chat', import.meta.url));

const RUNS = 80;

/** Definitions by the file that each is written to, and what is beside it. */
const DEFINITIONS: Readonly<Record<string, () => Promise<object>>> = {
  'emulator.config.json': async () => CONFIG,
  'template.json': async () => CLOUDFORMATION,
  'sam/template.json': async () => SAM,
  'serverless.json': async () => SERVERLESS,
  'cdk.out/Chat.template.json': () => definitionIn('cdk.out/Chat.template.json'),
  'cdk.out/manifest.json': () => definitionIn('cdk.out/manifest.json'),
  'cdk.out/Chat.assets.json': () => definitionIn('cdk.out/Chat.assets.json'),
};

async function definitionIn(file: string): Promise<object> {
  const definition = await readDefinition(join(chat, file));
  if (!definition.ok) throw new Error(`${file} is broken`);
  return toValue(definition.node) as object;
}

/** What a reader fails with, unless that is a report. */
async function surpriseOf(folder: string, named?: string): Promise<unknown> {
  try {
    await readNamed(folder, named);
    return undefined;
  } catch (error) {
    if (!(error instanceof EmulatorError) || !error.code.startsWith('PROJECT_')) return error;
    // What a program calls things, and no definition does.
    return /\[object |\bundefined\b|\bNaN\b|\bfunction \w*\(/.test(error.message) ? error.message : undefined;
  }
}

/** The definitions of that folder. */
async function filesOf(folder: string): Promise<Record<string, object>> {
  const files = Object.entries(DEFINITIONS).filter(([name]) => dirname(name) === folder);
  return Object.fromEntries(
    await Promise.all(files.map(async ([name, load]) => [name, await load()] as const)),
  );
}

describe('what is spoilt anywhere is reported', () => {
  test.each(Object.keys(DEFINITIONS))('in %s', async (name) => {
    const sound = await DEFINITIONS[name]?.();
    const around = dirname(name);
    const folder = await useFiles({ ...(await filesOf(around)), [name]: sound ?? {} });
    const next = random(7);
    for (let run = 0; run < RUNS; run++) {
      const value = spoilt(sound, next);
      await writeFile(join(folder, name), JSON.stringify(value));
      const surprise = await surpriseOf(folder, around === 'cdk.out' ? around : name);
      expect({ surprise, ...(surprise !== undefined && { run, value }) }).toEqual({ surprise: undefined });
    }
  });
});

/** Texts that are no definitions, or hardly. */
const TEXTS: Readonly<Record<string, string>> = {
  empty: '',
  blank: ' \n\n',
  'a comment': '# nothing',
  null: 'null',
  'a number': '42',
  'a list': '[]',
  'an empty object': '{}',
  'two documents': '---\n---\n',
  'a tab': 'a:\n\tb: 1',
  'no characters': '\0\u0001\uFFFF',
  'an alias within itself': 'Resources: &a\n  Chat: *a',
  'an alias of nothing': 'Resources: *a',
  'aliases of aliases': Array.from(
    { length: 12 },
    (_, i) => `a${i}: &a${i} [${`*a${i - 1}, `.repeat(i && 9)}x]`,
  ).join('\n'),
  'a merge of a number': 'Resources:\n  <<: 3',
  'keys of all kinds': '{ ? [a] : 1, ? { b: c } : 2, null: 3, 4: 5 }',
  'brackets in brackets': `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  'objects in objects': `${'{"a":'.repeat(500)}1${'}'.repeat(500)}`,
  'an open bracket': '{"a": [',
  'unknown tags': 'Resources: !constructor { Chat: !toString [!!binary x] }',
  'a section of a number': 'Resources: 3\nservice: 4\nprovider: 5',
};

describe.each([
  'emulator.config.json',
  'template.yaml',
  'template.json',
  'serverless.yml',
  'serverless.json',
])('as %s', (name) => {
  test.each(Object.entries(TEXTS))('%s is reported', async (_what, text) => {
    const cwd = await useFiles({ [name]: text });
    expect(await failureOf(() => readNamed(cwd, name))).toMatchObject({ fault: 'user' });
    expect(await surpriseOf(cwd, name)).toBe(undefined);
  });
});

test.each(['emulator.values.yaml', 'samconfig.yaml', 'samconfig.toml'])(
  'no text of an %s makes a template’s reader fail',
  async (name) => {
    for (const text of Object.values(TEXTS)) {
      const cwd = await useFiles({ 'template.json': SAM, [name]: text });
      expect(await surpriseOf(cwd)).toBe(undefined);
    }
  },
);

test.each(['manifest.json', 'Chat.assets.json', 'Chat.template.json'])(
  'no text of an assembly’s %s makes its reader fail',
  async (name) => {
    for (const text of Object.values(TEXTS)) {
      const files = await filesOf('cdk.out');
      const cwd = await useFiles({ ...files, [`cdk.out/${name}`]: text });
      expect(await surpriseOf(cwd, 'cdk.out')).toBe(undefined);
    }
  },
);
