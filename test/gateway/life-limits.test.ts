import { beforeEach, expect, test } from 'vitest';
import { ManualClock } from '../../src/clock.ts';
import { LifeLimits, type Limited } from '../../src/gateway/life-limits.ts';
import { patientClock } from '../../src/lambda/debugging/held.ts';

const MINUTE = 60_000;

let clock: ManualClock;
let held: { isHeld: boolean; heldMs: number; look(): undefined };
let limits: LifeLimits;
let open: Set<Limited>;
/** The names of those that were closed, each with the minute. */
let closes: string[];

beforeEach(() => {
  clock = new ManualClock(0);
  held = { isHeld: false, heldMs: 0, look: () => undefined };
  open = new Set();
  limits = new LifeLimits(patientClock(clock, held), held, open);
  closes = [];
});

function connect(name: string) {
  const now = limits.now();
  const close = () => {
    closes.push(`${name} ${clock.now() / MINUTE}`);
    open.delete(connection);
  };
  const connection = { isOpen: true, openedAt: now, idleSince: now, close };
  open.add(connection);
  limits.keep();
  return connection;
}

test('close.idle: of several connections, each is closed at its very time', () => {
  const busy = connect('busy');
  connect('first');
  clock.advance(4 * MINUTE);
  busy.idleSince = limits.now();
  clock.advance(MINUTE);
  connect('second');
  clock.advance(30 * MINUTE);
  expect(closes).toEqual(['first 10', 'busy 14', 'second 15']);
});

test('close.lifetime: of several connections, each is closed at its very time', () => {
  const busy = [connect('first')];
  for (let minute = 0; minute < 130; minute += 5) {
    if (minute === 5) busy.push(connect('second'));
    clock.advance(5 * MINUTE);
    for (const connection of busy) connection.idleSince = limits.now();
  }
  expect(closes).toEqual(['first 120', 'second 125']);
});

test('lambda.debug-timeouts: what was left of the ten minutes counts again when the debugger lets go', () => {
  connect('long before');
  clock.advance(3 * MINUTE);
  connect('just before');
  held.heldMs = 60 * MINUTE;
  clock.advance(60 * MINUTE);
  connect('after');
  clock.advance(30 * MINUTE);
  expect(closes).toEqual(['long before 70', 'just before 73', 'after 73']);
});

test('nothing is waited for once the last connection is gone', () => {
  open.delete(connect('gone'));
  limits.stop();
  clock.advance(5 * MINUTE);
  connect('next');
  clock.advance(10 * MINUTE);
  expect(closes).toEqual(['next 15']);
});
