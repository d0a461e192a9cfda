/** The stacks that TypeScript handlers leave: in payloads and in the log they name the lines that were written. */
import { expect, test } from 'vitest';
import { RUNTIMES, startTyped } from '../support/typed-handlers.ts';

const FILES = {
  'src/go.ts': `import { fail } from 'failing';
import { check } from './lib/check.js';

interface Event {
  readonly body: string;
}

export const handler = async (event: Event): Promise<object> => {
  const { how } = JSON.parse(event.body) as { how: string };
  if (how === 'package') fail();
  if (how === 'late') {
    setTimeout(() => check(how.length * 2), 1);
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  }
  check(how.length);
  return { body: 'fine' };
};
`,
  'src/lib/check.ts': `type Length = number;

export function check(length: Length): void {
  interface Unused { readonly a: string }
  if (length !== 4) throw new RangeError('not four');
}
`,
  // Its map says that each line of it is the first of another file.
  'node_modules/failing/index.js':
    'exports.fail = () => {\n  throw new Error("of a package");\n};\n//# sourceMappingURL=index.js.map\n',
  'node_modules/failing/index.js.map': {
    version: 3,
    sources: ['origin.ts'],
    names: [],
    mappings: 'AAAA;AAAA;AAAA',
  },
};

/** The places of a stack that are the project's: `src/go.ts:12:9`. */
const placesIn = (stack: string): string[] =>
  [...stack.replaceAll('\\', '/').matchAll(/(?<=emulator-test-[^/]*\/)[^():]+:\d+:\d+/g)].map(
    ([place]) => place,
  );

for (const type of ['commonjs', 'module']) {
  for (const runtime of RUNTIMES) {
    const start = () =>
      startTyped({ ...FILES, 'package.json': { type } }, { runtime, handler: 'src/go.handler' });

    test(`lambda.typescript-stacks: ${type}, ${runtime}: of what a handler throws`, async () => {
      const { emulator, send } = await start();
      expect((await send({ how: 'fine' })).body).toBe('fine');
      await send({ how: 'thrown' });
      const { line } = await emulator.facts.next('function.log', ({ level }) => level === 'ERROR');
      expect(placesIn(line)).toEqual(['src/lib/check.ts:5:27', 'src/go.ts:15:3']);
      const { error } = await emulator.facts.next('invocation.ended', (ended) => ended.error !== undefined);
      const { trace = [] } = error ?? {};
      expect(placesIn(trace.join('\n'))).toEqual(['src/lib/check.ts:5:27', 'src/go.ts:15:3']);
    });

    test(`lambda.typescript-stacks: ${type}, ${runtime}: of what nobody catches`, async () => {
      const { emulator, send } = await start();
      expect((await send({ how: 'late' })).error).toBeDefined();
      const { line } = await emulator.facts.next('function.log', ({ level }) => level === 'ERROR');
      expect(placesIn(line)).toEqual(['src/lib/check.ts:5:27', 'src/go.ts:12:22']);
    });

    test(`lambda.typescript-stacks: ${type}, ${runtime}: a package’s own frames stay as they are`, async () => {
      const { emulator, send } = await start();
      await send({ how: 'package' });
      const { line } = await emulator.facts.next('function.log', ({ level }) => level === 'ERROR');
      // Node 20 alone maps these too.
      const isOld = Number.parseInt(process.versions.node, 10) < 22;
      expect(placesIn(line)).toEqual([
        isOld ? 'node_modules/failing/origin.ts:1:1' : 'node_modules/failing/index.js:2:9',
        'src/go.ts:10:26',
      ]);
    });
  }
}
