/** What is known of processes from outside, and what they tell where the system does not. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { type Child, startChild } from '../../src/lambda/carriers/child.ts';
import { loopTimesOf } from '../../src/lambda/carriers/child-usage.ts';
import { Load } from '../../src/lambda/load.ts';
import { JsonLines, toJsonLine } from '../../src/lambda/runtime/link/json-lines.ts';
import { useFiles } from '../support/project.ts';

interface UsedChild extends Child {
  /** Resolves when it has printed this. */
  printed(text: string): Promise<void>;
  readonly exited: Promise<number | string>;
}

function useChild(args: readonly string[], cwd = process.cwd(), env = {}): UsedChild {
  const looks = new Set<() => void>();
  let [output, exit] = ['', (_by: number | string) => {}];
  const exited = new Promise<number | string>((resolve) => {
    exit = resolve;
  });
  const child = startChild(
    { file: process.execPath, args, cwd, env, pipes: 3 },
    {
      printed(text) {
        output += text;
        for (const look of looks) look();
      },
      exited: exit,
    },
  );
  onTestFinished(async () => {
    child.end();
    await exited;
  });
  const printed = (text: string) =>
    new Promise<void>((resolve) => {
      looks.add(() => {
        if (output.includes(text)) resolve();
      });
    });
  return Object.assign(child, { printed, exited });
}

const pass = (milliseconds: number) =>
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

test('lambda.process-grows: a process that waits is told from one that computes', async () => {
  const children = [
    useChild(['-e', 'console.log("on"); setInterval(() => {}, 60_000)']),
    useChild(['-e', 'console.log("on"); for (;;);']),
  ];
  await Promise.all(children.map((child) => child.printed('on')));
  const startedAt = performance.now();
  const [waits, computes] = children.map(({ pid }) => ({
    get loopTimes() {
      return loopTimesOf(pid, startedAt);
    },
  })) as [{ loopTimes: never }, { loopTimes: never }];
  const load = new Load();
  const look = () => {
    load.begin([waits, computes]);
    pass(100);
    load.measure([waits, computes]);
    return load.of(waits) < 0.1 && load.of(computes) > 0.5;
  };
  // Until it has settled down, it is not done with starting; and on a busy machine computing is waiting for a core.
  let looks = 0;
  while (!look() && looks < 100) looks++;
  expect(looks).toBeLessThan(100);
});

test('lambda.process-exit: a file or a folder that is not there is told at once', () => {
  const start = (file: string, cwd: string) => () =>
    startChild({ file, args: [], cwd, env: {} }, { printed: () => {}, exited: () => {} });
  expect(start('/nowhere/bootstrap', process.cwd())).toThrow(/ENOENT.*bootstrap/);
  expect(start(process.execPath, '/nowhere')).toThrow(/ENOENT.*nowhere/);
});

test('lambda.process-memory: the process tells itself what it uses, where the system does not', async () => {
  const folder = await useFiles({
    'index.js': 'exports.handler = () => new Promise((r) => setTimeout(r, 600_000));',
  });
  const main = fileURLToPath(new URL('../../dist/lambda/runtime/main.js', import.meta.url));
  const child = useChild([main], folder, { LAMBDA_TASK_ROOT: folder, _HANDLER: 'index.handler' });
  const [, , , invocations, messages, answers] = child.stdio as unknown as NodeJS.ReadWriteStream[];
  const usage = new Promise<object>((resolve) => {
    const lines = new JsonLines((message) => {
      const { type } = message as { type: string };
      if (type === 'ready') invocations?.write(toJsonLine({ event: '{}', requestId: 'id', deadlineMs: 0 }));
      if (type === 'usage') resolve(message as object);
    });
    messages?.on('data', (bytes: Buffer) => lines.write(bytes));
  });
  const bridge = { address: '127.0.0.1', port: 9, ownHosts: [], passthrough: [] };
  const runtime = { era: 'callbacks', runtime: 'nodejs22.x', version: 22, layers: [] };
  answers?.write(toJsonLine({ ...runtime, projectRoot: join(folder), bridge, tellsUsage: true }));
  expect(await usage).toEqual({
    type: 'usage',
    memoryBytes: expect.toSatisfy((bytes) => bytes > 1e6),
    busyMs: expect.toSatisfy((busy) => busy > 0),
  });
  // Its pipes are all it has of the emulator: without them it ends.
  invocations?.end();
  expect(await child.exited).toBe('killed');
});
