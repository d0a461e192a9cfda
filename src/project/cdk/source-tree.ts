/** The files of an app that may be somebody's source: not packages, and not what tools make for themselves. */
import { type Dirent, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';

/** A file that is in every assembly, whatever the folder is called. */
const MARK = 'cdk.out';

/** A tree that is larger than any app's sources is not looked through to its end. */
const MAX_FOLDERS = 2000;
const MAX_FILES = 20_000;

export interface SourceTree {
  /** Absolute path of its top. */
  readonly root: string;
  /** Absolute paths, those nearest to the top first. */
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

/**
 * @param root - absolute path.
 * @param assembly - absolute path of the folder that was made from the sources.
 */
export function readSourceTree(root: string, assembly: string): SourceTree {
  const isAssembly = (folder: string, entries: readonly Dirent[]) =>
    folder === assembly || entries.some((entry) => entry.name === MARK && entry.isFile());
  const below = [root];
  const folders: string[] = [];
  const files: string[] = [];
  for (const folder of below) {
    const entries = entriesOf(folder);
    if (isAssembly(folder, entries)) continue;
    folders.push(folder);
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!/^(\.|node_modules$)/.test(entry.name) && below.length < MAX_FOLDERS) below.push(path);
      } else if (files.length < MAX_FILES) files.push(path);
    }
  }
  return { root, folders, files };
}

/** In an order that does not depend on the file system; none of a folder that may not be read. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => a.name.localeCompare(b.name));
  } catch {
    return [];
  }
}

/** The only file whose path ends so. */
export function onlyFile({ files }: SourceTree, end: string): string | undefined {
  const found = files.filter((file) => file.endsWith(sep + end));
  return found.length === 1 ? found[0] : undefined;
}
