/** The stream of facts itself. */
import { ManualClock } from 'apigateway-websocket-emulator';
import { expect, test } from 'vitest';
import type { JournalEntry } from '../../src/journal/facts.ts';
import { FactJournal } from '../../src/journal/journal.ts';

test('nothing can be appended while nobody reads, so that a fact nobody sees is not even built', () => {
  const journal = new FactJournal(new ManualClock(0));
  expect(journal.append).toBeUndefined();
  const stop = journal.read(() => {});
  expect(journal.append).toBeTypeOf('function');
  stop();
  expect(journal.append).toBeUndefined();
});

test('every reader gets every fact with its time, until it stops', () => {
  const clock = new ManualClock(1000);
  const journal = new FactJournal(clock);
  const [one, other]: JournalEntry[][] = [[], []];
  const stop = journal.read((entry) => one?.push(entry));
  journal.read((entry) => other?.push(entry));
  journal.append?.({ type: 'notice', message: 'first' });
  clock.advance(5);
  stop();
  stop();
  journal.append?.({ type: 'notice', message: 'second' });
  expect(one).toEqual([{ type: 'notice', message: 'first', at: 1000 }]);
  expect(other).toEqual([
    { type: 'notice', message: 'first', at: 1000 },
    { type: 'notice', message: 'second', at: 1005 },
  ]);
});
