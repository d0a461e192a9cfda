/**
 * Waits until nothing is on its way any more: what clients have sent has arrived and been dealt with, what the
 * emulator has sent has arrived, and closing connections are closed on both sides. Row `testing.settled`.
 */
import type { JournalEntry } from '../journal/facts.ts';
import { waitAtMost } from '../patience.ts';
import type { Emulator } from '../running-emulator.ts';
import type { Changes } from './changes.ts';
import type { TestClient } from './client.ts';
import type { FactOf } from './fact-history.ts';

/** What the emulator has heard from a connection and said to it. */
interface Traffic {
  received: number;
  sent: number;
  isClosed: boolean;
  /** Frames that a fault of the network makes late, once there is one. */
  late: { fromClient: number; readonly receivedBefore: number } | undefined;
}

/** How long a frame or a close may be on its way within one machine, milliseconds of real time. */
const PATIENCE_MS = 5000;

export class Stillness {
  readonly #changes: Changes;
  readonly #traffic = new Map<string, Traffic>();
  /** Log streams of the execution environments that are being started. */
  readonly #starting = new Set<string>();
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
      this.#traffic.set(entry.connectionId, { received: 0, sent: 0, isClosed: false, late: undefined });
      return;
    }
    if (entry.type === 'environment.started') this.#starting.add(entry.logStream);
    if (entry.type === 'environment.ready' || entry.type === 'environment.ended') {
      this.#starting.delete(entry.logStream);
    }
    if (entry.type === 'fault.applied') {
      if (entry.frame !== undefined) this.#slow(entry.frame);
      return;
    }
    const traffic = 'connectionId' in entry ? this.#traffic.get(entry.connectionId ?? '') : undefined;
    if (traffic === undefined) return;
    if (entry.type === 'message.received') traffic.received++;
    if (entry.type === 'message.sent') traffic.sent++;
    if (entry.type === 'connection.closed') traffic.isClosed = true;
  };

  #slow({ connectionId, direction }: NonNullable<FactOf<'fault.applied'>['frame']>): void {
    const traffic = this.#traffic.get(connectionId);
    if (traffic === undefined) return;
    traffic.late ??= { fromClient: 0, receivedBefore: traffic.received };
    if (direction === 'from') traffic.late.fromClient++;
  }

  /** Settles when there is peace, or when nothing has happened for so long: a handler may be waiting for anything. */
  async reachedOrStuck(milliseconds: number): Promise<void> {
    let isReached = false;
    const reached = this.reached().then(() => {
      isReached = true;
    });
    let before: number;
    do {
      before = this.#facts;
      await waitAtMost(milliseconds, reached);
    } while (!isReached && (this.#facts !== before || this.#starting.size > 0));
  }

  /** Settles when there is peace. */
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
      if (traffic !== undefined && !isQuiet(client, traffic, closing)) return false;
    }
    return true;
  }
}

function isQuiet(client: TestClient, traffic: Traffic, closing: ReadonlySet<string>): boolean {
  if (traffic.isClosed) return client.end !== undefined;
  const { late } = traffic;
  // What is late comes when time has passed; it only has to be known that it is.
  if (late !== undefined) {
    return Math.max(traffic.received, late.receivedBefore + late.fromClient) >= client.sent;
  }
  if (client.isClosing || closing.has(client.connectionId)) return false;
  return traffic.received >= client.sent && client.received.length >= traffic.sent;
}
