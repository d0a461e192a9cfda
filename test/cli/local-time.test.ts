/** The time of day that lines begin with. */
import { expect, test } from 'vitest';
import { LocalTime } from '../../src/cli/local-time.ts';

test('each moment has its own, also when the clock is set back', () => {
  const { of } = new LocalTime();
  const at = (hours: number, seconds: number, ms: number) =>
    of(new Date(2026, 0, 2, hours, 4, seconds, ms).getTime());
  expect([at(23, 5, 0), at(23, 5, 999), at(23, 6, 7), at(23, 5, 70), at(0, 5, 70)]).toEqual([
    '23:04:05.000',
    '23:04:05.999',
    '23:04:06.007',
    '23:04:05.070',
    '00:04:05.070',
  ]);
});
