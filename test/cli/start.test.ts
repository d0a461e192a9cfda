/** `emulator start`, as users run it: a process of its own. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { connect } from '../support/client.ts';
import { ask } from '../support/http.ts';
import { type RunningProcess, useCommand } from '../support/process.ts';
import { useFiles, useFolder, useProject } from '../support/project.ts';

const ECHO = 'exports.handler = async (event) => ({ statusCode: 200, body: event.body });';
const project = {
  routes: { $connect: 'exports.handler = async () => ({ statusCode: 200 });', echo: ECHO },
  twoWay: ['echo'],
  config: { tables: { Things: { partitionKey: 'id' }, Rooms: { partitionKey: 'room' } } },
};

interface Ready {
  readonly type: 'ready';
  readonly apis: readonly { readonly url: string; readonly managementUrl: string; readonly port: number }[];
  readonly dynamodb: { readonly endpoint: string };
}

async function startJson(cwd: string, ...args: string[]): Promise<RunningProcess & { ready: Ready }> {
  const running = useCommand(['start', '--port', '0', '--log-format', 'json', ...args], { cwd });
  const [line] = await running.until(/^.*\n/);
  return Object.assign(running, { ready: JSON.parse(line) as Ready });
}

const urlOf = ({ ready }: { ready: Ready }) => ready.apis[0]?.url ?? '';
const linesOf = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; at?: number; [key: string]: unknown });

test('it prints addresses, routes, functions, tables and how long it took', async () => {
  const running = useCommand(['start', '--port', '0'], { cwd: await useProject(project) });
  const [printed] = await running.until(/^[\s\S]*ready in \d+ ms\n/);
  const masked = printed
    .replace(/ready in \d+/, 'ready in N')
    .replace(/api \w{10}/, 'api ID')
    .replace(/(DynamoDB +http:\/\/127\.0\.0\.1:)\d+/, '$1ENGINE')
    .replaceAll(/localhost:\d+/g, 'localhost:PORT');
  expect(masked).toBe(`  project       emulator.config.json

test  api ID, stage dev
  WebSocket     ws://localhost:PORT/dev  wss://localhost:PORT/dev
  @connections  http://localhost:PORT/dev/@connections
  routes        $connect → connect
                echo → echo  (two-way)

  functions     connect  . connect.handler (nodejs22.x)
                echo  . echo.handler (nodejs22.x)
  DynamoDB      http://127.0.0.1:ENGINE
  tables        Things, Rooms

ready in N ms
`);
});

test('without a terminal there are no colours', async () => {
  const running = useCommand(['start', '--port', '0'], { cwd: await useProject(project) });
  const [printed] = await running.until(/^[\s\S]*ready in \d+ ms\n/);
  expect(printed).not.toContain('\u001b');
});

test('it prints every stage, every kind of integration and every custom domain', async () => {
  const cwd = await useFiles({
    'emulator.config.json': {
      apis: {
        chat: {
          stages: { dev: {}, prod: {} },
          routes: {
            $default: { function: 'echo', routeResponse: true },
            put: { integration: { type: 'AWS', uri: 'dynamodb:action/PutItem' } },
            hook: { integration: { type: 'HTTP_PROXY', uri: 'http://localhost:1/hook' } },
            mock: { integration: { type: 'MOCK' } },
          },
        },
      },
      functions: { echo: { handler: 'echo.handler' } },
      domains: { 'ws.example.com': { chat: 'chat/prod', '': 'chat' } },
    },
    'echo.js': ECHO,
  });
  const running = useCommand(['start', '--port', '0'], { cwd });
  const [text] = await running.until(/^chat[\s\S]+ready in/m);
  expect(
    text.replaceAll(/api \w{10}/g, 'api ID').replaceAll(/localhost:\d{2,}/g, 'localhost:PORT'),
  ).toContain(
    `chat  api ID, stages dev, prod
  WebSocket     ws://localhost:PORT/dev  wss://localhost:PORT/dev
  @connections  http://localhost:PORT/dev/@connections
  WebSocket     ws://localhost:PORT/prod  wss://localhost:PORT/prod
  @connections  http://localhost:PORT/prod/@connections
  routes        $default → echo  (two-way)
                put → AWS dynamodb:PutItem
                hook → HTTP_PROXY POST http://localhost:1/hook
                mock → MOCK

  domains       ws://ws.example.com.localhost:PORT/chat → chat/prod
                ws://ws.example.com.localhost:PORT/ → chat/dev

  functions     echo`,
  );
});

test('a conversation is printed as it happens, a line for each fact', async () => {
  const running = useCommand(['start', '--port', '0'], { cwd: await useProject(project) });
  const [, url = ''] = await running.until(/WebSocket +(ws:\S+)[\s\S]*ready in/);
  const client = await connect(url);
  client.send({ action: 'echo', data: 'hello' });
  await client.next();
  client.send({ action: 'nosuchroute' });
  await client.next();
  client.close(4000, 'bye');
  const time = '\\d\\d:\\d\\d:\\d\\d\\.\\d{3}';
  const id = '[\\w-]{18}==?';
  const expected = [
    `${time}  lambda     connect  [\\d.]+ ms, cold start \\d+ ms`,
    `${time}  connect    ${id}  test/dev from 127\\.0\\.0\\.1`,
    `${time}  receive    ${id}  echo  \\{"action":"echo","data":"hello"\\}`,
    `${time}  send       ${id}  \\{"action":"echo","data":"hello"\\}`,
    `${time}  receive    ${id}  \\(no route\\)  \\{"action":"nosuchroute"\\}`,
    `${time}  send       ${id}  \\{"message": ?"Forbidden".*`,
    `${time}  close      ${id}  4000 bye`,
  ];
  for (const line of expected) await running.until(new RegExp(`^${line}$`, 'm'));
});

test('a definition that is saved is deployed, and one that is wrong is not', async () => {
  const cwd = await useProject(project);
  const file = join(cwd, 'emulator.config.json');
  const definition = JSON.parse(await readFile(file, 'utf8'));
  const running = useCommand(['start', '--port', '0'], { cwd });
  const [, url = ''] = await running.until(/WebSocket +(ws:\S+)[\s\S]*ready in/);
  const client = await connect(url);
  definition.apis.test.routes.again = 'nobody';
  await writeFile(file, JSON.stringify(definition));
  await running.until(/ {2}deploy +1 problem in the project definition:[\s\S]+"nobody"[\s\S]+goes on\./);
  definition.apis.test.routes.again = definition.apis.test.routes.echo;
  await writeFile(file, JSON.stringify(definition));
  await running.until(/ {2}deploy +the project as it is now/);
  client.send({ action: 'again' });
  expect(await client.next()).toBe('{"action":"again"}');
});

test('with --log-format json, standard output is JSON lines, the first being "ready"', async () => {
  const running = await startJson(await useProject(project));
  const [api] = running.ready.apis;
  expect(running.ready).toEqual({
    type: 'ready',
    apis: [
      {
        name: 'test',
        apiId: expect.stringMatching(/^[a-z0-9]{10}$/),
        stage: 'dev',
        url: `ws://localhost:${api?.port}/dev`,
        managementUrl: `http://localhost:${api?.port}/dev`,
        port: expect.any(Number),
      },
    ],
    dynamodb: { endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/), builtIn: true },
  });
  const client = await connect(urlOf(running));
  client.send({ action: 'echo', data: 'line one\nline two' });
  await client.next();
  running.child.kill('SIGINT');
  const { code, stdout, stderr } = await running.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const [, ...facts] = linesOf(stdout);
  expect(facts.map(({ type }) => type)).toEqual(
    expect.arrayContaining([
      'connection.opened',
      'message.received',
      'invocation.ended',
      'connection.closed',
    ]),
  );
  for (const { at } of facts) expect(at).toBeGreaterThan(1.7e12);
});

test('Ctrl-C closes the clients with 1001, runs their $disconnect handlers and exits with 0', async () => {
  const file = join(await useFolder(), 'disconnected');
  const cwd = await useProject({
    routes: {
      $default: ECHO,
      $disconnect: `exports.handler = async (event) => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        require('node:fs').appendFileSync(${JSON.stringify(file)}, event.requestContext.disconnectReason + ';');
      };`,
    },
  });
  const running = await startJson(cwd);
  const clients = [await connect(urlOf(running)), await connect(urlOf(running))];
  running.child.kill('SIGINT');
  for (const client of clients) expect(await client.closed).toEqual({ code: 1001, reason: 'Going away' });
  const { code, signal, stderr, stdout } = await running.ended;
  expect({ code, signal, stderr }).toEqual({ code: 0, signal: null, stderr: '' });
  const ends = linesOf(stdout).filter(
    ({ type, function: name }) => type === 'invocation.ended' && name === 'disconnect',
  );
  expect(ends.map(({ error }) => error)).toEqual([undefined, undefined]);
  expect(existsSync(file)).toBe(true);
});

test('SIGTERM stops in the same good order', async () => {
  const running = await startJson(await useProject(project));
  const client = await connect(urlOf(running));
  running.child.kill('SIGTERM');
  expect((await client.closed).code).toBe(1001);
  expect((await running.ended).code).toBe(0);
});

test('so does a terminal that is closed, which may say so twice', async () => {
  const file = join(await useFolder(), 'disconnected');
  const cwd = await useProject({
    routes: {
      $default: ECHO,
      $disconnect: `exports.handler = async () => {
        console.log('at it');
        await new Promise((resolve) => setTimeout(resolve, 300));
        require('node:fs').writeFileSync(${JSON.stringify(file)}, 'done');
      };`,
    },
  });
  const running = await startJson(cwd);
  const client = await connect(urlOf(running));
  running.child.kill('SIGHUP');
  await running.until(/at it/);
  running.child.kill('SIGHUP');
  expect(await client.closed).toEqual({ code: 1001, reason: 'Going away' });
  expect(await running.ended).toMatchObject({ signal: 'SIGHUP', stderr: '' });
  expect(existsSync(file)).toBe(true);
});

test('a second Ctrl-C exits at once, whatever a handler still does', async () => {
  const cwd = await useProject({
    routes: {
      $default: ECHO,
      $disconnect:
        "exports.handler = async () => { console.log('at it'); await new Promise(() => setInterval(() => {}, 1e6)); };",
    },
    fn: { timeout: 60 },
  });
  const running = await startJson(cwd);
  await connect(urlOf(running));
  running.child.kill('SIGINT');
  await running.until(/at it/);
  running.child.kill('SIGINT');
  expect(await running.ended).toMatchObject({ signal: 'SIGINT', stderr: '' });
});

test('a handler that hangs in $disconnect does not keep the emulator for more than five seconds', async () => {
  const cwd = await useProject({
    routes: {
      $default: ECHO,
      $disconnect: 'exports.handler = () => new Promise(() => setInterval(() => {}, 1e6));',
    },
    fn: { timeout: 60 },
  });
  const running = await startJson(cwd);
  await connect(urlOf(running));
  running.child.kill('SIGINT');
  const from = performance.now();
  expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
  expect(performance.now() - from).toBeLessThan(8000);
});

test('flags choose the file, the stage, the data directory and unsigned requests', async () => {
  const cwd = await useProject(project);
  const elsewhere = await useFolder();
  const config = join(cwd, 'emulator.config.json');
  const running = useCommand(
    [
      'start',
      '--config',
      config,
      '--port',
      '0',
      '--stage',
      'live',
      '--data',
      'd',
      '--allow-unsigned',
      '--log-format',
      'json',
    ],
    { cwd: elsewhere },
  );
  const [line] = await running.until(/^.*\n/);
  const { apis } = JSON.parse(line) as Ready;
  expect(apis[0]?.url).toMatch(/\/live$/);
  expect((await ask(`${apis[0]?.managementUrl}/@connections/gbgB6m7sSQAYKEiKEA==`)).status).not.toBe(403);
  expect(existsSync(join(elsewhere, 'd', 'dynamodb'))).toBe(true);
});

test('when whoever reads its output goes away, it stops without a word', async () => {
  const running = await startJson(await useProject(project));
  const client = await connect(urlOf(running));
  running.child.stdout?.destroy();
  client.send({ action: 'echo' });
  const { code, stderr } = await running.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect((await client.closed).code).toBe(1001);
});

async function occupied(): Promise<number> {
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  return (server.address() as { port: number }).port;
}

const broken = { apis: { a: { routes: { $default: 'nosuch' } } }, functions: {} };

test.each<[string, () => Promise<{ args: string[]; cwd: string }>, RegExp]>([
  [
    'no project',
    async () => ({ args: ['start'], cwd: await useFolder() }),
    /^No project found in .*emulator\.config\.json/,
  ],
  [
    'a broken project',
    async () => ({ args: ['start'], cwd: await useFiles({ 'emulator.config.json': broken }) }),
    /emulator\.config\.json:\d+:\d+ .*nosuch/s,
  ],
  [
    'a file that is not there',
    async () => ({ args: ['start', '--config', 'nosuch.json'], cwd: await useFolder() }),
    /nosuch\.json cannot be read/,
  ],
  [
    'a taken port',
    async () => ({ args: ['start', '--port', String(await occupied())], cwd: await useProject(project) }),
    /^Port \d+ on localhost is already in use\..*--port/,
  ],
  [
    'an address of somebody else',
    async () => ({ args: ['start', '--port', '0', '--host', '192.0.2.1'], cwd: await useProject(project) }),
    /192\.0\.2\.1/,
  ],
  [
    'a port that is no number',
    async () => ({ args: ['start', '--port', 'abc'], cwd: '/' }),
    /--port.*0 to 65535/,
  ],
  [
    'a port that is too high',
    async () => ({ args: ['start', '--port', '65536'], cwd: '/' }),
    /--port.*0 to 65535/,
  ],
  [
    'a port in another notation',
    async () => ({ args: ['start', '--port', '0x10'], cwd: '/' }),
    /--port.*0 to 65535/,
  ],
  ['an empty port', async () => ({ args: ['start', '--port', ''], cwd: '/' }), /--port.*0 to 65535/],
  ['an empty host', async () => ({ args: ['start', '--host', ''], cwd: '/' }), /--host.*It is empty/],
  [
    'an empty data directory',
    async () => ({ args: ['start', '--data', ' '], cwd: '/' }),
    /--data.*It is empty/,
  ],
  [
    'a DynamoDB endpoint that is no URL',
    async () => ({ args: ['start', '--dynamodb-endpoint', 'localhost:8000'], cwd: '/' }),
    /--dynamodb-endpoint.*http:\/\/localhost:8000/,
  ],
  [
    'an address for the debugger that is none',
    async () => ({ args: ['start', '--inspect', '::1:9229'], cwd: '/' }),
    /--inspect.*127\.0\.0\.1:9229/,
  ],
  [
    'a port for the debugger that is too high',
    async () => ({ args: ['start', '--inspect-brk', 'localhost:65536'], cwd: '/' }),
    /--inspect-brk.*0 to 65535/,
  ],
  [
    'a log format that there is not',
    async () => ({ args: ['start', '--log-format', 'xml'], cwd: '/' }),
    /--log-format.*pretty, json/,
  ],
  [
    'an unknown flag',
    async () => ({ args: ['start', '--prot', '1'], cwd: '/' }),
    /unknown option '--prot'.*--port/s,
  ],
  ['an unknown command', async () => ({ args: ['strat'], cwd: '/' }), /unknown command 'strat'.*start/s],
  ['an argument too many', async () => ({ args: ['start', 'now'], cwd: '/' }), /too many arguments/],
])('%s is told without a stack, and the exit code is 1', async (_name, given, message) => {
  const { args, cwd } = await given();
  const { code, stdout, stderr } = await useCommand(args, { cwd }).ended;
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/^ +at /m);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
});

test('lambda.time-zone: handlers are in UTC, and the terminal tells the time where the user is', async () => {
  const clock = `exports.handler = async () => {
    console.log(new Date().toISOString(), new Date(1_750_000_000_000).toString(), process.env.TZ);
    return { statusCode: 200 };
  };`;
  const cwd = await useProject({ routes: { clock } });
  const running = useCommand(['start', '--port', '0'], { cwd, env: { TZ: 'Asia/Kolkata' } });
  const [, url = ''] = await running.until(/(ws:\S+)[\s\S]*ready in/);
  const client = await connect(url);
  client.send({ action: 'clock' });
  const [, shown = '', utc = '', zone] = await running.until(/^(\S+) +log .*T(\S+)Z Sun .* (\S+) \(.*:UTC$/m);
  expect(zone).toBe('GMT+0000');
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
  expect((minutes(shown) - minutes(utc) + 24 * 60) % (24 * 60)).toBeOneOf([330, 331]);
});

test('--help lists the commands and flags, --version says which one it is', async () => {
  const help = await useCommand(['--help']).ended;
  expect(help).toMatchObject({ code: 0, stderr: '' });
  expect(help.stdout).toMatch(/start[\s\S]*connect/);
  const startHelp = await useCommand(['start', '--help']).ended;
  for (const flag of [
    '--config',
    '--port',
    '--host',
    '--inspect',
    '--inspect-brk',
    '--stage',
    '--data',
    '--dynamodb-endpoint',
    '--log-format',
    '--allow-unsigned',
  ])
    expect(startHelp.stdout).toContain(flag);
  expect((await useCommand(['--version']).ended).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('lambda.env-vars: --env-vars and --env-file name files of variables', async () => {
  const cwd = await useProject({
    routes: {
      go: 'exports.handler = async () => ({ body: [process.env.TABLE, process.env.A1, process.env.B1].join() });',
    },
    twoWay: ['go'],
    fn: { environment: { TABLE: '' } },
    files: { 'env.json': { go: { TABLE: 'things' } }, '.env': 'A1=a\nB1=b', 'more.env': 'B1=c' },
  });
  const running = await startJson(
    cwd,
    '--env-vars',
    'env.json',
    '--env-file',
    '.env',
    '--env-file',
    'more.env',
  );
  const client = await connect(urlOf(running));
  client.send({ action: 'go' });
  expect(await client.next()).toBe('things,a,c');
});
