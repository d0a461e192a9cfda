/** Tells when something was written in a folder, or anywhere below one. */
import { type Stats, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import type { FSWatcher } from 'chokidar';
import { FILE_CLOCK_STEP_MS } from './file-stamps.ts';

/** What is never watched: packages, what tools keep for themselves, and what editors write beside a file. */
const IGNORED = /[\\/](node_modules|__pycache__|\.(?!env)[^\\/]+)(?=[\\/]|$)|(~|\.sw[a-z]|\.tmp)$/;

/** Editors write a file in several steps, and `git checkout` many files: what comes within this is one change. */
const QUIET_MS = 25;
/** A file that is written all the time, a log say, does not hold up the others for longer than this. */
const MAX_WAIT_MS = 200;

/** chokidar reads a folder, then watches it, and does not see what is written between; so it is read once more. */
const READ_AGAIN_MS = 100;

/** What is to be watched; absolute paths of folders. */
interface Places {
  readonly folders: ReadonlySet<string>;
  /** Those that are watched with all that is below them, and since when, epoch milliseconds. */
  readonly trees: ReadonlyMap<string, number>;
}

interface Watched {
  readonly watcher: FSWatcher;
  /** Which folder it was that the watch began with. */
  readonly identity: string;
}

export class FileWatcher {
  readonly #changed: (paths: readonly string[]) => void;
  readonly #failed: (error: unknown) => void;
  readonly #folders = new Map<string, Watched>();
  readonly #trees = new Map<string, Watched>();
  readonly #ending = new Set<Promise<void>>();
  #places: Places = { folders: new Set(), trees: new Map() };
  #written = new Set<string>();
  #quiet: NodeJS.Timeout | undefined;
  /** When the first of what was written and not told yet was noticed. */
  #since: number | undefined;
  #chokidar: Promise<typeof import('chokidar')> | undefined;
  #closed = false;

  /**
   * @param changed - called with the absolute paths of what was written, and without any when a folder is watched
   * from now on: what was written before was not seen.
   */
  constructor(changed: (paths: readonly string[]) => void, failed: (error: unknown) => void) {
    this.#changed = changed;
    this.#failed = failed;
  }

  /** Watches these too; trees that are not among them no more. */
  async watch(places: Places): Promise<void> {
    this.#places = places;
    await this.#follow();
    // What became known of a file that is watched already may be older than the file.
    this.#settle();
  }

  /** A folder that was removed and made anew (`rm -rf dist && tsc`) is another one, which chokidar does not follow. */
  async #follow(): Promise<void> {
    const { folders, trees } = this.#places;
    this.#chokidar ??= import('chokidar');
    const { watch } = await this.#chokidar;
    if (this.#closed) return;
    this.#endStale();
    for (const folder of folders) {
      if (this.#folders.has(folder)) continue;
      const { path, identity } = nearest(folder);
      const watcher = this.#listen(watch(path, { ...OPTIONS, depth: 0 }));
      this.#folders.set(folder, { watcher, identity });
    }
    for (const [tree, since] of trees) {
      const { path, identity } = nearest(tree);
      // Until it is there, the watch of the folder of the same name waits for it.
      if (path !== tree || this.#trees.has(tree)) continue;
      const watcher = this.#listen(watch(tree, inTree(tree)), since);
      this.#trees.set(tree, { watcher, identity });
      readFoldersAgain(watcher, tree, this.#failed);
    }
  }

  /** All of them before any begins anew: chokidar's watchers of a folder share one watch, that of the old folder. */
  #endStale(): void {
    const isStale = ([path, { identity }]: [string, Watched]) => nearest(path).identity !== identity;
    const stale = [...this.#folders, ...this.#trees].filter(isStale).map(([path]) => path);
    for (const path of stale) this.#end(this.#folders, path);
    for (const tree of this.#trees.keys()) {
      const isConcerned = stale.some((path) => path === tree || path.startsWith(tree + sep));
      if (isConcerned || !this.#places.trees.has(tree)) this.#end(this.#trees, tree);
    }
  }

  #end(all: Map<string, Watched>, path: string): void {
    const watched = all.get(path);
    if (watched === undefined) return;
    all.delete(path);
    const ended = watched.watcher
      .close()
      .catch(this.#failed)
      .finally(() => this.#ending.delete(ended));
    this.#ending.add(ended);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#quiet);
    await this.#chokidar?.catch(() => {});
    for (const all of [this.#folders, this.#trees]) for (const path of all.keys()) this.#end(all, path);
    await Promise.all(this.#ending);
  }

  /** @param since - what is there when the watch begins is new when it was written later, epoch milliseconds. */
  #listen(watcher: FSWatcher, since = Number.POSITIVE_INFINITY): FSWatcher {
    let isReady = false;
    const told = new Set<string>();
    watcher.on('all', (event, path, stats) => {
      const isOld =
        !isReady && Math.max(stats?.mtimeMs ?? 0, stats?.ctimeMs ?? 0) < since - FILE_CLOCK_STEP_MS;
      if (isOld) return;
      if (!event.endsWith('Dir')) {
        told.add(path);
        this.#written.add(path);
      }
      this.#settle();
    });
    // Of a file that changes twice within 50 ms, chokidar tells once.
    watcher.on('raw', (_event, name, details) => {
      const { watchedPath } = details as { watchedPath: string };
      const path = basename(watchedPath) === name ? watchedPath : join(watchedPath, name ?? '');
      if (!told.has(path)) return;
      this.#written.add(path);
      this.#settle();
    });
    watcher.on('ready', () => {
      isReady = true;
      this.#settle();
    });
    watcher.on('error', this.#failed);
    return watcher;
  }

  #settle(): void {
    if (this.#closed) return;
    const now = performance.now();
    this.#since ??= now;
    clearTimeout(this.#quiet);
    const waitMs = Math.min(QUIET_MS, Math.max(0, this.#since + MAX_WAIT_MS - now));
    this.#quiet = setTimeout(() => {
      this.#since = undefined;
      const written = this.#written;
      this.#written = new Set();
      void this.#tell([...written]);
    }, waitMs);
  }

  async #tell(written: readonly string[]): Promise<void> {
    await this.#follow().catch(this.#failed);
    if (!this.#closed) this.#changed(written);
  }
}

/** The folder, or while there is none the nearest above it. */
function nearest(path: string): { readonly path: string; readonly identity: string } {
  const found = folderAt(path);
  const parent = dirname(path);
  if (found === undefined && parent !== path) return nearest(parent);
  return { path, identity: `${path} ${found?.ino} ${found?.birthtimeMs}` };
}

function folderAt(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Gives a watcher of a tree what it has not seen of the folders that it has found. */
function readFoldersAgain(watcher: FSWatcher, tree: string, failed: (error: unknown) => void): void {
  const seen = new Set<string>();
  const read = async (folder: string) => {
    const names = await readdir(folder).catch(() => []);
    const missed = names.map((name) => join(folder, name)).filter((path) => !seen.has(path));
    const wanted = missed.filter((path) => !isIgnored(path, tree));
    if (wanted.length > 0 && !watcher.closed) watcher.add(wanted);
  };
  watcher.on('all', (event, path) => {
    if (event.startsWith('unlink')) seen.delete(path);
    else seen.add(path);
    if (event === 'addDir') setTimeout(() => read(path).catch(failed), READ_AGAIN_MS).unref();
  });
}

/** Without chokidar's own wait for the second half of a safe save, which ours makes up for. */
const OPTIONS = {
  ignoreInitial: true,
  atomic: false,
} as const;

function inTree(tree: string) {
  return {
    ...OPTIONS,
    ignoreInitial: false,
    alwaysStat: true,
    ignored: (path: string) => isIgnored(path, tree),
  };
}

function isIgnored(path: string, tree: string): boolean {
  return IGNORED.test(path.slice(tree.length));
}
