/** What stands at a path. A text that can be no path is one at which nothing stands. */
import { type Stats, statSync } from 'node:fs';

export function isFile(path: string): boolean {
  return statsOf(path)?.isFile() ?? false;
}

export function isFolder(path: string): boolean {
  return statsOf(path)?.isDirectory() ?? false;
}

function statsOf(path: string): Stats | undefined {
  return path.includes('\0') ? undefined : statSync(path, { throwIfNoEntry: false });
}
