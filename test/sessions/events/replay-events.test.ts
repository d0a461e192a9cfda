/** `emulator replay --events`, as users run it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toJsonSchema } from '@valibot/to-json-schema';
import { expect, test } from 'vitest';
import { caseSchema } from '../../../src/sessions/events/case-schema.ts';
import { useCommand } from '../../support/process.ts';
import { type Files, useFiles } from '../../support/project.ts';

const repository = fileURLToPath(new URL('../../..', import.meta.url));

const GREET: Files = {
  'emulator.config.json': {
    apis: { chat: { routes: { $default: 'greet' } } },
    functions: { greet: { handler: 'greet.handler' } },
  },
  'greet.js': `exports.handler = async ({ body }) => {
  console.log('greeting', body);
  return { statusCode: 200, body: 'hello ' + body };
};`,
  'events/alice.event.yaml': `version: 1
function: greet
generate: { type: message, body: alice }
result:
  statusCode: 200
  body: hello alice
`,
};

/** Bob's case, with what he should be told. */
const bob = (body: string) => ({
  'events/more/bob.event.yaml': `version: 1 # of the format
name: bob is greeted
function: greet
generate: { type: message, body: bob }
result:
  statusCode: 200
  body: ${body} # why
`,
});

async function replay(files: Files, ...args: string[]) {
  const cwd = await useFiles({ ...GREET, ...files });
  return { cwd, ...(await useCommand(['replay', '--events', 'events', ...args], { cwd }).ended) };
}

test('event-case.result: what differs is shown with the step, side by side, and the log; exit code 1', async () => {
  const { code, stdout } = await replay(bob('hallo bob'));
  expect(code).toBe(1);
  expect(stdout).toMatch(/✓ events[\\/]alice\.event\.yaml/);
  expect(stdout).toMatch(/✗ events[\\/]more[\\/]bob\.event\.yaml {2}bob is greeted/);
  expect(stdout).toMatch(
    /events[\\/]more[\\/]bob\.event\.yaml:6 invoke greet\ngreet returned something else\n/,
  );
  expect(stdout).toMatch(/≠ {3}"body": "hallo bob" +│ {3}"body": "hello bob"/);
  expect(stdout).toContain('greeting bob');
});

test('event-case.result: --update corrects the file, and nothing else in it', async () => {
  const { cwd, code, stdout } = await replay(bob('hallo bob'), '--update');
  expect(code, stdout).toBe(0);
  const file = await readFile(join(cwd, 'events/more/bob.event.yaml'), 'utf8');
  expect(file).toBe(bob('hello bob')['events/more/bob.event.yaml']);
});

test('event-case.problems: of all files at once, exit code 2, and nothing runs', async () => {
  const files = {
    'events/broken.event.json': '{\n  "version": 1,\n  "function": "greet"\n  "event": {}\n}',
    'events/other.event.yaml': 'version: 1\nfunction: greet\nevents: {}\n',
  };
  const { code, stdout, stderr } = await replay(files);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr.replaceAll('\\', '/').split('\n')).toEqual([
    '3 problems in the event cases:',
    '  events/broken.event.json:4:3  not JSON: a "," has to stand here, or a bracket in front is not closed',
    expect.stringMatching(/^ {2}events\/other\.event\.yaml:1:1 {2}there is no event; write "event:"/),
    '  events/other.event.yaml:3:1  events: unknown key "events"; did you mean "event"?',
    '',
  ]);
  const unknown = await replay({ 'events/other.event.yaml': 'version: 1\nfunction: gret\nevent: {}\n' });
  expect(unknown).toMatchObject({ code: 2, stdout: '' });
  expect(unknown.stderr).toContain(
    'other.event.yaml:2:11  no function of the project is called "gret"; did you mean "greet"?',
  );
});

test('the JSON Schema for editors is the one that checks the files', async () => {
  const shipped = JSON.parse(await readFile(join(repository, 'event.schema.json'), 'utf8'));
  const message = 'event.schema.json is out of date; write it anew: npm run schema';
  expect(shipped, message).toEqual(
    JSON.parse(JSON.stringify(toJsonSchema(caseSchema, { target: 'draft-07' }))),
  );
});
