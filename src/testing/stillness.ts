/**
 * Waits until nothing is on its way any more: what clients have sent has arrived and been dealt with, what the
 * emulator has sent has arrived, and closing connections are closed on both sides. Row `testing.settled`.
 */
import type { JournalEntry } from '../journal/facts.ts';
import type { Emulator } from '../running-emulator.ts';
import type { Changes } from './changes.ts';
import type { TestClient } from './client.ts';

/** What the emulator has heard from a connection and said to it. */
interface Traffic {
  received: number;
  sent: number;
  isClosed: boolean;
}

/** How long a frame or a close may be on its way within one machine, milliseconds of real time. */
const PATIENCE_MS = 1000;

export class Stillness {
  readonly #changes: Changes;
  readonly #traffic = new Map<string, Traffic>();
  #facts = 0;
  #connections: Emulator['connections'] = () => [];
  #settled: Emulator['settled'] = async () => {};
  #clients: ReadonlySet<TestClient> = new Set();

  constructor(changes: Changes) {
    this.#changes = changes;
  }

  /** From now on, it is about these. */
  watch(
    { settled, connections }: Pick<Emulator, 'settled' | 'connections'>,
    clients: ReadonlySet<TestClient>,
  ): void {
    this.#settled = settled;
    this.#connections = connections;
    this.#clients = clients;
  }

  clear(): void {
    this.#traffic.clear();
  }

  readonly read = (entry: JournalEntry): void => {
    this.#facts++;
    if (entry.type === 'connection.opened') {
      this.#traffic.set(entry.connectionId, { received: 0, sent: 0, isClosed: false });
      return;
    }
    const traffic = 'connectionId' in entry ? this.#traffic.get(entry.connectionId ?? '') : undefined;
    if (traffic === undefined) return;
    if (entry.type === 'message.received') traffic.received++;
    if (entry.type === 'message.sent') traffic.sent++;
    if (entry.type === 'connection.closed') traffic.isClosed = true;
  };

  /** Settles when there is peace. What a fault or a debugger keeps on its way is not waited for longer than a second. */
  async reached(): Promise<void> {
    let before: number;
    do {
      before = this.#facts;
      await this.#arrived();
      await this.#settled();
      await this.#arrived();
    } while (this.#facts !== before);
  }

  async #arrived(): Promise<void> {
    if (this.#hasArrived()) return;
    const late = new Error('still on its way');
    const arrived = this.#changes.until(
      () => this.#hasArrived() || undefined,
      PATIENCE_MS,
      () => late,
    );
    await arrived.catch((error) => {
      if (error !== late) throw error;
    });
  }

  #hasArrived(): boolean {
    const closing = new Set(
      this.#connections()
        .filter(({ isOpen }) => !isOpen)
        .map(({ connectionId }) => connectionId),
    );
    for (const client of this.#clients) {
      const traffic = this.#traffic.get(client.connectionId);
      if (traffic === undefined) continue;
      if (traffic.isClosed) {
        if (client.end === undefined) return false;
        continue;
      }
      if (client.isClosing || closing.has(client.connectionId)) return false;
      if (traffic.received < client.sent || traffic.sent > client.received.length) return false;
    }
    return true;
  }
}
