/** Tells when something was written in a folder, or anywhere below one. */
import { basename, join } from 'node:path';
import type { FSWatcher } from 'chokidar';

/** What is never watched: packages, what tools keep for themselves, and what editors write beside a file. */
const IGNORED = /[\\/](node_modules|__pycache__|\.(?!env)[^\\/]+)(?=[\\/]|$)|(~|\.sw[a-z]|\.tmp)$/;

/** Editors write a file in several steps, and `git checkout` many files: what comes within this is one change. */
const QUIET_MS = 25;
/** A file that is written all the time, a log say, does not hold up the others for longer than this. */
const MAX_WAIT_MS = 200;

/** File systems take the time from a clock that goes in steps. */
const CLOCK_STEP_MS = 20;

/** What is to be watched; absolute paths of folders. */
interface Places {
  readonly folders: ReadonlySet<string>;
  /** Those that are watched with all that is below them, and since when, epoch milliseconds. */
  readonly trees: ReadonlyMap<string, number>;
}

export class FileWatcher {
  readonly #changed: (paths: readonly string[]) => void;
  readonly #failed: (error: unknown) => void;
  readonly #folders = new Set<string>();
  readonly #watchers = new Set<FSWatcher>();
  readonly #trees = new Map<string, FSWatcher>();
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
  async watch({ folders, trees }: Places): Promise<void> {
    this.#chokidar ??= import('chokidar');
    const { watch } = await this.#chokidar;
    if (this.#closed) return;
    const fresh = [...folders].filter((folder) => !this.#folders.has(folder));
    for (const folder of fresh) this.#folders.add(folder);
    if (fresh.length > 0) this.#watchers.add(this.#listen(watch(fresh, { ...OPTIONS, depth: 0 })));
    for (const [tree, since] of trees) {
      if (!this.#trees.has(tree)) this.#trees.set(tree, this.#listen(watch(tree, inTree(tree)), since));
    }
    for (const [tree, watcher] of this.#trees) {
      if (trees.has(tree)) continue;
      this.#trees.delete(tree);
      watcher.close().catch(this.#failed);
    }
    // What became known of a file that is watched already may be older than the file.
    this.#settle();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#quiet);
    await this.#chokidar?.catch(() => {});
    await Promise.all([...this.#watchers, ...this.#trees.values()].map((watcher) => watcher.close()));
  }

  /** @param since - what is there when the watch begins is new when it was written later, epoch milliseconds. */
  #listen(watcher: FSWatcher, since = Number.POSITIVE_INFINITY): FSWatcher {
    let isReady = false;
    const told = new Set<string>();
    watcher.on('all', (event, path, stats) => {
      const isOld = !isReady && Math.max(stats?.mtimeMs ?? 0, stats?.ctimeMs ?? 0) < since - CLOCK_STEP_MS;
      if (isOld || event.endsWith('Dir')) return;
      told.add(path);
      this.#written.add(path);
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
      this.#changed([...written]);
    }, waitMs);
  }
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
    ignored: (path: string) => IGNORED.test(path.slice(tree.length)),
  };
}
