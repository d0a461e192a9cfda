/** What a handler can notice of its runtime. */
import { describe, expect, test } from 'vitest';
import { connect } from '../support/client.ts';
import { type TestEmulator, useSmallEmulator } from '../support/emulator.ts';
import type { SmallProject } from '../support/project.ts';

/** Invokes the handler through a two-way route; what it returned as the body, or the error it ended with. */
async function invoke(source: string, project: Partial<SmallProject> = {}) {
  const emulator = await useSmallEmulator({ routes: { go: source }, twoWay: ['go'], ...project });
  const client = await connect(emulator.url);
  client.send({ action: 'go' });
  const body = await client.next();
  const { error } = await emulator.facts.next('invocation.ended');
  return { emulator, client, body, error };
}

/** A handler that answers with the JSON of an expression over `event` and `context`. */
const tell = (expression: string) =>
  `exports.handler = async (event, context) => ({ statusCode: 200, body: JSON.stringify(${expression}) });`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('ways to end an invocation, nodejs22.x and earlier', () => {
  const ways = {
    'lambda.async: an async function returns': 'exports.handler = async () => ({ body: "x" });',
    'lambda.promise: a function returns a promise': 'exports.handler = () => Promise.resolve({ body: "x" });',
    'lambda.callback: a callback is called':
      'exports.handler = (e, c, done) => { done(null, { body: "x" }); };',
    'lambda.callback: at the end of the event loop, with what was set by then':
      'exports.handler = (e, c, done) => { const r = { body: "?" }; done(null, r); setTimeout(() => { r.body = "x"; }, 20); };',
    'lambda.callback: at once when the event loop is not to be waited for':
      'exports.handler = (e, c, done) => { c.callbackWaitsForEmptyEventLoop = false; done(null, { body: "x" }); setTimeout(() => {}, 6e4); };',
    'lambda.context-succeed: context.succeed': 'exports.handler = (e, c) => { c.succeed({ body: "x" }); };',
    'lambda.context-done: context.done': 'exports.handler = (e, c) => { c.done(null, { body: "x" }); };',
    'lambda.first-wins: whatever is first counts':
      'exports.handler = (e, c, done) => { c.succeed({ body: "x" }); c.succeed({ body: "y" }); c.fail("z"); };',
  };
  for (const [name, source] of Object.entries(ways)) {
    test(name, async () => {
      expect((await invoke(source)).body).toBe('x');
    });
  }

  const failures = {
    'lambda.throws: a synchronous throw': [
      'exports.handler = () => { throw new RangeError("x"); };',
      { errorType: 'RangeError', errorMessage: 'x' },
    ],
    'lambda.rejects: a rejected promise': [
      'exports.handler = async () => { throw new RangeError("x"); };',
      { errorType: 'RangeError', errorMessage: 'x' },
    ],
    'lambda.callback-error: an error to the callback': [
      'exports.handler = (e, c, done) => done(new Error("x"));',
      { errorType: 'Error', errorMessage: 'x' },
    ],
    'lambda.context-fail: context.fail with a string': [
      'exports.handler = (e, c) => c.fail("x");',
      { errorType: 'string', errorMessage: 'x', trace: [] },
    ],
    'lambda.never-settled: an async function whose promise nothing will settle': [
      'exports.handler = async () => new Promise(() => {});',
      { errorType: 'Runtime.NodeJsExit' },
    ],
    'lambda.unserialisable: a result that is no JSON': [
      'exports.handler = async () => { const a = {}; a.a = a; return a; };',
      { errorType: 'Error', errorMessage: 'Unable to stringify response body' },
    ],
    'lambda.response-too-large: more than 6 MB': [
      'exports.handler = async () => ({ body: "x".repeat(7e6) });',
      {
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage:
          'Response payload size (7000011 bytes) exceeded maximum allowed payload size (6291556 bytes).',
      },
    ],
    'lambda.no-result: a function that neither returns a promise nor calls back ends with null': [
      'exports.handler = () => ({ body: "ignored" });',
      undefined,
    ],
  } as const;
  for (const [name, [source, expected]] of Object.entries(failures)) {
    test(name, async () => {
      const { body, error } = await invoke(source);
      expect(JSON.parse(body).message).toBe('Internal server error');
      if (expected === undefined) expect(error).toBeUndefined();
      else expect(error).toMatchObject(expected);
    });
  }
});

describe('nodejs24.x', () => {
  const fn = { runtime: 'nodejs24.x' };

  test('lambda.nodejs24-sync: a synchronous handler returns its value', async () => {
    expect((await invoke('exports.handler = () => ({ body: "x" });', { fn })).body).toBe('x');
  });

  test('lambda.nodejs24-callback: a handler of three parameters is refused', async () => {
    const { error } = await invoke('exports.handler = (e, c, done) => done(null, {});', { fn });
    expect(error?.errorType).toBe('Runtime.CallbackHandlerDeprecated');
  });

  test('lambda.nodejs24-context: no callbacks in it', async () => {
    const { body } = await invoke(tell('Object.keys(context)'), { fn });
    expect(JSON.parse(body)).toEqual([
      'clientContext',
      'identity',
      'invokedFunctionArn',
      'awsRequestId',
      'tenantId',
      'xRayTraceId',
      'getRemainingTimeInMillis',
      'functionName',
      'functionVersion',
      'memoryLimitInMB',
      'logGroupName',
      'logStreamName',
    ]);
  });
});

describe('handlers', () => {
  const put = (handler: string, files: Record<string, string>) =>
    invoke('', { fn: { handler }, files: { ...files, 'go.js': '' } });

  test('lambda.handler-folder: in a folder', async () => {
    const { body } = await put('src/fns/ws.main', {
      'src/fns/ws.js': 'exports.main = async () => ({ body: "x" });',
    });
    expect(body).toBe('x');
  });

  test('lambda.handler-path: behind a dotted export path', async () => {
    const { body } = await put('ws.api.v1.main', {
      'ws.js': 'exports.api = { v1: { main: async () => ({ body: "x" }) } };',
    });
    expect(body).toBe('x');
  });

  test('lambda.handler-esm: an ES module, with top-level await', async () => {
    const { body } = await put('ws.handler', {
      'ws.mjs':
        'const word = await Promise.resolve("x"); export const handler = async () => ({ body: word });',
    });
    expect(body).toBe('x');
  });

  test('lambda.handler-module-package: a .js file in a package of type module', async () => {
    const { body } = await put('ws.handler', {
      'package.json': '{ "type": "module" }',
      'ws.js': 'export const handler = async () => ({ body: import.meta.url.slice(-5) });',
    });
    expect(body).toBe('ws.js');
  });

  const broken = {
    'lambda.handler-not-exported: an export that is not there': [
      'ws.handler',
      'exports.other = 1;',
      { errorType: 'Runtime.HandlerNotFound', errorMessage: 'ws.handler is undefined or not exported' },
    ],
    'lambda.handler-no-function: an export that is no function': [
      'ws.handler',
      'exports.handler = 1;',
      { errorType: 'Runtime.HandlerNotFound', errorMessage: 'ws.handler is not a function' },
    ],
    'lambda.handler-syntax: a syntax error': [
      'ws.handler',
      'exports.handler = (',
      { errorType: 'Runtime.UserCodeSyntaxError', errorMessage: 'SyntaxError: Unexpected end of input' },
    ],
    'lambda.handler-import: a module that is not there': [
      'ws.handler',
      'require("not-there");',
      { errorType: 'Runtime.ImportModuleError' },
    ],
    'lambda.handler-esm-in-cjs: what AWS cannot load is not loaded here either': [
      'ws.handler',
      'export const handler = async () => ({});',
      { errorType: 'Runtime.UserCodeSyntaxError' },
    ],
  } as const;
  for (const [name, [handler, source, expected]] of Object.entries(broken)) {
    test(name, async () => {
      const { error } = await put(handler, { 'ws.js': source });
      expect(error).toMatchObject(expected);
    });
  }
});

test('lambda.context: key for key, in order', async () => {
  const { body } = await invoke(tell('[Object.keys(context), context, context.getRemainingTimeInMillis()]'));
  const [keys, context, remaining] = JSON.parse(body);
  expect(keys).toEqual([
    'callbackWaitsForEmptyEventLoop',
    'succeed',
    'fail',
    'done',
    'functionVersion',
    'functionName',
    'memoryLimitInMB',
    'logGroupName',
    'logStreamName',
    'clientContext',
    'identity',
    'invokedFunctionArn',
    'awsRequestId',
    'tenantId',
    'getRemainingTimeInMillis',
  ]);
  expect(context).toEqual({
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: '$LATEST',
    functionName: 'go',
    memoryLimitInMB: '128',
    logGroupName: '/aws/lambda/go',
    logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:go',
    awsRequestId: expect.stringMatching(UUID),
  });
  expect(remaining).toBeGreaterThan(2000);
  expect(remaining).toBeLessThanOrEqual(3000);
});

test("lambda.environment: Lambda's variables, the function's own on top, none of the shell's", async () => {
  process.env.OF_THE_SHELL = 'secret';
  const { body } = await invoke(tell('process.env'), {
    fn: { environment: { MINE: '1', LANG: 'ko_KR.UTF-8' } },
  });
  const env = JSON.parse(body);
  expect(env).toMatchObject({
    MINE: '1',
    LANG: 'ko_KR.UTF-8',
    _HANDLER: 'go.handler',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
    AWS_LAMBDA_FUNCTION_NAME: 'go',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/go',
    AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001',
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    TZ: ':UTC',
  });
  expect(env._X_AMZN_TRACE_ID).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=/);
  expect(env.AWS_ACCESS_KEY_ID).toMatch(/^ASIA/);
  expect(env.OF_THE_SHELL).toBeUndefined();
});

test('lambda.environment: process.env of one environment is nobody else’s', async () => {
  const emulator = await useSmallEmulator({
    routes: {
      set: 'exports.handler = async () => { process.env.LEAK = "x"; return { body: "set" }; };',
      get: tell('String(process.env.LEAK)'),
    },
    twoWay: ['set', 'get'],
  });
  const client = await connect(emulator.url);
  client.send({ action: 'set' });
  expect(await client.next()).toBe('set');
  client.send({ action: 'get' });
  expect(await client.next()).toBe('"undefined"');
  expect(process.env.LEAK).toBeUndefined();
});

test('lambda.task-root: LAMBDA_TASK_ROOT and process.cwd() are the folder of the code', async () => {
  const { emulator, body } = await invoke(
    tell('[process.env.LAMBDA_TASK_ROOT, process.cwd(), require("path").resolve("a")]'),
  );
  const { root } = emulator.project;
  expect(JSON.parse(body)).toEqual([root, root, `${root}/a`]);
});

test('lambda.result-is-json: what JSON loses is lost', async () => {
  const { body } = await invoke(
    'exports.handler = async () => ({ statusCode: 200, headers: undefined, body: JSON.stringify([new Date(0)]), isBase64Encoded: false, multiValueHeaders: undefined, gone: undefined, fn() {} });',
  );
  expect(body).toBe('["1970-01-01T00:00:00.000Z"]');
});

describe('logs', () => {
  /** Those of the environment that ran the invocation; a spare one says that it starts, too. */
  const linesOf = (emulator: TestEmulator, source: string) => {
    const [invocation] = emulator.facts.of('invocation.started');
    return emulator.facts
      .of('function.log')
      .filter((fact) => fact.source === source && fact.logStream === invocation?.logStream)
      .map(({ line }) => line);
  };

  test('lambda.log-lines: time, request id, level and text; streams as they were written', async () => {
    const { emulator } = await invoke(
      'exports.handler = async (e, c) => { console.log("a %s", "b", { c: 1 }); console.warn("w"); console.error(new TypeError("t").message); console.debug("d"); process.stdout.write("raw\\n"); return { body: c.awsRequestId }; };',
    );
    const { requestId } = await emulator.facts.next('invocation.ended');
    const lines = linesOf(emulator, 'function').map((line) => line.replace(/^\d{4}-\S+Z/, 'TIME'));
    expect(lines).toEqual([
      `TIME\t${requestId}\tINFO\ta b { c: 1 }`,
      `TIME\t${requestId}\tWARN\tw`,
      `TIME\t${requestId}\tERROR\tt`,
      `TIME\t${requestId}\tDEBUG\td`,
      'raw',
    ]);
  });

  test('lambda.log-error: an invoke error is logged with its stack', async () => {
    const { emulator } = await invoke('exports.handler = async () => { throw new TypeError("t"); };');
    const [line = ''] = linesOf(emulator, 'function');
    const [, , level, text = ''] = line.split('\t');
    expect(level).toBe('ERROR');
    expect(text).toBe('Invoke Error ');
    expect(JSON.parse(line.split('\t')[4] ?? '')).toMatchObject({
      errorType: 'TypeError',
      errorMessage: 't',
      stack: expect.arrayContaining(['TypeError: t']),
    });
  });

  test('lambda.platform-lines: INIT_START, START, END and REPORT', async () => {
    const { emulator } = await invoke('exports.handler = async () => ({ body: "x" });');
    const { requestId } = await emulator.facts.next('invocation.ended');
    expect(linesOf(emulator, 'platform')).toEqual([
      expect.stringMatching(
        /^INIT_START Runtime Version: nodejs:22\.v\d+\tRuntime Version ARN: arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}$/,
      ),
      `START RequestId: ${requestId} Version: $LATEST`,
      `END RequestId: ${requestId}`,
      expect.stringMatching(
        new RegExp(
          `^REPORT RequestId: ${requestId}\\tDuration: \\d+\\.\\d\\d ms\\tBilled Duration: \\d+ ms\\tMemory Size: 128 MB\\tMax Memory Used: \\d+ MB\\tInit Duration: \\d+\\.\\d\\d ms\\t$`,
        ),
      ),
    ]);
  });
});

describe('lambda.sdk: the runtime supplies the SDK to a function without node_modules', () => {
  const packages = [
    '@aws-sdk/client-dynamodb',
    '@aws-sdk/lib-dynamodb',
    '@aws-sdk/client-apigatewaymanagementapi',
  ];
  for (const name of packages) {
    test(`by require: ${name}`, async () => {
      expect((await invoke(tell(`Object.keys(require('${name}')).length > 5`))).body).toBe('true');
    });
    test(`by import: ${name}`, async () => {
      const source = `import * as sdk from '${name}'; export const handler = async () => ({ body: String(Object.keys(sdk).length > 5) });`;
      expect((await invoke(source, { extension: 'mjs' })).body).toBe('true');
    });
    test(`by dynamic import from CommonJS: ${name}`, async () => {
      expect((await invoke(tell(`Object.keys(await import('${name}')).length > 5`))).body).toBe('true');
    });
  }

  test("the function's own copy comes first", async () => {
    const { body } = await invoke(tell(`require('@aws-sdk/client-dynamodb').mine`), {
      files: {
        'node_modules/@aws-sdk/client-dynamodb/package.json': '{ "name": "x", "main": "i.js" }',
        'node_modules/@aws-sdk/client-dynamodb/i.js': 'exports.mine = "own";',
      },
    });
    expect(body).toBe('"own"');
  });

  test('nothing else of the emulator’s is visible', async () => {
    const { error } = await invoke(`require('express'); exports.handler = async () => ({});`);
    expect(error?.errorType).toBe('Runtime.ImportModuleError');
  });
});
