/**
 * Reload on save: what is written is led to the functions that loaded it, and to the definition. Rows
 * `lambda.reload*`, `deployment.*`.
 */
import { dirname } from 'node:path';
import { EmulatorError, reasonOf } from './errors.ts';
import { isFolder } from './file-kinds.ts';
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
  /** Since when the project is wrong, epoch milliseconds: what was read then is not known. */
  #wrongSince: number | undefined;
  /** Deployments that were begun. */
  #deployments = 0;
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
    const { sources, file } = this.#services.project();
    const own = sources.flatMap((source) => [dirname(source), ...(isFolder(source) ? [source] : [])]);
    // Whatever is missing or wrong, it is most likely below.
    const suspects: [string, number][] =
      this.#wrongSince === undefined ? [] : [[dirname(file), this.#wrongSince]];
    this.#watcher
      .watch({ folders: new Set([...own, ...folders]), trees: new Map([...suspects, ...trees]) })
      .catch((error) => this.#services.failed('watching files', error));
  }

  #look(paths: readonly string[]): void {
    const { reloads } = this.#services;
    const changed = this.#definition.takeChanges();
    const isWrong = this.#wrongSince !== undefined;
    // A folder that is new may have more in it than was told.
    if (changed.length === 0 && !isWrong) reloads.look(paths);
    else void this.#deploy(isWrong ? [...new Set([...changed, ...paths])] : changed, paths);
  }

  /** The definition before the code: a function whose settings have changed is not to be reloaded twice. */
  async #deploy(changed: readonly string[], paths: readonly string[]): Promise<void> {
    const { reloads, reload, project, failed } = this.#services;
    const since = Date.now();
    const deployment = ++this.#deployments;
    const isWrong = (wrong: boolean) => {
      // Those that were begun later know better.
      if (deployment !== this.#deployments) return;
      const isNew = wrong && this.#wrongSince === undefined;
      this.#wrongSince = wrong ? (this.#wrongSince ?? since) : undefined;
      if (isNew) this.#watch();
    };
    try {
      await reload(changed);
      isWrong(false);
      for (const file of project().sources) this.#definition.add(file, since);
      this.#watch();
    } catch (error) {
      // What is wrong with a definition is a fact already, and the next save may put it right.
      isWrong(true);
      if (!(error instanceof EmulatorError)) failed('reading the project again', error);
    }
    if (!this.#closed) reloads.look(paths);
  }
}
