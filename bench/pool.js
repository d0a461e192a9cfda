// 500 messages at once, to a handler that waits and to one that computes: how long until the last answer, and with
// how many threads. Each kind has a process of its own, first cold, then warm, as ratios to what is possible.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';

const MESSAGES = 500;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const kinds = {
  'waits 200 ms': { message: { action: 'wait', ms: 200 }, possible: () => 200 },
  'computes 5 ms': {
    message: { action: 'compute', ms: 5 },
    possible: () => (MESSAGES * 5) / availableParallelism(),
  },
  'does nothing': { message: { action: 'echo' }, possible: undefined },
};

async function start() {
  const args = [here('../bin/emulator.js'), 'start', '--log-format', 'json'];
  const child = spawn(process.execPath, args, { cwd: here('project'), stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const [line] = await once(lines, 'line');
  let environments = 0;
  lines.on('line', (text) => {
    if (text.includes('"environment.started"')) environments = Math.max(environments, JSON.parse(text).inAll);
  });
  const [{ url }] = JSON.parse(line).apis;
  const stop = () => {
    child.kill('SIGTERM');
    return once(child, 'exit');
  };
  return { url, environments: () => environments, stop };
}

async function connect(url) {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await once(socket, 'open');
  return socket;
}

/** From the first message to the last answer, milliseconds. */
async function volley(sockets, message) {
  const startedAt = performance.now();
  const text = JSON.stringify(message);
  const answered = sockets.map(async (socket) => {
    const [answer] = await once(socket, 'message');
    if (String(answer) !== text) throw new Error(`not the answer: ${answer}`);
  });
  for (const socket of sockets) socket.send(text);
  await Promise.all(answered);
  return performance.now() - startedAt;
}

const rows = {};
for (const [name, { message, possible }] of Object.entries(kinds)) {
  const emulator = await start();
  const sockets = await Promise.all(Array.from({ length: MESSAGES }, () => connect(emulator.url)));
  const cold = await volley(sockets, message);
  const warm = await volley(sockets, message);
  const best = possible?.();
  const figure = (ms) => `${Math.round(ms)} ms${best === undefined ? '' : ` (× ${(ms / best).toFixed(2)})`}`;
  rows[name] = { cold: figure(cold), warm: figure(warm), environments: emulator.environments() };
  for (const socket of sockets) socket.terminate();
  await emulator.stop();
}
console.table(rows);
