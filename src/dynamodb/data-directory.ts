/** A directory that tables are kept in, for one emulator at a time. */
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, EmulatorError, reasonOf } from '../errors.ts';

const LOCK = 'emulator.lock';

export interface DataDirectory {
  /** Where the engine keeps its files. */
  readonly path: string;
  release(): Promise<void>;
}

/**
 * Takes the directory, making it when it is not there. The lock of a process that no longer runs counts for
 * nothing.
 *
 * @throws {EmulatorError} `DATA_DIRECTORY_IN_USE`, `DATA_DIRECTORY_UNUSABLE`.
 */
export async function takeDataDirectory(directory: string): Promise<DataDirectory> {
  const lock = join(directory, LOCK);
  try {
    await mkdir(directory, { recursive: true });
    for (let attempt = 0; attempt < 2; attempt++) {
      const file = await open(lock, 'wx').catch((error: unknown) => {
        if (codeOf(error) === 'EEXIST') return undefined;
        throw error;
      });
      if (file !== undefined) {
        const { default: short } = await import('short-uuid');
        const run = short.generate();
        await file.writeFile(`${process.pid} ${run}\n`);
        await file.close();
        return { path: join(directory, 'dynamodb'), release: () => releaseLock(lock, run) };
      }
      const owner = await ownerOf(lock);
      if (owner !== undefined) throw EmulatorError.of('DATA_DIRECTORY_IN_USE', { directory, owner });
      await rm(lock, { force: true });
    }
    throw EmulatorError.of('DATA_DIRECTORY_IN_USE', { directory, owner: 'an emulator that just started' });
  } catch (error) {
    if (error instanceof EmulatorError) throw error;
    throw EmulatorError.of('DATA_DIRECTORY_UNUSABLE', { directory, reason: reasonOf(error) }, error);
  }
}

/** Who holds the lock; undefined when that process is gone. */
async function ownerOf(lock: string): Promise<string | undefined> {
  const pid = Number((await readFile(lock, 'utf8').catch(() => '')).split(' ')[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (pid === process.pid) return 'another emulator in this process';
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return undefined;
  }
  return `process ${pid}`;
}

/** Only a lock that is still ours is taken away. */
async function releaseLock(lock: string, run: string): Promise<void> {
  const text = await readFile(lock, 'utf8').catch(() => '');
  if (text.includes(run)) await rm(lock, { force: true });
}
