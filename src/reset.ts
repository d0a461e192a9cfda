/** What tests need between one and the next: to wait until nothing is going on, and to begin anew. Rows `reset.*`. */

import type { AskedFaults } from './asked-faults.ts';
import type { Database } from './database.ts';
import { EmulatorError } from './errors.ts';
import type { Gateway } from './gateway/gateway.ts';
import type { Journal } from './journal/journal.ts';
import type { Lambda } from './lambda/lambda.ts';
import { waitAtMost } from './patience.ts';
import type { PendingWork } from './pending-work.ts';
import type { TableStreams } from './table-streams.ts';

interface Resettable {
  readonly pending: PendingWork;
  readonly journal: Journal;
  readonly gateway: Pick<Gateway, 'reset' | 'connections'>;
  readonly lambda: Pick<Lambda, 'forget' | 'status'>;
  readonly streams: Pick<TableStreams, 'forget'>;
  readonly database: Pick<Database, 'tell' | 'reset'>;
  readonly faults: Pick<AskedFaults, 'end' | 'reset'>;
}

/** How long a reset waits for what still runs, milliseconds. */
const PATIENCE_MS = 5000;

/** @returns when no message, request or invocation is being worked on, and none will come of what is written. */
export async function whenSettled({ pending, database }: Pick<Resettable, 'pending' | 'database'>) {
  do {
    await pending.idle();
    // The stream of a table may invoke a function.
    await database.tell();
  } while (!pending.isIdle);
}

/**
 * In the order of what depends on what: `$disconnect` handlers still need the tables.
 *
 * @throws {EmulatorError} `RESET_IMPOSSIBLE`, `RESET_BLOCKED`
 */
export async function reset(emulator: Resettable): Promise<void> {
  const { pending, journal, gateway, lambda, streams, database, faults } = emulator;
  faults.end();
  do {
    await gateway.reset(PATIENCE_MS);
    await waitAtMost(PATIENCE_MS, whenSettled(emulator));
    // A handshake that was underway is a connection by now.
  } while (pending.isIdle && gateway.connections.size > 0);
  if (!pending.isIdle) {
    const busy = lambda.status().functions.filter(({ running, waiting }) => running + waiting > 0);
    const functions = busy.map(({ name }) => name).join(', ') || 'a request';
    throw EmulatorError.of('RESET_BLOCKED', { seconds: PATIENCE_MS / 1000, functions });
  }
  lambda.forget();
  streams.forget();
  await database.reset();
  faults.reset();
  journal.append?.({ type: 'emulator.reset' });
}
