/**
 * Reload on save: what is written is led to the functions that loaded it, and to the definition. Rows
 * `lambda.reload*`, `deployment.*`.
 */
import { dirname } from 'node:path';
import { EmulatorError, reasonOf } from './errors.ts';
import { FileStamps } from './file-stamps.ts';
import { FileWatcher } from './file-watcher.ts';
import type { Journal } from './journal/journal.ts';
import type { Reloads } from './lambda/reloads.ts';
import type { Project } from './project/model.ts';

interface WatchingServices {
  readonly journal: Journal;
  readonly reloads: Reloads;
  project(): Project;
  /** Reads the definition again and deploys it. */
  reload(because: readonly string[]): Promise<void>;
  failed(during: string, error: unknown): void;
}

export class Watching {
  readonly #services: WatchingServices;
  readonly #watcher: FileWatcher;
  readonly #definition = new FileStamps();
  /** The project was read and is wrong: what was read then is not known. */
  #isWrong = false;
  #closed = false;

  /** @param since - when the definition was read, epoch milliseconds. */
  constructor(since: number, services: WatchingServices) {
    this.#services = services;
    let hasFailed = false;
    this.#watcher = new FileWatcher(
      (paths) => this.#look(paths),
      (error) => {
        // A machine that has no watches to spare does without.
        if (hasFailed) return;
        hasFailed = true;
        const message = `Not every file is watched: ${reasonOf(error)}`;
        services.journal.append?.({ type: 'notice', message });
      },
    );
    for (const file of services.project().sources) this.#definition.add(file, since);
    services.reloads.onPlaces(() => this.#watch());
    this.#watch();
  }

  close(): Promise<void> {
    this.#closed = true;
    return this.#watcher.close();
  }

  #watch(): void {
    const { folders, trees } = this.#services.reloads.places;
    const own = this.#services.project().sources.map((file) => dirname(file));
    this.#watcher
      .watch({ folders: new Set([...own, ...folders]), trees })
      .catch((error) => this.#services.failed('watching files', error));
  }

  #look(paths: readonly string[]): void {
    const { reloads } = this.#services;
    const changed = this.#definition.takeChanges();
    const dotenv = this.#isWrong ? paths.filter((path) => /[\\/]\.env[^\\/]*$/.test(path)) : [];
    if (changed.length + dotenv.length === 0) reloads.look(paths);
    else void this.#deploy([...changed, ...dotenv], paths);
  }

  /** The definition before the code: a function whose settings have changed is not to be reloaded twice. */
  async #deploy(changed: readonly string[], paths: readonly string[]): Promise<void> {
    const { reloads, reload, project, failed } = this.#services;
    const since = Date.now();
    try {
      await reload(changed);
      this.#isWrong = false;
      for (const file of project().sources) this.#definition.add(file, since);
      this.#watch();
    } catch (error) {
      // What is wrong with a definition is a fact already, and the next save may put it right.
      this.#isWrong = true;
      if (!(error instanceof EmulatorError)) failed('reading the project again', error);
    }
    if (!this.#closed) reloads.look(paths);
  }
}
