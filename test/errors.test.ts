/** The error table and `docs/errors.md`, held against each other. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { errorFaults } from '../src/errors.ts';

const page = readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8');
const documented = [...page.matchAll(/^\| ([A-Z_]+) \| (yours|ours) \|/gm)].map(([, code, whose]) => [
  code,
  whose === 'yours' ? 'user' : 'emulator',
]);

test('every error is documented, nothing else is, and both agree on whose fault it is', () => {
  expect(Object.fromEntries(documented)).toEqual(errorFaults());
});
