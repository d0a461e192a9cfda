/** Environment variables from files that were named at the start: `--env-vars` and `--env-file`. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LambdaFunction, Project } from '../../src/project/model.ts';
import { applyEnvVars } from '../../src/project/variables/env-vars.ts';
import { readEnvVars } from '../../src/project/variables/env-vars-file.ts';
import { withOutsideVariables } from '../../src/project/variables/outside.ts';
import { connect } from '../support/client.ts';
import { useEmulator } from '../support/emulator.ts';
import { functionIn } from '../support/lambda.ts';
import { type Files, useFiles, useProject } from '../support/project.ts';
import { answering, useWatched } from '../support/reload.ts';
import { failureOf, readFiles, readFolder, SOUND } from './read-project.ts';

/** What becomes of functions with these variables, and what is said of it. */
async function applied(functions: readonly Partial<LambdaFunction>[], file: object) {
  const sound = await readFiles({ 'emulator.config.json': SOUND });
  const cwd = await useFiles({ 'env.json': file });
  const project: Project = {
    ...sound,
    functions: functions.map((fn) => functionIn(cwd, { name: 'unnamed', ...fn })),
    notices: ['said before'],
  };
  const { functions: filled, notices } = applyEnvVars(project, await readEnvVars(join(cwd, 'env.json'), cwd));
  return { environments: filled.map(({ environment }) => environment), notices };
}

test('lambda.env-vars: a function’s own count before those of all, by logical id or by name', async () => {
  const { environments, notices } = await applied(
    [
      { name: 'stack-Send-X', logicalId: 'Send', environment: { TABLE: '', STAGE: 'dev' } },
      { name: 'connect', logicalId: 'Connect', environment: { TABLE: '', KEPT: 'as it is' } },
      { name: 'leave', environment: { TABLE: '' } },
    ],
    {
      Send: { TABLE: 'of Send' },
      connect: { TABLE: 'of connect' },
      Parameters: { TABLE: 'of all', STAGE: 1 },
    },
  );
  expect(environments).toEqual([
    { TABLE: 'of Send', STAGE: '1' },
    { TABLE: 'of connect', KEPT: 'as it is' },
    { TABLE: 'of all' },
  ]);
  expect(notices).toEqual(['said before']);
});

test('lambda.env-vars: what is no text becomes one as in sam local', async () => {
  const { environments } = await applied(
    [{ name: 'send', environment: { A1: '', B1: '', C1: '', D1: 'x' } }],
    {
      send: { A1: true, B1: false, C1: 1.5, D1: null },
    },
  );
  expect(environments).toEqual([{ A1: 'true', B1: 'false', C1: '1.5', D1: '' }]);
});

test('lambda.env-vars: variables that are not declared are left out, and that is said', async () => {
  const { environments, notices } = await applied(
    [
      { name: 'send', environment: { TABLE: 'x' } },
      { name: 'leave', environment: {} },
    ],
    {
      send: { TABEL: 'y' },
      leave: { QUEUE: 'q' },
      sned: { TABLE: 'z' },
      Parameters: { TABLE: 'p', OTHER: 'o' },
    },
  );
  expect(environments).toEqual([{ TABLE: 'p' }, {}]);
  expect(notices.slice(1)).toMatchInlineSnapshot(`
    [
      "env.json: TABEL of "send" is left out, for "send" does not declare it; did you mean "TABLE"?",
      "env.json: QUEUE of "leave" is left out, for "leave" does not declare it; declare it among the function's environment variables",
      "env.json: there is no function "sned"; did you mean "send"?",
      "env.json: OTHER of "Parameters" is left out, for no function declares it; declare it among the function's environment variables",
    ]
  `);
});

const reportOf = async (text: string | object): Promise<string> => {
  const cwd = await useFiles({ 'env.json': text });
  return (await failureOf(() => readEnvVars(join(cwd, 'env.json'), cwd))).message;
};

test('lambda.env-vars: a file that is no JSON, or of another shape, is told with its places', async () => {
  expect(await reportOf('{\n  "Parameters": { TABLE: 1 }\n}')).toMatchInlineSnapshot(`
    "1 problem in the environment variables:
      env.json:2:19  not JSON: this word is no value; put it in double quotes"
  `);
  expect(await reportOf('')).toMatchInlineSnapshot(`
    "1 problem in the environment variables:
      env.json:1:1  the file is empty; write { "Parameters": { "TABLE": "Connections" } }"
  `);
  expect(await reportOf('[]')).toMatchInlineSnapshot(`
    "1 problem in the environment variables:
      env.json:1:1  expected an object of variables by function; write { "Parameters": { "TABLE": "Connections" } }"
  `);
  expect(await reportOf({ TABLE: 'x' })).toMatchInlineSnapshot(`
    "1 problem in the environment variables:
      env.json:2:12  TABLE: expected a function's variables; write "Parameters": { "TABLE": … } for a variable of all functions"
  `);
  expect(
    await reportOf('{ "Send": { "LIST": [1],\n "ID": 12345678901234567890, "ID": 1 } }'),
  ).toMatchInlineSnapshot(`
    "1 problem in the environment variables:
      env.json:2:30  Send.ID: this key stands on line 2 already, and only the last one would count; rename or remove one"
  `);
  expect(await reportOf('{ "Send": { "LIST": [1],\n "ID": 12345678901234567890 } }')).toMatchInlineSnapshot(`
    "2 problems in the environment variables:
      env.json:1:21  Send.LIST: expected a text, a number, true or false; put it in quotes, as JSON text
      env.json:2:8  Send.ID: this number has too many digits; put it in quotes"
  `);
});

test('lambda.env-vars: a file that is not there is told by its path', async () => {
  const cwd = await useFiles({});
  const { code, message } = await failureOf(() => readEnvVars(join(cwd, 'gone.json'), cwd));
  expect(code).toBe('PROJECT_FILE_UNREADABLE');
  expect(message).toBe(
    `${join(cwd, 'gone.json')} cannot be read: there is no such file. Create it, or correct the name.`,
  );
});

const TELLING = answering('[process.env.TABLE, process.env.STAGE, process.env.AWS_REGION].join()');

/** What a function finds that declares `TABLE`. */
async function told(files: Files, options: object): Promise<string> {
  const cwd = await useProject({
    routes: { go: TELLING },
    twoWay: ['go'],
    fn: { environment: { TABLE: 'declared' } },
    files,
  });
  const emulator = await useEmulator({ cwd, ...options });
  const client = await connect(emulator.url);
  client.send({ action: 'go' });
  return client.next();
}

test('lambda.env-vars: startEmulator takes the file, whatever the format of the definition', async () => {
  const files = { 'env.json': { go: { TABLE: 'replaced', STAGE: 'dropped' } } };
  expect(await told(files, { envVars: 'env.json' })).toBe('replaced,,us-east-1');
});

test('lambda.env-file: files named at the start are for every function, what the definition says comes before', async () => {
  const files = {
    '.env': 'TABLE=file\nSTAGE=first\nAWS_REGION=mars-1',
    'more.env': 'export STAGE="second"',
    'env.json': { Parameters: { STAGE: 'third' } },
  };
  expect(await told(files, { envFiles: ['.env', 'more.env'] })).toBe('declared,second,us-east-1');
  expect(await told(files, { envFiles: ['.env'], envVars: 'env.json' })).toBe('declared,third,us-east-1');
});

test('lambda.env-file: a named file that is not there, or has names that Lambda does not take', async () => {
  const cwd = await useProject({
    routes: { go: TELLING },
    files: { '.env': '\nFINE=1\n export 1X = 2\nA=1' },
  });
  const project = await readFolder(cwd);
  const failure = (name: string) => failureOf(() => withOutsideVariables(project, cwd, { envFiles: [name] }));
  const gone = `${join(cwd, 'gone.env')} cannot be read: there is no such file. Create it, or correct the name.`;
  expect((await failure('gone.env')).message).toBe(gone);
  const malformed = await failure('.env');
  expect(malformed.message).toMatchInlineSnapshot(`
    "2 problems in the environment variables:
      .env:3:9  a variable "1X"; Lambda takes variable names of two or more letters, digits and "_", with a letter in front; rename it
      .env:4:1  a variable "A"; Lambda takes variable names of two or more letters, digits and "_", with a letter in front; rename it"
  `);
});

test('lambda.env-vars: saving the file deploys the functions whose variables it changes', async () => {
  const watched = await useWatched(
    {
      routes: { one: answering('process.env.TABLE'), two: answering('process.env.TABLE') },
      fn: { environment: { TABLE: 'declared' } },
      files: { 'env.json': { one: { TABLE: 'before' } }, '.env': '' },
    },
    { envVars: 'env.json', envFiles: ['.env'] },
  );
  expect([await watched.ask('one'), await watched.ask('two')]).toEqual(['before', 'declared']);
  await watched.save('env.json', '{ "one": { "TABLE": "after" } }');
  await watched.reloaded('one');
  expect([await watched.ask('one'), await watched.ask('two')]).toEqual(['after', 'declared']);
  await watched.save('env.json', '{ "one": { "TABLE": "after" }');
  const { reason } = await watched.emulator.facts.next('project.not-deployed');
  expect(reason).toContain('env.json:1:30  not JSON');
  await watched.save('env.json', '{ "Parameters": { "TABLE": "mended" } }');
  await Promise.all([watched.reloaded('one', 2), watched.reloaded('two')]);
  expect([await watched.ask('one'), await watched.ask('two')]).toEqual(['mended', 'mended']);
});
