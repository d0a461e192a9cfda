/** What people and machines read of the journal. */
import type { JournalEntry } from 'apigateway-websocket-emulator';
import { Chalk } from 'chalk';
import { expect, test } from 'vitest';
import { LocalTime } from '../../src/cli/local-time.ts';
import { jsonLinesReader } from '../../src/journal/json-lines.ts';
import { terminalReader } from '../../src/journal/terminal.ts';

/** Where the emulator's code is. */
const own = new URL('../../src/', import.meta.url).href;
const at = new Date(2026, 0, 2, 3, 4, 5, 6).getTime();
const { of: timeOfDay } = new LocalTime();
const id = 'gbgB6m7sSQAYKEiKEA==';
const upgrade = { clientPort: 50123, url: '/dev?token=secret', headers: { Authorization: ['secret'] } };
const log = {
  type: 'function.log',
  at,
  function: 'echo',
  logGroup: '/aws/lambda/echo',
  logStream: 's',
  source: 'function',
} as const;

function inTerminal(entry: JournalEntry): string {
  const written: string[] = [];
  terminalReader((line) => void written.push(line), new Chalk({ level: 0 }), timeOfDay)(entry);
  return written.join('');
}

test.each<[string, JournalEntry, string]>([
  [
    'a stack that the function prints',
    {
      ...log,
      level: 'ERROR',
      line: `TIME\tID\tERROR\tError: no\n    at f (/p/echo.js:1:2)\n    at g (${own}lambda/runtime/main.js:3:4)\n    at node:internal/x:1:1`,
    },
    'error      echo  Error: no\n                             at f (/p/echo.js:1:2)',
  ],
  [
    'a batch of a stream that is done',
    { type: 'stream.delivered', at, function: 'onChange', table: 'Rooms', records: 3, attempt: 1 },
    'stream     onChange  3 records of Rooms',
  ],
  [
    'a batch of a stream that is tried again',
    {
      type: 'stream.postponed',
      at,
      function: 'onChange',
      table: 'Rooms',
      records: 1,
      delayMs: 2000,
      reason: 'Error: no',
    },
    'stream     onChange  1 record of Rooms again in 2 s: Error: no',
  ],
  [
    'records of a stream that are given up',
    {
      type: 'stream.dropped',
      at,
      function: 'onChange',
      table: 'Rooms',
      records: 2,
      attempts: 3,
      reason: 'Error: no',
    },
    'stream     onChange  2 records of Rooms given up: Error: no',
  ],
  [
    'an open connection',
    {
      type: 'connection.opened',
      at,
      api: 'chat',
      stage: 'dev',
      connectionId: id,
      sourceIp: '127.0.0.1',
      ...upgrade,
      protocol: undefined,
    },
    `connect    ${id}  chat/dev from 127.0.0.1`,
  ],
  [
    'a refusal',
    {
      type: 'connection.refused',
      at,
      api: undefined,
      ...upgrade,
      url: '/nosuch',
      status: 403,
      body: '',
      reason: 'no such stage',
    },
    'refuse     403  /nosuch: no such stage',
  ],
  [
    'a client that did not wait',
    { type: 'connection.abandoned', at, api: 'chat', connectionId: id },
    `abandon    ${id}  the client left while $connect ran`,
  ],
  [
    'a close with a reason',
    {
      type: 'connection.closed',
      at,
      api: 'chat',
      connectionId: id,
      by: 'api-gateway',
      code: 1001,
      reason: 'Going away',
    },
    `close      ${id}  1001 Going away`,
  ],
  [
    'a close without one',
    { type: 'connection.closed', at, api: 'chat', connectionId: id, by: 'client', code: 1000, reason: '' },
    `close      ${id}  1000`,
  ],
  [
    'a message',
    {
      type: 'message.received',
      at,
      api: 'chat',
      connectionId: id,
      requestId: 'r',
      routeKey: 'echo',
      body: '{"a":1}',
    },
    `receive    ${id}  echo  {"a":1}`,
  ],
  [
    'a message for no route',
    {
      type: 'message.received',
      at,
      api: 'chat',
      connectionId: id,
      requestId: 'r',
      routeKey: undefined,
      body: 'hi',
    },
    `receive    ${id}  (no route)  hi`,
  ],
  [
    'a message that breaks lines and speaks to the terminal',
    {
      type: 'message.sent',
      at,
      api: 'chat',
      connectionId: id,
      by: 'management',
      body: 'a\nb\r\u001b[2J\u0000\u009b',
    },
    `send       ${id}  a\\nb\\r\\u001b[2J\\u0000\\u009b`,
  ],
  [
    'a long message',
    { type: 'message.sent', at, api: 'chat', connectionId: id, by: 'route-response', body: 'é'.repeat(1000) },
    `send       ${id}  ${'é'.repeat(160)}… (2000 bytes)`,
  ],
  [
    'an error frame',
    {
      type: 'message.sent',
      at,
      api: 'chat',
      connectionId: id,
      by: 'error',
      body: '{"message": "Forbidden"}',
    },
    `send       ${id}  {"message": "Forbidden"}`,
  ],
  [
    'an integration that failed',
    {
      type: 'integration.failed',
      at,
      api: 'chat',
      routeKey: 'echo',
      connectionId: id,
      requestId: 'r',
      reason: 'Error: no',
    },
    `fail       ${id}  echo: Error: no`,
  ],
  [
    'a line of an access log',
    { type: 'access-log', at, api: 'chat', stage: 'dev', destination: 'console', line: 'GET\u001b 200' },
    'access     GET\\u001b 200',
  ],
  [
    'a line of an execution log',
    {
      type: 'execution-log',
      at,
      api: 'chat',
      stage: 'dev',
      logGroup: '/aws/apigateway/abc/dev',
      requestId: 'r',
      level: 'INFO',
      line: '(r) Starting execution for request: r',
    },
    'execution  (r) Starting execution for request: r',
  ],
  [
    'a refused @connections request',
    {
      type: 'management.answered',
      caller: 'function',
      body: '',
      at,
      api: 'chat',
      method: 'POST',
      connectionId: id,
      status: 410,
      reason: 'the connection is closed',
    },
    `manage     410  POST @connections/${id}: the connection is closed`,
  ],
  [
    'a GET of a connection',
    {
      type: 'management.answered',
      caller: 'function',
      body: '',
      at,
      api: 'chat',
      method: 'GET',
      connectionId: id,
      status: 200,
      reason: undefined,
    },
    `manage     200  GET @connections/${id}`,
  ],
  [
    'an id that breaks lines',
    {
      type: 'management.answered',
      caller: 'function',
      body: '',
      at,
      api: 'chat',
      method: 'GET',
      connectionId: 'a\nb',
      status: 400,
      reason: 'no',
    },
    'manage     400  GET @connections/a\\nb: no',
  ],
  [
    'a cold start',
    {
      type: 'invocation.ended',
      logStream: 's',
      payload: undefined,
      at,
      function: 'echo',
      requestId: 'r',
      waitedMs: 70,
      durationMs: 12.345,
      initDurationMs: 67.8,
      error: undefined,
    },
    'lambda     echo  12.3 ms, cold start 68 ms',
  ],
  [
    'an invocation that waited for long',
    {
      type: 'invocation.ended',
      logStream: 's',
      payload: undefined,
      at,
      function: 'echo',
      requestId: 'r',
      waitedMs: 1234.5,
      durationMs: 1,
      initDurationMs: undefined,
      error: undefined,
    },
    'lambda     echo  1.0 ms, after waiting 1235 ms for its turn',
  ],
  [
    'an invocation that nobody waits for',
    {
      type: 'invocation.ended',
      logStream: 's',
      payload: undefined,
      at,
      function: 'echo',
      requestId: 'r',
      waitedMs: 0,
      durationMs: 1,
      initDurationMs: undefined,
      attempt: 1,
      error: undefined,
    },
    'lambda     echo  1.0 ms, asynchronous',
  ],
  [
    'its second attempt',
    {
      type: 'invocation.ended',
      logStream: 's',
      payload: undefined,
      at,
      function: 'echo',
      requestId: 'r',
      waitedMs: 0,
      durationMs: 1,
      initDurationMs: undefined,
      attempt: 2,
      error: undefined,
    },
    'lambda     echo  1.0 ms, asynchronous, attempt 2',
  ],
  [
    'one that will be tried again',
    {
      type: 'invocation.postponed',
      at,
      function: 'echo',
      requestId: 'r',
      attempt: 2,
      delayMs: 60_000,
      reason: 'Error: two\nlines',
    },
    'retry      echo  attempt 2 in 60 s: Error: two\\nlines',
  ],
  [
    'one that is given up',
    { type: 'invocation.dropped', at, function: 'echo', requestId: 'r', attempts: 3, reason: 'it is late' },
    'drop       echo  the event of r is lost: it is late',
  ],
  [
    'a request that comes to no invocation',
    {
      type: 'invocation.refused',
      at,
      function: 'ec\nho',
      status: 404,
      errorType: 'ResourceNotFoundException',
      reason: 'no such function',
    },
    'invoke     404  ec\\nho: no such function',
  ],
  [
    'a cold start after a long wait',
    {
      type: 'invocation.ended',
      logStream: 's',
      payload: undefined,
      at,
      function: 'echo',
      requestId: 'r',
      waitedMs: 250,
      durationMs: 1,
      initDurationMs: 50,
      error: undefined,
    },
    'lambda     echo  1.0 ms, cold start 50 ms, after waiting 200 ms for its turn',
  ],
  [
    'an invocation that was throttled',
    { type: 'invocation.throttled', at, function: 'echo', reservedConcurrency: 2 },
    'throttle   echo  more than 2 at once, its reserved concurrency',
  ],
  [
    'an invocation that a fault throttled',
    { type: 'invocation.throttled', at, function: 'echo', reservedConcurrency: undefined },
    'throttle   echo  Lambda did not take it',
  ],
  [
    'a fault',
    { type: 'fault.applied', at, service: 'dynamodb', where: 'PutItem Rooms', what: '5 ms late, throttled' },
    'fault      dynamodb: PutItem Rooms  5 ms late, throttled',
  ],
  [
    'an invocation that failed',
    {
      type: 'invocation.ended',
      logStream: 's',
      payload: undefined,
      at,
      function: 'echo',
      requestId: 'r',
      waitedMs: 0,
      durationMs: 1,
      initDurationMs: undefined,
      error: { errorType: 'TypeError', errorMessage: 'x is not a function' },
    },
    'lambda     echo  1.0 ms  TypeError: x is not a function',
  ],
  [
    'an invocation that the emulator did not wait for',
    {
      type: 'invocation.ended',
      logStream: 's',
      payload: undefined,
      at,
      function: 'echo',
      requestId: 'r',
      waitedMs: 0,
      durationMs: 4875,
      initDurationMs: undefined,
      error: { errorType: 'Emulator.Stopped', errorMessage: 'The emulator stops.' },
    },
    'lambda     echo  4875.0 ms, not done when the emulator stopped',
  ],
  [
    'a function that a debugger holds',
    { type: 'environment.paused', at, function: 'echo', logStream: 's' },
    'debug      echo  paused by the debugger; its time stands still until the debugger lets it go on or goes away',
  ],
  [
    'a function that a debugger held that has gone',
    { type: 'environment.resumed', at, function: 'echo', logStream: 's', isAbandoned: true },
    'debug      echo  the debugger has gone; it goes on',
  ],
  [
    'a line of a handler',
    { ...log, level: 'INFO', line: '2026-01-02T03:04:05.006Z\tr\tINFO\thello\tthere' },
    'log        echo  hello\tthere',
  ],
  [
    'an error of a handler, over several lines',
    {
      ...log,
      level: 'ERROR',
      line: '2026-01-02T03:04:05.006Z\tr\tERROR\tError: no\n    at a (a.js:1)\r\n    at b',
    },
    `error      echo  Error: no\n${' '.repeat(25)}    at a (a.js:1)\n${' '.repeat(25)}    at b`,
  ],
  [
    'what a handler wrote to standard output itself',
    { ...log, level: undefined, line: 'plain\ttext' },
    'log        echo  plain\ttext',
  ],
  [
    'an error that Lambda logs as JSON',
    {
      ...log,
      level: 'ERROR',
      line: `t\tr\tERROR\tInvoke Error \t${JSON.stringify({
        errorType: 'TypeError',
        errorMessage: 'boom',
        stack: [
          'TypeError: boom',
          '    at exports.handler (/app/index.js:3:9)',
          `    at invokeWithCallbacks (${own}lambda/runtime/invocation.js:9:1)`,
          `    at ${own}lambda/runtime/main.js:9:1`,
          `    at async ${own}lambda/runtime/main.js:8:1`,
          '    at file:///app/lambda/runtime/mine.js:1:2',
          '    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
        ],
      })}`,
    },
    `error      echo  Invoke Error TypeError: boom\n${' '.repeat(25)}    at exports.handler (/app/index.js:3:9)\n${' '.repeat(25)}    at file:///app/lambda/runtime/mine.js:1:2`,
  ],
  [
    'a message that has no route',
    { type: 'message.unrouted', at, api: 'a', connectionId: 'c', reason: 'there is no route "x"' },
    'route      c  there is no route "x"',
  ],
  [
    'a message of the platform',
    { ...log, source: 'platform', level: undefined, line: 'r Task timed out after 3.00 seconds' },
    'log        echo  r Task timed out after 3.00 seconds',
  ],
  [
    'a service that is not emulated',
    {
      type: 'service.not-emulated',
      at,
      service: 'sqs',
      host: 'sqs.us-east-1.amazonaws.com',
      message: 'no sqs here',
    },
    'aws        no sqs here',
  ],
  [
    'an engine that was started again',
    { type: 'dynamodb.restarted', at, reason: 'its thread exited with code 1' },
    'dynamodb   started again, for it had ended: its thread exited with code 1',
  ],
  ['a notice', { type: 'notice', at, message: 'mind this' }, 'note       mind this'],
])('%s is one readable line', (_name, entry, line) => {
  expect(inTerminal(entry)).toBe(`03:04:05.006  ${line}\n`);
});

test.each<[string, JournalEntry]>([
  [
    'the start of an invocation',
    {
      type: 'invocation.started',
      at,
      function: 'echo',
      requestId: 'r',
      logStream: 's',
      event: '{}',
      waitedMs: 0,
    },
  ],
  [
    'the start of an environment',
    { type: 'environment.started', at, function: 'echo', logStream: 's', environments: 1, inAll: 1 },
  ],
  [
    'that an environment is ready',
    { type: 'environment.ready', at, function: 'echo', logStream: 's', initDurationMs: 50 },
  ],
  [
    'the end of an environment',
    { type: 'environment.ended', at, function: 'echo', logStream: 's', environments: 0, inAll: 0 },
  ],
  [
    "Lambda's own START",
    { ...log, source: 'platform', level: undefined, line: 'START RequestId: r Version: $LATEST' },
  ],
  [
    "Lambda's own REPORT",
    { ...log, source: 'platform', level: undefined, line: 'REPORT RequestId: r\tDuration: 1 ms' },
  ],
  [
    'a POST that went through, for it shows as what was sent',
    {
      type: 'management.answered',
      caller: 'function',
      body: '',
      at,
      api: 'chat',
      method: 'POST',
      connectionId: id,
      status: 200,
      reason: undefined,
    },
  ],
  [
    'a metric',
    {
      type: 'metric',
      at,
      api: 'chat',
      stage: 'dev',
      routeKey: 'echo',
      name: 'MessageCount',
      value: 1,
      unit: 'Count',
    },
  ],
  [
    'a line of an access log that goes to a file',
    { type: 'access-log', at, api: 'chat', stage: 'dev', destination: '/tmp/access.log', line: 'GET' },
  ],
])('%s is not printed', (_name, entry) => {
  expect(inTerminal(entry)).toBe('');
});

test('a defect of ours comes with its stack', () => {
  const error = new Error('broken');
  const printed = inTerminal({ type: 'internal-error', at, during: 'answering', error });
  expect(printed).toMatch(/^03:04:05\.006 {2}defect {5}while answering: Error: broken\n {25} {4}at /);
  expect(inTerminal({ type: 'internal-error', at, during: 'answering', error: 'text' })).toContain(
    'while answering: text',
  );
});

test('a terminal that has colours shows what failed in red', () => {
  const written: string[] = [];
  const entry: JournalEntry = { type: 'notice', at, message: 'mind this' };
  terminalReader((line) => void written.push(line), new Chalk({ level: 1 }), timeOfDay)(entry);
  expect(written.join('')).toContain('\u001b[31mnote      \u001b[39m');
});

test('for machines each fact is one line of JSON, an error with its stack', () => {
  const written: string[] = [];
  const read = jsonLinesReader((line) => void written.push(line));
  read({ ...log, level: 'INFO', line: 'one\ntwo' });
  read({ type: 'internal-error', at, during: 'answering', error: new TypeError('broken') });
  read({
    type: 'message.received',
    at,
    api: 'chat',
    connectionId: id,
    requestId: 'r',
    routeKey: undefined,
    body: 'hi',
  });
  expect(written.every((line) => line.indexOf('\n') === line.length - 1)).toBe(true);
  const [first, second, third] = written.map((line) => JSON.parse(line));
  expect(first).toEqual({ ...log, level: 'INFO', line: 'one\ntwo' });
  expect(second).toMatchObject({
    type: 'internal-error',
    error: { name: 'TypeError', message: 'broken', stack: expect.stringContaining('at ') },
  });
  expect(third).not.toHaveProperty('routeKey');
});

test('as JSON lines, what may hold secrets is left out', () => {
  const written: string[] = [];
  const read = jsonLinesReader((line) => void written.push(line));
  const invocation = { at, function: 'echo', requestId: 'r', logStream: 's', waitedMs: 0 };
  const connection = { at, api: 'chat', ...upgrade };
  read({
    ...connection,
    type: 'connection.opened',
    stage: 'dev',
    connectionId: id,
    sourceIp: '::1',
    protocol: undefined,
  });
  read({ ...connection, type: 'connection.refused', status: 401, body: '', reason: 'no' });
  read({ at, type: 'request.refused', method: 'GET', url: '/dev?token=secret', status: 426 });
  read({ ...invocation, type: 'invocation.started', event: '{"token":"secret"}' });
  read({
    ...invocation,
    type: 'invocation.ended',
    durationMs: 1,
    initDurationMs: undefined,
    payload: '{"token":"secret"}',
    error: undefined,
  });
  expect(written).toHaveLength(5);
  expect(written.join('')).not.toContain('secret');
});
