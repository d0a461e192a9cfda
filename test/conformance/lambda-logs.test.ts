/** The two formats of a function's log, and which lines are kept. Rows `lambda.log-*`, `lambda.platform-*`. */
import { expect, test } from 'vitest';
import { connect } from '../support/client.ts';
import { type TestEmulator, useSmallEmulator } from '../support/emulator.ts';

const handler = (body: string) => `exports.handler = async () => { ${body} return { body: 'x' }; };`;

async function invoke(source: string, fn: object = {}): Promise<TestEmulator> {
  const emulator = await useSmallEmulator({ routes: { go: source }, twoWay: ['go'], fn });
  const client = await connect(emulator.url);
  client.send({ action: 'go' });
  await client.next();
  await emulator.facts.next('invocation.ended');
  return emulator;
}

/** Those of the environment that ran the invocation; a spare one says that it starts, too. */
const linesOf = (emulator: TestEmulator, source: 'function' | 'platform') => {
  const [invocation] = emulator.facts.of('invocation.started');
  return emulator.facts
    .of('function.log')
    .filter((fact) => fact.source === source && fact.logStream === invocation?.logStream)
    .map(({ line }) => line);
};

const json = (config: object = {}) => ({ loggingConfig: { logFormat: 'JSON', ...config } });

test('lambda.log-json: a value stays what it is, an error is told in fields', async () => {
  const emulator = await invoke(
    handler(
      'console.log({ a: [1] }); console.warn("%s!", "w"); console.error("failed", new TypeError("t"));',
    ),
    json(),
  );
  const { requestId } = await emulator.facts.next('invocation.ended');
  const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/);
  expect(linesOf(emulator, 'function').map((line) => JSON.parse(line))).toEqual([
    { timestamp, level: 'INFO', requestId, message: { a: [1] } },
    { timestamp, level: 'WARN', requestId, message: 'w!' },
    {
      timestamp,
      level: 'ERROR',
      requestId,
      message: expect.stringMatching(/^failed TypeError: t\n {4}at /),
      errorType: 'TypeError',
      errorMessage: 't',
      stackTrace: expect.arrayContaining(['TypeError: t']),
    },
  ]);
});

test('lambda.log-json: the function finds the format and the level in its environment', async () => {
  const source = handler('console.log(process.env.AWS_LAMBDA_LOG_FORMAT, process.env.AWS_LAMBDA_LOG_LEVEL);');
  expect(linesOf(await invoke(source, json()), 'function')[0]).toContain('"message":"JSON INFO"');
  expect(linesOf(await invoke(source), 'function')[0]).toMatch(/undefined undefined$/);
});

test('lambda.log-level: lines below the level are not there', async () => {
  const emulator = await invoke(
    handler(
      'for (const level of ["trace", "debug", "info", "log", "warn", "error", "fatal"]) console[level](level);',
    ),
    json({ applicationLogLevel: 'WARN' }),
  );
  expect(linesOf(emulator, 'function').map((line) => JSON.parse(line).message)).toEqual([
    'warn',
    'error',
    'fatal',
  ]);
});

test('lambda.log-level: INFO is where it begins, in the JSON format', async () => {
  const emulator = await invoke(handler('console.debug("d"); console.log("l");'), json());
  expect(linesOf(emulator, 'function').map((line) => JSON.parse(line).message)).toEqual(['l']);
});

test('lambda.log-level: what is written past the console has its own level, or INFO', async () => {
  const time = '"timestamp":"2026-01-02T03:04:05Z"';
  const lines = [`{"level":"error",${time}}`, `{"level":"debug",${time}}`, '{"level":"error"}', 'plain'];
  const write = handler(`process.stdout.write(${JSON.stringify(`${lines.join('\n')}\n`)});`);
  expect(linesOf(await invoke(write, json({ applicationLogLevel: 'WARN' })), 'function')).toEqual([lines[0]]);
  expect(linesOf(await invoke(write, json()), 'function')).toEqual([lines[0], lines[2], lines[3]]);
  expect(linesOf(await invoke(write), 'function')).toEqual([lines.join('\n')]);
});

test('lambda.log-first: lines before the first invocation', async () => {
  const first = async (fn: object) =>
    linesOf(await invoke(`console.log("early"); ${handler('')}`, fn), 'function')[0];
  expect(await first({ runtime: 'nodejs22.x' })).toMatch(/^\S+Z\tundefined\tINFO\tearly$/);
  expect(await first({ runtime: 'nodejs24.x' })).toMatch(/^\S+Z\t-\tINFO\tearly$/);
  expect(await first({ ...json(), runtime: 'nodejs22.x' })).not.toContain('requestId');
});

test('lambda.log-newlines: a line of the console keeps its line breaks, and is one entry', async () => {
  const [line] = linesOf(await invoke(handler('console.log("a\\nb");')), 'function');
  expect(line).toMatch(/\tINFO\ta\nb$/);
});

test('lambda.log-group: named as on AWS', async () => {
  const emulator = await invoke(handler('console.log("x");'));
  for (const fact of emulator.facts.of('function.log')) {
    expect(fact.logGroup).toBe('/aws/lambda/go');
    expect(fact.logStream).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
  }
});

const CALLBACK = 'exports.handler = (event, context, callback) => { callback(null, { body: "x" }); };';

test('lambda.callback-warning: a callback handler is told of nodejs24.x when it is loaded', async () => {
  const warnings = async (source: string, fn: object) =>
    linesOf(await invoke(source, fn), 'function').filter((line) => line.includes('plans to remove support'));
  expect(await warnings(CALLBACK, { runtime: 'nodejs22.x' })).toEqual([
    expect.stringMatching(/^\S+Z\tundefined\tWARN\tAWS Lambda plans to remove support for callback-based/),
  ]);
  const environment = { AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING: '1' };
  expect(await warnings(CALLBACK, { runtime: 'nodejs22.x', environment })).toEqual([]);
  expect(await warnings(CALLBACK, { runtime: 'nodejs16.x' })).toEqual([]);
  expect(await warnings('exports.handler = async (e, c, done) => ({ body: "x" });', {})).toEqual([]);
});

test('lambda.platform-json: events instead of START, END and REPORT', async () => {
  const emulator = await invoke(handler(''), json());
  const { requestId } = await emulator.facts.next('invocation.ended');
  const events = linesOf(emulator, 'platform').map((line) => JSON.parse(line));
  expect(events.map(({ type }) => type)).toEqual(['platform.initStart', 'platform.start', 'platform.report']);
  expect(events[0].record).toMatchObject({ initializationType: 'on-demand', phase: 'init' });
  expect(events[1].record).toEqual({ requestId, version: '$LATEST' });
  expect(events[2].record).toEqual({
    requestId,
    metrics: {
      durationMs: expect.any(Number),
      billedDurationMs: expect.any(Number),
      memorySizeMB: 128,
      maxMemoryUsedMB: expect.any(Number),
      initDurationMs: expect.any(Number),
    },
    status: 'success',
  });
});

test('lambda.platform-json: their levels', async () => {
  const typesOf = async (source: string, systemLogLevel: string) =>
    linesOf(await invoke(source, json({ systemLogLevel })), 'platform').map((line) => {
      const { type, record } = JSON.parse(line);
      return [type.slice('platform.'.length), record.status, record.errorType].filter(Boolean).join(' ');
    });
  expect(await typesOf(handler(''), 'DEBUG')).toEqual([
    'initStart',
    'initRuntimeDone success',
    'initReport success',
    'start',
    'runtimeDone success',
    'report success',
  ]);
  expect(await typesOf(handler(''), 'WARN')).toEqual([]);
  expect(await typesOf(handler('throw new TypeError("x");'), 'WARN')).toEqual([
    'runtimeDone error Runtime.Unknown',
    'report error Runtime.Unknown',
  ]);
});

test('lambda.platform-error-type: REPORT has Lambda’s own types of errors', async () => {
  const report = async (body: string) => linesOf(await invoke(handler(body)), 'platform').at(-1) ?? '';
  expect(await report('throw new TypeError("x");')).toMatch(
    /\tStatus: error\tError Type: Runtime\.Unknown\t$/,
  );
  expect(await report('process.exit(1);')).toMatch(/\tStatus: error\tError Type: Runtime\.ExitError\t$/);
});

test('lambda.billed-duration: the init phase is billed with the first invocation', async () => {
  const [, duration = '', billed = '', init = ''] =
    /Duration: ([\d.]+) ms\tBilled Duration: (\d+) ms.*Init Duration: ([\d.]+) ms/.exec(
      linesOf(await invoke(handler('')), 'platform').at(-1) ?? '',
    ) ?? [];
  expect(Number(billed)).toBeGreaterThanOrEqual(Math.floor(Number(duration) + Number(init)));
});

const MS = '\\d+\\.\\d\\d ms';
/** Lines of the platform with what differs from run to run taken out. */
const masked = (emulator: TestEmulator) =>
  linesOf(emulator, 'platform').map((line) =>
    line
      .replace(/ARN: .*/, 'ARN')
      .replaceAll(/[0-9a-f-]{36}/g, 'ID')
      .replaceAll(new RegExp(MS, 'g'), 'N ms')
      .replaceAll(/: \d+ (MB|ms)/g, ': N $1')
      .replace(/^\S+Z /, 'TIME '),
  );
const REPORT =
  'REPORT RequestId: ID\tDuration: N ms\tBilled Duration: N ms\tMemory Size: N MB\tMax Memory Used: N MB';

test('lambda.platform-init: an init phase that fails is reported, then the invocation that it was for', async () => {
  const emulator = await invoke('require("nosuch");');
  expect(masked(emulator)).toEqual([
    'INIT_START Runtime Version: nodejs:22.v1\tRuntime Version ARN',
    'INIT_REPORT Init Duration: N ms\tPhase: init\tStatus: error\tError Type: Runtime.ImportModuleError',
    'START RequestId: ID Version: $LATEST',
    'END RequestId: ID',
    `${REPORT}\tStatus: error\tError Type: Runtime.ImportModuleError\t`,
  ]);
  const [, init] = linesOf(emulator, 'platform');
  const [report = ''] = linesOf(emulator, 'platform').slice(-1);
  expect(/\tDuration: ([\d.]+)/.exec(report)?.[1]).toBe(/ Init Duration: ([\d.]+)/.exec(init ?? '')?.[1]);
  const [, used] = /Max Memory Used: (\d+)/.exec(report) ?? [];
  expect(Number(used)).toBeGreaterThan(0);
});

test('lambda.platform-init: so is one whose environment exits, with the words of an exit', async () => {
  expect(masked(await invoke('process.exit(3);')).slice(1)).toEqual([
    'INIT_REPORT Init Duration: N ms\tPhase: init\tStatus: error\tError Type: Runtime.ExitError',
    'START RequestId: ID Version: $LATEST',
    'RequestId: ID Error: Runtime exited with error: exit status 3\nRuntime.ExitError',
    'END RequestId: ID',
    `${REPORT}\tStatus: error\tError Type: Runtime.ExitError\t`,
  ]);
});

test('lambda.platform-init-invoke: one that takes too long is reported in both its phases', async () => {
  expect(masked(await invoke('while (true);', { timeout: 1 }))).toEqual([
    'INIT_START Runtime Version: nodejs:22.v1\tRuntime Version ARN',
    'INIT_REPORT Init Duration: N ms\tPhase: init\tStatus: timeout',
    'INIT_REPORT Init Duration: N ms\tPhase: invoke\tStatus: timeout',
    'START RequestId: ID Version: $LATEST',
    'TIME ID Task timed out after 1.00 seconds',
    'END RequestId: ID',
    `${REPORT}\tStatus: timeout\t`,
  ]);
});

test('lambda.platform-init-json: the same as events', async () => {
  const emulator = await invoke('require("nosuch");', json({ systemLogLevel: 'WARN' }));
  const events = linesOf(emulator, 'platform').map((line) => JSON.parse(line));
  const record = {
    initializationType: 'on-demand',
    phase: 'init',
    status: 'error',
    errorType: 'Runtime.ImportModuleError',
  };
  expect(events.map(({ type, record: told }) => [type, told.status])).toEqual([
    ['platform.initRuntimeDone', 'error'],
    ['platform.initReport', 'error'],
    ['platform.runtimeDone', 'error'],
    ['platform.report', 'error'],
  ]);
  expect(events[0].record).toEqual(record);
  expect(events[1].record).toEqual({ ...record, metrics: { durationMs: expect.any(Number) } });
});
