/** Deploys the project's definition again when its file is saved. */
import type { FSWatcher } from 'chokidar';
import { EmulatorError } from '../errors.ts';
import type { Emulator } from '../running-emulator.ts';
import { fail } from './failure.ts';

/** Editors write a file in several steps; what comes within this of the last one is one change. */
const QUIET_MS = 50;

export async function watchDefinition(emulator: Emulator): Promise<FSWatcher> {
  const { watch } = await import('chokidar');
  const watcher = watch(emulator.project.file, { ignoreInitial: true });
  let pending: NodeJS.Timeout | undefined;
  const deploy = () => {
    emulator.reload().catch((error) => {
      // What is wrong with a definition is a fact already, and the next save may put it right.
      if (!(error instanceof EmulatorError)) fail(error);
    });
  };
  watcher.on('all', (event) => {
    // Between the two steps of a safe save there is no file.
    if (event === 'unlink') return;
    clearTimeout(pending);
    pending = setTimeout(deploy, QUIET_MS);
  });
  // A machine that has no watches to spare does without this one.
  watcher.on('error', fail);
  return watcher;
}
