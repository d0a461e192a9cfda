/** Access logs: one line a request, in the stage's own format. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { ManualClock } from 'apigateway-websocket-emulator';
import { describe, expect, test } from 'vitest';
import { connect, refusal } from '../support/client.ts';
import { type TestEmulator, useEmulator, useSmallEmulator } from '../support/emulator.ts';
import { ask } from '../support/http.ts';
import { runScript } from '../support/process.ts';
import { type SmallProject, useFolder, useProject } from '../support/project.ts';

const OK = 'exports.handler = async () => ({ statusCode: 200 });';
const THROWS = 'exports.handler = async () => { throw new Error("no"); };';

/** The names as the keys of an object, each with its variable. */
const json = (...names: readonly string[]) =>
  JSON.stringify(Object.fromEntries(names.map((name) => [name, `$context.${name}`])));

const CSV = '$context.eventType,$context.routeKey,$context.status';

function projectWithLog(format: string, routes: SmallProject['routes'], destination?: string): SmallProject {
  const accessLogSettings = { format, destination };
  return { routes, api: { stage: undefined, stages: { dev: { accessLogSettings } } } };
}

/** The first line, now or later, that contains this. */
async function lineWith(emulator: TestEmulator, part: string): Promise<string> {
  return (await emulator.facts.next('access-log', ({ line }) => line.includes(part))).line;
}

async function fieldsOf(emulator: TestEmulator, part: string): Promise<Record<string, string>> {
  return JSON.parse(await lineWith(emulator, part)) as Record<string, string>;
}

describe('formats', () => {
  const formats = {
    CLF: [
      '$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.eventType $context.routeKey $context.connectionId" $context.status $context.requestId',
      /^127\.0\.0\.1 - - \[\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000\] "CONNECT \$connect [\w-]{18}==" 200 [\w-]{15}=$/,
    ],
    XML: [
      '<request id="$context.requestId"><status>$context.status</status></request>',
      /^<request id="[\w-]{15}="><status>200<\/status><\/request>$/,
    ],
    CSV: [CSV, /^CONNECT,\$connect,200$/],
  } as const;
  for (const [name, [format, line]] of Object.entries(formats)) {
    test(`access-log.format: ${name}`, async () => {
      const emulator = await useSmallEmulator(projectWithLog(format, { $connect: OK }));
      await connect(emulator.url);
      const fact = await emulator.facts.next('access-log');
      expect(fact).toMatchObject({ api: 'test', stage: 'dev', destination: 'console' });
      expect(fact.line).toMatch(line);
    });
  }

  test('access-log.unset: what has no value, or is no variable, is a dash', async () => {
    const format = '$context.messageId $context.error.message $context.nosuch.thing $context.identity $other';
    const emulator = await useSmallEmulator(projectWithLog(format, { $connect: OK }));
    await connect(emulator.url);
    expect((await emulator.facts.next('access-log')).line).toBe('- - - - $other');
  });
});

describe('connections', () => {
  test('access-log.connect: a granted handshake has the status of the $connect handler’s answer', async () => {
    const names = ['eventType', 'routeKey', 'status', 'connectionId', 'connectedAt', 'requestTimeEpoch'];
    const more = ['apiId', 'stage', 'domainName', 'extendedRequestId', 'requestId', 'integrationLatency'];
    const format = json(...names, ...more, 'identity.userAgent');
    const clock = new ManualClock();
    const emulator = await useSmallEmulator(projectWithLog(format, { $connect: OK }), { clock });
    await connect(emulator.url, { headers: { 'User-Agent': 'agent/1' } });
    const { connectionId } = await emulator.facts.next('connection.opened');
    const { requestId, integrationLatency, ...fields } = await fieldsOf(emulator, 'CONNECT');
    const [api] = emulator.project.apis;
    expect(fields).toEqual({
      eventType: 'CONNECT',
      routeKey: '$connect',
      status: '200',
      connectionId,
      connectedAt: String(clock.now()),
      requestTimeEpoch: String(clock.now()),
      apiId: api?.apiId,
      stage: 'dev',
      domainName: api?.domainName,
      extendedRequestId: requestId,
      'identity.userAgent': 'agent/1',
    });
    expect(integrationLatency).toMatch(/^\d+$/);
  });

  test('access-log.connect: one without a $connect route is 200, with no latency', async () => {
    const emulator = await useSmallEmulator(
      projectWithLog(`${CSV},$context.integrationLatency`, { $default: OK }),
    );
    await connect(emulator.url);
    expect((await emulator.facts.next('access-log')).line).toBe('CONNECT,$connect,200,-');
  });

  test('access-log.connect: a refusal by the handler has its status and no error', async () => {
    const refuses = 'exports.handler = async () => ({ statusCode: 403, body: "no" });';
    const emulator = await useSmallEmulator(
      projectWithLog(`${CSV},$context.error.message`, { $connect: refuses }),
    );
    await refusal(emulator.url);
    expect((await emulator.facts.next('access-log')).line).toBe('CONNECT,$connect,403,-');
  });

  test('access-log.error: a failing $connect handler is 502 and an INTEGRATION_FAILURE', async () => {
    const format = json('status', 'error.message', 'error.responseType');
    const emulator = await useSmallEmulator(projectWithLog(format, { $connect: THROWS }));
    await refusal(emulator.url);
    expect(await fieldsOf(emulator, 'status')).toEqual({
      status: '502',
      'error.message': 'Internal server error',
      'error.responseType': 'INTEGRATION_FAILURE',
    });
  });

  test('access-log.disconnect: the end of a connection, whether there is a $disconnect route or not', async () => {
    for (const routes of [{ $default: OK, $disconnect: OK }, { $default: OK }]) {
      const emulator = await useSmallEmulator(projectWithLog(CSV, routes));
      (await connect(emulator.url)).close(1000);
      expect(await lineWith(emulator, 'DISCONNECT')).toBe('DISCONNECT,$disconnect,200');
    }
  });
});

describe('messages', () => {
  test('access-log.message: the status of the answer, on a one-way route too', async () => {
    const answers = 'exports.handler = async () => ({ statusCode: 503, body: "unheard" });';
    const format = json(
      'eventType',
      'routeKey',
      'status',
      'messageId',
      'integrationLatency',
      'error.message',
    );
    const emulator = await useSmallEmulator(projectWithLog(format, { busy: answers }));
    const client = await connect(emulator.url);
    client.send({ action: 'busy' });
    const { messageId, integrationLatency, ...fields } = await fieldsOf(emulator, 'MESSAGE');
    expect(fields).toEqual({ eventType: 'MESSAGE', routeKey: 'busy', status: '503', 'error.message': '-' });
    expect(messageId).toMatch(/^[\w-]{18}==$/);
    expect(integrationLatency).toMatch(/^\d+$/);
  });

  test('access-log.integration: the aliases of integrationLatency stay unset', async () => {
    const aliases = ['latency', 'status', 'integrationStatus', 'requestId', 'error'];
    const format = aliases.map((name) => `$context.integration.${name}`).join(' ');
    const emulator = await useSmallEmulator(projectWithLog(`$context.eventType ${format}`, { hello: OK }));
    (await connect(emulator.url)).send({ action: 'hello' });
    expect(await lineWith(emulator, 'MESSAGE')).toBe('MESSAGE - - - - -');
  });

  const failures = {
    'a handler that throws': [THROWS, '502', 'Internal server error', 'INTEGRATION_FAILURE'],
    'a malformed answer': [
      'exports.handler = async () => 1;',
      '502',
      'Internal server error',
      'API_CONFIGURATION_ERROR',
    ],
  } as const;
  for (const [name, [source, status, message, responseType]] of Object.entries(failures)) {
    test(`access-log.error: ${name}`, async () => {
      const format = `$context.eventType $context.status $context.error.messageString $context.error.responseType`;
      const emulator = await useSmallEmulator(projectWithLog(format, { fails: source }));
      (await connect(emulator.url)).send({ action: 'fails' });
      expect(await lineWith(emulator, 'MESSAGE')).toBe(`MESSAGE ${status} "${message}" ${responseType}`);
    });
  }

  test('access-log.error: a message that no route is for', async () => {
    const format = '$context.eventType $context.status $context.error.message $context.integrationLatency';
    const emulator = await useSmallEmulator(projectWithLog(format, { hello: OK }));
    (await connect(emulator.url)).send({ action: 'nosuch' });
    expect(await lineWith(emulator, 'MESSAGE')).toBe('MESSAGE 403 Forbidden -');
  });

  test('access-log.error: an integration that does not answer in time', async () => {
    const clock = new ManualClock();
    const format = '$context.eventType $context.status $context.error.message $context.error.responseType';
    const never = 'exports.handler = () => new Promise(() => setTimeout(() => {}, 1e6));';
    const emulator = await useSmallEmulator(
      { ...projectWithLog(format, { slow: never }), fn: { timeout: 60 } },
      { clock },
    );
    (await connect(emulator.url)).send({ action: 'slow' });
    await emulator.facts.next('invocation.started');
    clock.advance(29_000);
    expect(await lineWith(emulator, 'MESSAGE')).toBe(
      'MESSAGE 504 Endpoint request timed out INTEGRATION_TIMEOUT',
    );
  });
});

describe('requests to @connections', () => {
  const format = json(
    'eventType',
    'routeKey',
    'status',
    'connectionId',
    'requestId',
    'extendedRequestId',
    'connectedAt',
    'integrationLatency',
    'identity.userAgent',
    'error.message',
  );
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };

  test('access-log.connection-api: with the caller’s agent and the ids of the answer’s headers', async () => {
    const emulator = await useSmallEmulator(projectWithLog(format, { $default: OK }));
    await connect(emulator.url);
    const { connectionId } = await emulator.facts.next('connection.opened');
    const client = new ApiGatewayManagementApiClient({
      region: 'us-east-1',
      endpoint: emulator.managementUrl,
      credentials,
    });
    const sent = await client.send(
      new PostToConnectionCommand({ ConnectionId: connectionId, Data: Buffer.from('hi') }),
    );
    const fields = await fieldsOf(emulator, '"POST /@connections');
    expect(fields).toMatchObject({
      eventType: 'CONNECTION_API',
      routeKey: 'POST /@connections/{connectionId}',
      status: '200',
      connectionId,
      requestId: sent.$metadata.requestId,
      connectedAt: '-',
      integrationLatency: '0',
      'error.message': '-',
    });
    expect(fields['identity.userAgent']).toMatch(/^aws-sdk-js\//);
    expect(fields.extendedRequestId).toMatch(/^[\w-]{15}=$/);
    await client.send(new DeleteConnectionCommand({ ConnectionId: connectionId }));
    expect(await fieldsOf(emulator, '"DELETE /@connections')).toMatchObject({ status: '204' });
    await emulator.facts.next('connection.closed');
    await expect(
      client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: Buffer.from('hi') })),
    ).rejects.toThrow();
    expect(await fieldsOf(emulator, '"410"')).toMatchObject({
      routeKey: 'POST /@connections/{connectionId}',
      'error.message': '-',
    });
  });

  test('access-log.connection-api: refusals have their message', async () => {
    const emulator = await useSmallEmulator(projectWithLog(format, { $default: OK }));
    await ask(`${emulator.managementUrl}/@connections/garbage`);
    expect(await fieldsOf(emulator, '"400"')).toMatchObject({
      connectionId: 'garbage',
      'error.message': 'Invalid connectionId: garbage',
    });
  });
});

describe('files', () => {
  test('access-log.file: lines are appended in order, in a folder that is made for them', async () => {
    const file = join(await useFolder(), 'logs/access.log');
    const cwd = await useProject(projectWithLog(CSV, { hello: OK, $disconnect: OK }, file));
    for (const [index, count] of [3, 2].entries()) {
      const emulator = await useEmulator({ cwd });
      const client = await connect(emulator.url);
      for (let sent = 0; sent < count; sent += 1) client.send({ action: 'hello', index, sent });
      await emulator.facts.next('access-log', () => emulator.facts.of('access-log').length > count);
      await emulator.close();
    }
    const run = (count: number) => [
      'CONNECT,$connect,200',
      ...Array.from({ length: count }, () => 'MESSAGE,hello,200'),
      'DISCONNECT,$disconnect,200',
    ];
    expect((await readFile(file, 'utf8')).split('\n')).toEqual([...run(3), ...run(2), '']);
  });

  test('access-log.file: a relative file stands beside the definition', async () => {
    const cwd = await useProject(projectWithLog(CSV, { $default: OK }, 'access.log'));
    const emulator = await useEmulator({ cwd });
    await connect(emulator.url);
    await emulator.close();
    expect(await readFile(join(cwd, 'access.log'), 'utf8')).toMatch(/^CONNECT,\$connect,200\n/);
  });

  test('access-log.unwritable: it is said once, and everything else goes on', async () => {
    const folder = await useFolder();
    await writeFile(join(folder, 'in-the-way'), '');
    const file = join(folder, 'in-the-way/access.log');
    const echo = 'exports.handler = async ({ body }) => ({ statusCode: 200, body });';
    const project = projectWithLog(CSV, { $default: echo }, file);
    const emulator = await useSmallEmulator({ ...project, twoWay: ['$default'] });
    const client = await connect(emulator.url);
    const { message } = await emulator.facts.next('notice');
    expect(message).toContain(`The access log cannot be written to ${file}: `);
    client.send('still here');
    expect(await client.next()).toBe('still here');
    await emulator.close();
    expect(emulator.facts.of('notice')).toHaveLength(1);
  });

  test('access-log.unwritable: it is a warning of the process where nobody reads the journal', async () => {
    const folder = await useFolder();
    await writeFile(join(folder, 'in-the-way'), '');
    const file = join(folder, 'in-the-way/access.log');
    const cwd = await useProject(projectWithLog(CSV, { $default: OK }, file));
    const { stderr, code } = await runScript(
      `import { once } from 'node:events';
      import { startEmulator } from 'apigateway-websocket-emulator';
      const emulator = await startEmulator({ cwd: process.argv[1], port: 0 });
      const socket = new (await import('ws')).WebSocket(emulator.url);
      await once(socket, 'open');
      await emulator.close();`,
      [cwd],
    );
    expect(stderr).toContain(`The access log cannot be written to ${file}`);
    expect(code).toBe(0);
  });
});
