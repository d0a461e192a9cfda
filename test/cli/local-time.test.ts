import { afterEach, expect, test } from 'vitest';
import { LocalTime } from '../../src/cli/local-time.ts';

const zone = process.env.TZ;

afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

const DAY_MS = 24 * 60 * 60 * 1000;

test.for([
  'Europe/Berlin',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Asia/Kolkata',
  'UTC',
])('the time of day in %s is told on, across its changes, after the process has moved to UTC', (timeZone) => {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 },
    hourCycle: 'h23',
  });
  process.env.TZ = timeZone;
  const local = new LocalTime();
  const start = Date.now();
  expect(local.of(start)).toBe(format.format(start));
  local.moveToUtc();
  expect(new Date(start).getTimezoneOffset()).toBe(0);
  // Not by whole hours, and more than once on either side of every change.
  for (let at = start; at < start + 366 * DAY_MS; at += 17 * 60_000 + 1) {
    if (local.of(at) !== format.format(at)) expect([at, local.of(at)]).toEqual([at, format.format(at)]);
  }
});
