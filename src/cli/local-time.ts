/**
 * Handlers live in UTC, as on Lambda. Threads have no time zone of their own, so the whole process moves there,
 * and what people read is told in the zone that it came from. Row `lambda.time-zone`.
 */

const TIME_OF_DAY = {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
} as const;

export class LocalTime {
  #format: Intl.DateTimeFormat | undefined;
  /** To word a second takes as long as much that is told in it. */
  #second = Number.NaN;
  #worded = '';

  /** The time of day where the user is, `hh:mm:ss.mmm`. */
  readonly of = (epochMs: number): string => {
    const second = Math.floor(epochMs / 1000);
    if (second !== this.#second) {
      // It takes a while to make, and nothing is shown before the emulator is ready.
      this.#format ??= new Intl.DateTimeFormat('en-GB', TIME_OF_DAY);
      this.#worded = this.#format.format(epochMs);
      this.#second = second;
    }
    return `${this.#worded}.${String(epochMs - second * 1000).padStart(3, '0')}`;
  };

  /** From now on `Date` is in UTC, here and in the threads that are started. */
  moveToUtc(): void {
    this.of(0);
    process.env.TZ = 'UTC';
  }
}
