/** A cache directory of a test's own. */
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { useFolder } from './project.ts';

/** A directory that does not exist yet, where emulators that start from now on keep their authority. */
export async function useCacheDirectory(directory?: string): Promise<string> {
  const cache = directory ?? join(await useFolder(), 'cache');
  const before = process.env.EMULATOR_CACHE_DIR;
  process.env.EMULATOR_CACHE_DIR = cache;
  onTestFinished(() => {
    process.env.EMULATOR_CACHE_DIR = before;
  });
  return cache;
}
