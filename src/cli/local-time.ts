/**
 * Handlers live in UTC, as on Lambda. Threads have no time zone of their own, so the whole process moves there,
 * and what people read is told in the zone that it came from. Row `lambda.time-zone`.
 */

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How far ahead a zone is known; nobody has an emulator run for longer. */
const KNOWN_DAYS = 400;

/** From when on the zone is so many minutes behind UTC. */
interface Offset {
  readonly from: number;
  readonly minutes: number;
}

export class LocalTime {
  /** The latest first; undefined as long as the process is in the zone itself. */
  #offsets: readonly Offset[] | undefined;

  /** Kept, for many facts are of the same moment. */
  #last = { epochMs: Number.NaN, text: '' };

  /** The time of day where the user is, `hh:mm:ss.mmm`. */
  readonly of = (epochMs: number): string => {
    if (this.#last.epochMs !== epochMs) this.#last = { epochMs, text: this.#toText(epochMs) };
    return this.#last.text;
  };

  #toText(epochMs: number): string {
    const known = this.#offsets?.find(({ from }) => from <= epochMs);
    const minutes = known?.minutes ?? offsetAt(epochMs);
    return new Date(epochMs - minutes * MINUTE_MS).toISOString().slice(11, 23);
  }

  /**
   * From now on `Date` is in UTC, here and in the threads that are started. The zone is looked up before, by `Date`:
   * `Intl` would take a good part of the time that the emulator takes to start.
   */
  moveToUtc(): void {
    this.#offsets = offsetsFrom(Date.now());
    process.env.TZ = 'UTC';
  }
}

function offsetsFrom(start: number): readonly Offset[] {
  const offsets: Offset[] = [{ from: Number.NEGATIVE_INFINITY, minutes: offsetAt(start) }];
  for (let day = 0; day < KNOWN_DAYS; day++) {
    const [from, to] = [start + day * DAY_MS, start + (day + 1) * DAY_MS];
    if (offsetAt(from) !== offsetAt(to)) offsets.unshift({ from: change(from, to), minutes: offsetAt(to) });
  }
  return offsets;
}

/** The first millisecond that has another offset than `before`. */
function change(before: number, after: number): number {
  const minutes = offsetAt(before);
  let [same, other] = [before, after];
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (offsetAt(middle) === minutes) same = middle;
    else other = middle;
  }
  return other;
}

function offsetAt(epochMs: number): number {
  return new Date(epochMs).getTimezoneOffset();
}
