/** `emulator replay`: which sessions are played, how often, and what is said of them, with which exit code. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type RunningProcess, useCommand } from '../support/process.ts';
import { type Files, useFiles } from '../support/project.ts';
import { replayIn, sessionFiles, sessionText, useSessions } from '../support/replay.ts';

const PROJECT: Files = {
  'emulator.config.json': {
    apis: { chat: { routes: { $default: { function: 'echo', routeResponse: true } } } },
    functions: { echo: { handler: 'echo.handler', timeout: 60 } },
    tables: { Connections: { partitionKey: 'id' } },
  },
  'echo.js': `
    exports.handler = async ({ body }) => {
      console.log('said ' + body);
      if (body === 'wait') await new Promise((resolve) => setTimeout(resolve, 30000));
      return { statusCode: 200, body };
    };`,
};

/** Says something, and hears something. */
const hears = (said: string, heard: string) => `
      steps:
        - connect: alice
        - send: alice
          message: ${said}
        - receive: alice
          message: ${heard}`;
const GOOD = hears('hello', 'hello');
const BAD = hears('hello', 'goodbye');

const run = (cwd: string, args: readonly string[] = []): RunningProcess['ended'] =>
  useCommand(['replay', ...args], { cwd, env: { FORCE_COLOR: '0' } }).ended;
const withoutTimes = (text: string) => text.replaceAll(/\d+(\.\d)? m?s\b/g, 'TIME');

test('replay.report: a line a session, failures at the end, and what handlers print in failures alone', async () => {
  const cwd = await useSessions(PROJECT, { good: GOOD, bad: BAD });
  const { code, stdout, stderr } = await run(cwd);
  expect(
    withoutTimes(stdout)
      .replace(/[\w-]+==? *$/m, 'ID')
      .replaceAll(/^ +TIME/gm, 'TIME'),
  ).toBe(`✗ sessions/bad.session.yaml  TIME
✓ sessions/good.session.yaml  TIME

sessions/bad.session.yaml:7 receive alice
another message came

  expected                                        │ received
≠ goodbye                                         │ hello

the conversation so far
TIME  alice   connects
TIME  alice   connected as ID
TIME  alice → hello
TIME  alice ← hello

logs since the step before
TIME  log        echo  said hello

1 passed, 1 failed in TIME
`);
  expect([code, stderr]).toEqual([1, '']);
  const good = await run(cwd, ['sessions/good.session.yaml']);
  expect({ ...good, stdout: withoutTimes(good.stdout) }).toEqual({
    code: 0,
    signal: null,
    stdout: '✓ sessions/good.session.yaml  TIME\n\n1 passed in TIME\n',
    stderr: '',
  });
});

test('replay.exit-code: 2 when nothing could be played, and why', async () => {
  const cwd = await useSessions(PROJECT, { good: GOOD });
  await writeFile(join(cwd, 'broken.json'), '{ "apis": 1 }');
  const cases: [args: string[], said: RegExp][] = [
    [['nowhere'], /nowhere: there is no such file or folder/],
    [['echo.js/nowhere'], /echo.js\/nowhere: there is no such file or folder/],
    [['--grep', 'nothing of that name'], /No session in .* --grep/],
    [['--grep', '/(/'], /Unterminated group/],
    [['--repeat', '0'], /whole number from 1/],
    [['--parallel', 'many'], /whole number from 1/],
    [['--speed', 'slow'], /Allowed choices are fast, realtime/],
    [['--within', '5'], /a duration such as/],
    [['--target', 'https://example.com'], /URL of a stage, wss:/],
    [['--update', '--repeat', '2'], /cannot be used with/],
    [['--unknown'], /unknown option/],
    [['--json', 'sessions'], /cannot be written to sessions: it is a folder/],
    [['--config', 'broken.json'], /problems? in the project definition/],
  ];
  const ends = await Promise.all(cases.map(([args]) => run(cwd, args)));
  for (const [i, { code, stdout, stderr }] of ends.entries()) {
    const [args, said] = cases[i] ?? [];
    expect([args, code, stdout]).toEqual([args, 2, '']);
    expect(stderr).toMatch(said ?? /^$/);
  }
  const config = {
    ...(PROJECT['emulator.config.json'] as object),
    dynamodb: { endpoint: 'http://localhost:1' },
  };
  const foreign = await run(
    await useSessions({ ...PROJECT, 'emulator.config.json': config }, { good: GOOD }),
  );
  expect([foreign.code, foreign.stderr]).toEqual([2, expect.stringContaining('http://localhost:1')]);
  const nothing = await run(await useFiles(PROJECT));
  expect([nothing.code, nothing.stdout]).toEqual([2, '']);
});

test('replay.problems: everything wrong with any file is reported before anything is played', async () => {
  const cwd = await useFiles({
    ...PROJECT,
    ...sessionFiles({
      good: GOOD,
      placeholder: hears('"{{nmae}}"', 'hello'),
      verb: hears('hello', 'hello').replace('receive:', 'recieve:'),
    }),
    'sessions/torn.session.json': '{ "version": 1,\n  "steps": [ }',
  });
  const { code, stdout, stderr } = await run(cwd);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^\d problems in the sessions:\n/);
  expect(stderr).toMatch(
    / {2}sessions\/placeholder.session.yaml:5:14 {2}.*\{\{nmae\}\} is captured by no step/,
  );
  expect(stderr).toMatch(/ {2}sessions\/verb.session.yaml:6:5 {2}.*"recieve"; did you mean "receive"\?/);
  expect(stderr).toMatch(/ {2}sessions\/torn.session.json:2:14 {2}not JSON/);

  const names = await useSessions(PROJECT, {
    names: `
      clients: { alice: { api: chatt } }
      steps:
        - connect: alice
        - table: connections
          count: 0
        - invocations: ecko
          count: 0`,
  });
  const json = await useCommand(['replay', '--json'], { cwd: names }).ended;
  expect(json.code).toBe(2);
  expect(JSON.parse(json.stdout)).toMatchObject({
    outcome: 'not-played',
    code: 'SESSION_INVALID',
    problems: [
      { line: 4, message: 'no API of the project is called "chatt"; did you mean "chat"?' },
      { line: 5, message: 'no table of the project is called "connections"; did you mean "Connections"?' },
      { line: 7, message: 'no function of the project is called "ecko"; did you mean "echo"?' },
    ],
  });
});

test('replay.filter: files, folders, and --grep with a text or a regular expression', async () => {
  const cwd = await useFiles({
    ...PROJECT,
    ...sessionFiles({ one: GOOD, two: GOOD }),
    'more/three.session.yaml': sessionText(`name: three and more${GOOD}`),
    'elsewhere.yaml': sessionText(GOOD),
    'node_modules/a/four.session.yaml': sessionText(GOOD),
  });
  const named = async (...args: string[]) => (await replayIn(cwd, args)).results.map(({ name }) => name);
  expect(await named()).toEqual(['three and more', 'one', 'two']);
  expect(await named('elsewhere.yaml', 'sessions')).toEqual(['elsewhere', 'one', 'two']);
  expect(await named('--grep', 'and')).toEqual(['three and more']);
  expect(await named('--grep', '/^sessions.*(o|E)$/i')).toEqual(['one', 'two']);
});

test('replay.leftovers: what no step waits for fails a session at its end, and so does a close', async () => {
  const cwd = await useSessions(PROJECT, {
    message: `${GOOD}
        - send: alice
          message: more
        - send: alice
          message: and more`,
    close: `${GOOD}
        - advance: 10m`,
  });
  const { code, of } = await replayIn(cwd);
  expect([code, of('message').failure?.what, of('close').failure?.what]).toEqual([
    1,
    expect.stringMatching(/^alice received what no step waits for: (and )?more, and 1 more$/),
    'alice was closed with 1001 Going away, and no step waits for it',
  ]);
});

test('replay.bail: after so many failures nothing more is begun', async () => {
  const cwd = await useSessions(PROJECT, { a: BAD, b: GOOD, c: BAD, d: GOOD });
  const outcomes = async (...args: string[]) => {
    const { code, results, notPlayed } = await replayIn(cwd, args);
    return [code, results.map(({ outcome }) => outcome), notPlayed];
  };
  expect(await outcomes('--bail')).toEqual([1, ['failed'], 3]);
  expect(await outcomes('--bail', '2')).toEqual([1, ['failed', 'passed', 'failed'], 1]);
});

test('replay.repeat: each as often as that, every time from the beginning', async () => {
  const counting = `
      steps:
        - connect: alice
        - send: alice
          message: hello
        - receive: alice
          message: hello
        - invocations: echo
          count: 1`;
  const { code, results } = await replayIn(await useSessions(PROJECT, { counting }), ['--repeat', '3']);
  expect([code, results.map(({ round, outcome }) => [round, outcome])]).toEqual([
    0,
    [
      [1, 'passed'],
      [2, 'passed'],
      [3, 'passed'],
    ],
  ]);
});

test('replay.speed: in real time clients pause as the recorded ones did', async () => {
  const paused = `
      steps:
        - connect: alice
        - send: alice
          after: 400ms
          message: hello
        - receive: alice
          after: 300ms
          message: hello`;
  const cwd = await useSessions(PROJECT, { paused });
  const [fast, realtime] = [await replayIn(cwd), await replayIn(cwd, ['--speed', 'realtime'])];
  expect(fast.of('paused').durationMs).toBeLessThan(realtime.of('paused').durationMs);
  expect(realtime.of('paused').durationMs).toBeGreaterThan(699);
});

test('replay.pause: where a recorded client paused, what came before is done first', async () => {
  const cwd = await useSessions(
    {
      'emulator.config.json': {
        apis: {
          test: { routes: { $default: { function: 'counted', routeResponse: true }, quiet: 'counted' } },
        },
        functions: { counted: { handler: 'counted.handler', timeout: 20, environment: { TABLE: 'Counts' } } },
        tables: { Counts: { partitionKey: 'id' } },
      },
      'counted.js': `
        const { DynamoDB } = require('@aws-sdk/client-dynamodb');
        exports.handler = async ({ body, requestContext }) => {
          const TableName = process.env.TABLE;
          if (requestContext.routeKey === 'quiet') {
            await new Promise((resolve) => setTimeout(resolve, 300));
            await new DynamoDB({}).putItem({ TableName, Item: { id: { S: body } } });
          }
          const { Count } = await new DynamoDB({}).scan({ TableName });
          return { statusCode: 200, body: Count + ' so far' };
        };`,
    },
    {
      paused: `
      steps:
        - connect: alice
        - send: alice
          message: { action: quiet }
        - send: alice
          after: 1m
          message: how many
        - receive: alice
          message: 1 so far`,
    },
  );
  const { of } = await replayIn(cwd);
  expect(of('paused')).toMatchObject({ outcome: 'passed' });
  expect(of('paused').durationMs).toBeLessThan(30_000);
});

test('replay.junit: the file, in a folder that is made for it', async () => {
  const cwd = await useSessions(PROJECT, { good: GOOD, bad: BAD });
  const { code } = await run(cwd, ['--junit', 'reports/junit.xml']);
  const xml = await readFile(join(cwd, 'reports/junit.xml'), 'utf8');
  expect(code).toBe(1);
  expect(xml).toMatch(/<testsuites name="emulator replay" tests="2" failures="1"/);
  expect(xml).toContain('<failure message="receive alice: another message came" type="receive">');
  const unwritable = await run(cwd, ['--junit', 'echo.js/junit.xml']);
  expect([unwritable.code, unwritable.stderr]).toEqual([
    2,
    expect.stringContaining('The report cannot be written to echo.js/junit.xml'),
  ]);
});

test('replay.json: to a file beside the report, or alone on standard output', async () => {
  const cwd = await useSessions(PROJECT, { good: GOOD });
  const { stdout } = await run(cwd, ['--json', 'report.json']);
  expect(stdout).toContain('1 passed');
  const report = JSON.parse(await readFile(join(cwd, 'report.json'), 'utf8'));
  expect(report).toMatchObject({ outcome: 'passed', passed: 1, results: [{ name: 'good' }] });
  expect((await replayIn(cwd)).outcome).toBe('passed');
});

test('replay.interrupt: Ctrl-C ends in good order, and what was played is reported', async () => {
  const waiting = hears('wait', 'wait').replace('receive: alice', 'receive: alice\n          within: 30s');
  const cwd = await useSessions(PROJECT, { a: GOOD, b: waiting, c: GOOD });
  const running = useCommand(['replay', '--junit', 'junit.xml'], { cwd, env: { FORCE_COLOR: '0' } });
  await running.until(/✓ sessions\/a/);
  running.child.kill('SIGINT');
  const { code, stdout, stderr } = await running.ended;
  expect([code, stderr]).toEqual([130, '']);
  expect(withoutTimes(stdout)).toBe(
    '✓ sessions/a.session.yaml  TIME\n\n1 passed, 2 not played in TIME when it was interrupted\n',
  );
  expect(await readFile(join(cwd, 'junit.xml'), 'utf8')).toContain('tests="1"');
});

test('replay.update: shows what differs and corrects the file, which passes then', async () => {
  const session = `version: 1
# What echo says.
steps:
  - connect: alice
  - send: alice
    message: { type: joined, id: "{{alice}}", n: 1 }
  - receive: alice # the same
    message: { type: left, id: {{alice}}, n: "{{:number}}" } # why?
  - invocations: echo
    count: 2
    result: { statusCode: 201 }
    within: 100ms
  - get: alice
    status: 410 # gone
`;
  const cwd = await useFiles({
    ...PROJECT,
    'a.session.yaml': session,
    ...sessionFiles({ missing: hears('a', 'b') + hears('c', 'd').replace(/.*steps:\n.*\n.*\n.*/, '') }),
  });
  const { code, stdout } = await run(cwd, ['a.session.yaml', '--update']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/✓ a\.session\.yaml {2}updated/);
  expect(stdout).toMatch(
    /a\.session\.yaml:8 another message came\n[\s\S]*≠ +"type": "left", +│ +"type": "joined",/,
  );
  expect(await readFile(join(cwd, 'a.session.yaml'), 'utf8')).toBe(
    session
      .replace('type: left', 'type: joined')
      .replace('count: 2', 'count: 1')
      .replace('statusCode: 201', 'statusCode: 200')
      .replace('status: 410', 'status: 200'),
  );
  expect((await replayIn(cwd, ['a.session.yaml'])).outcome).toBe('passed');

  const before = await readFile(join(cwd, 'sessions/missing.session.yaml'), 'utf8');
  const failed = await replayIn(cwd, ['sessions', '--update']);
  expect([failed.code, failed.of('missing').notes]).toEqual([1, [expect.stringContaining('not updated')]]);
  expect(await readFile(join(cwd, 'sessions/missing.session.yaml'), 'utf8')).toBe(before);
});

test('replay.parallel: 200 sessions at once, none of which sees what another has written', async () => {
  const sessions = Object.fromEntries(
    Array.from({ length: 200 }, (_, i) => [
      `session-${i}`,
      `
      steps:
        - connect: alice
        - table: WSDemo
          items: [ { connectionId: "{{alice}}" } ]
        - send: alice
          message: { action: echo, data: "hello ${i}" }
        - receive: alice
          message: hello ${i}
        - table: WSDemo
          items: [ { connectionId: "{{alice}}" } ]
        - invocations: WSDemoEchoHandler
          count: 1`,
    ]),
  );
  const cwd = await useFiles(sessionFiles(sessions));
  const config = join(import.meta.dirname, '../../emulator.config.json');
  const { code, stdout, stderr } = await run(cwd, [
    '--config',
    config,
    '--parallel',
    '200',
    '--within',
    '60s',
  ]);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^--parallel 200 is more than this machine carries: \d+ play at once\n/);
  expect(stdout).toMatch(/\n200 passed in /);
}, 120_000);

test('replay.target: a stage that runs elsewhere, another emulator here', async () => {
  const cwd = await useSessions(PROJECT, {
    elsewhere: `
      seed:
        Connections: [ { id: one } ]
      steps:
        - connect: alice
        - send: alice
          message: { id: 1 }
        - receive: alice
          message: { id: "{{id:number}}" }
        - table: Connections
          count: 7
        - invocations: echo
          count: 7
        - advance: 300ms
        - post: "gqEcmMfw-QAYKEg-gA=="
          message: hello
          status: 410
        - send: alice
          message: { id: "{{id}}" }
        - receive: alice
          message: { id: 1 }`,
    unknown: `
      steps:
        - connect: alice
        - post: alice
          message: hello`,
  });
  const running = useCommand(['start', '--port', '0'], { cwd });
  const [, url = ''] = await running.until(/WebSocket +(ws:\S+)[\s\S]*ready in/);
  // A folder without any project: a target has its own.
  const sessions = join(cwd, 'sessions');
  const env = { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', AWS_REGION: 'us-east-1' };
  const { code, of } = await replayIn(sessions, ['--target', url, '--parallel', '2'], env);
  expect(code).toBe(1);
  expect(of('elsewhere').failure).toBeUndefined();
  expect(of('elsewhere').durationMs).toBeGreaterThan(299);
  expect(of('elsewhere').notes).toEqual([
    'seed: no items were written, for a target has its own',
    "table Connections was not looked at: it is a target's",
    "invocations of echo were not looked at: they are a target's",
  ]);
  expect(of('unknown').failure?.what).toMatch(/^the connection id of alice is not known/);
  const [, port = ''] = /:(\d+)\//.exec(url) ?? [];
  const named = await replayIn(
    sessions,
    ['--target', `chat=${url}`, '--target', `ws://127.0.0.1:${port}/dev`],
    env,
  );
  expect(named.of('elsewhere').outcome).toBe('passed');
});

test('replay.secrets: what comes from the environment stands in no report, and is written by its name', async () => {
  const secret = 'k3y/+with&signs';
  const steps = `
      steps:
        - connect: alice
          query: { token: "{{env:TOKEN}}" }
        - send: alice
          message: { token: "{{env:TOKEN}}" }
        - receive: alice
          message: { token: soon }`;
  const cwd = await useSessions(PROJECT, { a: steps });
  const env = { TOKEN: secret, FORCE_COLOR: '0' };
  const args = ['replay', '--junit', 'junit.xml', '--json', 'report.json'];
  const { code, stdout } = await useCommand(args, { cwd, env }).ended;
  const [junit, json] = await Promise.all(
    ['junit.xml', 'report.json'].map((file) => readFile(join(cwd, file), 'utf8')),
  );
  expect(code).toBe(1);
  for (const report of [stdout, junit, json]) {
    expect(report).toContain('alice');
    expect(report).toContain('{{env:TOKEN}}');
    expect(report).not.toMatch(/k3y|with(&|%26)signs/);
  }
  const updated = await useCommand(['replay', '--update'], { cwd, env }).ended;
  expect([updated.code, updated.stdout.includes('k3y')]).toEqual([0, false]);
  const text = await readFile(join(cwd, 'sessions/a.session.yaml'), 'utf8');
  expect(text).toContain('message: { token: "{{env:TOKEN}}" }\n');
  expect(text).not.toMatch(/k3y|soon/);
});
