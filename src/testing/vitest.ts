/**
 * The test API for vitest: a `test` with an emulator, and the matchers.
 *
 * @module
 */
import { test as base, expect, type RunnerTestCase, type TestAPI } from 'vitest';
import type { EmulatorMatchers } from './expectations.ts';
import { formatHappened, tellsWhatHappened } from './failure.ts';
import { matchers } from './matchers.ts';
import { startEmulator } from './start-emulator.ts';
import type { TestEmulator, TestOptions } from './test-emulator.ts';

export { expect } from 'vitest';

declare module 'vitest' {
  interface Matchers<T> extends EmulatorMatchers {}
}

expect.extend(matchers);

/** What a test is given. */
export interface EmulatorFixtures {
  /** An emulator of the project, on which nothing has happened yet. */
  readonly emulator: TestEmulator;
}

/** What to start, and how often. */
export interface TestFixtureOptions extends TestOptions {
  /**
   * `file`: one emulator for all tests of a file, with `reset()` after each; `test`: one for each test, as tests that
   * run concurrently within a file need it. @defaultValue `file`
   */
  readonly per?: 'file' | 'test' | undefined;
}

/**
 * A `test` whose tests have an emulator of this project. When one of them fails, what happened is printed.
 *
 * @example
 * ```ts
 * const test = createTest({ cwd: 'services/chat' });
 *
 * test('says hello', async ({ emulator }) => {
 *   const alice = await emulator.connect();
 *   await expect(alice).toHaveReceived('hello');
 * });
 * ```
 */
export function createTest({ per = 'file', ...options }: TestFixtureOptions = {}): TestAPI<EmulatorFixtures> {
  const start = async (use: (emulator: TestEmulator) => Promise<void>) => {
    const emulator = await startEmulator(options);
    try {
      await use(emulator);
    } finally {
      await emulator.close();
    }
  };
  if (per === 'test') {
    return base.extend<EmulatorFixtures>({
      emulator: ({ task }, use) =>
        start(async (emulator) => {
          refuseLate(task);
          await use(emulator);
          tellFailure(task, emulator);
        }),
    });
  }
  return base.extend<EmulatorFixtures & { readonly emulatorOfFile: TestEmulator }>({
    emulatorOfFile: [
      // biome-ignore lint/correctness/noEmptyPattern: vitest reads from it which fixtures this one needs
      ({}, use) => start(use),
      { scope: 'file' },
    ],
    emulator: async ({ emulatorOfFile: emulator, task }, use) => {
      refuseLate(task);
      await use(emulator);
      tellFailure(task, emulator);
      await emulator.reset();
    },
  });
}

/** A `test` whose tests have an emulator of the project in the current folder. */
export const test: TestAPI<EmulatorFixtures> = createTest();

/**
 * A test that was given up while the emulator started must not begin beside those that follow it.
 *
 * @throws what nobody hears any more.
 */
function refuseLate({ result }: Pick<RunnerTestCase, 'result'>): void {
  if (result?.state === 'fail') throw new Error('The test was over before the emulator had started.');
}

/** What happened, beside the failure of a test that does not tell it itself. */
function tellFailure({ result }: Pick<RunnerTestCase, 'result'>, emulator: TestEmulator): void {
  if (result?.state !== 'fail' || emulator.facts.length === 0) return;
  if (result.errors?.some(({ message }) => tellsWhatHappened(message))) return;
  // biome-ignore lint/suspicious/noConsole: by the console, vitest knows whose it is
  console.error(formatHappened(emulator.transcript()));
}
