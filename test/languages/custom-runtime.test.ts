/** Functions whose executable is a shell script: `provided.al2023`. */
import { chmod, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { foreignPlatform } from '../../src/lambda/executables/binary-platform.ts';
import { failureOf, readFolder, reportOf } from '../project/read-project.ts';
import { connect } from '../support/client.ts';
import { type TestEmulator, useEmulator, useSmallEmulator } from '../support/emulator.ts';
import { authorityOf, portOf } from '../support/http.ts';
import { invoke } from '../support/invoke.ts';
import { type Files, useFiles, useProject } from '../support/project.ts';

/** As in AWS's tutorial: `next`, the function, `response`, for ever. $1 is the event, $2 the request's id. */
const custom = (handler: string, setup = '') => `#!/bin/sh
set -eu
${setup}
handler() {
${handler}
}
API="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
HEADERS="$LAMBDA_TASK_ROOT/headers.$$"
while true; do
  EVENT=$(curl -sS -D "$HEADERS" "$API/next")
  ID=$(grep -i '^lambda-runtime-aws-request-id:' "$HEADERS" | tr -d '[:space:]' | cut -d: -f2)
  handler "$EVENT" "$ID" | curl -sS -o /dev/null -X POST --data-binary @- "$API/$ID/response"
done
`;

interface Options {
  readonly fn?: object;
  readonly config?: object;
  readonly files?: Files;
}

const FN = { runtime: 'provided.al2023', timeout: 20 };

async function start(bootstrap: string, options: Options = {}) {
  const cwd = await useProject({
    routes: { go: '' },
    twoWay: ['go'],
    fn: { ...FN, ...options.fn },
    config: options.config ?? {},
    files: { bootstrap, ...options.files },
  });
  const emulator = await useEmulator({ cwd, allowUnsigned: true });
  return { cwd, emulator };
}

/** What the function answers to one message. */
async function answerOf(emulator: TestEmulator): Promise<string> {
  const client = await connect(emulator.url);
  client.send({ action: 'go' });
  return client.next();
}

/** What a script that is the function's body prints, as lines. */
async function printed(script: string, options: Options = {}): Promise<string[]> {
  const print = `{ ${script}; } | awk 'BEGIN { printf "{\\"body\\":\\"" } { printf "%s|", $0 } END { printf "\\"}" }'`;
  const { emulator } = await start(custom(print), options);
  return (await answerOf(emulator)).split('|').slice(0, -1);
}

test('lambda.provided: a shell script named bootstrap answers over the WebSocket, again and again', async () => {
  const { emulator } = await start(custom(`printf '{"statusCode":200,"body":"%s"}' "$_HANDLER"`));
  const client = await connect(emulator.url);
  for (let count = 0; count < 3; count++) {
    client.send({ action: 'go' });
    expect(await client.next()).toBe('go.handler');
  }
});

test('lambda.runtime-check: go1.x runs the executable that the handler names', async () => {
  const template = `Transform: AWS::Serverless-2016-10-31
Resources:
  Chat:
    Type: AWS::Serverless::WebSocketApi
    Properties: { RouteSelectionExpression: $request.body.action, Routes: { go: { FunctionArn: !GetAtt Echo.Arn } } }
  Echo: { Type: AWS::Serverless::Function, Properties: { CodeUri: ., Handler: bin/echo, Runtime: go1.x } }
`;
  const echo = custom(`printf '{"body":"%s"}' "$_HANDLER"`);
  const emulator = await useEmulator({
    cwd: await useFiles({ 'template.yaml': template, 'bin/echo': echo }),
  });
  expect(JSON.parse((await invoke(emulator, 'Echo')).body)).toEqual({ body: 'bin/echo' });
});

test('lambda.provided: the folder of the code is the working directory', async () => {
  const { emulator, cwd } = await start(custom(`printf '{"body":"%s %s"}' "$(pwd)" "$LAMBDA_TASK_ROOT"`));
  expect(await answerOf(emulator)).toBe(`${cwd} ${cwd}`);
});

test('lambda.provided: the bootstrap of a layer, and its programs', async () => {
  const cwd = await useProject({
    routes: { go: '' },
    twoWay: ['go'],
    fn: { ...FN, codeUri: 'code', layers: ['one', 'two'] },
    files: {
      'code/function.txt': '',
      'one/bootstrap': custom(`printf '{"body":"one"}'`),
      'two/bootstrap': custom(`printf '{"body":"%s"}' "$(shared-tool)"`),
      'two/bin/shared-tool': '#!/bin/sh\necho tool of two\n',
      'one/bin/shared-tool': '#!/bin/sh\necho tool of one\n',
    },
  });
  expect(await answerOf(await useEmulator({ cwd }))).toBe('tool of two');
});

test('lambda.provided-environment: Lambda’s variables, without AWS_EXECUTION_ENV and Node’s', async () => {
  const [handler, execution, node, own, libraries] = await printed(
    'echo "$_HANDLER"; echo "${AWS_EXECUTION_ENV-none}"; echo "${NODE_PATH-none}"; echo "$OWN"; echo "$LD_LIBRARY_PATH"',
    { fn: { environment: { OWN: 'mine' } } },
  );
  expect([handler, execution, node, own]).toEqual(['go.handler', 'none', 'none', 'mine']);
  expect(libraries).toMatch(/^\/.*:\/.*\/lib$/);
});

test('lambda.provided-log: what it writes to standard output and error is the log', async () => {
  const { emulator } = await start(custom(`echo "to stderr" >&2; printf '{"body":"x"}'`, 'echo "to stdout"'));
  expect(await answerOf(emulator)).toBe('x');
  const lines = emulator.facts.of('function.log');
  expect(lines.filter(({ source }) => source === 'function').map(({ line }) => line)).toEqual(
    expect.arrayContaining(['to stdout', 'to stderr']),
  );
  expect(lines.find(({ source }) => source === 'platform')?.line).toMatch(
    /^INIT_START Runtime Version: provided:al2023\.v1\t/,
  );
});

test('lambda.provided-log: what is printed before the answer is in the log before the invocation’s end', async () => {
  const { emulator } = await start(custom(`echo "just before" >&2; printf '{"body":"x"}'`));
  await answerOf(emulator);
  const lines = emulator.facts.of('function.log').map(({ line }) => line);
  const [before, end] = ['just before', 'END '].map((head) =>
    lines.findIndex((line) => line.startsWith(head)),
  );
  expect(before).toBeGreaterThan(-1);
  expect(before).toBeLessThan(end ?? -1);
});

test('lambda.provided-log: in the JSON format lines go by their level', async () => {
  const line = (level: string) =>
    `echo '{"level":"${level}","timestamp":"2026-01-01T00:00:00Z","message":"m"}' >&2`;
  const { emulator } = await start(custom(`${line('debug')}; ${line('error')}; printf '{"body":"x"}'`), {
    fn: { loggingConfig: { logFormat: 'JSON' } },
  });
  await answerOf(emulator);
  const lines = emulator.facts.of('function.log').filter(({ source }) => source === 'function');
  expect(lines.map(({ line: text }) => JSON.parse(text).level)).toEqual(['error']);
});

const ENDS: Record<string, [script: string, error: RegExp]> = {
  'an exit code': ['exit 3', /Error: Runtime exited with error: exit status 3$/],
  'without one': ['exit 0', /Error: Runtime exited without providing a reason$/],
  'a signal': ['kill -9 $$', /Error: Runtime exited with error: signal: killed$/],
};

for (const [name, [script, message]] of Object.entries(ENDS)) {
  test(`lambda.provided-exit: ${name}, while it has an invocation`, async () => {
    const bootstrap = `#!/bin/sh
curl -sS -o /dev/null "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next"
${script}
`;
    const { emulator } = await start(bootstrap);
    expect(JSON.parse(await answerOf(emulator)).message).toBe('Internal server error');
    const { error } = await emulator.facts.next('invocation.ended');
    expect(error?.errorType).toBe('Runtime.ExitError');
    expect(error?.errorMessage).toMatch(message);
  });
}

test('lambda.provided-exit: before it has asked for one', async () => {
  const { emulator } = await start('#!/bin/sh\nexit 7\n');
  await answerOf(emulator);
  const { error } = await emulator.facts.next('invocation.ended');
  expect(error?.errorMessage).toMatch(
    /^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 7$/,
  );
});

test('lambda.provided-exit: the timeout ends it', async () => {
  const { emulator } = await start(custom('exec sleep 600'), { fn: { timeout: 1 } });
  await answerOf(emulator);
  const { error } = await emulator.facts.next('invocation.ended');
  expect(error?.errorType).toBe('Sandbox.Timedout');
});

test('lambda.provided-start: a bootstrap that is gone is an invalid entry point', async () => {
  const { emulator, cwd } = await start(custom(`printf '{"body":"x"}'`));
  await rm(join(cwd, 'bootstrap'));
  await answerOf(emulator);
  const { error } = await emulator.facts.next('invocation.ended');
  expect(error?.errorType).toBe('Runtime.InvalidEntrypoint');
  expect(error?.errorMessage).toMatch(
    /^RequestId: [0-9a-f-]{36} Error: Couldn't find valid bootstrap\(s\): \[\/var\/task\/bootstrap \/opt\/bootstrap\]$/,
  );
});

test('lambda.provided-start: so is one that may not be executed any more', async () => {
  const { emulator, cwd } = await start(custom(`printf '{"body":"x"}'`));
  await chmod(join(cwd, 'bootstrap'), 0o644);
  await answerOf(emulator);
  const { error } = await emulator.facts.next('invocation.ended');
  expect(error?.errorType).toBe('Runtime.InvalidEntrypoint');
  expect(error?.errorMessage).toContain(`Error: fork/exec ${join(cwd, 'bootstrap')}: permission denied`);
});

const DEFINITION = {
  apis: { chat: { routes: { $default: 'go' } } },
  functions: { go: { handler: 'go', runtime: 'provided.al2023' } },
};

const PROBLEMS: Record<string, [files: Files, said: string]> = {
  'no bootstrap': [
    {},
    'functions.go.codeUri: there is no file bootstrap in .; provided.al2023 runs an executable of that name; build it there, or correct "codeUri"',
  ],
  'Windows’ line ends': [
    { bootstrap: '#!/bin/sh\r\necho\r\n' },
    'the first line of bootstrap ends as on Windows (CR LF), so that what runs it is not found; save the file with LF',
  ],
  'an interpreter that is not there': [
    { bootstrap: '#!/no/such/shell -e\n' },
    'bootstrap is to be run by /no/such/shell, which this machine has not; install it, or correct the first line',
  ],
};

for (const [name, [files, said]] of Object.entries(PROBLEMS)) {
  test(`lambda.provided-check: ${name} is said before anything runs`, async () => {
    expect(await reportOf(DEFINITION, files)).toContain(said);
  });
}

/** Of a folder with this bootstrap, once with these permissions. */
async function reportOfMode(bootstrap: string, mode: number): Promise<string> {
  const cwd = await useFiles({ 'emulator.config.json': DEFINITION, bootstrap });
  await chmod(join(cwd, 'bootstrap'), mode);
  return (await failureOf(() => readFolder(cwd))).message;
}

test('lambda.provided-check: a file that may not be executed, with what to run', async () => {
  expect(await reportOfMode('#!/bin/sh\n', 0o644)).toContain(
    'bootstrap is not executable; run: chmod +x bootstrap',
  );
});

test('lambda.provided-check: a script that does not say what runs it', async () => {
  expect(await reportOfMode('echo "what am I"\n', 0o755)).toContain(
    'bootstrap is neither a program nor a script that says what runs it; begin it with a line such as "#!/bin/sh"',
  );
});

/** The first bytes of a program for Linux. */
function elf(machine: number): Buffer {
  const head = Buffer.alloc(64);
  head.write('\x7fELF', 'latin1');
  head.writeUInt16LE(machine, 18);
  return head;
}

test('lambda.provided-check: a program that was built for another machine', () => {
  const [x64, arm64] = [elf(62), elf(183)];
  expect(foreignPlatform(x64, { platform: 'linux', arch: 'x64' })).toBeUndefined();
  expect(foreignPlatform(arm64, { platform: 'linux', arch: 'x64' })).toBe('Linux on arm64');
  expect(foreignPlatform(arm64, { platform: 'darwin', arch: 'arm64' })).toBe('Linux on arm64');
  const mac = Buffer.from('cffaedfe0c00000100000000020000001000000000000000', 'hex');
  expect(foreignPlatform(mac, { platform: 'darwin', arch: 'arm64' })).toBeUndefined();
  expect(foreignPlatform(mac, { platform: 'linux', arch: 'arm64' })).toBe('macOS on arm64');
  expect(foreignPlatform(Buffer.from('MZ'.padEnd(64)), { platform: 'linux', arch: 'x64' })).toBe('Windows');
});

test('lambda.provided-check: the program that runs this test is built for this machine', async () => {
  const program = await readFile(process.execPath);
  expect(foreignPlatform(program.subarray(0, 64))).toBeUndefined();
});

test('lambda.provided-endpoint: the SDKs’ variables name the emulator', async () => {
  const script =
    'echo "$AWS_ENDPOINT_URL"; echo "$AWS_ENDPOINT_URL_LAMBDA"; echo "$AWS_ENDPOINT_URL_DYNAMODB"';
  const [all, lambda, dynamodb] = await printed(script);
  expect(all).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(lambda).toBe(all);
  expect(dynamodb).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(dynamodb).not.toBe(all);
});

test('lambda.provided-endpoint: with a service let through there is none for all, and the function’s own counts', async () => {
  const environment = { AWS_ENDPOINT_URL_LAMBDA: 'http://elsewhere' };
  const [all, lambda] = await printed('echo "${AWS_ENDPOINT_URL-none}"; echo "$AWS_ENDPOINT_URL_LAMBDA"', {
    fn: { environment },
    config: { passthrough: ['s3'] },
  });
  expect([all, lambda]).toEqual(['none', 'http://elsewhere']);
});

test('lambda.provided-endpoint: a signed request without an AWS host is told apart by its signature', async () => {
  const credential = 'AKID/20260925/us-east-1/sqs/aws4_request';
  const header = `Authorization: AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`;
  const [answer] = await printed(`curl -sS -H '${header}' "$AWS_ENDPOINT_URL/" | cut -d'"' -f 4; echo`);
  expect(answer).toBe('ServiceNotEmulated');
});

test('lambda.provided-proxy: AWS’s own address of the API leads here, and its certificate is trusted', async () => {
  const post = `ID=$(echo "$1" | sed 's/.*"connectionId":"\\([^"]*\\)".*/\\1/')
HOST=$(echo "$1" | sed 's/.*"domainName":"\\([^"]*\\)".*/\\1/')
curl -sS -X POST -d 'by its address' "https://$HOST/dev/@connections/$ID" >&2
printf '{"body":"%s"}' "$HOST"`;
  const { emulator } = await start(custom(post));
  const client = await connect(emulator.url);
  client.send({ action: 'go' });
  expect(await client.next()).toBe('by its address');
  expect(await client.next()).toMatch(/^[a-z0-9]{10}\.execute-api\.us-east-1\.amazonaws\.com$/);
});

test('lambda.provided-proxy: a service that is not emulated says so', async () => {
  const [error] = await printed("curl -sS https://sqs.us-east-1.amazonaws.com/ | cut -d'\"' -f 4; echo");
  expect(error).toBe('ServiceNotEmulated');
});

test('lambda.provided-proxy: what the emulator cannot answer is refused', async () => {
  const [code] = await printed(
    'curl -s -o /dev/null -w "%{http_connect}" https://sqs.us-east-1.amazonaws.com:8443/ || true; echo',
  );
  expect(code).toBe('403');
});

test('lambda.provided-proxy: other hosts are left alone', async () => {
  const outside = await useSmallEmulator({ routes: { go: 'exports.handler = async () => ({});' } });
  const port = portOf(outside);
  // Through the proxy, which loopback addresses would not be.
  const [status] = await printed(
    `curl -s -o /dev/null --noproxy '' -w '%{http_connect} %{http_code}' https://localhost:${port}/_emulator/ca.pem; echo`,
  );
  expect(status).toBe('200 200');
});

test('lambda.provided-tls: one file has the emulator’s authority beside the public ones, and goes with the emulator', async () => {
  const names = [
    'SSL_CERT_FILE',
    'AWS_CA_BUNDLE',
    'REQUESTS_CA_BUNDLE',
    'CURL_CA_BUNDLE',
    'NODE_EXTRA_CA_CERTS',
  ];
  const script = names.map((name) => `echo "$${name}"`).join('; ');
  const print = `{ ${script}; } | awk 'BEGIN { printf "{\\"body\\":\\"" } { printf "%s|", $0 } END { printf "\\"}" }'`;
  const { emulator } = await start(custom(print));
  const files = (await answerOf(emulator)).split('|').slice(0, -1);
  expect(new Set(files).size).toBe(1);
  const [file = ''] = files;
  const trusted = await readFile(file, 'utf8');
  expect(trusted).toContain((await authorityOf({ port: portOf(emulator) })).trim());
  expect(trusted.match(/BEGIN CERTIFICATE/g)?.length).toBeGreaterThan(50);
  await emulator.close();
  await expect(stat(file)).rejects.toThrow('ENOENT');
});
