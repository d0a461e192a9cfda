// Where the emulator's time goes: `node bench/profile.js <what> [connections] [seconds]`, with what being start-up,
// echo, noop, mock or posts (so many at a time). It is run as users run it, but with --cpu-prof; its own thread and
// those of the handlers are summed up.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startLoad } from './load/start.js';
import { ECHO_MESSAGE, MOCK_ANSWER, MOCK_MESSAGE, NOOP_MESSAGE } from './measurements/messages.js';
import { openPosting } from './measurements/posts.js';
import { summarise } from './profiling/summary.js';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const loops = {
  echo: { message: ECHO_MESSAGE },
  noop: { message: NOOP_MESSAGE },
  mock: { message: MOCK_MESSAGE, answer: MOCK_ANSWER },
};

const [what = 'echo', connections = '50', seconds = '5'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'emulator-profile-'));
const args = [
  ...['--cpu-prof', '--cpu-prof-dir', folder, here('../bin/emulator.js')],
  ...['start', '--config', 'echo.config.json', '--port', '0'],
];
const project = profiledProject();
const load = await startLoad();
const emulator = spawn(process.execPath, args, {
  cwd: project,
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [banner] = await once(emulator.stdout, 'data');
emulator.stdout.resume();
const url = /ws:\/\/\S+/.exec(String(banner))[0].replace('localhost', '127.0.0.1');
if (what === 'posts') {
  const posting = await openPosting(load, url);
  console.log(
    await load.run('posts', { ...posting, parallel: Number(connections), seconds: Number(seconds) }),
  );
} else if (loops[what] !== undefined) {
  await load.run('open', { url, connections: Number(connections) });
  console.log(await load.run('closedLoop', { ...loops[what], seconds: Number(seconds) }));
}
emulator.kill('SIGTERM');
await once(emulator, 'exit');
await load.stop();

const show = ([name, ms]) => `  ${ms.toFixed(0).padStart(7)} ms  ${name}`;
for (const [thread, profiles] of readProfiles()) {
  const { seconds: worked, origins, functions } = summarise(profiles);
  console.log(`\n${thread}: ${worked.toFixed(2)} s worked\n${origins.map(show).join('\n')}`);
  console.log(`\n${functions.map(show).join('\n')}`);
}
console.log(`\n${folder}`);

/** By thread; the emulator's own first. */
function readProfiles() {
  const found = new Map();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'))) {
    const thread = /^thread\.\d+/.exec(file)?.[0] ?? 'the emulator';
    found.set(thread, [...(found.get(thread) ?? []), JSON.parse(readFileSync(join(folder, file), 'utf8'))]);
  }
  return found;
}

/** The same project, its handlers in threads that profile themselves: --cpu-prof does not reach those. */
function profiledProject() {
  const project = join(folder, 'project');
  mkdirSync(join(project, 'handlers'), { recursive: true });
  cpSync(here('project/echo.config.json'), join(project, 'echo.config.json'));
  for (const name of readdirSync(here('project/handlers'))) {
    const paths = [here('profiling/thread.cjs'), folder, here(`project/handlers/${name}`)];
    const [profiler, to, handler] = paths.map((path) => JSON.stringify(path));
    const text = `require(${profiler}).profileThread(${to});\nmodule.exports = require(${handler});\n`;
    writeFileSync(join(project, 'handlers', name), text);
  }
  return project;
}
