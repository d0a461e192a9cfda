/** `emulator validate`, as users run it: a process of its own. */
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { useCommand } from '../support/process.ts';
import { type Files, useFiles } from '../support/project.ts';

const CODE = 'exports.handler = async () => ({ statusCode: 200 });';

async function validate(files: Files, ...args: string[]) {
  const cwd = await useFiles(files);
  return { cwd, ...(await useCommand(['validate', ...args], { cwd }).ended) };
}

const CHAT: Files = {
  'emulator.config.json': {
    region: 'eu-central-1',
    apis: {
      chat: {
        apiId: 'abcdefghij',
        stages: { dev: {}, prod: {} },
        port: 3100,
        routes: {
          $connect: { function: 'gate', authorizer: 'gate', apiKeyRequired: true },
          echo: { function: 'echo', routeResponse: true },
          save: { integration: { type: 'AWS', uri: 'dynamodb:action/PutItem' } },
          hook: { integration: { type: 'HTTP_PROXY', uri: 'http://localhost:8080/hook' } },
          ping: { integration: { type: 'MOCK' } },
        },
        authorizers: { gate: { function: 'gate', identitySource: ['route.request.querystring.token'] } },
        models: { message: { type: 'object' } },
      },
      admin: {
        apiId: 'klmnopqrst',
        port: 0,
        routes: { $connect: { function: 'echo', authorizationType: 'AWS_IAM' } },
      },
    },
    functions: {
      gate: { handler: 'gate.handler' },
      echo: {
        handler: 'index.handler',
        codeUri: 'src/echo',
        runtime: 'nodejs24.x',
        timeout: 10,
        memorySize: 256,
        layers: ['layers/shared'],
        isolation: 'process',
      },
    },
    tables: {
      Connections: {
        partitionKey: 'connectionId',
        sortKey: 'room:N',
        timeToLive: 'expiresAt',
        indexes: { byRoom: { partitionKey: 'room:N' }, bySeen: { sortKey: 'seen' } },
      },
      Rooms: { partitionKey: 'room' },
    },
    domains: { 'ws.example.com': { '': 'chat', admin: 'admin/dev' } },
    apiKeys: { mobile: { value: '0123456789abcdefghij' } },
    usagePlans: { basic: { apiKeys: ['mobile'] } },
    passthrough: ['sqs'],
  },
  'gate.js': CODE,
  'src/echo/index.js': CODE,
  'layers/shared/nodejs/node_modules/shared/index.js': '',
};

test('it says what the project is, and starts nothing', async () => {
  const { code, stdout, stderr } = await validate(CHAT, '--passthrough', 's3, sns', '--passthrough', 'sqs');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.replaceAll('\\', '/')).toMatchInlineSnapshot(`
    "  project       emulator.config.json
      region        eu-central-1, account 123456789012
      passthrough   sqs, s3, sns

    chat
      api           abcdefghij
      stages        dev  ws://localhost:3100/dev
                    prod  ws://localhost:3100/prod
      selected by   $request.body.action
      routes        $connect → gate  (authorizer gate, API key)
                    echo → echo  (two-way)
                    save → AWS dynamodb:PutItem
                    hook → HTTP_PROXY POST http://localhost:8080/hook
                    ping → MOCK
      authorizers   gate → gate  (route.request.querystring.token)
      models        message

    admin
      api           klmnopqrst
      stages        dev  ws://localhost:<a free port>/dev
      selected by   $request.body.action
      routes        $connect → echo  (AWS_IAM)

    functions
      gate          . gate.handler  nodejs22.x  3 s  128 MB
      echo          src/echo index.handler  nodejs24.x  10 s  256 MB  processes
                    layer layers/shared

    tables
      Connections   connectionId (S), room (N)
                    global index byRoom: room (N)
                    local index bySeen: connectionId (S), seen (S)
                    time to live expiresAt
      Rooms         room (S)

    domains
      ws.example.com/ → chat/dev
      ws.example.com/admin → admin/dev

    access
      API keys      mobile
      usage plans   basic  (mobile)

    no problems
    "
  `);
});

test('of a folder of handlers it says which file is which route, and what was passed over', async () => {
  const { cwd, code, stdout } = await validate(
    { 'handlers/connect.js': CODE, 'handlers/chat.send.js': CODE },
    '--stage',
    'prod',
  );
  expect(code).toBe(0);
  const masked = stdout.replaceAll(basename(cwd), 'CWD').replace(/(api +)[a-z0-9]{10}\n/, '$1ID\n');
  expect(masked).toMatchInlineSnapshot(`
    "  project       handlers/
      region        us-east-1, account 123456789012

    CWD
      api           ID
      stages        prod  ws://localhost:3001/prod
      selected by   $request.body.action
      routes        $connect → connect

    functions
      connect       handlers connect.handler  nodejs22.x  3 s  128 MB

      note  handlers/chat.send.js is no route: Lambda reads no "." in a file's name.

    no problems
    "
  `);
});

const BROKEN: Files = {
  'config/chat.json':
    '{\n  "apis": { "chat": { "routes": { "$default": "ehco" } } },\n  "functions": { "echo": { "handler": "echo.handler", "timeout": "3" } }\n}\n',
  'config/echo.js': CODE,
};

test('every problem is on standard error, as start prints it, and the exit code is 1', async () => {
  const cwd = await useFiles(BROKEN);
  for (const command of ['validate', 'start']) {
    for (const flag of ['--config', '--template']) {
      const args = [command, flag, join('config', 'chat.json')];
      const { code, stdout, stderr } = await useCommand(args, { cwd }).ended;
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr.replaceAll('\\', '/')).toBe(`2 problems in the project definition:
  config/chat.json:2:47  apis.chat.routes.$default: there is no function "ehco"; did you mean "echo"?
  config/chat.json:3:66  functions.echo.timeout: expected whole seconds from 1 to 900, found "3"; write 3, without quotes
`);
    }
  }
});

test('--json prints the project for machines', async () => {
  const { cwd, code, stdout } = await validate(CHAT, '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    valid: true,
    project: {
      format: 'emulator.config',
      file: expect.stringMatching(/emulator\.config\.json$/),
      apis: [{ name: 'chat' }, { name: 'admin' }],
      functions: [{ name: 'gate' }, { name: 'echo', codeUri: expect.stringContaining(basename(cwd)) }],
    },
  });
});

test('--json prints the problems for machines, and the report on standard error', async () => {
  const { code, stdout, stderr } = await validate(BROKEN, '--json', '--config', 'config/chat.json');
  expect(code).toBe(1);
  expect(stderr).toMatch(/^2 problems in the project definition:\n/);
  const file = expect.stringMatching(/[\\/]config[\\/]chat\.json$/);
  expect(JSON.parse(stdout)).toEqual({
    valid: false,
    code: 'PROJECT_INVALID',
    message: '2 problems in the project definition',
    problems: [
      {
        file,
        line: 2,
        column: 47,
        message: 'apis.chat.routes.$default: there is no function "ehco"; did you mean "echo"?',
      },
      {
        file,
        line: 3,
        column: 66,
        message:
          'functions.echo.timeout: expected whole seconds from 1 to 900, found "3"; write 3, without quotes',
      },
    ],
  });
});

test('a folder without a project is told, for machines too', async () => {
  const { code, stdout, stderr } = await validate({}, '--json');
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toEqual({
    valid: false,
    code: 'PROJECT_NOT_FOUND',
    message: stderr.trimEnd(),
    problems: [],
  });
});

test.each([
  [['--config', 'a.json', '--template', 'b.yaml'], /--template.*cannot be used with.*--config/],
  [['--template', ''], /--template.*It is empty/],
  [['--passthrough', 'S3'], /--passthrough.*s3,sqs/],
  [['--port', '1'], /unknown option '--port'/],
])('flags that are no use are told: %s', async (args, message) => {
  const { code, stdout, stderr } = await validate(CHAT, ...args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/^ +at /m);
});
