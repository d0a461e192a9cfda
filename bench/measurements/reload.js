// From a save to the first new answer, over one open socket that asks again as soon as it was answered: a handler of
// its own, and a module that it imports. Median and slowest of 20 saves each.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';

const SAVES = 20;
/** Between two saves, so that one does not find the other's work undone, milliseconds. */
const PAUSE_MS = 200;
const command = fileURLToPath(new URL('../bin/emulator.js', import.meta.url));

const commonJs = (text) => `exports.handler = async () => ({ statusCode: 200, body: '${text}' });`;
const answersWith = (load) =>
  `${load}\nexport const handler = async () => ({ statusCode: 200, body: text });`;

const kinds = {
  handler: { file: 'handler.cjs', text: commonJs, others: {} },
  'imported module': {
    file: 'text.mjs',
    text: (text) => `export const text = '${text}';`,
    others: { 'handler.mjs': answersWith("import { text } from './text.mjs';") },
  },
};

async function start(files) {
  const cwd = await mkdtemp(join(tmpdir(), 'emulator-bench-'));
  const routes = { $default: { function: 'handler', routeResponse: true } };
  const functions = { handler: { handler: 'handler.handler' } };
  const definition = JSON.stringify({ apis: { bench: { port: 0, routes } }, functions });
  for (const [name, text] of Object.entries({ ...files, 'emulator.config.json': definition })) {
    await writeFile(join(cwd, name), text);
  }
  const args = [command, 'start', '--log-format', 'json'];
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const [line] = await once(lines, 'line');
  lines.on('line', () => {});
  const socket = new WebSocket(JSON.parse(line).apis[0].url, { perMessageDeflate: false });
  await once(socket, 'open');
  const ask = async () => {
    socket.send('x');
    const [answer] = await once(socket, 'message');
    return String(answer);
  };
  const stop = async () => {
    socket.terminate();
    child.kill('SIGTERM');
    await once(child, 'exit');
    await rm(cwd, { recursive: true, force: true });
  };
  return { save: (name, text) => writeFile(join(cwd, name), text), ask, stop };
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const rows = {};
for (const [name, { file, text, others }] of Object.entries(kinds)) {
  const emulator = await start({ ...others, [file]: text('0') });
  await emulator.ask();
  await pause(1000);
  const times = [];
  for (let save = 1; save <= SAVES; save++) {
    await emulator.save(file, text(`${save}`));
    const savedAt = performance.now();
    while ((await emulator.ask()) !== `${save}`) await pause(2);
    times.push(performance.now() - savedAt);
    await pause(PAUSE_MS);
  }
  await emulator.stop();
  times.sort((one, other) => one - other);
  const round = (ms) => `${Math.round(ms)} ms`;
  rows[name] = { median: round(times[SAVES / 2]), slowest: round(times[SAVES - 1]) };
}
console.table(rows);
