/**
 * Functions whose files were saved get new environments: what the files say now is loaded first, beside what
 * serves, and takes its place when it loads. What runs then is left to finish. Rows `lambda.reload*`.
 */
import { dirname } from 'node:path';
import { FILE_CLOCK_STEP_MS } from '../file-stamps.ts';
import type { SourcePlace } from '../journal/invocation-facts.ts';
import type { Journal } from '../journal/journal.ts';
import { INIT_TIMEOUT_MS } from '../limits.ts';
import type { LambdaFunction } from '../project/model.ts';
import { isBelow, isCodeOf, isInlineCode, isTreeOfCode } from './code-files.ts';
import type { InitFailure } from './environment.ts';
import { findFailurePlace } from './failure-place.ts';
import { handlerFiles } from './handler-file.ts';
import { withImports } from './module-imports.ts';
import { deathError, type FunctionError } from './outcomes.ts';
import type { Pool } from './pool.ts';
import { dotenvFiles, unreportedFiles } from './unreported-files.ts';

/** Where a change may concern a function. Absolute paths. */
export interface WatchedPlaces {
  /** What is in them, but not below. */
  readonly folders: ReadonlySet<string>;
  /**
   * Everything below them: the code of functions of which it is not known what they load. What was written since
   * then, epoch milliseconds, counts although it was not watched yet.
   */
  readonly trees: ReadonlyMap<string, number>;
}

interface ReloadServices {
  readonly journal: Journal;
  readonly pools: Map<string, Pool>;
  create(fn: LambdaFunction, before: Pool): Pool;
  /** The function as the definition has it now, whatever pool serves it. */
  current(name: string): LambdaFunction | undefined;
  /** Whether a pool that is made for this function now would be like this one, but for the code. */
  isUpToDate(pool: Pool, fn: LambdaFunction): boolean;
  /** Whether the emulator writes this file itself. */
  isOwnFile(path: string): boolean;
  /** Whether there are as many environments as there may be. */
  isFull(): boolean;
  /** It has been replaced, and may still run something. */
  retired(pool: Pool): void;
  failed(error: unknown): void;
}

interface Trial {
  readonly pool: Pool;
  /** What has changed. */
  readonly files: ReadonlySet<string>;
  /** When it is known whether it loads, or nobody wants to know any more. */
  settled: Promise<void>;
}

export class Reloads {
  readonly #services: ReloadServices;
  /** Pools that are tried, by the name of the function. */
  readonly #trials = new Map<string, Trial>();
  /** Pools that have loaded something. */
  readonly #known = new WeakSet<Pool>();
  /** The last failure of each function. */
  readonly #failures = new Map<string, FunctionError>();
  /** Trials that came to nothing, as long as their environments end. */
  readonly #ending = new Set<Promise<void>>();
  #placesChanged: () => void = () => {};
  #closing: Promise<void> | undefined;

  constructor(services: ReloadServices) {
    this.#services = services;
  }

  /** @param changed - called when {@link places} may be others. */
  onPlaces(changed: () => void): void {
    this.#placesChanged = changed;
  }

  /** What is to be watched may be something else than before. */
  changed(): void {
    this.#placesChanged();
  }

  /** An environment of this pool has read these files since then, epoch milliseconds. */
  loaded(pool: Pool, files: readonly string[], since: number): void {
    // Better reloaded once too often than not at all.
    const written = since - FILE_CLOCK_STEP_MS;
    const isFirst = !this.#known.has(pool);
    this.#known.add(pool);
    const own = isFirst ? unreportedFiles(pool.fn) : [];
    const news = [...files, ...own].filter(
      (file) => !isInlineCode(pool.fn, file) && pool.files.add(file, written),
    );
    if (news.length === 0) return;
    const follow = async () => {
      for (const file of await withImports(news)) pool.files.add(file, written);
      this.changed();
    };
    follow().catch(this.#services.failed);
  }

  get places(): WatchedPlaces {
    const pools = [...this.#services.pools.values()];
    const folders = pools.flatMap(({ fn, files }) => [fn.codeUri, ...[...files.files].map(dirname)]);
    const trees = new Map<string, number>();
    for (const { fn, since, brokenSince } of pools.filter(watchesAll)) {
      const earliest = trees.get(fn.codeUri) ?? Number.POSITIVE_INFINITY;
      trees.set(fn.codeUri, Math.min(earliest, brokenSince ?? since));
    }
    return { folders: new Set(folders), trees };
  }

  /**
   * Reloads the functions that are concerned.
   * @param paths - what was written, as far as it was seen; other files of {@link places} are looked at all the same.
   */
  look(paths: readonly string[]): void {
    if (this.#closing !== undefined) return;
    for (const pool of [...this.#services.pools.values()]) {
      const files = this.#takeChanges(pool, paths);
      if (files.length === 0) continue;
      const fn = this.#services.current(pool.name) ?? pool.fn;
      this.#replace(pool, fn, files).catch(this.#services.failed);
    }
  }

  /** The files of a pool that have changed since this was asked last; in a tree, as far as they are named. */
  #takeChanges(pool: Pool, paths: readonly string[] = []): string[] {
    const { codeUri } = pool.fn;
    const written = paths.filter((path) => this.#mayConcern(pool, path));
    const dotenv = this.#known.has(pool) ? dotenvFiles(codeUri) : [];
    const unknown = [...written, ...dotenv].filter((file) => !pool.files.has(file));
    return [...pool.files.takeChanges(), ...unknown.filter((file) => pool.files.takeChange(file))];
  }

  /** What the emulator itself writes because a function was invoked would have it reloaded for ever. */
  #mayConcern({ fn, brokenSince }: Pool, path: string): boolean {
    const isConcerned = isCodeOf(fn, path) || (brokenSince !== undefined && isBelow(path, fn.codeUri));
    return isConcerned && !isInlineCode(fn, path) && !this.#services.isOwnFile(path);
  }

  /**
   * @param fn - the function as it is to be.
   * @param files - what has changed.
   * @returns when it is known whether it loads, or what has overtaken it meanwhile.
   */
  async #replace(pool: Pool, fn: LambdaFunction, files: readonly string[]): Promise<void> {
    if (this.#closing !== undefined) return;
    const overtaken = this.#trials.get(fn.name);
    const { size, waiting, brokenSince } = pool;
    if (
      size + waiting === 0 &&
      brokenSince === undefined &&
      overtaken === undefined &&
      this.#services.isFull()
    ) {
      // It has given way to others. Its next invocation starts the new code.
      this.#services.pools.delete(fn.name);
      pool.retire();
      return;
    }
    const trial: Trial = {
      pool: this.#services.create(fn, pool),
      files: new Set([...(overtaken?.files ?? []), ...files]),
      settled: Promise.resolve(),
    };
    this.#trials.set(fn.name, trial);
    if (overtaken !== undefined) void this.#end(overtaken.pool);
    pool.hold();
    trial.settled = this.#try(trial, pool, fn);
    await this.#settled(fn.name);
  }

  /** Resolves when nothing is tried of this function any more. */
  async #settled(name: string): Promise<void> {
    for (let trial = this.#trials.get(name); trial !== undefined; trial = this.#trials.get(name)) {
      await trial.settled;
    }
  }

  async #try(trial: Trial, pool: Pool, fn: LambdaFunction): Promise<void> {
    const startedAt = performance.now();
    const failure = await trial.pool.load();
    if (this.#trials.get(fn.name) !== trial) return;
    this.#trials.delete(fn.name);
    const changed = [...trial.files];
    if (failure === undefined) {
      this.#failures.delete(fn.name);
      this.#services.pools.set(fn.name, trial.pool);
      trial.pool.takeOver(pool);
      this.#services.retired(pool);
      const durationMs = performance.now() - startedAt;
      const type = 'function.reloaded';
      this.#services.journal.append?.({ type, function: fn.name, files: changed, durationMs });
    } else {
      pool.files.addAll(trial.pool.files);
      await this.#end(trial.pool);
      await this.#tell(pool, trial.pool.fn, changed, errorOf(failure), trial.pool.errorPlace);
    }
    this.changed();
  }

  /**
   * Takes over the functions as they are to be; those of which nothing has changed stay as they are.
   * @param because - what is said to have changed where it is not the code.
   * @returns when it is known which of them load.
   */
  async deploy(functions: readonly LambdaFunction[], because: readonly string[]): Promise<void> {
    const { pools, isUpToDate, retired } = this.#services;
    const replaced = [...pools.values()].map((pool) => {
      const fn = functions.find(({ name }) => name === pool.name);
      const trial = this.#trials.get(pool.name)?.pool;
      if (fn === undefined) {
        this.#trials.delete(pool.name);
        pools.delete(pool.name);
        pool.retire();
        retired(pool);
        return trial && this.#end(trial);
      }
      const files = this.#takeChanges(pool);
      if (!isUpToDate(trial ?? pool, fn)) return this.#replace(pool, fn, [...because, ...files]);
      const isWorthATry = files.length > 0 || (trial === undefined && pool.brokenSince !== undefined);
      return isWorthATry
        ? this.#replace(pool, fn, files.length > 0 ? files : because)
        : this.#settled(pool.name);
    });
    await Promise.all(replaced);
  }

  /** Nothing is tried from now on; settles when what was tried has ended. Calling it again waits for the same. */
  close(): Promise<void> {
    this.#closing ??= this.#endTrials();
    return this.#closing;
  }

  async #endTrials(): Promise<void> {
    const trials = [...this.#trials.values()];
    this.#trials.clear();
    for (const { pool } of trials) void this.#end(pool);
    await Promise.all(this.#ending);
  }

  #end(trial: Pool): Promise<void> {
    const ended = trial.close().finally(() => this.#ending.delete(ended));
    this.#ending.add(ended);
    return ended;
  }

  async #tell(
    pool: Pool,
    fn: LambdaFunction,
    files: readonly string[],
    error: FunctionError,
    errorPlace: SourcePlace | undefined,
  ): Promise<void> {
    const { journal } = this.#services;
    if (journal.append === undefined) return;
    const { errorType, errorMessage } = error;
    const imported = await withImports([...handlerFiles(fn), ...files]);
    const place = errorPlace ?? (await findFailurePlace(error, [...files, ...pool.files.files, ...imported]));
    const last = this.#failures.get(fn.name);
    this.#failures.set(fn.name, error);
    // Something else was saved, and nothing is new.
    if (errorMessage === last?.errorMessage && place && !files.includes(place.file)) return;
    const type = 'function.not-reloaded';
    const isServed = pool.size > pool.starting;
    journal.append?.({ type, function: fn.name, files, error: { errorType, errorMessage }, place, isServed });
  }
}

/** A function whose code does not load may lack anything. */
function watchesAll({ fn, brokenSince }: Pool): boolean {
  return brokenSince !== undefined || isTreeOfCode(fn);
}

function errorOf(failure: InitFailure): FunctionError {
  if (failure !== 'timeout') return deathError('', failure);
  const errorMessage = `The init phase took longer than ${INIT_TIMEOUT_MS / 1000} seconds.`;
  return { errorType: 'Sandbox.Timedout', errorMessage };
}
