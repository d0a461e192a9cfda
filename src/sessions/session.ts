/**
 * A session: a conversation with the project's APIs, as its file says it, with the place of each part. The format is
 * described in docs/sessions.md, for editors in session.schema.json. Pure.
 */

/** Where something is written. */
export interface Place {
  /** Absolute path. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** A JSON value whose strings may hold placeholders, `{{name}}` or `{{name:type}}`. */
export type Pattern =
  | string
  | number
  | boolean
  | null
  | readonly Pattern[]
  | { readonly [name: string]: Pattern };

/** What a received message, a body or a result has to be like. */
export interface Expectation {
  /** `equals`: that, and nothing beside it; `contains`: objects may have more. A string expects text, anything else JSON. */
  readonly kind: 'equals' | 'contains';
  readonly pattern: Pattern;
  readonly place: Place;
}

/** How a client connects. */
export interface Handshake {
  /** Name of the API. @defaultValue the project's first */
  readonly api?: string | undefined;
  readonly query: Readonly<Record<string, Pattern>>;
  readonly headers: Readonly<Record<string, Pattern>>;
  /** Texts with placeholders. */
  readonly protocols: readonly string[];
  readonly origin?: string | undefined;
}

/** What every step has. */
interface StepBase {
  readonly place: Place;
  /** How long the recorded client paused before it, milliseconds (row `replay.pause`). */
  readonly afterMs: number | undefined;
  /** How long what it waits for may take, milliseconds of real time. */
  readonly withinMs: number | undefined;
}

/** Opens a client's connection, or is refused. */
export interface ConnectStep extends StepBase {
  readonly type: 'connect';
  readonly client: string;
  /** The client's own settings, and the step's over them. */
  readonly handshake: Handshake;
  /** Undefined when the connection is to open. */
  readonly refused:
    | { readonly status: number | undefined; readonly body: Expectation | undefined; readonly place: Place }
    | undefined;
  /** The subprotocol that is to be agreed on, with placeholders that are known by then; undefined: any. */
  readonly protocol: string | undefined;
}

/** Sends one message. */
export interface SendStep extends StepBase {
  readonly type: 'send';
  readonly client: string;
  /** A string goes as it is, anything else as JSON; `base64` makes a binary frame. */
  readonly message: { readonly pattern: Pattern; readonly place: Place } | { readonly base64: string };
}

/** Waits for the client's next message. */
export interface ReceiveStep extends StepBase {
  readonly type: 'receive';
  readonly client: string;
  readonly message: Expectation;
}

/** Closes from the client's side. */
export interface CloseStep extends StepBase {
  readonly type: 'close';
  readonly client: string;
  readonly code: number | undefined;
  readonly reason: string | undefined;
}

/** Waits until the connection is closed from the other side. */
export interface ClosedStep extends StepBase {
  readonly type: 'closed';
  readonly client: string;
  readonly code: number | undefined;
  readonly reason: string | undefined;
}

/** A request to `@connections`. */
export interface ManagementStep extends StepBase {
  readonly type: 'post' | 'get' | 'delete';
  /** Name of a client, for its connection id, or a pattern such as `{{captured}}`. */
  readonly connection: string;
  /** Of a POST. */
  readonly message: { readonly pattern: Pattern; readonly place: Place } | undefined;
  /** By default what says that it worked: 200, or 204 for DELETE. */
  readonly status: number | undefined;
  readonly body: Expectation | undefined;
}

/** Lets time pass on the emulator's clock. */
export interface AdvanceStep extends StepBase {
  readonly type: 'advance';
  readonly milliseconds: number;
}

/** Looks at a table, until it is as expected or the time is up. */
export interface TableStep extends StepBase {
  readonly type: 'table';
  readonly table: string;
  /** All items of the table in any order (`equals`), or some of them (`contains`): the pattern is a list. */
  readonly items: Expectation | undefined;
  readonly count: number | undefined;
}

/** Looks at the invocations of a function in this session so far, until they are as expected or the time is up. */
export interface InvocationsStep extends StepBase {
  readonly type: 'invocations';
  readonly function: string;
  readonly count: number | undefined;
  /** What the last one was given, and came to. */
  readonly event: Expectation | undefined;
  readonly result: Expectation | undefined;
  readonly error: Expectation | undefined;
}

/** Messages of one client or several: in this order across clients, or in any. */
export interface GroupStep extends StepBase {
  readonly type: 'inOrder' | 'anyOrder';
  readonly steps: readonly ReceiveStep[];
}

export type Step =
  | ConnectStep
  | SendStep
  | ReceiveStep
  | CloseStep
  | ClosedStep
  | ManagementStep
  | AdvanceStep
  | TableStep
  | InvocationsStep
  | GroupStep;

/** A session file, read and checked. */
export interface Session {
  /** Absolute path. */
  readonly file: string;
  /** @defaultValue the file's name without its extensions */
  readonly name: string;
  /** Names of the clients, in the order in which they appear. */
  readonly clients: readonly string[];
  /** Items that tables have before the first step, beside the project's own seeds, by table. */
  readonly seed: Readonly<Record<string, readonly Pattern[]>>;
  /** Variables of the environment that it uses (`{{env:TOKEN}}`), by name, with their values. */
  readonly environment: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}
