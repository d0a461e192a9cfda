/** Programs of their own: the command line as users run it, and scripts that use the package. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const command = fileURLToPath(new URL('../../bin/emulator.js', import.meta.url));

const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves with the match when standard output fits, now or later; rejects when the program ends before. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Writes a line to standard input. */
  type(line: string): void;
}

interface Options {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs `emulator` with these arguments; it ends with the test at the latest. */
export function useCommand(args: readonly string[], options: Options = {}): RunningProcess {
  return useProcess([command, ...args], options);
}

/** Runs an ES module, in which the package can be imported by its name; `process.argv[1]` is the first argument. */
export async function runScript(source: string, args: readonly string[] = []): Promise<Ended> {
  return useProcess(['--input-type=module', '-e', source, ...args], { cwd: repository }).ended;
}

/** Runs the tests of a folder that has its own vitest.config; without colours. */
export async function runVitest(cwd: string): Promise<Ended> {
  const args = ['run', '--root', cwd, '--reporter', 'default'];
  // What vitest tells its own workers is not for another vitest.
  const own = Object.keys(process.env).filter((name) => /^(VITEST|TEST$|NODE_ENV$|FORCE_COLOR$)/.test(name));
  const env = { ...Object.fromEntries(own.map((name) => [name, undefined])), NO_COLOR: '1', CI: '' };
  return useProcess([vitest, ...args], { cwd, env }).ended;
}

function useProcess(args: readonly string[], { cwd, env }: Options): RunningProcess {
  const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...env } });
  onTestFinished(() => void child.kill('SIGKILL'));
  let [stdout, stderr] = ['', ''];
  const looks = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
    for (const look of looks) look();
  });
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  const until = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(stdout);
        if (match !== null) resolve(match);
      };
      looks.add(look);
      look();
      ended.then(() => reject(new Error(`it ended without ${pattern}:\n${stdout}\n${stderr}`)), reject);
    });
  return { child, ended, until, type: (line) => void child.stdin.write(`${line}\n`) };
}
