// Start-up and echo, as ratios to a bare WebSocket server that is measured in the same minute.
// Each target is a process of its own; one warm-up, then the median of the runs.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';

const RUNS = 5;
const SECONDS = 2;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const targets = {
  'bare ws': [here('floor.js')],
  emulator: [here('../bin/emulator.js'), 'start', '--log-format', 'json'],
};

/** Starts a target; `ms` is from the start of the process to its first accepted connection. */
async function start(args) {
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, { cwd: here('project'), stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const [line] = await once(lines, 'line');
  // Nobody reads the rest: a log that is formatted and thrown away would be measured too.
  lines.on('line', () => {});
  const ready = JSON.parse(line);
  const url = ready.url ?? ready.apis[0].url;
  const socket = await connect(url);
  const ms = performance.now() - startedAt;
  socket.terminate();
  const stop = () => {
    child.kill('SIGTERM');
    return once(child, 'exit');
  };
  return { url, ms, stop };
}

async function connect(url) {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await once(socket, 'open');
  return socket;
}

/** Messages a second, each connection sending its next when the last has come back. */
async function echo(url, connections) {
  const message = JSON.stringify({ action: 'echo', data: 'x'.repeat(32) });
  const sockets = await Promise.all(Array.from({ length: connections }, () => connect(url)));
  let count = 0;
  let running = true;
  const send = (socket) => running && socket.send(message);
  for (const socket of sockets) {
    socket.on('message', () => {
      count++;
      send(socket);
    });
    send(socket);
  }
  const measure = async (seconds) => {
    const [from, at] = [count, performance.now()];
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    return (count - from) / ((performance.now() - at) / 1000);
  };
  await measure(SECONDS / 2);
  const rate = await measure(SECONDS);
  running = false;
  for (const socket of sockets) socket.terminate();
  return rate;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function measureTarget(args) {
  const starts = [];
  for (let run = 0; run <= RUNS; run++) {
    const target = await start(args);
    if (run > 0) starts.push(target.ms);
    await target.stop();
  }
  const target = await start(args);
  const one = await echo(target.url, 1);
  const fifty = await echo(target.url, 50);
  await target.stop();
  return {
    'first connection, ms': median(starts),
    '1 connection, msg/s': one,
    '50 connections, msg/s': fifty,
  };
}

const rows = {};
let floor;
for (const [name, args] of Object.entries(targets)) {
  const figures = await measureTarget(args);
  floor ??= figures;
  rows[name] = Object.fromEntries(
    Object.entries(figures).map(([figure, value]) => {
      const ratio = value / floor[figure];
      return [figure, `${Math.round(value)} (× ${ratio.toFixed(2)})`];
    }),
  );
}
console.table(rows);
