/** A session while it is played: its clients, what is known, what happened. */
import { setTimeout } from 'node:timers/promises';
import type { TestClient } from '../../testing/client.ts';
import type { TimelineEntry } from '../../testing/timeline.ts';
import type { JsonValue } from '../json-value.ts';
import { type Bindings, initialBindings, type Rendered } from '../placeholders.ts';
import type { Session, Step } from '../session.ts';
import type { Stage } from '../stage.ts';
import type { Correction } from '../update/correction.ts';
import { Interrupted, StepFailure } from './step-failure.ts';

export interface PlayOptions {
  /** How long what a step waits for may take where it does not say so itself, milliseconds. @defaultValue 5000 */
  readonly withinMs?: number | undefined;
  /** `realtime` makes the pauses that the recorded clients made. @defaultValue `fast` */
  readonly speed?: 'fast' | 'realtime' | undefined;
  /** Notes what is to be corrected in the file, instead of failing. @defaultValue it fails */
  readonly isUpdate?: boolean | undefined;
  /** Ends the session at once. */
  readonly signal?: AbortSignal | undefined;
}

/** A client of the session; one that connects again is another. */
export interface PlayedClient {
  readonly name: string;
  /** Of the handshake. */
  readonly api: string | undefined;
  readonly socket: TestClient;
  /** How many of its messages steps have waited for. */
  taken: number;
  /** Whether a step has closed it, or has waited for its close. */
  isEndExpected: boolean;
}

/** How long a step waits where nobody says so, milliseconds. */
const PATIENCE_MS = 5000;

export class Run {
  readonly session: Session;
  readonly stage: Stage;
  readonly options: PlayOptions;
  bindings: Bindings;
  /** All that have connected, the last of a name being the one that steps mean. */
  readonly clients: PlayedClient[] = [];
  /** What the file should say instead. */
  readonly corrections: Correction[] = [];
  readonly #notes = new Set<string>();
  readonly #said: TimelineEntry[] = [];
  /** How many messages of each client are among what was said. */
  readonly #heard = new Map<PlayedClient, number>();
  readonly #interrupted: Promise<never>;
  #interrupt = () => {};

  constructor(session: Session, stage: Stage, options: PlayOptions) {
    this.session = session;
    this.stage = stage;
    this.options = options;
    this.bindings = initialBindings(session);
    this.#interrupted = new Promise((_resolve, reject) => {
      this.#interrupt = () => reject(new Interrupted());
    });
    this.#interrupted.catch(() => {});
    if (options.signal?.aborted) this.#interrupt();
    options.signal?.addEventListener('abort', this.#interrupt);
  }

  /** Nobody interrupts it any more. */
  end(): void {
    this.options.signal?.removeEventListener('abort', this.#interrupt);
  }

  /** What is to be known of the session, even when it passes. */
  get notes(): readonly string[] {
    return [...this.#notes];
  }

  note(text: string): void {
    this.#notes.add(text);
  }

  bind(name: string, value: JsonValue): void {
    this.bindings = new Map(this.bindings).set(name, value);
  }

  /** The client of that name that connected last. */
  client(name: string): PlayedClient {
    const client = this.clients.findLast((one) => one.name === name);
    if (client === undefined) throw new StepFailure(`${name} has not connected`);
    if (client.socket.refused !== undefined)
      throw new StepFailure(`${name} was refused, and has no connection`);
    return client;
  }

  /** What a step waits for, until Ctrl-C. */
  async until<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#interrupted]);
  }

  /** Lets real time pass, until Ctrl-C; nothing keeps the process then. */
  async pause(milliseconds: number): Promise<void> {
    const ending = new AbortController();
    try {
      await this.until(setTimeout(milliseconds, undefined, { signal: ending.signal }));
    } finally {
      ending.abort();
    }
  }

  withinOf({ withinMs }: Pick<Step, 'withinMs'>): number {
    return withinMs ?? this.options.withinMs ?? PATIENCE_MS;
  }

  /** Whether the time that a step has was anybody's choice. */
  isTimeChosen({ withinMs }: Pick<Step, 'withinMs'>): boolean {
    return (withinMs ?? this.options.withinMs) !== undefined;
  }

  say(who: string, mark: TimelineEntry['mark'], text: string): void {
    this.#hear();
    this.#said.push({ at: this.stage.now(), who, mark, text });
  }

  /** Puts down what has been received meanwhile: it came before whatever is said next, in the same millisecond too. */
  #hear(): void {
    const heard = this.clients.flatMap((client) => {
      const { name, socket } = client;
      const fresh = socket.received.slice(this.#heard.get(client));
      this.#heard.set(client, socket.received.length);
      return fresh.map(({ at, order, text }) => ({ at, order, who: name, mark: '←' as const, text }));
    });
    heard.sort((a, b) => a.order - b.order);
    this.#said.push(...heard.map(({ order: _, ...entry }) => entry));
  }

  /** What happened until now, what clients received included. */
  get conversation(): readonly TimelineEntry[] {
    this.#hear();
    const ends = this.clients.flatMap(({ name, socket: { end }, isEndExpected }): TimelineEntry[] =>
      end === undefined || isEndExpected
        ? []
        : [
            {
              at: this.stage.now(),
              who: name,
              mark: ' ',
              text: `closed ${end.code} ${end.reason}`.trimEnd(),
            },
          ],
    );
    return [...this.#said, ...ends];
  }
}

/** What was to be filled in, or the step fails for what nobody knows. */
export function known<T>(rendered: Rendered<T>): T {
  if (rendered.ok) return rendered.value;
  const names = rendered.unknown.join(', ');
  throw new StepFailure(
    `${names} is not known yet: nothing has been received in which it stands, and outside the emulator nobody knows the connection id of a client before`,
  );
}
