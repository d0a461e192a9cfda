// What is measured, and what each of them can do. A target is a command that says its URL on standard output; what it
// is told and what is expected of it stands in CONTRACT.
import { fileURLToPath } from 'node:url';
import { serverlessOffline } from './serverless-offline.js';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

export const CONTRACT = `The command is run by the shell in the folder it is given in, in a process group of its own.
  says    its URL on standard output or error: the first ws://… in there is taken, once it accepts connections
  does    sends {"action":"echo",…} back as it came to the connection it came from
  gets    BENCH_PROJECT (echo or chat) and BENCH_PROJECT_DIR (its handlers), PORT (a free one, to be used or not),
          AWS_REGION and keys, AWS_ENDPOINT_URL_DYNAMODB
  ends    on SIGTERM`;

const ECHO = ['start-up', 'echo', 'idle'];
/** Where a figure of one form of the emulator is that of the others, only one of them is asked. */
const FEW = { echo: 50, routes: 50 };
const CHAT = ['broadcast', 'storm'];
/** What each form of the emulator is asked, and what one of them is. */
const OWN = ['start-up', 'echo', 'noop', 'mock'];
const OWN_ONCE = [
  'idle',
  ...CHAT,
  'cold',
  'messages',
  'posts',
  'bridge',
  'dynamodb',
  'pool',
  'reload',
  'template',
];
const BIN = here('../../bin/emulator.js');
const definition = (project) => ['--config', `${project}.config.json`, '--port', '0'];
const node = (...args) => ({ program: process.execPath, args });

/** Abilities are what measurements ask for. `atMost`: connections beyond
 * which nobody would try. `quick`: what alone they are asked in a quick run, where only some is. */
const builtIn = [
  { name: 'bare ws', can: [...ECHO, 'noop', 'mock'], command: () => node(here('floors/bare-ws.js')) },
  {
    name: 'ws + node:http',
    can: ['start-up', 'echo', 'posts'],
    quick: ['echo', 'posts'],
    command: () => node(here('floors/node-http.js')),
  },
  {
    name: 'inline floor',
    can: [...ECHO, ...CHAT, 'noop'],
    quick: ['echo', 'broadcast'],
    command: () => node(here('floors/inline.js')),
  },
  {
    name: 'worker floor',
    can: [...ECHO, ...CHAT, 'noop', 'cold', 'messages'],
    command: () => node(here('floors/worker.js')),
  },
  {
    name: 'worker floor one at a time',
    can: ['echo'],
    atMost: { echo: 500 },
    quick: [],
    command: () => node(here('floors/worker-one-at-a-time.js')),
  },
  // As a user has it: printing for people, watching what is saved.
  emulator('emulator', ({ project }) => node(BIN, 'start', ...definition(project)), OWN_ONCE),
  {
    ...emulator('emulator in CI', ({ project }) =>
      node(BIN, 'start', ...definition(project), '--log-format', 'json', '--no-watch'),
    ),
    atMost: FEW,
    quick: [],
  },
  {
    ...emulator('emulator as a library', () => node(here('library.js')), ['messages']),
    atMost: FEW,
    quick: [],
  },
  serverlessOffline('serverless-offline in-process', ['--useInProcess'], {
    idle: 5000,
    echo: 500,
    storm: 1000,
  }),
  // A thread for each message that is on its way: it had 5 GB at 500 connections.
  serverlessOffline('serverless-offline', [], { idle: 5000, echo: 500, storm: 200 }),
];

function emulator(name, command, more = []) {
  return { name, can: [...OWN, ...more], dynamodb: 'own', command };
}

/** @param given - `name=command` each, as `--target` has them. */
export function listTargets(given) {
  return [...builtIn, ...given.map(readTarget)];
}

function readTarget(text) {
  const [, name, command] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (command === undefined) throw new Error(`--target ${text}: expected name=command`);
  return {
    name,
    can: ECHO,
    cwd: process.cwd(),
    command: () => ({ program: command, args: [], shell: true }),
  };
}
