/** Faults from a project's definition, the options and the command line; how the journal tells of them. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ManualClock } from 'apigateway-websocket-emulator';
import { expect, test } from 'vitest';
import { parseFault } from '../../src/cli/fault-spec.ts';
import { reportOf, SOUND } from '../project/read-project.ts';
import { connect } from '../support/client.ts';
import { useEmulator, useSmallEmulator } from '../support/emulator.ts';
import { useCommand } from '../support/process.ts';
import { useFiles, useProject } from '../support/project.ts';

const ECHO = 'exports.handler = async (event) => ({ statusCode: 200, body: event.body ?? "ran" });';
const routes = { $default: ECHO };
const project = { routes, twoWay: ['$default'] };
const throttled = [{ lambda: { default: { throttle: true } } }];

test('fault.file: those of the definition count from the start, and a deployment replaces them', async () => {
  const cwd = await useProject({ ...project, config: { faults: throttled } });
  const emulator = await useEmulator({ cwd });
  const invoked = async () => {
    const { ok, ...rest } = await emulator.invoke('default', {});
    return ok ? 'ran' : 'error' in rest ? rest.error.errorMessage : undefined;
  };
  expect(await invoked()).toBe('Rate Exceeded.');
  const ofCode = emulator.faults.lambda('default', { error: 'of code', times: 2 });
  const file = join(cwd, 'emulator.config.json');
  const definition = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(
    file,
    JSON.stringify({ ...definition, faults: [{ lambda: { '*': { error: 'of the file' } } }] }),
  );
  await emulator.reload();
  expect([await invoked(), await invoked(), await invoked()]).toEqual(['of code', 'of code', 'of the file']);
  expect(ofCode.hits).toBe(2);
  await writeFile(file, JSON.stringify({ ...definition, faults: [] }));
  await emulator.reload();
  expect(await invoked()).toBe('ran');
});

test('fault.file: what is wrong with them is reported with its place', async () => {
  const report = await reportOf({
    ...SOUND,
    dynamodb: { endpoint: 'http://localhost:8000' },
    faults: [
      { lambda: { ecko: { throttle: true }, echo: { delay: 'long' }, '*': {} } },
      { connections: { gone: true, drop: true }, dynamodb: { thrtle: true } },
      {},
    ],
  });
  expect(report).toMatchInlineSnapshot(`
    "6 problems in the project definition:
      emulator.config.json:20:17  faults[0].lambda.ecko: there is no function "ecko"; did you mean "echo"?
      emulator.config.json:24:20  faults[0].lambda.echo.delay: expected a whole number of milliseconds from 0 to 86400000, found "long"
      emulator.config.json:26:14  faults[0].lambda["*"]: nothing goes wrong; write one of "error", "throttle", "timeout", "delay"
      emulator.config.json:30:22  faults[1].connections: "gone" and "drop" exclude each other; leave one out
      emulator.config.json:35:9  faults[1].dynamodb: unknown key "thrtle"; did you mean "throttle"?
      emulator.config.json:38:5  faults[2]: there is no fault; write "lambda", "connections", "dynamodb" or "network""
  `);
});

test('fault.options: those of the options stay, whatever is deployed', async () => {
  const emulator = await useSmallEmulator(project, { faults: throttled });
  await emulator.reload();
  expect(await emulator.invoke('default', {})).toMatchObject({ ok: false, requestId: undefined });
  await expect(
    useSmallEmulator(project, { faults: [{ lambda: { nobody: { delay: 1 } } }] }),
  ).rejects.toMatchObject({
    code: 'FUNCTION_UNKNOWN',
  });
});

test('fault.reset: what code has set is forgotten, and what was there at the start is there again', async () => {
  const faults = [{ lambda: { default: { error: 'at the start', times: 1 } } }];
  const emulator = await useSmallEmulator(project, { faults, clock: new ManualClock() });
  expect(await emulator.invoke('default', {})).toMatchObject({ error: { errorMessage: 'at the start' } });
  emulator.faults.lambda('*', { delay: 60_000 });
  const late = emulator.invoke('default', {});
  await emulator.reset();
  expect(await late).toMatchObject({ ok: true });
  expect(await emulator.invoke('default', {})).toMatchObject({ error: { errorMessage: 'at the start' } });
  expect(await emulator.invoke('default', {})).toMatchObject({ ok: true });
});

test('fault.settled: what waits for time to pass is not waited for; what goes on then is', async () => {
  const clock = new ManualClock();
  const emulator = await useSmallEmulator(project, { clock });
  const client = await connect(emulator.url);
  emulator.faults.lambda('default', { delay: 1000 });
  client.send('hello');
  await emulator.facts.next('fault.applied');
  await emulator.settled();
  clock.advance(1000);
  await emulator.settled();
  expect(emulator.facts.of('message.sent')).toHaveLength(1);
});

test('fault.flag: each kind of fault can be written on the command line', () => {
  expect(
    [
      'lambda:SendMessage:delay=500',
      'lambda:*:throttle,times=3',
      'lambda:a:error=TypeError: no, not that,times=1',
      'connections:gone',
      'dynamodb:throttle,table=Connections,operation=PutItem',
      'network:latency=200',
    ].map(parseFault),
  ).toEqual([
    { lambda: { SendMessage: { delay: 500 } } },
    { lambda: { '*': { throttle: true, times: 3 } } },
    { lambda: { a: { error: 'TypeError: no, not that', times: 1 } } },
    { connections: { gone: true } },
    { dynamodb: { throttle: true, table: 'Connections', operation: 'PutItem' } },
    { network: { latency: 200 } },
  ]);
});

test.each([
  ['lambda:throttle', 'expected lambda:<function or *>:<what>, connections:<what>'],
  ['s3:gone', 'expected lambda:<function or *>:<what>, connections:<what>'],
  [
    'lambda:a:delay=soon',
    'a.delay: expected a whole number of milliseconds from 0 to 86400000, found "soon"',
  ],
  ['connections:gon', 'connections: unknown key "gon"; did you mean "gone"?'],
  [
    'network:latency',
    'network.latency: expected a whole number of milliseconds from 0 to 86400000, found true',
  ],
  ['dynamodb:throttle,error=x', 'dynamodb: "error" and "throttle" exclude each other; leave one out'],
])('fault.flag: %s is none', (text, problem) => {
  const said = expect.objectContaining({
    code: 'FAULT_INVALID',
    message: expect.stringMatching(/^A fault cannot be set \(docs\/faults.md shows each\): --fault "/),
  });
  expect(() => parseFault(text)).toThrow(said);
  expect(() => parseFault(text)).toThrow(problem);
});

test('fault.flag: emulator start takes several, and prints a line for each application', async () => {
  const cwd = await useProject(project);
  const flags = ['--fault', 'lambda:default:error=it broke,times=1', '--fault', 'network:latency=1'];
  const running = useCommand(['start', '--port', '0', ...flags], { cwd });
  const [, url = ''] = await running.until(/(ws:\S+)[\s\S]*ready in/);
  const client = await connect(url);
  client.send('hello');
  expect(await client.next()).toContain('Internal server error');
  client.send('hello');
  expect(await client.next()).toBe('hello');
  await running.until(/fault {6}lambda: default {2}fails with Error: it broke\n/);
  await running.until(/fault {6}network: from \S+ {2}1 ms late\n/);
});

test('fault.flag: a fault that is none ends the start with what is wrong, and no stack', async () => {
  const cwd = await useProject(project);
  const { code, stderr } = await useCommand(['start', '--port', '0', '--fault', 'lambda:a:dely=1'], { cwd })
    .ended;
  expect([code, stderr]).toEqual([
    1,
    'A fault cannot be set (docs/faults.md shows each): --fault "lambda:a:dely=1": lambda.a: unknown key "dely"; did you mean "delay"?\n',
  ]);
});

test('fault.journal: each application is a fact that says what and where', async () => {
  const emulator = await useSmallEmulator({
    ...project,
    config: { tables: { Things: { partitionKey: 'id' } } },
  });
  emulator.faults.lambda('*', { delay: 1, throttle: true });
  await emulator.invoke('default', {});
  expect(emulator.facts.of('fault.applied')).toMatchObject([
    { service: 'lambda', where: 'default', what: '1 ms late, throttled', at: expect.any(Number) },
  ]);
});

test('fault.names: functions and tables are called by their names, or as the definition calls them', async () => {
  const cwd = await useFiles({
    'template.yaml': `
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::WebSocketApi
    Properties:
      RouteSelectionExpression: $request.body.action
      Routes: { ask: { FunctionArn: !GetAtt Ask.Arn } }
  Ask:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: chat-ask
      Handler: index.handler
      Runtime: nodejs22.x
      InlineCode: |
        const { DynamoDBClient, ScanCommand } = require('@aws-sdk/client-dynamodb');
        const client = new DynamoDBClient({ maxAttempts: 1 });
        exports.handler = () => client.send(new ScanCommand({ TableName: 'chat-people' })).then(() => 'ran', (e) => e.name);
  People:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: chat-people
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [ { AttributeName: id, AttributeType: S } ]
      KeySchema: [ { AttributeName: id, KeyType: HASH } ]
`,
  });
  const emulator = await useEmulator({ cwd });
  for (const [functionName, table] of [
    ['Ask', 'People'],
    ['chat-ask', 'chat-people'],
  ] as const) {
    emulator.faults.lambda(functionName, { error: 'Asked: for', times: 1 });
    expect(await emulator.invoke(functionName, {})).toMatchObject({ error: { errorType: 'Asked' } });
    emulator.faults.dynamodb({ error: 'AccessDeniedException', table, times: 1 });
    expect(await emulator.invoke(functionName, {})).toMatchObject({ result: 'AccessDeniedException' });
    expect(await emulator.invoke(functionName, {})).toMatchObject({ result: 'ran' });
  }
});
