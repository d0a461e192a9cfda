/** Event cases, read and run on a real emulator. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { startEmulator, type TestEmulator } from 'apigateway-websocket-emulator/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findCaseProblems } from '../../../dist/sessions/events/check-cases.js';
import { readEventCases } from '../../../dist/sessions/events/read-event-case.js';
import { runEventCase } from '../../../dist/sessions/events/run-event-case.js';
import { type Files, useFiles } from '../../support/project.ts';

const sdk = createRequire(import.meta.url).resolve('@aws-sdk/lib-dynamodb');
const client = createRequire(import.meta.url).resolve('@aws-sdk/client-dynamodb');

/** Puts an item of the connection, and returns what it was given. */
const KEEP = `
const { DynamoDBClient } = require(${JSON.stringify(client)});
const { DynamoDBDocumentClient, PutCommand } = require(${JSON.stringify(sdk)});
const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));
exports.handler = async ({ requestContext, body, fail }) => {
  console.log('working on it');
  if (fail) throw new RangeError('too ' + fail);
  const { connectionId, requestId } = requestContext;
  await table.send(new PutCommand({ TableName: 'Things', Item: { id: connectionId, requestId } }));
  return { statusCode: 200, body, keys: Object.keys(requestContext) };
};`;

const PROJECT: Files = {
  'emulator.config.json': {
    apis: { chat: { routes: { $connect: 'keep', echo: 'keep' } } },
    functions: { keep: { handler: 'keep.handler', timeout: 20 } },
    tables: { Things: { partitionKey: 'id' } },
  },
  'keep.js': KEEP,
};

async function useTestEmulator(files: Files = {}): Promise<{ emulator: TestEmulator; cwd: string }> {
  const cwd = await useFiles({ ...PROJECT, ...files });
  const emulator = await startEmulator({ cwd });
  onTestFinished(() => emulator.close());
  return { emulator, cwd };
}

/** What came of a case of this text. */
async function run(text: string, { name = 'one.event.yaml', files = {}, isUpdate = false } = {}) {
  const { emulator, cwd } = await useTestEmulator({ ...files, [name]: text });
  const [one] = await readEventCases([join(cwd, name)], cwd, { NAME: 'alice' });
  if (one === undefined) throw new Error('there is no case');
  expect(findCaseProblems([one], emulator.project)).toEqual([]);
  const played = await runEventCase(one, emulator, { isUpdate });
  if (played === undefined) throw new Error('it was interrupted');
  return played;
}

const HEAD = 'version: 1\nfunction: keep\n';
const CONNECT = `${HEAD}generate: { type: connect, connectionId: c1 }\n`;

/** What is wrong with a file of this text. */
async function problemsOf(text: string, name = 'one.event.yaml', files: Files = {}): Promise<string[]> {
  const cwd = await useFiles({ ...files, [name]: text });
  const reading = readEventCases([join(cwd, name)], cwd, {});
  const error = await reading.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ code: 'EVENT_INVALID' });
  return (error as Error).message
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
}

describe('event-case.format: function, event, and what is to come of it', () => {
  test('an event that is written out, and one in JSON', async () => {
    const event = '{ requestContext: { connectionId: c1, requestId: r1 }, body: hello }';
    const yaml = await run(`${HEAD}name: keeps it\nevent: ${event}\nresultContains: { body: hello }\n`);
    expect(yaml).toMatchObject({ kind: 'event', name: 'keeps it', outcome: 'passed', failure: undefined });
    const json = {
      version: 1,
      function: 'keep',
      event: { requestContext: { connectionId: 'c1', requestId: 'r1' } },
      result: { statusCode: 200, keys: ['connectionId', 'requestId'] },
    };
    const played = await run(JSON.stringify(json), { name: 'two.event.json' });
    expect(played).toMatchObject({ name: 'two', outcome: 'passed' });
  });

  test('an event in a file of its own', async () => {
    const files = { 'events/go.json': await recorded('go-message') };
    const text = `${HEAD}eventFile: events/go.json\nresultContains: { body: "{\\r\\n\\t\\"a\\": 1\\r\\n}" }\n`;
    expect(await run(text, { files })).toMatchObject({ outcome: 'passed' });
  });

  test('one that is made, with every setting', async () => {
    const played = await run(`${HEAD}generate:
  type: message
  route: echo
  body: { action: echo, data: "{{env:NAME}}" }
  connectionId: {{env:NAME}}
  userAgent: me
  time: 2026-09-25T00:04:22Z
  connectedAt: 1790294600
  authorizer: { principalId: me }
  stageVariables: { colour: blue }
resultContains: { body: '{"action":"echo","data":"alice"}' }
items: { Things: [ { id: alice, requestId: "{{:requestId}}" } ] }
`);
    expect(played.failure).toBeUndefined();
  });
});

async function recorded(name: string): Promise<string> {
  return readFile(new URL(`../../../fixtures/recorded/${name}.json`, import.meta.url), 'utf8');
}

describe('event-case.result: equal, or more', () => {
  test('what differs, with its place and the log', async () => {
    const { outcome, failure, file } = await run(
      `${CONNECT}result:\n  statusCode: 201\n  keys: "{{:any}}"\n`,
    );
    expect(outcome).toBe('failed');
    expect(failure).toMatchObject({
      place: { file, line: 5, column: 3 },
      step: 'invoke keep',
      what: 'keep returned something else',
      comparison: { differences: [{ path: ['statusCode'], expected: 201, received: 200 }] },
    });
    expect(failure?.logs.join('\n')).toContain('working on it');
  });

  test('more is wrong where it is to be equal', async () => {
    const { failure } = await run(`${CONNECT}result: { statusCode: 200 }\n`);
    expect(failure?.comparison?.differences).toMatchObject([{ path: ['keys'], expected: undefined }]);
    expect(await run(`${CONNECT}resultContains: { statusCode: 200 }\n`)).toMatchObject({ outcome: 'passed' });
  });

  test('a function that fails, though nothing is said of the result', async () => {
    const { failure } = await run(`${HEAD}event: { requestContext: {}, fail: late }\n`);
    expect(failure).toMatchObject({
      place: { line: 2, column: 11 },
      what: 'keep failed: RangeError: too late',
      comparison: undefined,
    });
  });

  test('what it should say is noted for --update', async () => {
    const played = await run(`${CONNECT}resultContains:\n  statusCode: 201\n`, { isUpdate: true });
    expect(played).toMatchObject({
      outcome: 'passed',
      corrections: [
        { place: { line: 5, column: 3 }, before: { statusCode: 201 }, after: { statusCode: 200 } },
      ],
    });
  });
});

describe('event-case.error: by a part of its message, or more', () => {
  const LATE = `${HEAD}event: { requestContext: {}, fail: late }\n`;

  test.each(['late', '{ errorType: RangeError }', '{ errorMessage: too late, errorType: RangeError }'])(
    '%s',
    async (error) => {
      expect(await run(`${LATE}error: ${error}\n`)).toMatchObject({ outcome: 'passed' });
    },
  );

  test('another, and none', async () => {
    const other = await run(`${LATE}error: { errorType: TypeError }\n`);
    expect(other.failure).toMatchObject({ what: 'keep failed otherwise', place: { line: 4, column: 8 } });
    const none = await run(`${CONNECT}error: late\n`);
    expect(none.failure).toMatchObject({ what: 'keep did not fail', place: { line: 4, column: 8 } });
  });
});

describe('event-case.tables: what they have before and afterwards', () => {
  test('all items, in any order', async () => {
    const seed = 'seed: { Things: [ { id: a }, { id: b, n: 1 } ] }\n';
    const items = 'items: { Things: [ { id: c1, requestId: "{{:any}}" }, { id: b, n: 1 }, { id: a } ] }\n';
    expect(await run(CONNECT + seed + items)).toMatchObject({ outcome: 'passed' });
    const { failure } = await run(`${CONNECT + seed}items:\n  Things: [ { id: a } ]\n`);
    expect(failure).toMatchObject({
      step: 'table Things',
      what: 'the table has other items',
      place: { line: 6, column: 11 },
    });
    expect(failure?.comparison?.differences).toHaveLength(2);
  });

  test('an item that the table does not take', async () => {
    const { failure } = await run(`${CONNECT}seed: { Things: [ { name: a } ] }\n`);
    expect(failure).toMatchObject({ step: 'seed Things', place: { line: 4 } });
  });
});

test('event-case.placeholders: what the event says of its request, and what is captured', async () => {
  const event = 'event: { requestContext: { connectionId: c1, requestId: r1 }, body: hello }\n';
  const rest =
    'resultContains: { body: {{said}} }\nitems: { Things: [ { id: {{connectionId}}, requestId: {{requestId}} } ] }\n';
  expect(await run(HEAD + event + rest)).toMatchObject({ outcome: 'passed' });
  const other = await run(`${HEAD + event}resultContains: { body: {{connectionId}} }\n`);
  expect(other).toMatchObject({ outcome: 'failed' });
});

test('event-case.modernize: the event in the shape of today; what it did not say is a note', async () => {
  const old = JSON.parse(await recorded('vst-connect-2019'));
  const { stage: _stage, ...requestContext } = old.requestContext;
  const files = { 'old.json': { ...old, requestContext } };
  const asItIs = await run(`${HEAD}eventFile: old.json\nresultContains: { keys: [] }\n`, { files });
  expect(JSON.stringify(asItIs.failure?.comparison?.received)).toContain('messageId');
  const played = await run(`${HEAD}eventFile: old.json\nmodernize: true\nresultContains: { keys: [] }\n`, {
    files,
  });
  expect(JSON.stringify(played.failure?.comparison?.received)).not.toContain('messageId');
  expect(played.notes).toEqual(["requestContext.stage was not there; it is this project's now."]);
});

test('a case that is interrupted came to nothing', async () => {
  const { emulator, cwd } = await useTestEmulator({ 'one.event.yaml': CONNECT });
  const [one] = await readEventCases([join(cwd, 'one.event.yaml')], cwd, {});
  if (one === undefined) throw new Error('there is no case');
  expect(await runEventCase(one, emulator, { signal: AbortSignal.abort() })).toBeUndefined();
});

describe('event-case.problems: everything at once, each with its place', () => {
  const cases: Record<string, [text: string, problems: readonly string[]]> = {
    'an empty file': [
      '',
      [
        'one.event.yaml:1:1  the file is empty; write "version: 1", "function: echo" and "event:" or "generate: { type: message }"',
      ],
    ],
    'no event case': [
      '- 1',
      [
        'one.event.yaml:1:1  expected an event case, found [1]; write "version: 1", "function: echo" and "event:" or "generate: { type: message }"',
      ],
    ],
    'no YAML': [
      'version: [',
      [
        'one.event.yaml:1:11  not YAML: unexpected end of the stream within a flow collection; a "," or a closing bracket is missing before it',
      ],
    ],
    'keys that are missing, unknown, misspelt': [
      'version: 2\nfuntion: keep\nevnt: {}\n',
      [
        'one.event.yaml:1:1  there is no event; write "event:" with the event, "eventFile:" with the name of its file, or "generate:"',
        'one.event.yaml:1:10  version: expected 1, the version that this emulator reads, found 2',
        'one.event.yaml:2:1  funtion: unknown key "funtion"; did you mean "function"?',
        'one.event.yaml:3:1  evnt: unknown key "evnt"; did you mean "event"?',
      ],
    ],
    'what excludes each other': [
      `${HEAD}event: {}\ngenerate: { type: message }\nresult: 1\nerror: x\n`,
      [
        'one.event.yaml:4:1  generate: "event" stands there already; remove one of the two',
        'one.event.yaml:6:1  error: "result" stands there already; remove one of the two',
      ],
    ],
    'settings that are none': [
      `${HEAD}modernize: true\ngenerate:\n  type: massage\n  time: soon\n  code: 99\n  header: { a: b }\n`,
      [
        'one.event.yaml:3:12  modernize: what is generated has the shape of today; remove it',
        'one.event.yaml:5:9  generate.type: expected one of connect, message, disconnect, authorizer, found "massage"',
        'one.event.yaml:6:9  generate.time: this is no time; write 2026-11-29T18:00:00Z, say',
        'one.event.yaml:7:9  generate.code: expected a close code from 1000 to 4999, found 99',
        'one.event.yaml:8:3  generate.header: unknown key "header"; did you mean "headers"?',
      ],
    ],
    'placeholders that nobody knows': [
      `${HEAD}event: { a: {{b}}, c: {{env:NOPE}}, d: {{e:text}} }\n`,
      [
        'one.event.yaml:3:13  event.a: {{b}} is not known before the function has run; only {{env:NAME}} is',
        'one.event.yaml:3:23  event.c: the environment has no variable NOPE; set it, or write the value',
        expect.stringMatching(/^one\.event\.yaml:3:40 {2}event\.d: \{\{e:text\}\}/) as unknown as string,
      ],
    ],
    'a file that is not there': [
      `${HEAD}eventFile: none.json\n`,
      ['none.json:1:1  cannot be read: there is no such file. Create it, or correct the name.'],
    ],
  };
  test.each(Object.entries(cases))('%s', async (_name, [text, problems]) => {
    expect(await problemsOf(text)).toEqual(problems);
  });

  test('an event file that is no JSON, or several events', async () => {
    const broken = await problemsOf(`${HEAD}eventFile: a.json\n`, 'one.event.yaml', {
      'a.json': '{\n"a": }',
    });
    expect(broken).toEqual([
      'a.json:2:6  not JSON: a value has to stand here, or the comma in front has to go',
    ]);
    const several = await problemsOf(`${HEAD}eventFile: a.json\n`, 'one.event.yaml', { 'a.json': '{}\n{}' });
    expect(several).toEqual(['a.json:2:1  a case is of one event, and this is a second; remove it']);
  });

  test('what the project does not have', async () => {
    const text = `version: 1
function: kepe
generate: { type: message, route: ehco, query: { a: b } }
seed: { Thing: [] }
items: { Things: [], Other: [] }
`;
    const { emulator, cwd } = await useTestEmulator({ 'one.event.yaml': text });
    const cases = await readEventCases([join(cwd, 'one.event.yaml')], cwd, {});
    const problems = findCaseProblems(cases, emulator.project);
    expect(problems.map(({ place: { line, column }, message }) => `${line}:${column} ${message}`)).toEqual([
      '2:11 no function of the project is called "kepe"; did you mean "keep"?',
      '4:9 no table of the project is called "Thing"; did you mean "Things"?',
      '5:22 no table of the project is called "Other"; there are Things',
      '3:28 generate.route: chat has no route "ehco"; did you mean "echo"?',
      '3:41 generate.query: a message event has none; it is for connect and authorizer',
    ]);
  });
});
