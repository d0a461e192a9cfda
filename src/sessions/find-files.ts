/** Finds session files, and event cases, in what the command line names. */
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { EmulatorError } from '../errors.ts';
import { isFile, isFolder } from '../file-kinds.ts';
import { formatFile } from '../project/problems.ts';

/** What the files are, which is what their names end with: `chat.session.yaml`, `connect.event.json`. */
export type FileKind = 'session' | 'event';

/**
 * The files that are meant, in the order of their names below each path.
 *
 * @param paths - files of any name, or folders, relative to `cwd`; none: `cwd`.
 * @param cwd - absolute path.
 * @throws {EmulatorError} `SESSION_NOT_FOUND`.
 */
export async function findFiles(
  paths: readonly string[],
  cwd: string,
  kind: FileKind = 'session',
): Promise<readonly string[]> {
  const found = await Promise.all(
    (paths.length === 0 ? ['.'] : paths).map((path) => filesAt(path, cwd, kind)),
  );
  return [...new Set(found.flat())];
}

async function filesAt(path: string, cwd: string, kind: FileKind): Promise<readonly string[]> {
  const absolute = resolve(cwd, path);
  if (isFile(absolute)) return [absolute];
  if (!isFolder(absolute)) throw EmulatorError.of('SESSION_NOT_FOUND', { kind, place: path, what: 'path' });
  const found = await filesBelow(absolute, new RegExp(`\\.${kind}\\.(ya?ml|json)$`));
  if (found.length > 0) return found;
  throw EmulatorError.of('SESSION_NOT_FOUND', { kind, place: formatFile(absolute, cwd), what: 'folder' });
}

/** Not in folders that are others' or hidden. */
async function filesBelow(folder: string, name: RegExp): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const found = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        return entry.name.startsWith('.') || entry.name === 'node_modules' ? [] : filesBelow(path, name);
      }
      return name.test(entry.name) && isFile(path) ? [path] : [];
    }),
  );
  return found.flat();
}
