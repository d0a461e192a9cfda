/** Debugging handlers: a debugger that attaches to a process of its own, stops in a handler, and takes its time. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { connect } from '../support/client.ts';
import { inspectorUrlOf, useDebugger } from '../support/debugger.ts';
import { type RunningProcess, useCommand } from '../support/process.ts';
import { useFiles, useProject } from '../support/project.ts';

/** Stops are asked for on line 3, `const remains …`. */
const STOPPED = `'use strict';
exports.handler = async (event, context) => {
  const before = context.getRemainingTimeInMillis();
  const after = context.getRemainingTimeInMillis();
  if (JSON.parse(event.body).hang) await new Promise(() => setInterval(() => {}, 1000));
  return { statusCode: 200, body: JSON.stringify({ before, after }) };
};`;
const BREAKPOINT = { file: 'stopped.js', line: 3 };

/** Works for longer than the other may. */
const SLOW = `exports.handler = async () => {
  await new Promise((resolve) => setTimeout(resolve, 2500));
  return { statusCode: 200, body: 'slow' };
};`;

const definition = (timeoutInMillis: number) => ({
  apis: {
    test: {
      routes: {
        stopped: {
          integration: { type: 'AWS_PROXY', function: 'stopped', timeoutInMillis },
          routeResponse: true,
        },
        slow: { function: 'slow', routeResponse: true },
      },
    },
  },
  functions: {
    stopped: { handler: 'stopped.handler', timeout: 2 },
    slow: { handler: 'slow.handler', timeout: 30 },
  },
});

interface Started extends RunningProcess {
  readonly url: string;
  readonly inspector: string;
}

async function useInspected(cwd: string, args = ['--inspect', '0'], env = {}): Promise<Started> {
  const running = useCommand(['start', '--port', '0', '--log-format', 'json', ...args], { cwd, env });
  return ready(running);
}

async function ready(running: RunningProcess): Promise<Started> {
  const [line] = await running.until(/^.*\n/);
  const { apis, debugger: inspector } = JSON.parse(line);
  return { ...running, url: apis[0].url, inspector };
}

const project = (timeoutInMillis = 29_000) =>
  useFiles({ 'emulator.config.json': definition(timeoutInMillis), 'stopped.js': STOPPED, 'slow.js': SLOW });

/** Sends to both, and waits until the slow one has ended, while the other has stopped. */
async function outlast(started: Started, message: object = {}) {
  const debug = await useDebugger(started.inspector, [BREAKPOINT]);
  const [client, other] = [await connect(started.url), await connect(started.url)];
  client.send({ action: 'stopped', ...message });
  const stop = await debug.stop();
  other.send({ action: 'slow' });
  expect(await other.next()).toBe('slow');
  return { debug, client, stop };
}

test('lambda.debug: a debugger stops at a breakpoint in a handler and lets it go on', async () => {
  const started = await useInspected(await project());
  const debug = await useDebugger(started.inspector, [BREAKPOINT]);
  const client = await connect(started.url);
  client.send({ action: 'stopped' });
  const stop = await debug.stop();
  expect(stop.url).toMatch(/^file:.*\/stopped\.js$/);
  expect(stop.line).toBe(BREAKPOINT.line);
  stop.resume();
  expect(JSON.parse(await client.next())).toHaveProperty('after');
});

test('lambda.debug-timeouts: a function that a debugger holds does not time out', async () => {
  const { client, stop } = await outlast(await useInspected(await project()));
  stop.resume();
  expect(JSON.parse(await client.next())).toHaveProperty('after');
});

test('lambda.debug-timeouts: nor does API Gateway give it up', async () => {
  const { client, stop } = await outlast(await useInspected(await project(2000)));
  stop.resume();
  expect(JSON.parse(await client.next())).toHaveProperty('after');
});

test('lambda.debug-timeouts: what is left of the timeout counts again when it goes on', async () => {
  const started = await useInspected(await project());
  const { client, stop } = await outlast(started, { hang: true });
  stop.resume();
  expect(await client.next()).toContain('Internal server error');
  await started.until(/Task timed out after 2\.00 seconds/);
});

test('lambda.debug-timeouts: a pause is a fact', async () => {
  const started = await useInspected(await project());
  const { stop } = await outlast(started);
  const [line] = await started.until(/^.*"environment\.paused".*$/m);
  expect(JSON.parse(line)).toMatchObject({ function: 'stopped' });
  stop.resume();
  await started.until(/"environment\.resumed"/);
});

test('lambda.debug-remaining-time: getRemainingTimeInMillis stands still too', async () => {
  const { client, stop } = await outlast(await useInspected(await project()));
  stop.resume();
  const { before, after } = JSON.parse(await client.next());
  expect(after).toBeGreaterThan(0);
  expect(after).toBeLessThanOrEqual(before + 100);
});

test('lambda.debug-statement: without a debugger a `debugger` statement stops nothing', async () => {
  const cwd = await useProject({
    routes: { go: 'exports.handler = async () => { debugger; return { body: "on" }; };' },
    twoWay: ['go'],
  });
  const started = await useInspected(cwd);
  const client = await connect(started.url);
  for (const _ of [1, 2]) {
    client.send({ action: 'go' });
    expect(await client.next()).toBe('on');
  }
});

test('lambda.debug-brk: the debugger is waited for, and stops where the handler begins', async () => {
  const source =
    '// Nothing happens here.\nconst answer = 42;\nfunction body() {\n  return String(answer);\n}\n';
  const cwd = await useProject({
    routes: { go: `${source}exports.handler = async () => ({ body: body() });` },
    twoWay: ['go'],
  });
  const args = ['start', '--port', '0', '--log-format', 'json', '--inspect-brk', '0'];
  const running = useCommand(args, { cwd });
  const debug = await useDebugger(await inspectorUrlOf(running));
  debug.go();
  const client = await connect((await ready(running)).url);
  client.send({ action: 'go' });
  const stop = await debug.stop();
  expect(stop.url).toMatch(/\/go\.js$/);
  expect(stop.line).toBe(1);
  stop.resume();
  expect(await client.next()).toBe('42');
});

test('lambda.debug-brk: what is built stops there, wherever its entry point is', async () => {
  const source = 'const answer: number = 42;\nexport const handler = async () => ({ body: String(answer) });';
  const cwd = await useProject({
    routes: { go: '' },
    twoWay: ['go'],
    fn: { handler: 'index.handler', build: { entryPoint: 'src/main.ts', format: 'cjs' } },
    files: { 'src/main.ts': source },
  });
  const args = ['start', '--port', '0', '--log-format', 'json', '--inspect-brk', '0'];
  const running = useCommand(args, { cwd });
  const debug = await useDebugger(await inspectorUrlOf(running));
  debug.go();
  const client = await connect((await ready(running)).url);
  client.send({ action: 'go' });
  const stop = await debug.stop();
  expect(stop.url).toMatch(/\/src\/main\.js$/);
  stop.resume();
  expect(await client.next()).toBe('42');
});

test('lambda.debug-brk: an ES module stops there too, and once only', async () => {
  const cwd = await useProject({
    routes: {
      go: 'import "node:fs";\nconst answer = 42;\nexport const handler = async () => ({ body: "x" });',
    },
    twoWay: ['go'],
    extension: 'mjs',
    fn: { runtime: 'nodejs24.x' },
  });
  const args = ['start', '--port', '0', '--log-format', 'json', '--inspect-brk', '0'];
  const running = useCommand(args, { cwd });
  const debug = await useDebugger(await inspectorUrlOf(running), [{ file: 'go.mjs', line: 2 }]);
  debug.go();
  const client = await connect((await ready(running)).url);
  client.send({ action: 'go' });
  const lines: number[] = [];
  // The second line of them is a breakpoint of its own: as the module is loaded, and as the handler runs.
  for (const _ of [1, 2, 3]) {
    const stop = await debug.stop();
    if (stop.url.endsWith('/go.mjs')) lines.push(stop.line);
    stop.resume();
  }
  expect(await client.next()).toBe('x');
  expect(lines).toEqual([1, 2, 2]);
});

test("lambda.debug-flags: Node's own way to open the inspector does", async () => {
  const started = await useInspected(await project(), [], { NODE_OPTIONS: '--inspect=127.0.0.1:0' });
  const { client, stop } = await outlast(started);
  stop.resume();
  expect(JSON.parse(await client.next())).toHaveProperty('after');
});

test('lambda.debug-flags: handlers see nothing of it in their environment', async () => {
  const cwd = await useProject({
    routes: {
      go: 'exports.handler = async () => ({ body: `${process.env.NODE_OPTIONS} ${process.execArgv.join()}` });',
    },
    twoWay: ['go'],
    fn: { runtime: 'nodejs24.x' },
  });
  const started = await useInspected(cwd, [], { NODE_OPTIONS: '--inspect=127.0.0.1:0' });
  const client = await connect(started.url);
  client.send({ action: 'go' });
  expect(await client.next()).toMatch(/^undefined [^,]*$/);
});

test.each(['--inspect', '--inspect-brk'])(
  'lambda.debug-flags: %s of a port that is taken is an error that says what to do',
  async (flag) => {
    const started = await useInspected(await project());
    const { port } = new URL(started.inspector);
    const second = useCommand(['start', '--port', '0', flag, port], { cwd: await project() });
    const { code, stdout, stderr } = await second.ended;
    expect(stderr).toMatch(
      new RegExp(`^The debugger cannot be let in on 127\\.0\\.0\\.1, port ${port}: .*--inspect`, 'm'),
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  },
);

test('lambda.debug-stop: Ctrl-C ends what a debugger holds, and the debugger', async () => {
  const started = await useInspected(await project());
  const { debug } = await outlast(started);
  started.child.kill('SIGINT');
  expect((await started.ended).code).toBe(0);
  await debug.closed;
});

test('lambda.debug-stop: the handlers of $disconnect are waited for, but not what is held', async () => {
  const disconnect = `const { existsSync } = require('node:fs');
    exports.handler = async () => {
      while (!existsSync(__dirname + '/let-go')) await new Promise((resolve) => setTimeout(resolve, 20));
      console.log('has disconnected');
    };`;
  const cwd = await useProject({ routes: { stopped: STOPPED, $disconnect: disconnect } });
  const started = await useInspected(cwd);
  const debug = await useDebugger(started.inspector, [BREAKPOINT]);
  const client = await connect(started.url);
  client.send({ action: 'stopped' });
  await debug.stop();
  started.child.kill('SIGINT');
  await started.until(/"invocation\.ended","function":"stopped".*Emulator\.Stopped/);
  await writeFile(join(cwd, 'let-go'), '');
  await started.until(/has disconnected/);
  expect((await started.ended).code).toBe(0);
});

test('lambda.debug-stop: so does a second one', async () => {
  const hangs =
    'exports.handler = () => new Promise(() => setInterval(() => console.log("disconnects"), 100));';
  const cwd = await useProject({ routes: { stopped: STOPPED, $disconnect: hangs } });
  const started = await useInspected(cwd);
  const debug = await useDebugger(started.inspector, [BREAKPOINT]);
  const client = await connect(started.url);
  client.send({ action: 'stopped' });
  await debug.stop();
  started.child.kill('SIGINT');
  await started.until(/disconnects/);
  started.child.kill('SIGINT');
  expect(await started.ended).toMatchObject({ code: null, signal: 'SIGINT' });
  await debug.closed;
});

const QUICK = `const answer = 42;
exports.handler = async () => ({ body: String(answer) });`;

/** Waited for by `--inspect-brk`, and ready. */
async function useBroken(cwd: string) {
  const running = useCommand(['start', '--port', '0', '--log-format', 'json', '--inspect-brk', '0'], { cwd });
  const debug = await useDebugger(await inspectorUrlOf(running));
  debug.go();
  return { debug, ...(await ready(running)) };
}

test('lambda.debug-gone: what a debugger holds that goes away goes on, and is not stopped again', async () => {
  const started = await useInspected(await project());
  const debug = await useDebugger(started.inspector, [BREAKPOINT]);
  const client = await connect(started.url);
  client.send({ action: 'stopped' });
  await debug.stop();
  await debug.leave();
  expect(JSON.parse(await client.next())).toHaveProperty('after');
  await started.until(/"environment\.resumed".*"isAbandoned":true/);
  // Its breakpoints have gone with the environment.
  await started.until(/"environment\.ended","function":"stopped"/);
  client.send({ action: 'stopped' });
  expect(JSON.parse(await client.next())).toHaveProperty('after');
});

test('lambda.debug-gone: `--inspect-brk` stops nothing once the debugger has gone', async () => {
  const cwd = await useProject({ routes: { go: QUICK }, twoWay: ['go'] });
  const { debug, url, child, ended } = await useBroken(cwd);
  await debug.leave();
  const client = await connect(url);
  client.send({ action: 'go' });
  expect(await client.next()).toBe('42');
  child.kill('SIGINT');
  expect((await ended).stdout).not.toContain('"environment.paused"');
});

test.each([undefined, 'in good order' as const])(
  'lambda.debug-gone: a module goes on that it stopped at its beginning (%s)',
  async (how) => {
    const cwd = await useProject({ routes: { go: QUICK }, twoWay: ['go'] });
    const { debug, url } = await useBroken(cwd);
    const client = await connect(url);
    client.send({ action: 'go' });
    await debug.stop();
    await debug.leave(how);
    expect(await client.next()).toBe('42');
  },
);

test('lambda.debug-gone: another debugger takes over what it stops itself', async () => {
  const started = await useInspected(await project());
  const first = await useDebugger(started.inspector, [BREAKPOINT]);
  await first.leave();
  const { client, stop } = await outlast(started);
  stop.resume();
  expect(JSON.parse(await client.next())).toHaveProperty('after');
});

test('lambda.debug-processes: that a process is not debugged is said once', async () => {
  const cwd = await useProject({
    routes: { go: 'exports.handler = async () => { debugger; return { body: "on" }; };' },
    twoWay: ['go'],
    fn: { isolation: 'process' },
  });
  const started = await useInspected(cwd);
  const client = await connect(started.url);
  client.send({ action: 'go' });
  expect(await client.next()).toBe('on');
  const [notice] = await started.until(/^.*"notice".*$/m);
  expect(JSON.parse(notice).message).toBe(
    'go: runs in processes, which this debugger does not reach; for debugging set "isolation": "thread"',
  );
});

test('lambda.debug-processes: nor are programs in other languages', async () => {
  const bootstrap = '#!/bin/sh\nexit 1\n';
  const cwd = await useFiles({
    'emulator.config.json': {
      apis: { test: { routes: { go: 'go' } } },
      functions: { go: { runtime: 'provided.al2023', handler: 'any', codeUri: 'code' } },
    },
    'code/bootstrap': bootstrap,
  });
  const started = await useInspected(cwd);
  (await connect(started.url)).send({ action: 'go' });
  const [notice] = await started.until(/^.*"notice".*this debugger does not reach.*$/m);
  expect(JSON.parse(notice).message).toMatch(/^go: is not Node\.js/);
});

test.each(['9229x', '127.0.0.1:x', 'local host:1', '1.2.3:4'])(
  'lambda.debug-flags: %s is no address',
  async (address) => {
    const { code, stderr } = await useCommand(['start', '--inspect', address]).ended;
    expect(stderr).toContain('It is a port, or a host and a port: 127.0.0.1:9229.');
    expect(code).toBe(1);
  },
);
