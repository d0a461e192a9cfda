/**
 * Python functions. They need python3, with nothing but its standard library; what they need of boto3 is in
 * test/python.
 */
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { versionNotice } from '../../src/lambda/executables/python.ts';
import { reportOf } from '../project/read-project.ts';
import { type Client, connect } from '../support/client.ts';
import { type TestEmulator, useEmulator } from '../support/emulator.ts';
import { ask, portOf } from '../support/http.ts';
import { type Files, useProject } from '../support/project.ts';
import { JSON_FORMAT, printedWhile, useWatched } from '../support/reload.ts';

interface Python {
  readonly cwd: string;
  readonly emulator: TestEmulator;
  readonly client: Client;
}

/** A project whose route is `handler` of `app.py`. */
async function start(app: string, fn: object = {}, files: Files = {}): Promise<Python> {
  const cwd = await useProject({
    routes: { go: '' },
    twoWay: ['go'],
    fn: { runtime: 'python3.13', handler: 'app.handler', timeout: 20, ...fn },
    files: { 'app.py': app, ...files },
  });
  const emulator = await useEmulator({ cwd, allowUnsigned: true });
  return { cwd, emulator, client: await connect(emulator.url) };
}

/** What comes back of a handler that returns this expression. */
async function returned(expression: string, fn: object = {}, files: Files = {}): Promise<unknown> {
  const app = `import json, os, sys\ndef handler(event, context):\n    return {"body": json.dumps(${expression})}\n`;
  const { client } = await start(app, fn, files);
  client.send({ action: 'go' });
  return JSON.parse(await client.next());
}

/** How a handler fails. */
async function failureOf(app: string, fn: object = {}, files: Files = {}) {
  const python = await start(app, fn, files);
  python.client.send({ action: 'go' });
  expect(JSON.parse(await python.client.next()).message).toBe('Internal server error');
  const { error, requestId } = await python.emulator.facts.next('invocation.ended');
  return { ...python, error, requestId };
}

const linesOf = ({ facts }: TestEmulator) =>
  facts
    .of('function.log')
    .filter(({ source }) => source === 'function')
    .map(({ line }) => line);

/** An invocation has answered and its log is complete when it has ended. */
async function logOf(app: string, fn: object = {}): Promise<string[]> {
  const { emulator, client } = await start(app, fn);
  client.send({ action: 'go' });
  await client.next();
  await emulator.facts.next('invocation.ended');
  return linesOf(emulator);
}

test('lambda.python: a handler answers over the WebSocket, and its module stays loaded', async () => {
  const { client } = await start(`
count = 0
def handler(event, context):
    global count
    count += 1
    return {"statusCode": 200, "body": f"{event['requestContext']['routeKey']} grüßt {count}"}
`);
  for (const count of [1, 2, 3]) {
    client.send({ action: 'go' });
    expect(await client.next()).toBe(`go grüßt ${count}`);
  }
});

test('lambda.python: a handler in a folder, a package, or a module of one', async () => {
  const source = 'def handler(event, context):\n    return {"body": __name__}\n';
  const names = { 'src/one.handler': 'src.one', 'two.handler': 'two', 'src.three.handler': 'src.three' };
  for (const [handler, module] of Object.entries(names)) {
    const files = { 'src/one.py': source, 'two/__init__.py': source, 'src/three.py': source };
    const { client } = await start('', { handler }, files);
    client.send({ action: 'go' });
    expect(await client.next()).toBe(module);
  }
});

test('lambda.python: results are JSON as Lambda’s runtime writes it', async () => {
  const cwd = await useProject({
    routes: {},
    api: {
      routes: {
        $default: {
          integration: { type: 'AWS', function: 'go', responses: { $default: {} } },
          routeResponse: true,
        },
      },
    },
    config: { functions: { go: { handler: 'app.handler', runtime: 'python3.13', timeout: 20 } } },
    files: {
      'app.py': `
from decimal import Decimal
def handler(event, context):
    return {"numbers": [Decimal("1.50"), Decimal("12345678901234567890.1")], "text": "ü"}
`,
    },
  });
  const client = await connect((await useEmulator({ cwd })).url);
  client.send('{}');
  expect(await client.next()).toBe('{"numbers": [1.50, 12345678901234567890.1], "text": "ü"}');
});

test('lambda.python-context: what a handler gets', async () => {
  const names = [
    'function_name',
    'function_version',
    'memory_limit_in_mb',
    'invoked_function_arn',
    'log_group_name',
  ];
  const value = await returned(
    `[${names.map((name) => `context.${name}`)}, context.client_context, context.identity.cognito_identity_id, 0 < context.get_remaining_time_in_millis() <= 20000, len(context.aws_request_id), context.log_stream_name == os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]]`,
  );
  const arn = 'arn:aws:lambda:us-east-1:123456789012:function:go';
  expect(value).toEqual(['go', '$LATEST', '128', arn, '/aws/lambda/go', null, null, true, 36, true]);
});

test('lambda.python-context: the client context of who invokes it', async () => {
  const app =
    'def handler(event, context):\n    return [context.client_context.custom, context.client_context.client.app_title]\n';
  const { emulator } = await start(app);
  const clientContext = JSON.stringify(
    { custom: { who: 'Jürgen 👋' }, client: { app_title: 'chat' } },
    null,
    2,
  );
  const answer = await ask(`http://localhost:${portOf(emulator)}/2015-03-31/functions/go/invocations`, {
    method: 'POST',
    headers: { 'X-Amz-Client-Context': Buffer.from(clientContext).toString('base64') },
    body: '{}',
  });
  expect(JSON.parse(answer.body)).toEqual([{ who: 'Jürgen 👋' }, 'chat']);
});

test('lambda.python-environment: Lambda’s variables, and where modules are found', async () => {
  const value = await returned(
    '[os.environ["AWS_EXECUTION_ENV"], "NODE_PATH" in os.environ, os.getcwd() == os.environ["LAMBDA_TASK_ROOT"], sys.path[0] == os.getcwd(), "_X_AMZN_TRACE_ID" in os.environ]',
  );
  expect(value).toEqual(['AWS_Lambda_python3.13', false, true, true, true]);
});

test('lambda.python-environment: layers, the last one first', async () => {
  const files = {
    'one/python/shared.py': 'NAME = "one"\n',
    'two/python/shared.py': 'NAME = "two"\n',
    'one/python/lib/python3.13/site-packages/other.py': 'NAME = "other of one"\n',
  };
  const value = await returned(
    '[__import__("shared").NAME, __import__("other").NAME]',
    { layers: ['one', 'two'] },
    files,
  );
  expect(value).toEqual(['two', 'other of one']);
});

test('lambda.python-environment: nothing is written beside the source', async () => {
  const { cwd, client } = await start(
    'import shared\ndef handler(event, context):\n    return {"body": shared.NAME}\n',
    {},
    {
      'shared.py': 'NAME = "shared"\n',
    },
  );
  client.send({ action: 'go' });
  expect(await client.next()).toBe('shared');
  expect(await readdir(cwd)).not.toContain('__pycache__');
});

test('lambda.python-error: an exception is the payload and the log of Lambda’s runtime, from the handler on', async () => {
  const { cwd, emulator, error, requestId } = await failureOf(
    'def handler(event, context):\n    return divide(1)\ndef divide(n):\n    return n / 0\n',
  );
  const file = join(cwd, 'app.py');
  expect(error).toEqual({
    errorMessage: 'division by zero',
    errorType: 'ZeroDivisionError',
    requestId,
    stackTrace: [
      `  File "${file}", line 2, in handler\n    return divide(1)\n`,
      `  File "${file}", line 4, in divide\n    return n / 0\n`,
    ],
  });
  const [entry = ''] = linesOf(emulator).filter((line) => line.startsWith('[ERROR]'));
  expect(entry.replaceAll('\u00a0', ' ').split('\n').slice(0, 4)).toEqual([
    '[ERROR] ZeroDivisionError: division by zero',
    'Traceback (most recent call last):',
    `  File "${file}", line 2, in handler`,
    '    return divide(1)',
  ]);
});

const FAULTS: Record<string, [app: string, fn: object, error: object]> = {
  'a module that imports what is not there': [
    'import nowhere\ndef handler(event, context): pass\n',
    {},
    {
      errorType: 'Runtime.ImportModuleError',
      errorMessage: "Unable to import module 'app': No module named 'nowhere'",
      requestId: '',
      stackTrace: [],
    },
  ],
  'a handler that is not there': [
    'def handle(event, context): pass\n',
    {},
    {
      errorType: 'Runtime.HandlerNotFound',
      errorMessage: "Handler 'handler' missing on module 'app'",
      requestId: '',
      stackTrace: [],
    },
  ],
  'a syntax error': [
    'def handler(event, context):\n    return (\n',
    {},
    {
      errorType: 'Runtime.UserCodeSyntaxError',
      errorMessage: expect.stringMatching(/^Syntax error in module 'app': .* \(app\.py, line \d\)$/),
      requestId: '',
      stackTrace: [expect.stringMatching(/^ {2}File ".*app\.py" Line \d\n/)],
    },
  ],
  'an exception while it is loaded': [
    'raise ValueError("not today")\n',
    {},
    {
      errorType: 'ValueError',
      errorMessage: 'not today',
      requestId: '',
      stackTrace: expect.arrayContaining([expect.stringContaining('raise ValueError("not today")')]),
    },
  ],
  'a result that is no JSON': [
    'def handler(event, context):\n    return {1, 2}\n',
    {},
    {
      errorType: 'Runtime.MarshalError',
      errorMessage: 'Unable to marshal response: Object of type set is not JSON serializable',
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      stackTrace: [],
    },
  ],
};

for (const [name, [app, fn, expected]] of Object.entries(FAULTS)) {
  test(`lambda.python-error: ${name}`, async () => {
    expect((await failureOf(app, fn)).error).toEqual(expected);
  });
}

test('lambda.python-error: sys.exit ends the environment, and the next message has another', async () => {
  const { emulator, client, error } = await failureOf(
    'import sys, json\ndef handler(event, context):\n    if "leave" in event["body"]: return {"body": "here"}\n    sys.exit(3)\n',
  );
  expect(error?.errorType).toBe('Runtime.ExitError');
  expect(error?.errorMessage).toMatch(/exit status 3$/);
  client.send({ action: 'go', leave: false });
  expect(await client.next()).toBe('here');
  expect(emulator.facts.of('environment.ended')).not.toEqual([]);
});

test('lambda.python-log: print is as it was written; logging has time, request id and level', async () => {
  const lines = await logOf(`
import logging
logging.getLogger().setLevel(logging.INFO)
logging.warning("while loading")
def handler(event, context):
    print("printed ü")
    logging.info("logged\\nin two lines")
    logging.debug("too little")
    return {}
`);
  const text = lines
    .join('\n')
    .replace(/\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z/g, 'TIME')
    .replace(/[0-9a-f-]{36}/, 'ID');
  expect(text).toBe('[WARNING]\tTIME\t\twhile loading\nprinted ü\n[INFO]\tTIME\tID\tlogged\nin two lines');
});

test('lambda.python-log: what is logged below WARNING is not, unless the function says so', async () => {
  const lines = await logOf(
    'import logging\ndef handler(event, context):\n    logging.info("no")\n    logging.error("yes")\n    return {}\n',
  );
  expect(lines.map((line) => line.split('\t').at(-1))).toEqual(['yes']);
});

test('lambda.python-log: the JSON format', async () => {
  const lines = await logOf(
    'import logging\ndef handler(event, context):\n    logging.info("hello", extra={"room": 7})\n    logging.debug("too little")\n    return 1 / 0\n',
    { loggingConfig: { logFormat: 'JSON' } },
  );
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}(\.\d{3})?Z$/);
  const requestId = expect.stringMatching(/^[0-9a-f-]{36}$/);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { timestamp: time, level: 'INFO', message: 'hello', logger: 'root', requestId, room: 7 },
    {
      timestamp: time,
      level: 'ERROR',
      errorMessage: 'division by zero',
      errorType: 'ZeroDivisionError',
      requestId,
      stackTrace: [expect.stringContaining('in handler')],
    },
  ]);
});

/** As much of awslambdaric as shows that it is what runs the function. */
const RIC: Files = {
  'runtime_client.py': '',
  'awslambdaric/__init__.py': '',
  'awslambdaric/__main__.py': `
import json, os, sys
from http.client import HTTPConnection
api = HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
while True:
    api.request("GET", "/2018-06-01/runtime/invocation/next")
    answer = api.getresponse()
    answer.read()
    id = answer.headers["Lambda-Runtime-Aws-Request-Id"]
    body = json.dumps({"body": " ".join(["awslambdaric", *sys.argv[1:]])})
    api.request("POST", f"/2018-06-01/runtime/invocation/{id}/response", body)
    api.getresponse().read()
`,
};

test('lambda.python-awslambdaric: AWS’s own client runs the function where the interpreter has it', async () => {
  const { client } = await start('def handler(event, context):\n    return {"body": "ours"}\n', {}, RIC);
  client.send({ action: 'go' });
  expect(await client.next()).toBe('awslambdaric app.handler');
});

test('lambda.python-interpreter: another version of Python is said once', async () => {
  const { emulator, client } = await start(
    'def handler(event, context):\n    return {"body": "x"}\n',
    // There is none of it on any machine.
    { runtime: 'python3.99' },
  );
  client.send({ action: 'go' });
  expect(await client.next()).toBe('x');
  const { message } = await emulator.facts.next('notice');
  expect(message).toMatch(
    /^go: There is no python3\.99 on this machine; Python 3\.\d+\.\d+ \(.*\) runs the function in its place\.$/,
  );
});

test('lambda.python-interpreter: nor is it said again with each save', async () => {
  const watched = await useWatched({
    routes: { echo: '' },
    fn: { runtime: 'python3.99', handler: 'app.handler', timeout: 20 },
    files: { 'app.py': answering('before') },
  });
  expect(await watched.ask('echo')).toBe('before');
  await watched.save('app.py', answering('after'));
  await watched.reloaded('echo');
  expect(watched.emulator.facts.of('notice')).toHaveLength(1);
});

test('lambda.python-interpreter: nothing is said of the right one', () => {
  expect(versionNotice('python3.1', { file: 'python3', version: '3.13.0' })).toMatch(
    /^There is no python3\.1 /,
  );
  expect(versionNotice('python3.13', { file: 'python3', version: '3.13.0' })).toBeUndefined();
});

const definition = (handler: string) => ({
  apis: { chat: { routes: { $default: 'go' } } },
  functions: { go: { handler, runtime: 'python3.13' } },
});

const PROBLEMS: Record<string, [handler: string, said: string]> = {
  'a misspelt module': ['ap.handler', 'functions.go.handler: there is no ap.py; did you mean "app.handler"?'],
  'one in a folder': ['src/ap.handler', 'there is no src/ap.py; did you mean "src/app.handler"?'],
  'a file in place of a function': ['app.py', '"app.py" is no handler'],
};

for (const [name, [handler, said]] of Object.entries(PROBLEMS)) {
  test(`lambda.python-check: ${name} is said before anything runs`, async () => {
    expect(await reportOf(definition(handler), { 'app.py': '', 'src/app.py': '' })).toContain(said);
  });
}

test('lambda.python-check: so is that there is no Python at all', async () => {
  const path = process.env.PATH;
  process.env.PATH = '';
  try {
    expect(await reportOf(definition('app.handler'), { 'app.py': '' })).toContain(
      'functions.go.runtime: there is no python3.13 and no python3 in the PATH; install Python',
    );
  } finally {
    process.env.PATH = path;
  }
});

const answering = (text: string) => `def handler(event, context):\n    return {"body": "${text}"}\n`;

test('lambda.provided-reload: a handler that is saved serves at once', async () => {
  const watched = await useWatched({
    routes: { echo: '' },
    fn: { runtime: 'python3.13', handler: 'app.handler', timeout: 20 },
    files: { 'app.py': answering('before') },
  });
  expect(await watched.ask('echo')).toBe('before');
  await watched.save('app.py', answering('after'));
  await watched.emulator.facts.next('function.reloaded');
  expect(await watched.ask('echo')).toBe('after');
});

test('lambda.provided-reload: a module in a folder below counts, a file that is no module does not', async () => {
  const watched = await useWatched({
    routes: { echo: '', other: 'exports.handler = async () => ({ body: "x" });' },
    config: {
      functions: {
        echo: { runtime: 'python3.13', handler: 'app.handler', timeout: 20, reservedConcurrency: 1 },
        other: { handler: 'other.handler' },
      },
    },
    files: {
      'app.py': 'from lib.text import TEXT\ndef handler(event, context):\n    return {"body": TEXT}\n',
      'lib/text.py': 'TEXT = "before"\n',
    },
  });
  const { facts } = watched.emulator;
  expect([await watched.ask('echo'), await watched.ask('other')]).toEqual(['before', 'x']);
  await watched.save('lib/text.py', 'TEXT = "after"\n');
  await watched.reloaded('echo');
  expect(await watched.ask('echo')).toBe('after');
  const started = () => facts.of('environment.started').filter((fact) => fact.function === 'echo').length;
  const before = started();
  await watched.save('lib/notes.txt', 'unrelated');
  await watched.save('other.js', 'exports.handler = async () => ({ body: "y" });');
  await watched.reloaded('other');
  expect(started()).toBe(before);
});

/** Where a module that is saved is said to fail. */
async function placeOf(app: string, files: Files = {}) {
  const watched = await useWatched({
    routes: { echo: '' },
    fn: { runtime: 'python3.13', handler: 'app.handler', timeout: 20 },
    files: { 'app.py': answering('before'), ...files },
  });
  expect(await watched.ask('echo')).toBe('before');
  await watched.save('app.py', app);
  const { place } = await watched.emulator.facts.next('function.not-reloaded');
  return place && [basename(place.file), place.line, place.column, place.source];
}

test('lambda.reload-error: of Python, from its traceback and its message', async () => {
  expect(await placeOf('def handler(event, context):\n    return 1 +\n')).toEqual([
    'app.py',
    2,
    undefined,
    '    return 1 +',
  ]);
  expect(await placeOf('import json\n\nimport json, no_such_module\n')).toEqual([
    'app.py',
    3,
    14,
    'import json, no_such_module',
  ]);
  const helper = 'import json\ndef load(text):\n    return json.loads(text)\n';
  expect(await placeOf('import helper\nhelper.load("{")\n', { 'helper.py': helper })).toEqual([
    'helper.py',
    3,
    undefined,
    '    return json.loads(text)',
  ]);
});

test('lambda.python-bootstrap: ours is in the package', async () => {
  const manifest = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(manifest.files).toContain('runtimes');
});

test('lambda.reload-error: Python’s own lines about it are left out, others are not', async () => {
  const good = 'def handler(event, context):\n    return {"statusCode": 200, "body": "good"}\n';
  const text = 'print("first")\nraise ValueError("néver")\n';
  for (const fn of [{}, JSON_FORMAT]) {
    const python = { runtime: 'python3.11', ...fn };
    expect(await printedWhile(text, python, 'app.py', good)).toEqual(['first']);
  }
});

test('lambda.inline-code: Python in index.py, gone with the emulator', async () => {
  const inlineCode = [
    'import json, os',
    'def handler(event, context):',
    '    here = os.path.dirname(__file__)',
    '    return {"body": json.dumps([os.path.basename(__file__), os.listdir(here), os.getcwd() == here, here])}',
  ].join('\n');
  const { client, emulator } = await start('', { handler: 'index.handler', inlineCode });
  client.send({ action: 'go' });
  const [file, entries, inFolder, folder] = JSON.parse(await client.next());
  expect([file, entries, inFolder]).toEqual(['index.py', ['index.py'], true]);
  await emulator.close();
  await expect(readdir(dirname(folder))).rejects.toThrow('ENOENT');
});
