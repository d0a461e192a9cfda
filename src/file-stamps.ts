/**
 * What files were like when they were last looked at, so that a file that was saved without a change, or written
 * twice, is no change. Rows `lambda.reload-unchanged`.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs';

interface Stamp {
  /** When it was written, or moved to where it is. */
  readonly changedMs: number;
  readonly size: number;
  readonly hash: string;
}

/** Like no file there is: whatever it is like now is a change. */
const UNKNOWN: Stamp = { changedMs: -1, size: -1, hash: 'unknown' };
const ABSENT: Stamp = { changedMs: -1, size: -1, hash: 'absent' };

/** Our clock counts whole milliseconds, that of files parts of them. */
const CLOCK_STEP_MS = 1;

/**
 * File systems take the time from a clock that goes in steps: what is written now may have the time of the last
 * step, milliseconds ago.
 */
export const FILE_CLOCK_STEP_MS = 20;

export class FileStamps {
  readonly #stamps = new Map<string, Stamp>();
  readonly #before: ReadonlyMap<string, Stamp>;

  /** @param before - whose files are known from earlier; they are not files of this one. */
  constructor(before?: FileStamps) {
    this.#before = new Map(before ? before.#stamps : []);
  }

  /** Absolute paths. */
  get files(): Iterable<string> {
    return this.#stamps.keys();
  }

  has(file: string): boolean {
    return this.#stamps.has(file);
  }

  /**
   * @param file - absolute path of a file that was read since then.
   * @param since - epoch milliseconds; what was written later, by the clock of files, may be newer than what was read.
   * @returns whether it was not known yet, or may have been read before it became what it is known as.
   */
  add(file: string, since: number): boolean {
    const known = this.#stamps.get(file);
    if (known !== undefined) {
      if (known.changedMs < since + CLOCK_STEP_MS) return false;
      this.#stamps.set(file, UNKNOWN);
      return true;
    }
    const stamp = stampOf(file);
    // Once more: it may have been written after the stamp has its time, and before it has its content.
    const isCertain = changedMsOf(file) < since + CLOCK_STEP_MS;
    this.#stamps.set(file, isCertain ? stamp : (this.#before.get(file) ?? UNKNOWN));
    return true;
  }

  /** What another one knows, and this one does not. */
  addAll(other: FileStamps): void {
    for (const [file, stamp] of other.#stamps) if (!this.#stamps.has(file)) this.#stamps.set(file, stamp);
  }

  /** Those whose content is another than when this was asked last; a file that is gone has another. */
  takeChanges(): string[] {
    return [...this.#stamps.keys()].filter((file) => this.takeChange(file));
  }

  /** Whether this file's content is another than when it was looked at last, or it never was. */
  takeChange(file: string): boolean {
    const last = this.#stamps.get(file);
    const now = stampOf(file, last);
    this.#stamps.set(file, now);
    return now.hash !== last?.hash;
  }
}

/** @param last - its hash counts while time and size are the same. */
function stampOf(file: string, last?: Stamp): Stamp {
  try {
    const stats = statSync(file);
    const { mtimeMs, ctimeMs, size } = stats;
    const changedMs = Math.max(mtimeMs, ctimeMs);
    if (last !== undefined && last.changedMs === changedMs && last.size === size) return last;
    return { changedMs, size, hash: createHash('sha1').update(contentOf(file, stats)).digest('base64') };
  } catch {
    return ABSENT;
  }
}

function changedMsOf(file: string): number {
  try {
    const { mtimeMs, ctimeMs } = statSync(file);
    return Math.max(mtimeMs, ctimeMs);
  } catch {
    return ABSENT.changedMs;
  }
}

/** Of a folder, which files there are. */
function contentOf(file: string, stats: Stats): Buffer | string {
  return stats.isDirectory() ? JSON.stringify(readdirSync(file).sort()) : readFileSync(file);
}
