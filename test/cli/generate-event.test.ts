/** `emulator generate-event`, as users run it: a process of its own. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { useCommand } from '../support/process.ts';
import { type Files, useFiles } from '../support/project.ts';

const CHAT: Files = {
  'emulator.config.json': {
    apis: {
      chat: {
        apiId: 'abcdefghij',
        stages: { dev: { variables: { colour: 'blue' } }, prod: {} },
        routes: { $connect: 'echo', echo: 'echo', send: 'echo' },
      },
      admin: { apiId: 'klmnopqrst', port: 0, routes: { $default: 'echo' } },
    },
    functions: { echo: { handler: 'echo.handler' } },
  },
  'echo.js': 'exports.handler = async () => ({});',
};

async function generate(files: Files, ...args: string[]) {
  const cwd = await useFiles(files);
  return useCommand(['generate-event', ...args], { cwd }).ended;
}

test('in a project, of its API and stage; on one line where asked', async () => {
  const { code, stdout, stderr } = await generate(
    CHAT,
    ...['message', '--body', '{"action":"send"}', '--compact', '--stage-variable', 'size=big'],
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.split('\n')).toHaveLength(2);
  expect(JSON.parse(stdout)).toMatchObject({
    stageVariables: { colour: 'blue', size: 'big' },
    requestContext: {
      routeKey: 'send',
      stage: 'dev',
      apiId: 'abcdefghij',
      domainName: 'abcdefghij.execute-api.us-east-1.amazonaws.com',
    },
    body: '{"action":"send"}',
  });
});

test('another API and stage', async () => {
  const admin = await generate(CHAT, 'connect', '--api', 'admin');
  expect(JSON.parse(admin.stdout).requestContext).toMatchObject({ apiId: 'klmnopqrst', stage: 'dev' });
  const prod = await generate(CHAT, 'authorizer', '--stage', 'prod', '--query', 'token=a=b');
  expect(JSON.parse(prod.stdout)).toMatchObject({
    methodArn: 'arn:aws:execute-api:us-east-1:123456789012:abcdefghij/prod/$connect',
    queryStringParameters: { token: 'a=b' },
    requestContext: { stage: 'prod' },
  });
});

test('without a project, readable, with a value of each flag', async () => {
  const { code, stdout } = await generate(
    { 'message.txt': 'from a file' },
    ...['message', '--body', '@message.txt', '--route', 'any', '--time', '2026-09-25T00:04:22.225Z'],
    ...['--connected-at', '1790294568', '--connection-id', 'alice', '--request-id', 'r', '--message-id', 'm'],
    ...['--source-ip', '192.0.2.1', '--user-agent', 'me', '--domain-name', 'ws.example.com'],
    ...['--authorizer', '{"principalId":"me","role":"admin"}', '--stage', 'test'],
  );
  expect(code).toBe(0);
  const { requestContext, body } = JSON.parse(stdout);
  expect(stdout).toMatch(/^\{\n {2}"requestContext": \{\n {4}"routeKey": "any",\n/);
  const { apiId: _own, ...context } = requestContext;
  expect({ ...context, body }).toEqual({
    routeKey: 'any',
    authorizer: { principalId: 'me', role: 'admin' },
    messageId: 'm',
    eventType: 'MESSAGE',
    extendedRequestId: 'r',
    requestTime: '25/Sep/2026:00:04:22 +0000',
    messageDirection: 'IN',
    stage: 'test',
    connectedAt: 1_790_294_568_000,
    requestTimeEpoch: 1_790_294_662_225,
    identity: { userAgent: 'me', sourceIp: '192.0.2.1' },
    requestId: 'r',
    domainName: 'ws.example.com',
    connectionId: 'alice',
    body: 'from a file',
  });
});

test('a text that begins with @ is written with two', async () => {
  const { stdout } = await generate({}, 'message', '--body', '@@all');
  expect(JSON.parse(stdout).body).toBe('@all');
});

test('what cannot be made is said, all of it, by its flag', async () => {
  const { code, stdout, stderr } = await generate(
    CHAT,
    ...['message', '--route', 'ecoh', '--header', 'X-A: b', '--code', '1000'],
  );
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toBe(`No such event can be made:
  --route: chat has no route "ecoh"; did you mean "echo"?
  --header: a message event has none; it is for connect and authorizer
  --code: a message event has none; it is for disconnect
`);
});

test.each([
  [
    ['bye'],
    /^error: command-argument value 'bye' is invalid for argument 'type'\. Allowed choices are connect,/,
  ],
  [[], /^No such event can be made: name a type \(connect, message, disconnect, authorizer\), or/],
  [
    ['connect', '--api', 'chta'],
    /^No such event can be made: --api: there is no API "chta"; did you mean "chat"\?/,
  ],
  [['message', '--time', 'soon'], /argument 'soon' is invalid\. It is a time such as 2026-11-29T18:00:00Z/],
  [['message', '--authorizer', 'me'], /argument 'me' is invalid\. It is a JSON object such as/],
  [['connect', '--header', 'token'], /^"token" is no header/],
  [['message', '--body', '@nothing.txt'], /nothing\.txt cannot be read: there is no such file/],
  [['--from', 'old.json', '--route', 'x'], /--route: the event is that of --from, and says so itself/],
  [['connect', '--from', 'old.json'], /connect: the event is that of --from/],
])('a mistake on the command line: %j', async (args, message) => {
  const { code, stdout, stderr } = await generate(CHAT, ...args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/ {4}at /);
});

test('a captured event in the shape of today; what is not known is said', async () => {
  const fixture = new URL('../../fixtures/recorded/vst-connect-2019.json', import.meta.url);
  const old = JSON.parse(await readFile(fixture, 'utf8'));
  const { apiId: _id, stage: _stage, ...context } = old.requestContext;
  const files = {
    'old.jsonl': [old, { ...old, requestContext: context }].map((one) => JSON.stringify(one)).join('\n'),
  };
  const { code, stdout, stderr } = await generate({ ...CHAT, ...files }, '--from', 'old.jsonl', '--compact');
  expect(code).toBe(0);
  const [first, second] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).requestContext);
  expect(first).toMatchObject({
    stage: 'dev',
    apiId: 'u6k9ujsvz7',
    identity: { sourceIp: '207.41.189.106' },
  });
  expect(Object.keys(first)).not.toContain('messageId');
  expect(second).toMatchObject({ stage: 'dev', apiId: 'u6k9ujsvz7' });
  expect(stderr).toBe("event on line 2: requestContext.stage was not there; it is this project's now.\n");
});

test('a captured event that is no JSON: file, line and column, exit code 2', async () => {
  const { code, stdout, stderr } = await generate(
    { 'old.json': '{\n  "body": hello\n}' },
    '--from',
    'old.json',
  );
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toBe(
    '1 problem in old.json:\n  old.json:2:11  not JSON: this word is no value; put it in double quotes\n',
  );
});
