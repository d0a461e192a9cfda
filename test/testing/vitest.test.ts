/** The `test` of `…/testing/vitest`, as its users see it. */
import { fileURLToPath } from 'node:url';
import { createTest, expect, test as testHere } from 'apigateway-websocket-emulator/testing/vitest';
import { describe, test } from 'vitest';
import { runVitest } from '../support/process.ts';

const cwd = fileURLToPath(new URL('../projects/tested-chat', import.meta.url));
const perFile = createTest({ cwd, within: 20_000 });
const perTest = createTest({ cwd, within: 20_000, per: 'test' });

describe('testing.vitest: one emulator for a file, and nothing left between its tests', () => {
  const urls = new Set<string>();
  for (const round of [1, 2]) {
    perFile(`round ${round}`, async ({ emulator }) => {
      urls.add(emulator.url);
      expect(urls.size).toBe(1);
      expect(emulator.facts).toEqual([]);
      expect(await emulator.table('Connections').items()).toHaveLength(1);
      await emulator.connect();
    });
  }
});

describe.concurrent('testing.vitest: one emulator for each test', () => {
  const urls = new Set<string>();
  for (const round of [1, 2]) {
    perTest(`round ${round}`, async ({ emulator }) => {
      expect(urls).not.toContain(emulator.url);
      urls.add(emulator.url);
      await emulator.connect();
      expect(emulator.connections()).toHaveLength(1);
    });
  }
});

testHere('testing.vitest: by default, it is the project of the current folder', ({ emulator }) => {
  expect(emulator.project.root).toBe(process.cwd());
});

test('testing.vitest: a test that fails shows what happened', async () => {
  const { code, stdout, stderr } = await runVitest(fileURLToPath(new URL('failing', import.meta.url)));
  const output = stdout + stderr;
  expect(output).toMatch(/Tests +4 failed \| 1 passed/);
  expect(code).toBe(1);
  // Beside a failure that does not tell it, under the test's name.
  expect(output).toMatch(/stderr \| failing\.check\.ts > fails by itself\nWhat happened:\n/);
  expect(output).toMatch(/alice +→ \{"action":"say","text":"hello"\}/);
  expect(output).toMatch(/onSay +returned /);
  expect(output).toMatch(
    /stderr \| failing\.check\.ts > takes too long\nWhat happened:\n.*dave +connects to/,
  );
  // Once, where the failure tells it.
  expect(output).toMatch(/bob did not receive 'hello' within 1 ms\.\s+What happened:\n.*bob +connects to/);
  expect(output.match(/bob +connects to/g)).toHaveLength(1);
  // A test that was given up before it began is not begun beside the next.
  expect(output).not.toMatch(/mallory +connects to/);
  // And nothing of a test that passes.
  expect(output).not.toContain('carol');
});
