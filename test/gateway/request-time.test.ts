/** `requestTime` of events and `$context`. */
import { expect, test } from 'vitest';
import { formatRequestTime } from '../../src/gateway/events.ts';

test('each second has its own, also when the clock is set back', () => {
  const at = Date.UTC(2026, 8, 5, 23, 59, 59);
  expect([0, 999, 1000, -1].map((ms) => formatRequestTime(at + ms))).toEqual([
    '05/Sep/2026:23:59:59 +0000',
    '05/Sep/2026:23:59:59 +0000',
    '06/Sep/2026:00:00:00 +0000',
    '05/Sep/2026:23:59:58 +0000',
  ]);
});
