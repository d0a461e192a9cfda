/** Looks for programs where a shell would. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const EXTENSIONS = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];

/** The absolute path of the first of these programs that is there. */
export function findProgram(names: readonly string[], path: string | undefined): string | undefined {
  const folders = (path ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const name of names) {
    const files = folders.flatMap((folder) => EXTENSIONS.map((ending) => join(folder, name + ending)));
    const found = files.find(isExecutable);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function isExecutable(file: string): boolean {
  try {
    if (!statSync(file).isFile()) return false;
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
