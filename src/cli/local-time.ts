/**
 * Handlers live in UTC, as on Lambda. Threads have no time zone of their own, so the whole process moves there,
 * and what people read is told in the zone that it came from. Row `lambda.time-zone`.
 */

const TIME_OF_DAY = {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
} as const;

export class LocalTime {
  #format: Intl.DateTimeFormat | undefined;

  /** The time of day where the user is, `hh:mm:ss.mmm`. */
  readonly of = (epochMs: number): string => {
    // It takes a while to make, and nothing is shown before the emulator is ready.
    this.#format ??= new Intl.DateTimeFormat('en-GB', TIME_OF_DAY);
    return this.#format.format(epochMs);
  };

  /** From now on `Date` is in UTC, here and in the threads that are started. */
  moveToUtc(): void {
    this.of(0);
    process.env.TZ = 'UTC';
  }
}
