/** `"isolation": "process"`: execution environments that are processes of their own, and what they have by it. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CASES } from '../../fixtures/lambda-contract/cases.js';
import { type Client, connect } from '../support/client.ts';
import { normalised, startContractLambda } from '../support/contract-lambda.ts';
import { type TestEmulator, useSmallEmulator } from '../support/emulator.ts';
import { useGate } from '../support/gate.ts';
import { useCommand } from '../support/process.ts';
import { useProject } from '../support/project.ts';

/** Answers with the value of the source that it is sent. */
const EVALUATE = `
  const fs = require('node:fs');
  exports.handler = async (event) => {
    const value = await eval('(async () => { return ' + JSON.parse(event.body).run + ' })()');
    return { statusCode: 200, body: JSON.stringify(value ?? null) };
  };`;

async function evaluate(client: Client, run: string): Promise<unknown> {
  client.send({ action: 'go', run });
  return JSON.parse(await client.next());
}

/** What the source's value is in an environment that is a process. */
async function inProcess(run: string, fn: object = {}, files = {}): Promise<unknown> {
  const emulator = await useSmallEmulator({
    routes: { go: EVALUATE },
    twoWay: ['go'],
    fn: { isolation: 'process', timeout: 20, ...fn },
    files,
  });
  return evaluate(await connect(emulator.url), run);
}

const linesOf = ({ facts }: TestEmulator) =>
  facts.of('function.log').flatMap(({ source, line }) => (source === 'function' ? [line] : []));

describe('lambda.process: the process is the environment’s own', () => {
  test('the folder of the code is its working directory, which it can change', async () => {
    const before = process.cwd();
    const read = `[fs.readFileSync('note.txt', 'utf8'), process.cwd() === fs.realpathSync(process.env.LAMBDA_TASK_ROOT)]`;
    const run = `[${read}, process.chdir('below'), ${read}, process.pid].flat()`;
    const found = await inProcess(run, {}, { 'note.txt': 'above', 'below/note.txt': 'below' });
    expect(found).toEqual(['above', true, null, 'below', false, expect.any(Number)]);
    expect((found as number[]).at(-1)).not.toBe(process.pid);
    expect(process.cwd()).toBe(before);
  });

  test('and that of threads it starts', async () => {
    const thread = `new (require('node:worker_threads').Worker)('require("node:worker_threads").parentPort.postMessage(process.cwd())', { eval: true })`;
    const run = `new Promise((done) => { process.chdir('/'); ${thread}.on('message', done); })`;
    expect(await inProcess(run)).toBe('/');
  });

  test('a native addon', async () => {
    const addon = createRequire(import.meta.resolve('dynalite')).resolve('classic-level');
    const run = `(async () => {
      const { ClassicLevel } = require(${JSON.stringify(dirname(addon))});
      const level = new ClassicLevel(process.env.LAMBDA_TASK_ROOT + '/level');
      await level.put('key', 'value');
      const value = await level.get('key');
      await level.close();
      return value;
    })()`;
    expect(await inProcess(run, { memorySize: 512 })).toBe('value');
  });

  test('the time zone is the one that TZ names, wherever the emulator runs', async () => {
    const routes = { go: 'console.log(`zone ${new Date(0).getHours()}`); exports.handler = () => {};' };
    const cwd = await useProject({ routes, fn: { isolation: 'process' } });
    const { until, child } = useCommand(['start', '--port', '0'], { cwd, env: { TZ: 'Asia/Tokyo' } });
    const [url] = await until(/ws:\S+/);
    (await connect(url)).send({ action: 'go' });
    const [, hours] = await until(/zone (\d+)/);
    expect(hours).toBe('0');
    child.kill('SIGTERM');
  });
});

describe('lambda.process-alone: nothing of the emulator is in it', () => {
  test('no channel, no flags and no variables of the emulator', async () => {
    const run =
      '[typeof process.send, process.connected ?? null, process.execArgv, Object.keys(process.env).filter((name) => /^NODE_(?!PATH)|EMULATOR/.test(name))]';
    const flags = ['--max-semi-space-size=12', '--max-old-space-size=231'];
    expect(await inProcess(run, { memorySize: 256, runtime: 'nodejs24.x' })).toEqual([
      'undefined',
      null,
      flags,
      [],
    ]);
  });

  test('its child processes inherit none of its pipes', async () => {
    const open = 'for n in 3 4 5; do (true >&$n) 2>/dev/null && echo $n; done; true';
    expect(await inProcess(`require('node:child_process').execSync(${JSON.stringify(open)}) + ''`)).toBe('');
  });
});

test('lambda.process-contract: what a handler replaces is not what the runtime uses', async () => {
  const run = `(Buffer.concat = Buffer.from = () => { throw new Error('replaced'); }, 'done')`;
  const emulator = await useSmallEmulator({
    routes: { go: EVALUATE },
    twoWay: ['go'],
    fn: { isolation: 'process', timeout: 20, maxEnvironments: 1 },
  });
  const client = await connect(emulator.url);
  expect(await evaluate(client, run)).toBe('done');
  expect(await evaluate(client, '1 + 1')).toBe(2);
});

test('lambda.process-output: what is written to a pipe of the emulator’s is in the log, whatever it is', async () => {
  const emulator = await useSmallEmulator({
    routes: { go: EVALUATE },
    twoWay: ['go'],
    fn: { isolation: 'process', timeout: 20 },
  });
  const client = await connect(emulator.url);
  const run = `[null, 1, {}, { type: 'nonsense' }].map((value) => fs.writeSync(4, JSON.stringify(value) + '\\n')).length`;
  expect(await evaluate(client, run)).toBe(4);
  expect(linesOf(emulator)).toEqual(['null', '1', '{}', '{"type":"nonsense"}']);
});

describe('lambda.process-contract: the runtime is the one that threads have', () => {
  const TITLES = [
    'a handler in a folder',
    'a module’s syntax in CommonJS',
    'a syntax error',
    'a package that is not there',
    'exit while loading',
    'an async result',
    'module globals last',
    'callback waits for the event loop',
    'callback does not wait',
    'neither promise nor callback',
    'a rejection',
    'an exception in a timer',
    'a rejection that nobody handles',
    'process.exit',
    'the context as JSON',
    'a prelude',
    'the console while loading',
    'an error in JSON',
  ];
  const cases = Object.fromEntries(Object.entries(CASES).filter(([title]) => TITLES.includes(title)));

  test.each(['nodejs22.x', 'nodejs24.x'])(
    '%s',
    async (runtime) => {
      const { recorded } = await import(`../../fixtures/lambda-contract/${runtime}.json`);
      const lambda = await startContractLambda(runtime, cases, 'process');
      for (const [title, { events = [{}] }] of Object.entries(cases)) {
        const expected = recorded[title];
        const found = await lambda.run(title, events.slice(0, expected.outcomes.length));
        expect(found, title).toEqual(normalised(expected));
      }
      await lambda.close();
      expect(Object.keys(cases)).toHaveLength(TITLES.length);
    },
    60_000,
  );
});

describe('lambda.process-output: everything that is printed is in the log', () => {
  async function printed(body: string, fn: object = {}): Promise<string[]> {
    const emulator = await useSmallEmulator({
      routes: { go: `const fs = require('node:fs'); exports.handler = async () => { ${body}; return {}; };` },
      fn: { isolation: 'process', runtime: 'nodejs24.x', ...fn },
    });
    (await connect(emulator.url)).send({ action: 'go' });
    await emulator.facts.next('invocation.ended');
    // What came by the pipes has been read when the environment has ended.
    await emulator.close();
    return linesOf(emulator).map((line) => line.replace(/^\S+Z\t\S+\t/, ''));
  }
  const sh = (script: string) =>
    `require('node:child_process').execFileSync('sh', ['-c', ${JSON.stringify(script)}], { stdio: 'inherit' })`;

  test('by the streams and by their descriptors, in order', async () => {
    const body =
      'process.stdout.write("a"); process.stdout.write("b\\n"); console.log("c"); fs.writeSync(2, "d\\n"); process.stderr.cork(); process.stderr.write("e"); process.stderr.end("f\\n"); process._rawDebug("g")';
    expect(await printed(body)).toEqual(['ab', 'INFO\tc', 'd', 'ef', 'g']);
  });

  test('by a child process that has inherited them', async () => {
    expect((await printed(sh('echo out; echo err >&2'))).sort()).toEqual(['err', 'out']);
  });

  test('and is filtered by level in the JSON format', async () => {
    const line = (level: string) => `{"level":"${level}","timestamp":"2026-01-01T00:00:00Z"}`;
    const lines = await printed(sh(`echo '${line('DEBUG')}'; echo '${line('WARN')}'`), {
      loggingConfig: { logFormat: 'JSON' },
    });
    expect(lines).toEqual([line('WARN')]);
  });

  test('what Node says of a crash', async () => {
    const lines = await printed(
      'setTimeout(() => { throw new Error("late"); }, 1); await new Promise(() => {})',
    );
    expect(lines.join('\n')).toMatch(/throw new Error\("late"\)(.|\n)*Error: late\n +at /);
  });

  test('a flood is held back, ended by its timeout, and others are served meanwhile', async () => {
    const emulator = await useSmallEmulator({
      routes: {
        flood: 'exports.handler = async () => { for (;;) console.log("x".repeat(200)); };',
        echo: 'exports.handler = async ({ body }) => ({ statusCode: 200, body });',
      },
      twoWay: ['echo'],
      fn: { isolation: 'process', timeout: 5 },
    });
    const client = await connect(emulator.url);
    const echo = async () => {
      client.send({ action: 'echo' });
      expect(await client.next()).toBe('{"action":"echo"}');
    };
    await echo();
    client.send({ action: 'flood' });
    await emulator.facts.next('function.log', ({ line }) => line.endsWith('xxx'));
    await echo();
    expect(emulator.facts.of('invocation.ended').map((fact) => fact.function)).toEqual(['echo', 'echo']);
    const { error } = await emulator.facts.next('invocation.ended', (fact) => fact.function === 'flood');
    expect(error?.errorType).toBe('Sandbox.Timedout');
  });
});

test('lambda.process: events, lines and results of any size', async () => {
  const emulator = await useSmallEmulator({
    routes: {
      go: `exports.handler = async ({ body }) => {
        console.log(JSON.parse(body).text + 'y'.repeat(3e5));
        return { body: 'é'.repeat(3.2e6) };
      };`,
    },
    fn: { isolation: 'process', memorySize: 512, timeout: 20 },
  });
  (await connect(emulator.url)).send({ action: 'go', text: 'ü'.repeat(15_000) });
  const { error } = await emulator.facts.next('invocation.ended');
  expect(error?.errorMessage).toMatch(/^Response payload size \(6400011 bytes\)/);
  expect(linesOf(emulator).join()).toMatch(/INFO\tü{15000}y{300000}$/);
});

test('lambda.process: connections to AWS by TLS are led to the emulator, from threads too', async () => {
  const ask = `fetch('https://sqs.us-east-1.amazonaws.com/').then(({ status }) => status)`;
  const thread = `new (require('node:worker_threads').Worker)(${JSON.stringify(`${ask}.then((status) => require('node:worker_threads').parentPort.postMessage(status))`)}, { eval: true })`;
  const run = `Promise.all([${ask}, new Promise((done) => ${thread}.on('message', done))])`;
  expect(await inProcess(run, { memorySize: 512 })).toEqual([400, 400]);
});

test('lambda.process-grows: while invocations wait in processes, there come more', async () => {
  const gate = await useGate();
  const emulator = await useSmallEmulator({
    routes: {
      go: `exports.handler = async ({ body }) => { await ${gate.wait}; return { statusCode: 200, body }; };`,
    },
    twoWay: ['go'],
    fn: { isolation: 'process', maxEnvironments: 3, timeout: 60 },
  });
  const client = await connect(emulator.url);
  for (let n = 0; n < 3; n++) client.send({ action: 'go' });
  await gate.reached(3);
  gate.open();
  for (let n = 0; n < 3; n++) await client.next();
});
