/** Durations as a session file writes them: `350ms`, `5s`, `10m`, `2h`. Pure. */

export const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;

const UNITS: readonly (readonly [string, number])[] = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
];

/** Milliseconds; undefined for what is no duration. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = DURATION.exec(text) ?? [];
  const [, factor] = UNITS.find(([name]) => name === unit) ?? [];
  return factor === undefined ? undefined : Number(amount) * factor;
}

/** In the greatest unit of which it is a whole number. */
export function formatDuration(milliseconds: number): string {
  const whole = Math.round(milliseconds);
  const [name, factor] = UNITS.find(([, size]) => whole >= size && whole % size === 0) ?? ['ms', 1];
  return `${whole / factor}${name}`;
}
