/** What is said of files of variables that a definition names. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFiles, reportOf, SOUND } from './read-project.ts';

test('lambda.env-file: a file that is not there, or is none, is told with its place', async () => {
  const definition = {
    ...SOUND,
    envFile: 'gone.env',
    functions: { echo: { handler: 'echo.handler', envFile: ['.env', 'folder'] } },
  };
  const report = await reportOf(definition, { '.env': 'NAME=1', 'folder/file': '' });
  expect(report).toContain('emulator.config.json:18:14  envFile: there is no file "gone.env"; create it');
  expect(report).toContain('functions.echo.envFile[1]: "folder" is a folder; name the file in it');
});

test('lambda.env-file: a name that Lambda does not take is told, but for those that Lambda sets itself', async () => {
  const definition = { ...SOUND, envFile: '.env' };
  const report = await reportOf(definition, { '.env': 'A=1\nAWS_REGION=mars-1' });
  expect(report).toContain('envFile: ".env" has a variable "A"; Lambda takes variable names of two or more');
  expect(report).toContain('1 problem');
});

test('an envFile that is no name of a file is refused', async () => {
  expect(await reportOf({ ...SOUND, envFile: 7 })).toContain(
    'envFile: expected a file such as ".env", or a list of files, found 7',
  );
});

test('the files are among the sources of the project', async () => {
  const { root, sources, functions } = await readFiles({
    'emulator.config.json': { ...SOUND, envFile: '.env' },
    '.env': '\uFEFFNAME="a b"',
  });
  expect(sources).toEqual([join(root, 'emulator.config.json'), join(root, '.env')]);
  expect(functions[0]?.environment).toEqual({ NAME: 'a b' });
});
