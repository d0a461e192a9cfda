/**
 * What of the journal belongs to a conversation, in the order in which a replay has to do it: what caused something
 * stands before it, though the journal tells of it later. Pure.
 */

import type { JournalEntry } from '../../journal/facts.ts';
import { CONNECTION_LIFETIME_MS, IDLE_TIMEOUT_MS } from '../../limits.ts';

interface Timed {
  /** Epoch milliseconds. */
  readonly at: number;
}

interface Handshaken extends Timed {
  readonly api: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, readonly string[]>>;
}

export interface Opened extends Handshaken {
  readonly type: 'connect';
  readonly connectionId: string;
  readonly stage: string;
  readonly protocol: string | undefined;
}

export interface Refused extends Handshaken {
  readonly type: 'refused';
  readonly status: number;
  readonly body: string;
}

interface Sent extends Timed {
  readonly type: 'send';
  readonly connectionId: string;
  /** Undefined for a binary frame, of which nobody knows more. */
  readonly body: string | undefined;
}

interface Received extends Timed {
  readonly type: 'receive';
  readonly connectionId: string;
  readonly body: string;
}

export interface Closed extends Timed {
  /** From the client's side, or from the other. */
  readonly type: 'close' | 'closed';
  readonly connectionId: string;
  readonly code: number;
  readonly reason: string;
}

export interface Managed extends Timed {
  readonly type: 'post' | 'get' | 'delete';
  readonly connectionId: string;
  readonly body: string;
  readonly status: number;
}

interface Advanced extends Timed {
  readonly type: 'advance';
  readonly milliseconds: number;
}

export type Happening = Opened | Refused | Sent | Received | Closed | Managed | Advanced;

const METHODS: Readonly<Record<string, Managed['type']>> = { POST: 'post', GET: 'get', DELETE: 'delete' };
/** Timers and the machine's clock may differ by a little. */
const TOLERANCE_MS = 1000;
const BINARY_NOT_SUPPORTED = 1003;
const GOING_AWAY = 1001;
/** Closes for what a client sent, which the journal does not tell. */
const BREACHES = [1002, 1007, 1008, 1009];

export class Happenings {
  readonly #list: Happening[] = [];
  readonly #notes = new Set<string>();
  /** Where in the list the handshake began whose `$connect` handler runs. */
  readonly #underway = new Map<string, { readonly before: Happening | undefined; readonly at: number }>();
  readonly #openedAt = new Map<string, number>();
  /** When a client last sent or received something, and the time that passed until then. */
  readonly #lastActive = new Map<string, number>();

  /** In the order of a replay. */
  get list(): readonly Happening[] {
    return this.#list;
  }

  /** What a replay cannot do, a sentence each. */
  get notes(): readonly string[] {
    return [...this.#notes];
  }

  /** Takes what belongs to a conversation. @returns whether it does. */
  read(entry: JournalEntry): boolean {
    switch (entry.type) {
      case 'invocation.started':
        this.#expectConnection(entry.event, entry.at);
        return false;
      case 'connection.opened':
        this.#open(entry);
        return true;
      case 'connection.refused': {
        const { api, url, headers, status, body, at } = entry;
        if (api === undefined) return this.#leaveOut(url);
        this.#list.push({ type: 'refused', api, url, headers, status, body, at });
        return true;
      }
      case 'message.received':
        this.#message('send', entry);
        return true;
      case 'message.sent':
        this.#message('receive', entry);
        return true;
      case 'connection.closed':
        return this.#close(entry);
      case 'management.answered':
        return this.#manage(entry);
      default:
        return false;
    }
  }

  #leaveOut(url: string): boolean {
    const [path = ''] = url.split('?');
    this.#notes.add(`Left out: handshakes for ${path}, which is no stage.`);
    return false;
  }

  /** What a `$connect` handler sends to others comes before its client is connected. */
  #expectConnection(event: string, at: number): void {
    if (!event.includes('"CONNECT"')) return;
    const [, connectionId] = /"connectionId":"([^"]+)"/.exec(event) ?? [];
    if (connectionId !== undefined && !this.#underway.has(connectionId)) {
      this.#underway.set(connectionId, { before: this.#list.at(-1), at });
    }
  }

  #open(entry: JournalEntry & { type: 'connection.opened' }): void {
    const { api, stage, url, headers, connectionId, protocol } = entry;
    const begun = this.#underway.get(connectionId);
    const at = begun?.at ?? entry.at;
    const opened: Opened = { type: 'connect', api, stage, url, headers, connectionId, protocol, at };
    const index = begun === undefined ? this.#list.length : this.#list.indexOf(begun.before as Happening) + 1;
    this.#list.splice(index, 0, opened);
    this.#underway.delete(connectionId);
    this.#openedAt.set(connectionId, entry.at);
    this.#lastActive.set(connectionId, entry.at);
  }

  #message(
    type: 'send' | 'receive',
    { connectionId, body, at }: { readonly connectionId: string; readonly body: string; readonly at: number },
  ): void {
    this.#list.push({ type, connectionId, body, at });
    this.#lastActive.set(connectionId, at);
  }

  #close({ by, connectionId, code, reason, at }: JournalEntry & { type: 'connection.closed' }): boolean {
    // A connection from before the recording.
    if (!this.#openedAt.has(connectionId)) return false;
    if (by === 'api-gateway') this.#explain(connectionId, code, at);
    this.#list.push({ type: by === 'client' ? 'close' : 'closed', connectionId, code, reason, at });
    return true;
  }

  /** What led to a close from the other side, where the journal does not tell. */
  #explain(connectionId: string, code: number, at: number): void {
    if (code === BINARY_NOT_SUPPORTED) {
      this.#list.push({ type: 'send', connectionId, body: undefined, at });
      this.#notes.add('The contents of binary frames are not recorded; any other does the same.');
    }
    if (BREACHES.includes(code)) {
      this.#notes.add(`What led to a close with ${code} is not recorded; a replay waits for it in vain.`);
    }
    if (code !== GOING_AWAY) return;
    const since = [
      { from: this.#lastActive.get(connectionId) ?? at, limit: IDLE_TIMEOUT_MS },
      { from: this.#openedAt.get(connectionId) ?? at, limit: CONNECTION_LIFETIME_MS },
    ].find(({ from, limit }) => at - from >= limit - TOLERANCE_MS)?.from;
    if (since === undefined) return;
    const passed = this.#list.reduce(
      (sum, one) => (one.type === 'advance' && one.at >= since ? sum + one.milliseconds : sum),
      0,
    );
    const milliseconds = Math.ceil((at - since - passed) / 1000) * 1000;
    if (milliseconds > 0) this.#list.push({ type: 'advance', milliseconds, at });
  }

  /** A request that functions make is no client's. */
  #manage(entry: JournalEntry & { type: 'management.answered' }): boolean {
    const { method, connectionId, caller, body, status, at } = entry;
    const type = METHODS[method];
    if (caller === 'function' || connectionId === undefined || type === undefined) return false;
    const index = this.#list.findLastIndex(
      (one) =>
        (type === 'post' &&
          one.type === 'receive' &&
          one.connectionId === connectionId &&
          one.body === body) ||
        (type === 'delete' && one.type === 'closed' && one.connectionId === connectionId),
    );
    // What it led to has been told already.
    const isEffect = index >= 0 && status < 300;
    this.#list.splice(isEffect ? index : this.#list.length, 0, { type, connectionId, body, status, at });
    return true;
  }
}
