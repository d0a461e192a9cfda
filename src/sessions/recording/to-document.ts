/** The session that repeats what was recorded. Pure; rows `session.recorded*`. */
import { formatDuration } from '../durations.ts';
import { type JsonObject, type JsonValue, parseJson } from '../json-value.ts';
import type { SessionDocument } from '../write-session.ts';
import { findSecrets, handshakeFields, nameInQuery } from './handshake.ts';
import type { Closed, Happening, Managed, Opened, Refused } from './happening.ts';
import { withRaces } from './racing.ts';
import { Secrets } from './secrets.ts';
import { type Direction, Varying } from './varying.ts';

export interface Recording {
  readonly happenings: readonly Happening[];
  /** The API that clients connect to when nothing is said. */
  readonly firstApi: string | undefined;
  /** What tables hold at the end, by name. */
  readonly tables: Readonly<Record<string, readonly JsonObject[]>>;
  /** Epoch milliseconds. */
  readonly now: number;
}

export interface Recorded {
  readonly document: SessionDocument;
  readonly clients: number;
  /** Variables of the environment that hold what is secret. */
  readonly variables: readonly string[];
}

/** A shorter pause is none of a person's. */
const SHORTEST_PAUSE_MS = 50;
/** An answer that took longer gets more than the 5 seconds that there are for it. */
const LONG_ANSWER_MS = 3000;
/** Names that captures may have. */
const CAPTURED = /^(?:uuid|trace|time|connection|request)\d*$|^env$/;

export function toDocument(recording: Recording): Recorded {
  const { happenings, tables } = recording;
  const names = nameClients(happenings);
  const secrets = new Secrets();
  for (const one of happenings) {
    if (one.type === 'connect' || one.type === 'refused') findSecrets(names.get(one) ?? '', one, secrets);
  }
  const ids = happenings.flatMap((one): [string, string][] =>
    one.type === 'connect' ? [[one.connectionId, `{{${names.get(one)}}}`]] : [],
  );
  const varying = new Varying(new Map([...ids, ...secrets.everywhere]), recording.now);
  const writer = new Writer(recording, names, secrets, varying);
  for (const one of happenings) writer.see(one);
  for (const items of Object.values(tables)) varying.see(items, 'received');
  const steps = happenings.map((one, i) => writer.step(one, happenings[i - 1]));
  const looks = Object.entries(tables).map(([table, items]) => ({
    table,
    items: varying.write(items, 'received'),
  }));
  return {
    document: { steps: [...withRaces(happenings, steps), ...looks] },
    clients: names.size,
    variables: secrets.variables,
  };
}

/** By the handshakes: `client1`, or what the query calls it. */
function nameClients(happenings: readonly Happening[]): ReadonlyMap<Happening, string> {
  const handshakes = happenings.filter((one) => one.type === 'connect' || one.type === 'refused');
  const names = new Map<Happening, string>();
  const taken = new Set<string>();
  for (const [i, handshake] of handshakes.entries()) {
    const wanted = nameInQuery(handshake);
    const isFree = wanted !== undefined && !taken.has(wanted) && !CAPTURED.test(wanted);
    const name = isFree && !/^client\d+$/.test(wanted) ? wanted : `client${i + 1}`;
    names.set(handshake, name);
    taken.add(name);
  }
  return names;
}

class Writer {
  readonly #firstApi: string | undefined;
  readonly #names: ReadonlyMap<Happening, string>;
  readonly #clients: ReadonlyMap<string, string>;
  readonly #secrets: Secrets;
  readonly #varying: Varying;

  constructor(
    { firstApi, happenings }: Recording,
    names: ReadonlyMap<Happening, string>,
    secrets: Secrets,
    varying: Varying,
  ) {
    this.#firstApi = firstApi;
    this.#names = names;
    this.#secrets = secrets;
    this.#varying = varying;
    this.#clients = new Map(
      happenings.flatMap((one): [string, string][] =>
        one.type === 'connect' ? [[one.connectionId, names.get(one) ?? '']] : [],
      ),
    );
  }

  see(one: Happening): void {
    if (one.type === 'connect' || one.type === 'refused') {
      this.#fields(one, (text) => {
        this.#varying.see(text, 'sent');
        return text;
      });
    }
    if (one.type === 'refused') this.#varying.see(contentOf(one.body), 'received');
    if (one.type === 'receive') this.#varying.see(contentOf(one.body), 'received');
    if ((one.type === 'send' || one.type === 'post') && one.body !== undefined) {
      this.#varying.see(contentOf(one.body), 'sent');
    }
    if (one.type === 'post' || one.type === 'get' || one.type === 'delete') {
      this.#varying.see(one.connectionId, 'sent');
    }
  }

  step(one: Happening, before: Happening | undefined): JsonObject {
    const pause = before === undefined ? 0 : one.at - before.at;
    const waits = one.type === 'receive' || one.type === 'closed';
    const after = pause > SHORTEST_PAUSE_MS && !waits && one.type !== 'advance';
    const within = pause > LONG_ANSWER_MS && waits && before?.type !== 'advance';
    return {
      ...this.#step(one),
      ...(after && { after: formatDuration(pause) }),
      ...(within && { within: formatDuration(Math.ceil((pause * 2) / 1000) * 1000) }),
    };
  }

  #step(one: Happening): JsonObject {
    switch (one.type) {
      case 'connect':
        return {
          connect: this.#names.get(one) ?? '',
          ...this.#handshake(one),
          ...(one.protocol !== undefined && { protocol: this.#secrets.hide(one.protocol) }),
        };
      case 'refused': {
        const body = one.body === '' ? {} : { body: this.#message(one.body, 'received') };
        return {
          connect: this.#names.get(one) ?? '',
          ...this.#handshake(one),
          refused: { status: one.status, ...body },
        };
      }
      case 'send': {
        const message = one.body === undefined ? ANY_BINARY : this.#message(one.body, 'sent');
        return { send: this.#client(one.connectionId), message };
      }
      case 'receive':
        return { receive: this.#client(one.connectionId), message: this.#message(one.body, 'received') };
      case 'close':
      case 'closed':
        return { [one.type]: this.#client(one.connectionId), ...closeFields(one) };
      case 'post':
      case 'get':
      case 'delete':
        return this.#request(one);
      case 'advance':
        return { advance: formatDuration(one.milliseconds) };
    }
  }

  #request({ type, connectionId, body, status }: Managed): JsonObject {
    return {
      [type]: this.#client(connectionId),
      ...(type === 'post' && { message: this.#message(body, 'sent') }),
      ...(status >= 300 && { status }),
    };
  }

  #handshake(one: Opened | Refused): JsonObject {
    return this.#fields(one, (text) => String(this.#varying.write(text, 'sent')));
  }

  #fields(one: Opened | Refused, write: (text: string) => string): JsonObject {
    return handshakeFields(one, this.#firstApi, this.#secrets, write);
  }

  /** The name, or the id of a connection that is not recorded. */
  #client(connectionId: string): string {
    return this.#clients.get(connectionId) ?? String(this.#varying.write(connectionId, 'sent'));
  }

  #message(body: string, direction: Direction): JsonValue {
    return this.#varying.write(contentOf(body), direction);
  }
}

const ANY_BINARY = 'base64:AA==';

/** JSON as its value where that is the same to the letter, else text. */
function contentOf(body: string): JsonValue {
  const value = parseJson(body);
  if (typeof value !== 'object' || value === null || !isWritable(value, 0)) return body;
  return JSON.stringify(value) === body ? value : body;
}

const DEEPEST = 50;

/** Whether it can stand in a file as it is: a number keeps its digits. */
function isWritable(value: JsonValue, depth: number): boolean {
  if (typeof value === 'number') return !Number.isInteger(value) || Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return true;
  return depth < DEEPEST && Object.values(value).every((inner) => isWritable(inner, depth + 1));
}

/** What a client can say; that it has vanished, or said nothing, it cannot. */
function closeFields({ type, code, reason }: Closed): JsonObject {
  if (type === 'close' && [1000, 1005, 1006].includes(code)) {
    return reason === '' || code !== 1000 ? {} : { reason };
  }
  return { code, ...(reason !== '' && { reason }) };
}
