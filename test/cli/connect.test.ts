/** `emulator connect`, with what is typed coming through a pipe. */
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { useEmulator } from '../support/emulator.ts';
import { portOf } from '../support/http.ts';
import { useCommand } from '../support/process.ts';
import { useProject } from '../support/project.ts';

const ECHO = 'exports.handler = async (event) => ({ statusCode: 200, body: event.body });';
const echo = { routes: { $default: ECHO }, twoWay: ['$default'] };

const start = async (project: Parameters<typeof useProject>[0] = echo) =>
  useEmulator({ cwd: await useProject(project) });

test.each<[string, string, string]>([
  ['text', 'hello', '{"action":"echo","data":"hello"}'],
  ['text with quotes', 'say "hi"', '{"action":"echo","data":"say \\"hi\\""}'],
  ['nothing', '', '{"action":"echo","data":""}'],
  ['a number', '42', '{"action":"echo","data":"42"}'],
  ['half of a JSON object', '{"a":', '{"action":"echo","data":"{\\"a\\":"}'],
  ['a JSON object', '{"action":"x",  "n":1}', '{"action":"x",  "n":1}'],
])('a line of %s is sent as it should be', async (_name, typed, sent) => {
  const emulator = await start();
  const running = useCommand(['connect', emulator.url]);
  await running.until(/^connected to .*\n/);
  running.type(typed);
  const [, printed] = await running.until(/\n(.*)\n/);
  expect(printed).toBe(sent);
});

test('--action names another action', async () => {
  const emulator = await start();
  const running = useCommand(['connect', emulator.url, '--action', 'send']);
  running.type('hello');
  await running.until(/^\{"action":"send","data":"hello"\}$/m);
});

test('without an address it finds the first API of the emulator on the port', async () => {
  const emulator = await start();
  const running = useCommand(['connect', '--port', String(portOf(emulator))]);
  await running.until(new RegExp(`^connected to ${emulator.url};`));
});

test('what is typed before the connection is open is sent, and after its end answers are waited for', async () => {
  const emulator = await start({
    ...echo,
    routes: {
      ...echo.routes,
      $connect:
        'exports.handler = () => new Promise((resolve) => setTimeout(resolve, 500, { statusCode: 200 }));',
    },
    // Two answers at once come in any order.
    api: { messageOrder: 'serial' },
  });
  const running = useCommand(['connect', emulator.url]);
  running.child.stdin?.end('one\ntwo\n');
  const { code, stdout, stderr } = await running.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.split('\n').slice(1)).toEqual([
    '{"action":"echo","data":"one"}',
    '{"action":"echo","data":"two"}',
    'disconnected (1000)',
    '',
  ]);
});

test('an answer that takes a cold start is waited for', async () => {
  const emulator = await start({
    ...echo,
    routes: { $default: `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);${ECHO}` },
  });
  const running = useCommand(['connect', emulator.url]);
  running.child.stdin?.end('hello\n');
  const { stdout } = await running.ended;
  expect(stdout).toContain('{"action":"echo","data":"hello"}');
});

test('over wss:// the local authority is trusted', async () => {
  const emulator = await start();
  for (const host of ['localhost', '127.0.0.1']) {
    const running = useCommand(['connect', `wss://${host}:${portOf(emulator)}/dev`]);
    running.type('hello');
    await running.until(/^\{"action":"echo","data":"hello"\}$/m);
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(0);
  }
});

test('headers and subprotocols go into the handshake', async () => {
  const emulator = await start({
    routes: {
      $default: ECHO,
      $connect: `exports.handler = async ({ headers }) => {
        console.log(headers['X-Who'] + ' ' + headers['Sec-WebSocket-Protocol']);
        return { statusCode: 200, headers: { 'Sec-WebSocket-Protocol': 'two' } };
      };`,
    },
  });
  const running = useCommand(['connect', emulator.url, '-H', 'X-Who: me', '-s', 'one', '-s', 'two']);
  await running.until(/^connected/);
  const log = await emulator.facts.next('function.log', ({ source }) => source === 'function');
  expect(log.line).toMatch(/me one, ?two/);
});

test('it says who closed the connection, and why', async () => {
  const emulator = await start();
  const running = useCommand(['connect', emulator.url]);
  await running.until(/^connected/);
  await emulator.close();
  const { code, stdout } = await running.ended;
  expect(code).toBe(0);
  expect(stdout).toMatch(/\ndisconnected \(1001 Going away\)\n$/);
});

test('Ctrl-C closes the connection in good order', async () => {
  const emulator = await start();
  const running = useCommand(['connect', emulator.url]);
  await running.until(/^connected/);
  running.child.kill('SIGINT');
  expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
  expect(await emulator.facts.next('connection.closed')).toMatchObject({ code: 1000 });
});

test('when whoever reads its output goes away, it ends without a word', async () => {
  const emulator = await start();
  const running = useCommand(['connect', emulator.url]);
  await running.until(/^connected/);
  running.child.stdout?.destroy();
  running.type('hello');
  expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
});

test('a refusal is told with its status and body', async () => {
  const emulator = await start({
    routes: {
      $default: ECHO,
      $connect: "exports.handler = async () => ({ statusCode: 401, body: 'not you' });",
    },
  });
  const { code, stdout, stderr } = await useCommand(['connect', emulator.url]).ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^refused: 401 .*not you/);
});

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test.each<[string, () => Promise<string[]>, RegExp]>([
  [
    'no emulator on the port',
    async () => ['--port', String(await freePort())],
    /^No emulator answers on port \d+\. Start one/,
  ],
  [
    'nobody at the address',
    async () => [`ws://localhost:${await freePort()}/dev`],
    /^ws:\/\/localhost:\d+\/dev: connect ECONNREFUSED .*Is the emulator running\?/,
  ],
  ['an address that is no URL', async () => ['localhost'], /^"localhost" is no address to connect to/],
  [
    'an address that is no WebSocket',
    async () => ['http://localhost:3001/dev'],
    /http:\/\/ is not a WebSocket/,
  ],
])('%s is told without a stack', async (_name, argsOf, message) => {
  const { code, stdout, stderr } = await useCommand(['connect', ...(await argsOf())]).ended;
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/^ +at /m);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
});

test('another server on the port is not taken for an emulator', async () => {
  const server = createServer((_request, response) => response.end('hello'));
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const { code, stderr } = await useCommand(['connect', '--port', String(port)]).ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/^No emulator answers on port/);
});
