/** How execution environments that are processes end, and that nothing is left of them. */
import { describe, expect, test } from 'vitest';
import { connect } from '../support/client.ts';
import { type TestEmulator, useSmallEmulator } from '../support/emulator.ts';
import { useCommand } from '../support/process.ts';
import { useProject } from '../support/project.ts';
import { useTether } from '../support/tether.ts';

const ECHO = 'exports.handler = async ({ body }) => ({ statusCode: 200, body });';

/** A route that dies in a process of its own, beside one that is a thread's. */
async function mortal(how: string, fn: object = {}): Promise<TestEmulator> {
  return useSmallEmulator({
    routes: {
      die: `exports.handler = async ({ body }) => { if (!JSON.parse(body).spared) { ${how} } return { statusCode: 200, body: 'alive' }; };`,
      echo: ECHO,
    },
    twoWay: ['die', 'echo'],
    config: {
      functions: {
        die: { handler: 'die.handler', isolation: 'process', timeout: 60, ...fn },
        echo: { handler: 'echo.handler' },
      },
    },
  });
}

/** Sends the deadly message, checks that everybody else goes on meanwhile and after; returns the error. */
async function survives(emulator: TestEmulator) {
  const client = await connect(emulator.url);
  const other = await connect(emulator.url);
  client.send({ action: 'die' });
  other.send({ action: 'echo' });
  expect(await other.next()).toBe('{"action":"echo"}');
  expect(JSON.parse(await client.next()).message).toBe('Internal server error');
  client.send({ action: 'die', spared: true });
  expect(await client.next()).toBe('alive');
  const { error } = await emulator.facts.next('invocation.ended', (fact) => fact.error !== undefined);
  return error;
}

/** `Max Memory Used` of the mortal's first invocation. */
async function memoryUsed({ facts }: TestEmulator): Promise<number> {
  const { line } = await facts.next(
    'function.log',
    (fact) => fact.function === 'die' && fact.line.startsWith('REPORT'),
  );
  return Number(/Max Memory Used: (\d+) MB/.exec(line)?.[1]);
}

describe('lambda.process-exit: Lambda’s words for the end of the process', () => {
  test.each([
    ['process.exit(3)', 'exit status 3'],
    ['process.abort()', 'signal: aborted'],
    ['process.kill(process.pid, "SIGSEGV")', 'signal: segmentation fault'],
    [
      'process.kill(process.pid, "SIGTERM"); await new Promise((r) => setTimeout(r, 60_000))',
      'signal: terminated',
    ],
  ])('%s', async (how, words) => {
    const error = await survives(await mortal(how));
    expect(error?.errorType).toBe('Runtime.ExitError');
    expect(error?.errorMessage).toMatch(
      new RegExp(`^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: ${words}$`),
    );
  });

  test('what V8 does not survive leaves the emulator alone', async () => {
    const error = await survives(await mortal('new Array(5e8).fill(0);'));
    expect(error?.errorMessage).toMatch(/signal: (aborted|killed|trace.breakpoint trap)$/);
  });

  test('a loop that never ends is ended by the timeout', async () => {
    const error = await survives(await mortal('for (;;);', { timeout: 1 }));
    expect(error?.errorType).toBe('Sandbox.Timedout');
  });

  test('an exit while loading', async () => {
    const emulator = await useSmallEmulator({
      routes: { go: 'process.exit(3);' },
      fn: { isolation: 'process' },
    });
    (await connect(emulator.url)).send({ action: 'go' });
    const { error } = await emulator.facts.next('invocation.ended');
    expect(error?.errorMessage).toMatch(/^RequestId: [0-9a-f-]{36} Error: .* exit status 3$/);
  });
});

describe('lambda.process-memory: the memory size is the process’s', () => {
  test('what it has at most is reported', async () => {
    const emulator = await mortal('const kept = Buffer.alloc(150e6, 1); globalThis.kept = kept;', {
      memorySize: 400,
    });
    const client = await connect(emulator.url);
    client.send({ action: 'die' });
    expect(await client.next()).toBe('alive');
    const used = await memoryUsed(emulator);
    expect(used).toBeGreaterThan(170);
    expect(used).toBeLessThan(400);
  });

  test.each([
    ['Buffers', 'const kept = []; for (;;) kept.push(Buffer.alloc(16e6, 1));', 'killed'],
    [
      'a heap, whose limits are Lambda’s',
      'const kept = []; for (;;) kept.push({ x: Math.random(), y: [1] });',
      '(killed|aborted)',
    ],
  ])('more than that ends it: %s', async (_what, how, signal) => {
    const emulator = await mortal(how, { memorySize: 256 });
    const error = await survives(emulator);
    expect(error?.errorType).toBe('Runtime.ExitError');
    expect(error?.errorMessage).toMatch(new RegExp(`Error: Runtime exited with error: signal: ${signal}$`));
    const used = await memoryUsed(emulator);
    expect(used).toBeGreaterThan(128);
    expect(used).toBeLessThanOrEqual(256);
  });

  test('the function’s own NODE_OPTIONS set other limits', async () => {
    const emulator = await useSmallEmulator({
      routes: {
        go: 'exports.handler = async () => ({ body: process.execArgv.filter((flag) => flag.includes("space")).join() + require("node:v8").getHeapStatistics().heap_size_limit / 2 ** 20 });',
      },
      twoWay: ['go'],
      fn: { isolation: 'process', environment: { NODE_OPTIONS: '--max_old_space_size=300' } },
    });
    const client = await connect(emulator.url);
    client.send({ action: 'go' });
    const [, flags, limit] = /^(\D+=6)(\d+)/.exec(await client.next()) ?? [];
    expect(flags).toBe('--max-semi-space-size=6');
    expect(Number(limit)).toBeGreaterThanOrEqual(300);
  });
});

/** Source of what starts a program that holds a tether and would never end. */
const program = (hold: string) =>
  `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(`${hold}; setInterval(() => {}, 1000)`)}], { stdio: 'inherit' });`;

describe('lambda.process-children: what the process has started ends with it', () => {
  test('at the timeout', async () => {
    const tether = await useTether();
    const how = `${program(tether.hold)} ${tether.hold}; await new Promise((r) => setTimeout(r, 60_000));`;
    const emulator = await mortal(how, { timeout: 2 });
    (await connect(emulator.url)).send({ action: 'die' });
    await tether.held(2);
    await emulator.facts.next('invocation.ended');
    await tether.letGo();
  });

  test('when it exits itself, which is known at once', async () => {
    const tether = await useTether();
    const emulator = await mortal(`${program(tether.hold)} await ${tether.hold}; process.exit(1);`);
    expect((await survives(emulator))?.errorMessage).toMatch(/exit status 1$/);
    await tether.letGo();
  });

  test('when the emulator closes, whatever it is doing', async () => {
    const tether = await useTether();
    const blocked = `require('node:child_process').execFileSync(process.execPath, ['-e', ${JSON.stringify(`${tether.hold}; setInterval(() => {}, 1000)`)}]);`;
    const emulator = await mortal(`await ${tether.hold}; ${blocked}`);
    (await connect(emulator.url)).send({ action: 'die' });
    await tether.held(2);
    await emulator.close();
    await tether.letGo();
  });
});

describe('lambda.process-orphans: nothing is left when the emulator is killed', () => {
  test.each([
    ['that waits', 'await new Promise((r) => setTimeout(r, 600_000));'],
    ['that computes', 'for (;;);'],
  ])('of a process %s', async (_what, how) => {
    const tether = await useTether();
    const cwd = await useProject({
      routes: {
        go: `exports.handler = async () => { ${program(tether.hold)} await ${tether.hold}; ${how} };`,
      },
      fn: { isolation: 'process', timeout: 600 },
    });
    const { until, child } = useCommand(['start', '--port', '0'], { cwd });
    const [url] = await until(/ws:\S+/);
    (await connect(url)).send({ action: 'go' });
    await tether.held(2);
    child.kill('SIGKILL');
    await tether.letGo();
  });
});
