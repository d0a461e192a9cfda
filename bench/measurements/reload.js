// From a save to the first new answer, over one open socket that asks again as soon as it was answered: a handler of
// its own, and a module that it imports.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pause } from '../harness/stage.js';
import { median } from '../harness/statistics.js';

/** Between two saves, so that one does not find the other's work undone, milliseconds. */
const PAUSE_MS = 200;

const commonJs = (text) => `exports.handler = async () => ({ statusCode: 200, body: '${text}' });`;
const answersWith = (load) =>
  `${load}\nexport const handler = async () => ({ statusCode: 200, body: text });`;

const kinds = {
  'a handler': { file: 'handler.cjs', text: commonJs, others: {} },
  'a module that it imports': {
    file: 'text.mjs',
    text: (text) => `export const text = '${text}';`,
    others: { 'handler.mjs': answersWith("import { text } from './text.mjs';") },
  },
};

const DEFINITION = JSON.stringify({
  apis: { bench: { port: 0, routes: { $default: { function: 'handler', routeResponse: true } } } },
  functions: { handler: { handler: 'handler.handler' } },
});

export const reload = {
  name: 'reload',
  title: 'From a save to the first new answer',
  needs: 'reload',
  figures: {
    median: { label: 'median, ms', digits: 0 },
    slowest: { label: 'slowest, ms', digits: 0 },
  },
  main: 'median',
  cases: ({ quick }) => Object.keys(kinds).map((name) => ({ name, saves: quick ? 3 : 20 })),
  async measure({ target, kase: { name, saves }, stage }) {
    const { file, text, others } = kinds[name];
    const cwd = await mkdtemp(join(tmpdir(), 'emulator-bench-'));
    const save = (path, contents) => writeFile(join(cwd, path), contents);
    try {
      const files = { ...others, [file]: text('0'), 'echo.config.json': DEFINITION };
      for (const [path, contents] of Object.entries(files)) await save(path, contents);
      const load = await stage.load();
      const { url } = await stage.start({ ...target, cwd });
      await load.run('open', { url, connections: 1 });
      const ask = async () => (await load.run('ask', { message: 'x' })).answer;
      await ask();
      await pause(500);
      const times = [];
      for (let i = 1; i <= saves; i++) {
        await save(file, text(`${i}`));
        const savedAt = performance.now();
        while ((await ask()) !== `${i}`) await pause(2);
        times.push(performance.now() - savedAt);
        await pause(PAUSE_MS);
      }
      return { median: median(times), slowest: Math.max(...times) };
    } finally {
      await stage.end();
      await rm(cwd, { recursive: true, force: true });
    }
  },
};
