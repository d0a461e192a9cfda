/** A file that whoever comes first writes, and nobody writes over. */
import { link as hardLink, rm, writeFile } from 'node:fs/promises';
import { codeOf } from '../errors.ts';

/** What file systems without hard links say: exFAT, some network shares, Android's storage. */
const NO_LINKS: readonly (string | undefined)[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/**
 * Writes the file, readable by the user alone: whole or not at all, where the file system has hard links.
 *
 * @param link - makes a second name for a file, and fails with `EEXIST` when somebody has that name.
 * @returns false when somebody else's is there already.
 */
export async function writeFirst(
  file: string,
  text: string,
  link: (existing: string, name: string) => Promise<void> = hardLink,
): Promise<boolean> {
  const draft = besides(file);
  await writeFile(draft, text, { mode: 0o600 });
  try {
    await link(draft, file).catch((error: unknown) => {
      if (!NO_LINKS.includes(codeOf(error))) throw error;
      // Only one can make the file; who reads it half written takes it for a damaged one, and makes another.
      return writeFile(file, text, { mode: 0o600, flag: 'wx' });
    });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** A name in the same folder that nobody else has. */
export function besides(file: string): string {
  return `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
}
