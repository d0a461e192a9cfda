/** Which file defines the project. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/project/config/read.ts';
import { findDefinition } from '../../src/project/discovery.ts';
import { useFiles, useFolder } from '../support/project.ts';
import { failureOf } from './read-project.ts';

test.each(['json', 'js', 'mjs', 'ts'])(
  'the only emulator.config.%s of a folder is found',
  async (extension) => {
    const name = `emulator.config.${extension}`;
    const folder = await useFiles({ [name]: '', 'package.json': '{}', 'emulator.config.yaml': '' });
    expect(findDefinition(folder)).toBe(join(folder, name));
  },
);

test('a folder without a definition is told the names that were looked for', async () => {
  const folder = await useFolder();
  await mkdir(join(folder, 'emulator.config.js'));
  const error = await failureOf(() => findDefinition(folder));
  expect(error.code).toBe('PROJECT_NOT_FOUND');
  expect(error.message).toBe(
    `No project found in ${folder}: there is none of emulator.config.json, emulator.config.js, emulator.config.mjs, emulator.config.ts. Write an emulator.config.json (see the README), or name a file: emulator start --config path/to/emulator.config.json`,
  );
});

test('several definitions are all named, and none is chosen', async () => {
  const folder = await useFiles({ 'emulator.config.ts': '', 'emulator.config.json': '{}' });
  const error = await failureOf(() => findDefinition(folder));
  expect(error.code).toBe('PROJECT_AMBIGUOUS');
  expect(error.message).toBe(
    `Several project definitions found: ${join(folder, 'emulator.config.json')}, ${join(folder, 'emulator.config.ts')}. Keep one, or choose it: emulator start --config <file>`,
  );
});

test('a named file is taken whatever else is there, relative to the folder or absolute', async () => {
  const folder = await useFiles({
    'config/chat.json': '{}',
    'emulator.config.json': '{}',
    'emulator.config.js': '',
  });
  const file = join(folder, 'config', 'chat.json');
  expect(findDefinition(folder, 'config/chat.json')).toBe(file);
  expect(findDefinition(folder, file)).toBe(file);
});

test('a named file that is not there is refused', async () => {
  const folder = await useFolder();
  const error = await failureOf(() => findDefinition(folder, 'chat.json'));
  expect(error.code).toBe('PROJECT_FILE_UNREADABLE');
  expect(error.message).toBe(`${join(folder, 'chat.json')} cannot be read: there is no such file.`);
});

test.each([
  ['chat.json', 'it is a folder; name the file in it.'],
  ['chat', 'a project definition is a file whose name ends in .json, .js, .mjs or .ts.'],
])('a named folder %s is refused', async (name, reason) => {
  const folder = await useFiles({ [`${name}/emulator.config.json`]: '{}' });
  const error = await failureOf(() => readConfig(findDefinition(folder, name), folder, {}, NO_CHECKS));
  expect(error.message).toBe(`${join(folder, name)} cannot be read: ${reason}`);
});

test('a file in UTF-16 is told to be saved anew', async () => {
  const folder = await useFolder();
  const file = join(folder, 'emulator.config.json');
  await writeFile(file, '\uFEFF{}', 'utf16le');
  const error = await failureOf(() => readConfig(file, folder, {}, NO_CHECKS));
  expect(error.message).toBe(`${file} cannot be read: it is in UTF-16; save it as UTF-8.`);
});

test('a file outside the folder where the user stands is reported with its whole path', async () => {
  const folder = await useFiles({ 'chat.json': '3', 'here/there.txt': '', '..chat/chat.json': '3' });
  const file = join(folder, 'chat.json');
  const error = await failureOf(() => readConfig(file, join(folder, 'here'), {}, NO_CHECKS));
  expect(error.message).toContain(`  ${file}:1:1  `);
  const within = await failureOf(() =>
    readConfig(join(folder, '..chat', 'chat.json'), folder, {}, NO_CHECKS),
  );
  expect(within.message).toContain(`  ${join('..chat', 'chat.json')}:1:1  `);
});

const NO_CHECKS = {
  handlerProblem: () => undefined,
  modelProblem: () => undefined,
  templateProblem: () => undefined,
  responseKeyProblem: () => undefined,
  seedProblem: () => undefined,
  eventPatternProblem: () => undefined,
};
