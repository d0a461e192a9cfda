/** What a session is played on: an emulator of this process, or a stage that runs elsewhere. */
import type { TestClient } from '../testing/client.ts';
import type { HandshakeOptions } from '../testing/connect.ts';
import type { JsonValue } from './json-value.ts';

/** How a client connects, all placeholders filled in. */
interface ClientHandshake extends HandshakeOptions {
  /** Name of the API; undefined: the first. */
  readonly api: string | undefined;
}

/** A request to `@connections`. */
export interface ManagementRequest {
  readonly method: 'POST' | 'GET' | 'DELETE';
  /** Of the client that it is about, where one is known. */
  readonly api: string | undefined;
  readonly connectionId: string;
  /** Of a POST. */
  readonly data: string;
}

export interface ManagementAnswer {
  readonly status: number;
  readonly body: string;
}

/** An invocation that has ended. */
export interface StageInvocation {
  readonly event: JsonValue;
  /** Undefined when it failed. */
  readonly result: JsonValue | undefined;
  readonly error: { readonly errorType: string; readonly errorMessage: string } | undefined;
}

/** What is behind the sockets, where a session can reach it. */
export interface Behind {
  advance(milliseconds: number): Promise<void>;
  seed(table: string, items: readonly JsonValue[]): Promise<void>;
  items(table: string): Promise<readonly JsonValue[]>;
  /** Of this session so far, those that have ended, in this order. */
  invocations(functionName: string): readonly StageInvocation[];
  /** Settles when nothing is going on that could send something. */
  settled(): Promise<void>;
  /** Whether all that could send a message is in the emulator, so that none can come once it has settled. */
  readonly isClosedWorld: boolean;
}

export interface Stage {
  /** @throws when there is no answer at all; a refusal is a value. */
  connect(handshake: ClientHandshake): Promise<TestClient>;
  /** @throws when there is no answer at all. */
  manage(request: ManagementRequest): Promise<ManagementAnswer>;
  /** Undefined for a stage that runs elsewhere. */
  readonly behind: Behind | undefined;
  /** What functions and the gateway have said, a line each; those of a stage elsewhere are not known. */
  readonly logs: readonly string[];
  /** What is to be told of it even when the session passes. */
  readonly notes: readonly string[];
  /** Epoch milliseconds, by the clock of the emulator. */
  now(): number;
  /** Lets go of what it holds; what it plays on goes on. */
  close(): void;
}
