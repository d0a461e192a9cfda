/**
 * The limits on how long connections live: ten minutes without a message, two hours in all. One timer serves all of
 * them: one for each is a good part of what an idle connection takes. Rows `close.idle`, `close.lifetime`.
 */
import type { Clock, Timer } from '../clock.ts';
import { CONNECTION_LIFETIME_MS, IDLE_TIMEOUT_MS } from '../limits.ts';
import { GOING_AWAY } from './closes.ts';
import type { CloseFacts } from './scope.ts';

/** What the limits see of a connection; its times are those of {@link LifeLimits.now}. */
export interface Limited {
  /** Whether neither side has begun to close it. */
  readonly isOpen: boolean;
  readonly openedAt: number;
  readonly idleSince: number;
  /** Closes from this side; the first reason given is the one that counts. */
  close(close: CloseFacts): void;
}

export class LifeLimits {
  readonly #clock: Clock;
  readonly #held: { readonly heldMs: number };
  readonly #connections: Iterable<Limited>;
  /** It waits for the limit that is reached first; no connection that is opened meanwhile has one before that. */
  #timer: Timer | undefined;

  /** @param clock - whose timeouts come later by what a debugger `held` handlers meanwhile. */
  constructor(clock: Clock, held: { readonly heldMs: number }, connections: Iterable<Limited>) {
    this.#clock = clock;
    this.#held = held;
    this.#connections = connections;
  }

  /** Milliseconds; it stands still while a debugger holds a handler. */
  now(): number {
    return this.#clock.now() - this.#held.heldMs;
  }

  /** For when there are connections, be it one more. */
  keep(): void {
    this.#timer ??= this.#clock.setTimeout(() => this.#look(), IDLE_TIMEOUT_MS);
  }

  /** For when there are none. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Messages only put a limit off, so that it is enough to see about them when the first was to be reached. */
  #look(): void {
    const now = this.now();
    let next = IDLE_TIMEOUT_MS;
    for (const connection of this.#connections) {
      if (!connection.isOpen) continue;
      const { idleSince, openedAt } = connection;
      const left = Math.min(idleSince + IDLE_TIMEOUT_MS, openedAt + CONNECTION_LIFETIME_MS) - now;
      if (left <= 0) connection.close(GOING_AWAY);
      else next = Math.min(next, left);
    }
    this.#timer = this.#clock.setTimeout(() => this.#look(), next);
  }
}
