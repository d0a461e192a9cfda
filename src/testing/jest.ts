/**
 * The matchers for jest: importing this module, in `setupFilesAfterEnv` or in a test, registers them.
 *
 * @module
 */
import type {} from 'expect';
import type { EmulatorMatchers } from './expectations.ts';
import { matchers } from './matchers.ts';

export type { EmulatorMatchers } from './expectations.ts';

declare global {
  namespace jest {
    // For `@types/jest`, where `expect` is global.
    interface Matchers<R, T> extends EmulatorMatchers {}
  }
}

declare module 'expect' {
  // For `@jest/globals`.
  interface Matchers<R, T> extends EmulatorMatchers {}
}

interface Expect {
  extend(matchers: object): void;
}

/** With `injectGlobals: false` there is no global one. */
async function findExpect(): Promise<Expect> {
  const { expect } = globalThis as { expect?: Expect };
  if (expect !== undefined) return expect;
  const name = '@jest/globals';
  const globals = (await import(name)) as { expect: Expect };
  return globals.expect;
}

const expect = await findExpect();
expect.extend(matchers);
