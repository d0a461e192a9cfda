/** What `emulator start` prints, whatever ends it. */
import { expect, test } from 'vitest';
import { runScript } from '../support/process.ts';

const lines = Array.from({ length: 1000 }, (_, n) => `line ${n}\n`).join('');

/** A program that prints all lines, then does this. */
const printing = (...then: readonly string[]) => `
  import { HeldOutput } from './dist/cli/output.js';
  const output = new HeldOutput();
  output.print('line 0\\n');
  output.release('first\\n');
  for (let n = 1; n < 1000; n++) output.print(\`line \${n}\\n\`);
  ${then.join('\n')}`;

test.each([
  ['that runs out', '', { code: 0 }],
  ['that is left', 'process.exit(3);', { code: 3 }],
  ['that fails', "throw new Error('unforeseen');", { code: 1 }],
  ['that fails later', "setImmediate(() => { throw new Error('unforeseen'); });", { code: 1 }],
  ['that kills itself', 'output.flush(); process.kill(process.pid, "SIGKILL");', { signal: 'SIGKILL' }],
])('a program %s has printed everything, in order', async (_what, end, ended) => {
  expect(await runScript(printing(end))).toMatchObject({ ...ended, stdout: `first\n${lines}` });
});

test('what is printed within a moment is one write', async () => {
  const { stdout } = await runScript(
    printing(
      'const { write } = process.stdout;',
      'let writes = 0;',
      'process.stdout.write = (...args) => { writes += 1; return write.apply(process.stdout, args); };',
      "await new Promise((resolve) => setImmediate(resolve)); output.print('then\\n');",
      'while (writes === 0) await new Promise((resolve) => setImmediate(resolve));',
      "output.print('later\\n');",
      'while (writes === 1) await new Promise((resolve) => setImmediate(resolve));',
      'write.call(process.stdout, String(writes));',
    ),
  );
  expect(stdout).toBe(`first\n${lines}then\nlater\n2`);
});

test('what else is written at the end of a turn goes first', async () => {
  const { stdout } = await runScript(printing("setImmediate(() => process.stdout.write('an answer\\n'));"));
  expect(stdout).toBe(`first\n${lines.replace('line 1\n', 'an answer\nline 1\n')}`);
});

test('nothing is printed before it is released', async () => {
  const { stdout } = await runScript(`
    import { HeldOutput } from './dist/cli/output.js';
    const output = new HeldOutput();
    output.print('second\\n');
    output.flush();
    setTimeout(() => output.release('first\\n'), 10);`);
  expect(stdout).toBe('first\nsecond\n');
});
