/** What the process has grown by for others than the emulator's own thread. */
import { expect, test } from 'vitest';
import { Growth } from '../../src/lambda/memory-growth.ts';

const MB = 1024 * 1024;

/** Sees the process at each of these sizes, of which so much is this thread's, MB. */
function grownBy(...sizes: (readonly [resident: number, ours: number])[]): number {
  const [first, ...later] = sizes.map(([resident, ours]) => ({
    resident: resident * MB,
    besideOurs: (resident - ours) * MB,
  }));
  if (first === undefined) throw new Error('at least one size');
  const growth = new Growth(first);
  for (const memory of later) growth.see(memory);
  return growth.bytes / MB;
}

test('what others take is growth, what this thread takes is none', () => {
  expect(grownBy([300, 100])).toBe(0);
  expect(grownBy([300, 100], [900, 100])).toBe(600);
  expect(grownBy([300, 100], [900, 700])).toBe(0);
  expect(grownBy([300, 100], [900, 400])).toBe(300);
});

test('what is given back hides nothing, by whomever', () => {
  expect(grownBy([3300, 3100], [300, 100], [900, 100])).toBe(600);
  expect(grownBy([3300, 100], [300, 100], [900, 100])).toBe(600);
});

test('what this thread frees is none before the system has it back', () => {
  expect(grownBy([900, 700], [900, 100])).toBe(0);
});

test('what this thread has asked for, but not touched, is none when it is freed', () => {
  expect(grownBy([300, 100], [300, 3100], [300, 100])).toBe(0);
});
