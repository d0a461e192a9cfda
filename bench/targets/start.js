// Starts a target as a process of its own, and ends it.
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findFreePorts } from './free-port.js';
import { SDK_VARIABLES } from './variables.js';

const PROJECT_DIR = fileURLToPath(new URL('../project', import.meta.url));
const DYNALITE = fileURLToPath(new URL('dynalite.js', import.meta.url));
/** How long a target may take to say its URL, and to end once it is told, milliseconds. */
const SLOWEST_START_MS = 30_000;
const SLOWEST_END_MS = 3000;
const EVERY_MS = 5;
/** Of its output that is kept, bytes. */
const LAST_WORDS = 2000;

/** @param project - `echo` or `chat`. @param dynamodb - where the target finds a DynamoDB, when it brings none. */
export async function startTarget(target, project, dynamodb) {
  await target.prepare?.();
  const [port, ...freePorts] = await findFreePorts(3);
  const { program, args, cwd, shell, env } = target.command({ project, port, freePorts });
  const own = { BENCH_PROJECT: project, BENCH_PROJECT_DIR: PROJECT_DIR, PORT: String(port) };
  const environment = {
    ...process.env,
    ...SDK_VARIABLES,
    ...own,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb ?? '',
    ...env,
  };
  if (dynamodb === undefined) delete environment.AWS_ENDPOINT_URL_DYNAMODB;
  const started = await startProcess(program, args, {
    cwd: cwd ?? target.cwd ?? PROJECT_DIR,
    env: environment,
    shell,
    announces: /wss?:\/\/[\w.:/[\]-]+/,
    name: target.name,
  });
  const url = started.announced.replace('//localhost', '//127.0.0.1');
  if (target.announcesEarly) await untilAccepted(new URL(url));
  return { ...started, url, dynamodb: dynamodb ?? url.replace('ws:', 'http:').replace(/(\d)\/.*/, '$1') };
}

/** dynalite with the chat project's table. */
export async function startDynamoDb() {
  const env = { ...process.env, ...SDK_VARIABLES };
  const options = { cwd: PROJECT_DIR, env, announces: /http:\S+/, name: 'dynalite' };
  const { announced, ...started } = await startProcess(process.execPath, [DYNALITE], options);
  return { ...started, url: announced };
}

async function startProcess(program, args, { cwd, env, shell, announces, name }) {
  const startedAt = performance.now();
  const child = spawn(program, args, { cwd, env, shell, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let onOutput = () => {};
  const streams = [child.stdout, child.stderr];
  const read = (chunk) => {
    output = `${output}${chunk}`.slice(-LAST_WORDS);
    onOutput();
  };
  for (const stream of streams) stream.on('data', read);
  const ended = new Promise((resolve) => child.on('close', (code, name) => resolve(name ?? `code ${code}`)));
  const announced = await new Promise((resolve, reject) => {
    const fail = (what) => reject(new Error(`${name} ${what}: ${lastLine(output)}`));
    const late = setTimeout(() => {
      fail('said no URL in time');
      signal(child, 'SIGKILL');
    }, SLOWEST_START_MS);
    child.on('error', reject);
    ended.then(() => {
      clearTimeout(late);
      fail('has ended');
    });
    onOutput = () => {
      const found = announces.exec(output);
      if (found === null) return;
      clearTimeout(late);
      // Nobody reads the rest: a log that is formatted and thrown away would be measured too. Only last words are kept.
      for (const stream of streams) stream.off('data', read).resume();
      output = '';
      onOutput = () => {};
      child.stderr.on('data', read);
      resolve(found[0]);
    };
  });
  let told = false;
  const stop = async () => {
    told = true;
    signal(child, 'SIGTERM');
    const late = setTimeout(() => signal(child, 'SIGKILL'), SLOWEST_END_MS);
    await ended;
    clearTimeout(late);
  };
  /** Before its clients go: what a target does when all of them drop is measured elsewhere. */
  const kill = async () => {
    told = true;
    signal(child, 'SIGKILL');
    await ended;
  };
  /** Says with what it has ended, when nobody has told it to. */
  const onDeath = (say) =>
    ended.then((how) => {
      if (!told) say(`${name} ended with ${how} during the measurement${output && `: ${lastLine(output)}`}`);
    });
  return { announced, startedAt, pid: child.pid, stop, kill, onDeath };
}

/** What says why: the error of a trace rather than its end. */
function lastLine(output) {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return lines.findLast((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? 'without a word';
}

async function untilAccepted({ hostname, port }) {
  const end = performance.now() + SLOWEST_START_MS;
  while (performance.now() < end) {
    const socket = connect({ host: hostname, port: Number(port) });
    const accepted = await new Promise((resolve) => {
      socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    });
    socket.destroy();
    if (accepted) return;
    await pause(EVERY_MS);
  }
}

/** The whole group, for a shell does not hand signals on. */
function signal({ pid, exitCode, signalCode }, name) {
  if (exitCode !== null || signalCode !== null) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, name);
  } catch {
    // It has ended meanwhile.
  }
}
