/** `emulator invoke`, as users run it: a process of its own. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { useCommand } from '../support/process.ts';
import { type Files, useFiles, useProject } from '../support/project.ts';

const ECHO = `
exports.handler = async (event, context) => {
  console.log('got', event.n);
  if (event.n === 2) throw new TypeError('no twos');
  return { n: event.n, left: Math.ceil(context.getRemainingTimeInMillis() / 1000) };
};`;

function useEcho(files: Files = {}): Promise<string> {
  return useProject({ routes: { echo: ECHO }, fn: { timeout: 7 }, files });
}

/** Runs it with this on standard input, which ends with it. */
function invoke(cwd: string, args: readonly string[], input = '') {
  const running = useCommand(['invoke', ...args], { cwd });
  running.child.stdin?.end(input);
  return running.ended;
}

describe('invoke-command.result: the JSON alone on standard output, the log on standard error', () => {
  test('of an object', async () => {
    const { code, stdout, stderr } = await invoke(await useEcho(), ['echo'], '{"n":1}');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '{"n":1,"left":7}\n' });
    const lines = stderr.trim().split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^INIT_START /),
      expect.stringMatching(/^START RequestId: /),
      expect.stringMatching(/\tINFO\tgot 1$/),
      expect.stringMatching(/^END RequestId: /),
      expect.stringMatching(/^REPORT RequestId: /),
    ]);
  });

  test('as it was written, by a function in another language too; null where there is nothing', async () => {
    const cwd = await useFiles({
      'emulator.config.json': {
        apis: { test: { routes: { $default: 'none' } } },
        functions: {
          none: { handler: 'none.handler' },
          custom: { handler: 'x', runtime: 'provided.al2023' },
        },
      },
      'none.js': 'exports.handler = async () => {};',
      bootstrap: `#!${process.execPath}
const api = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/invocation';
(async () => {
  for (;;) {
    const next = await fetch(api + '/next');
    const id = next.headers.get('lambda-runtime-aws-request-id');
    await next.text();
    await fetch(api + '/' + id + '/response', { method: 'POST', body: '{ "price": 1.0 }' });
  }
})();`,
    });
    expect(await invoke(cwd, ['none'])).toMatchObject({ code: 0, stdout: 'null\n' });
    expect(await invoke(cwd, ['custom'])).toMatchObject({ code: 0, stdout: '{ "price": 1.0 }\n' });
  });
});

test('invoke-command.project: environment and tables, by name and by logical id', async () => {
  const sdk = createRequire(import.meta.url).resolve('@aws-sdk/client-dynamodb');
  const cwd = await useFiles({
    'template.yaml': `
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::WebSocketApi
    Properties:
      RouteSelectionExpression: $request.body.action
      Routes: { $default: { FunctionArn: !GetAtt Count.Arn } }
  Table:
    Type: AWS::Serverless::SimpleTable
    Properties: { TableName: Things, PrimaryKey: { Name: id, Type: String } }
  Count:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: things-count
      CodeUri: .
      Handler: count.handler
      Runtime: nodejs22.x
      Environment: { Variables: { TABLE: !Ref Table } }
`,
    'count.js': `
const { DynamoDBClient, ScanCommand } = require(${JSON.stringify(sdk)});
exports.handler = async () => {
  const { Items } = await new DynamoDBClient({}).send(new ScanCommand({ TableName: process.env.TABLE }));
  return Items.map(({ id }) => id.S);
};`,
    'things.json': [{ id: 'one' }],
  });
  const seed = ['--seed', 'Things=things.json'];
  for (const name of ['things-count', 'Count']) {
    expect(await invoke(cwd, [name, ...seed])).toMatchObject({ code: 0, stdout: '["one"]\n' });
  }
  const unknown = await invoke(cwd, ['Cuont', ...seed]);
  expect(unknown).toMatchObject({ code: 1, stdout: '' });
  expect(unknown.stderr).toBe(
    'There is no function "Cuont" in this project; did you mean "Count"? It has: things-count.\n',
  );
});

test('invoke-command.project: by the key of a serverless.yml', async () => {
  const cwd = await useFiles({
    'serverless.yml': `
service: chat
provider: { name: aws, runtime: nodejs22.x }
functions:
  say-hello: { handler: hello.handler, events: [ { websocket: $default } ] }
`,
    'hello.js': 'exports.handler = async (event, { functionName }) => functionName;',
  });
  for (const name of ['say-hello', 'chat-dev-say-hello', 'SayDashhelloLambdaFunction']) {
    expect(await invoke(cwd, [name, '--timeout', '5'])).toMatchObject({ stdout: '"chat-dev-say-hello"\n' });
  }
});

test('invoke-command.failure: Lambda’s error as JSON, a sentence, exit code 1', async () => {
  const { code, stdout, stderr } = await invoke(await useEcho(), ['echo'], '{"n":2}');
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    errorType: 'TypeError',
    errorMessage: 'no twos',
    trace: expect.arrayContaining([expect.stringContaining('echo.js')]),
  });
  expect(stderr).toMatch(/\nREPORT .*\necho failed: TypeError: no twos\n$/);
});

describe('invoke-command.events: several, one after another, a result a line', () => {
  const LINES = '{"n":1}\n\n{"n":2}\n{"n":3}\n';

  test('on standard input', async () => {
    const { code, stdout, stderr } = await invoke(await useEcho(), ['echo', '--event', '-'], LINES);
    expect(code).toBe(1);
    const results = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(results).toMatchObject([{ n: 1 }, { errorMessage: 'no twos' }, { n: 3 }]);
    expect(stderr).toContain('echo failed with the event on line 3: TypeError: no twos\n');
  });

  test('in a file .jsonl, though it be one line; an array is one event', async () => {
    const cwd = await useEcho({ 'events.jsonl': '{"n":4}', 'array.json': '[{"n":1},\n{"n":2}]' });
    expect(await invoke(cwd, ['echo', '--event', 'events.jsonl'])).toMatchObject({
      code: 0,
      stdout: '{"n":4,"left":7}\n',
    });
    expect(await invoke(cwd, ['echo', '--event', 'array.json'])).toMatchObject({
      code: 0,
      stdout: '{"left":7}\n',
    });
  });
});

describe('invoke-command.broken: file, line and column, exit code 2, and nothing runs', () => {
  test.each([
    [
      'event.json',
      '{\n  "n": one\n}',
      'event.json:2:8  not JSON: this word is no value; put it in double quotes',
    ],
    [
      'event.json',
      '',
      'event.json:1:1  there is no event here; write one, or make one: emulator generate-event message',
    ],
    [
      'event.json',
      '{"n":1} {"n":2}',
      'event.json:1:9  not JSON: nothing may follow an event but another on a line of its own; remove the rest',
    ],
    [
      'event.json',
      '{"n":1,}',
      'event.json:1:8  not JSON: a key in double quotes has to stand here, or the comma in front has to go',
    ],
    [
      'events.jsonl',
      '{"n":1}\n{"n":}\n{"n":3',
      'events.jsonl:2:6  not JSON: a value has to stand here, or the comma in front has to go',
    ],
    [
      'events.jsonl',
      '\n',
      'events.jsonl:1:1  there is no event here; write one, or make one: emulator generate-event message',
    ],
  ])('%s with %j', async (name, text, problem) => {
    const cwd = await useEcho({ [name]: text });
    const { code, stdout, stderr } = await invoke(cwd, ['echo', '--event', name]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`in ${name}:\n  ${problem}\n`);
  });

  test('standard input, and a file that is not there', async () => {
    const cwd = await useEcho();
    const input = await invoke(cwd, ['echo', '--event', '-'], 'hello');
    expect(input).toMatchObject({ code: 2, stdout: '' });
    expect(input.stderr).toMatch(/^1 problem in standard input:\n {2}standard input:1:1 {2}not JSON: /);
    const missing = await invoke(cwd, ['echo', '--event', 'none.json']);
    expect(missing).toMatchObject({ code: 2, stdout: '' });
    expect(missing.stderr).toMatch(/none\.json cannot be read: there is no such file/);
  });
});

test('invoke-command.timeout: counts instead of the function’s own', async () => {
  const cwd = await useProject({
    routes: { slow: 'exports.handler = () => new Promise(() => setInterval(() => {}, 1000));' },
  });
  const { code, stdout } = await invoke(cwd, ['slow', '--timeout', '1']);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    errorType: 'Sandbox.Timedout',
    errorMessage: expect.stringMatching(/Task timed out after 1\.00 seconds$/),
  });
  expect((await invoke(await useEcho(), ['echo', '--timeout', '60'], '{}')).stdout).toBe('{"left":60}\n');
  const wrong = await invoke(cwd, ['slow', '--timeout', '901']);
  expect(wrong.stderr).toContain('It is a whole number of seconds from 1 to 900.');
});

test('invoke-command.modernize: the shape of today when asked, else the event as it is', async () => {
  const fixture = new URL('../../fixtures/recorded/vst-connect-2019.json', import.meta.url);
  const cwd = await useProject({
    routes: {
      keys: 'exports.handler = async ({ requestContext: c }) => [c.apiId, "messageId" in c, "user" in c.identity];',
    },
    files: { 'old.json': await readFile(fixture, 'utf8') },
  });
  const asItIs = await invoke(cwd, ['keys', '--event', 'old.json']);
  expect(asItIs.stdout).toBe('["u6k9ujsvz7",true,true]\n');
  const today = await invoke(cwd, ['keys', '--event', 'old.json', '--modernize']);
  expect(today.stdout).toBe('["u6k9ujsvz7",false,false]\n');
});

test('Ctrl-C ends it in good order: no result, exit code 130', async () => {
  const cwd = await useProject({
    routes: {
      slow: `exports.handler = () => {
  console.log('begun');
  return new Promise(() => setInterval(() => {}, 1000));
};`,
    },
  });
  const { child, ended } = useCommand(['invoke', 'slow', '--timeout', '900'], { cwd });
  child.stdin?.end();
  child.stderr?.on('data', (text) => String(text).includes('begun') && child.kill('SIGINT'));
  expect(await ended).toMatchObject({ code: 130, stdout: '' });
});
