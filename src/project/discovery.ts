/** Which file defines the project: the one that was named, or the only candidate in the folder. */
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EmulatorError } from '../errors.ts';

const CONFIG_NAMES = ['json', 'js', 'mjs', 'ts'].map((extension) => `emulator.config.${extension}`);

/**
 * @param cwd - absolute path of the folder to look in.
 * @param named - the file given by the user, relative to `cwd`.
 * @throws {EmulatorError} `PROJECT_NOT_FOUND`, `PROJECT_AMBIGUOUS`, `PROJECT_FILE_UNREADABLE`.
 */
export function findDefinition(cwd: string, named?: string): string {
  if (named !== undefined) {
    const file = resolve(cwd, named);
    if (!existsSync(file)) {
      throw EmulatorError.of('PROJECT_FILE_UNREADABLE', { file, reason: 'there is no such file.' });
    }
    return file;
  }
  const found = CONFIG_NAMES.map((name) => join(cwd, name)).filter(isFile);
  if (found.length > 1) throw EmulatorError.of('PROJECT_AMBIGUOUS', { files: found.join(', ') });
  const [file] = found;
  if (file === undefined) {
    throw EmulatorError.of('PROJECT_NOT_FOUND', { cwd, names: CONFIG_NAMES.join(', ') });
  }
  return file;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
