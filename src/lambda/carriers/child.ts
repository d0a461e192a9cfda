/**
 * A child process that carries an execution environment, whatever program it runs: how it is started, what it
 * prints, how it ends, and that nothing of it is left. Rows `lambda.process-exit`, `lambda.process-children`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { isAbsolute } from 'node:path';
import { Lines } from '../runtime/lines.ts';
import { guard } from './child-guard.ts';
import { signalName } from './signals.ts';

export interface ChildOptions {
  /** An executable's absolute path, or a name that is looked for in `PATH`. */
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** All that it sees. */
  readonly env: Readonly<Record<string, string>>;
  /** How many pipes it has beside standard input, output and error: its descriptors 3, 4, … */
  readonly pipes?: number;
}

export interface ChildEvents {
  /** Written to its standard output or error by itself or what it has started; lines that came at once are one text. */
  printed(text: string): void;
  /** It is gone, and all that it wrote has been read. A number is its exit code, a text its signal, as Go names it. */
  exited(by: number | string): void;
}

export interface Child {
  readonly pid: number;
  /** Its pipes by their descriptors, from 3 on. */
  readonly stdio: ChildProcess['stdio'];
  /** Kills it, and on POSIX what it has started; {@link ChildEvents.exited} follows. */
  end(): void;
}

/** What a child has started may have left its group and hold its pipes open; they are read so long, milliseconds. */
const STRAGGLERS_MS = 500;

/** A group of its own takes its children along when it is killed; Windows has no groups, and would open a window. */
const isGroupLeader = process.platform !== 'win32';

/**
 * @throws what Node throws when the machine gives no more processes, and when there is no such file or folder
 * (`code` is `ENOENT` or `EACCES`).
 */
export function startChild(options: ChildOptions, events: ChildEvents): Child {
  const { file, args, cwd, env, pipes = 0 } = options;
  const child = spawn(file, args, {
    cwd,
    env,
    // Standard input is empty, as on Lambda.
    stdio: ['ignore', 'pipe', 'pipe', ...Array.from({ length: pipes }, () => 'pipe' as const)],
    detached: isGroupLeader,
    windowsHide: true,
  });
  const { pid } = child;
  // That it was not started is thrown, and that a pipe breaks is told by its exit.
  child.on('error', () => {});
  for (const stream of child.stdio) stream?.on('error', () => {});
  if (pid === undefined) throw reasonNotStarted(file, cwd);
  const dismiss = isGroupLeader ? guard(pid) : () => {};

  const lines = [child.stdout, child.stderr].map((stream) => {
    const read = new Lines(events.printed);
    stream?.on('data', (bytes: Buffer) => read.write(bytes));
    return read;
  });
  let isGone = false;
  let stragglers: NodeJS.Timeout | undefined;
  child.on('exit', () => {
    isGone = true;
    killGroup(pid);
    stragglers = setTimeout(() => {
      for (const stream of child.stdio) stream?.destroy();
    }, STRAGGLERS_MS);
  });
  child.on('close', (code, signal) => {
    clearTimeout(stragglers);
    dismiss();
    for (const read of lines) read.flush();
    events.exited(signal === null ? (code ?? 0) : signalName(signal));
  });
  return {
    pid,
    stdio: child.stdio,
    end() {
      if (isGone) return;
      killGroup(pid);
      child.kill('SIGKILL');
    },
  };
}

/** The error event says it too, but later than whoever starts an environment can wait. */
function reasonNotStarted(file: string, cwd: string): Error {
  try {
    accessSync(cwd, constants.X_OK);
    if (isAbsolute(file)) accessSync(file, constants.X_OK);
  } catch (error) {
    return error as Error;
  }
  return new Error(`${file} could not be started: the machine gives no more processes.`);
}

function killGroup(pid: number): void {
  if (!isGroupLeader) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left in it.
  }
}
