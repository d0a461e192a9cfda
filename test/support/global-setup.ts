/** One certificate authority for the whole run, apart from the developer's own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export async function setup(): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'emulator-cache-'));
  process.env.EMULATOR_CACHE_DIR = directory;
  return () => rm(directory, { recursive: true, force: true });
}
