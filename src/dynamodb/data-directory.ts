/**
 * A directory that tables are kept in, for one emulator at a time.
 *
 * A lock is a file `emulator.<n>.lock` that names its owner. It is linked whole under the number after the
 * highest that is there, which only one can do; the lock of a process that is gone need not be taken away
 * first, so that nobody can take away the wrong one.
 */
import { link, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, EmulatorError, reasonOf } from '../errors.ts';

const LOCK = /^emulator\.(\d+)\.lock$/;
/** Each attempt lost means that somebody else began at the same time. */
const MAX_ATTEMPTS = 5;

export interface DataDirectory {
  /** Where the engine keeps its files. */
  readonly path: string;
  release(): Promise<void>;
}

interface Lock {
  readonly number: number;
  readonly file: string;
  /** Undefined when that process is gone. */
  readonly owner: string | undefined;
}

/**
 * Takes the directory, making it when it is not there.
 *
 * @throws {EmulatorError} `DATA_DIRECTORY_IN_USE`, `DATA_DIRECTORY_UNUSABLE`.
 */
export async function takeDataDirectory(directory: string): Promise<DataDirectory> {
  try {
    await mkdir(directory, { recursive: true });
    const lock = await takeLock(directory);
    return { path: join(directory, 'dynamodb'), release: () => rm(lock, { force: true }) };
  } catch (error) {
    if (error instanceof EmulatorError) throw error;
    throw EmulatorError.of('DATA_DIRECTORY_UNUSABLE', { directory, reason: reasonOf(error) }, error);
  }
}

async function takeLock(directory: string): Promise<string> {
  const { default: short } = await import('short-uuid');
  const draft = join(directory, `emulator.${short.generate()}.draft`);
  await writeFile(draft, `${process.pid}\n`);
  try {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const stale = await locksIn(directory);
      refuseWhenOwned(directory, stale);
      const number = Math.max(0, ...stale.map((lock) => lock.number)) + 1;
      const file = join(directory, `emulator.${number}.lock`);
      if (!(await tryToLink(draft, file))) continue;
      try {
        // Whoever looked before this lock was there, and was slower, is seen now, and sees it in turn.
        refuseWhenOwned(
          directory,
          (await locksIn(directory)).filter((lock) => lock.file !== file),
        );
      } catch (error) {
        await rm(file, { force: true });
        throw error;
      }
      await Promise.all(stale.map((lock) => rm(lock.file, { force: true })));
      return file;
    }
    throw EmulatorError.of('DATA_DIRECTORY_IN_USE', { directory, owner: 'an emulator that just started' });
  } finally {
    await rm(draft, { force: true });
  }
}

function refuseWhenOwned(directory: string, locks: readonly Lock[]): void {
  const owner = locks.find((lock) => lock.owner !== undefined)?.owner;
  if (owner !== undefined) throw EmulatorError.of('DATA_DIRECTORY_IN_USE', { directory, owner });
}

async function locksIn(directory: string): Promise<readonly Lock[]> {
  const found = (await readdir(directory)).flatMap((name) => {
    const number = LOCK.exec(name)?.[1];
    return number === undefined ? [] : [{ number: Number(number), file: join(directory, name) }];
  });
  return Promise.all(found.map(async (lock) => ({ ...lock, owner: await ownerOf(lock.file) })));
}

async function ownerOf(lock: string): Promise<string | undefined> {
  const read = await Promise.all([readFile(lock, 'utf8'), stat(lock)]).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (read === undefined) return undefined;
  const [text, { mtimeMs }] = read;
  const pid = Number(text);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (pid === process.pid) {
    // In a container each run has the same id: what is older than this process is of an earlier one.
    const startedAt = Date.now() - process.uptime() * 1000;
    return mtimeMs >= startedAt ? 'another emulator in this process' : undefined;
  }
  return isAlive(pid) ? `process ${pid}` : undefined;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is alive too.
    return codeOf(error) !== 'ESRCH';
  }
}

async function tryToLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}
