/** The clients of an emulator: how they connect to it, and their end. */
import type { Emulator } from '../running-emulator.ts';
import type { Surroundings, TestClient } from './client.ts';
import { connectFrom } from './connect.ts';
import type { FactHistory } from './fact-history.ts';
import { apiNamed } from './named.ts';
import type { ConnectOptions } from './test-emulator.ts';

/** How long the other side's close may take to arrive, milliseconds of real time. */
const PATIENCE_MS = 5000;

export class Clients {
  /** Since the last end. */
  readonly all = new Set<TestClient>();
  readonly #emulator: Pick<Emulator, 'apis'>;
  readonly #host: Surroundings;
  readonly #history: FactHistory;
  readonly #connecting = new Set<Promise<unknown>>();
  #count = 0;
  #resets = 0;

  constructor(emulator: Pick<Emulator, 'apis'>, host: Surroundings, history: FactHistory) {
    this.#emulator = emulator;
    this.#host = host;
    this.#history = history;
  }

  connect(options: ConnectOptions = {}): Promise<TestClient> {
    const connecting = this.#connect(options);
    const done = () => this.#connecting.delete(connecting);
    this.#connecting.add(connecting);
    connecting.then(done, done);
    return connecting;
  }

  async #connect({ api, stage, url, ...handshake }: ConnectOptions): Promise<TestClient> {
    const resets = this.#resets;
    const address = url ?? apiNamed(this.#emulator.apis, api, stage).url;
    const name = handshake.name ?? `client ${++this.#count}`;
    const isOurs = this.#emulator.apis.some(
      ({ port }) => URL.canParse(address) && new URL(address).port === String(port),
    );
    const host = {
      ...this.#host,
      identify: isOurs ? (clientPort: number) => this.#identify(clientPort) : async () => '',
      ca: isOurs && address.startsWith('wss:') ? await this.#authority() : undefined,
    };
    const client = await connectFrom(host, address, { ...handshake, name });
    this.all.add(client);
    if (resets === this.#resets) return client;
    // Of a test that is over, for it was too late or did not wait: it is not to go on in the next one.
    throw new Error(`${name} was still connecting when the emulator was reset.`);
  }

  /** Those that connect now are of no use to anybody any more. */
  abandon(): void {
    this.#resets++;
  }

  /** Waits until all of them are closed, or closes them. */
  async end(): Promise<void> {
    await Promise.allSettled(this.#connecting);
    const open = [...this.all].filter((client) => client.refused === undefined);
    this.all.clear();
    this.#count = 0;
    await this.#host.changes
      .until(
        () => open.every(({ end }) => end !== undefined) || undefined,
        PATIENCE_MS,
        () => new Error('open'),
      )
      .catch(() => Promise.all(open.map((client) => client.drop())));
  }

  /** The last that came from there: ports are used again. */
  async #identify(clientPort: number): Promise<string> {
    const look = () => this.#history.findLast('connection.opened', (fact) => fact.clientPort === clientPort);
    const late = () => new Error(`the emulator knows no connection from port ${clientPort}`);
    return (await this.#host.changes.until(look, PATIENCE_MS, late)).connectionId;
  }

  async #authority(): Promise<string> {
    const [first] = this.#emulator.apis;
    const answer = await fetch(new URL('/_emulator/ca.pem', first?.managementUrl));
    return answer.text();
  }
}
