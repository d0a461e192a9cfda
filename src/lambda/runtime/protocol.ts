/**
 * What the emulator and the code inside an execution environment say to each other. Events and results cross
 * as JSON text: Lambda's own wire format, so that a result loses here what it loses there.
 */
import type { MessagePort } from 'node:worker_threads';
import type { Backlog } from './backlog.ts';

/** What a function's execution environments are started with. */
export interface EnvironmentSettings {
  /** `callbacks`: nodejs22.x and earlier; `promises`: nodejs24.x and later. */
  readonly era: 'callbacks' | 'promises';
  /** Whether Lambda's runtime of this version carries aws-sdk v2. */
  readonly hasSdkV2: boolean;
  readonly runtime: string;
  readonly bridge: BridgeSettings;
}

/** What is the environment's own beside what it shares with the function's others. */
export interface EnvironmentData extends EnvironmentSettings {
  readonly backlog: Backlog;
}

/** Where connections to AWS are led. */
export interface BridgeSettings {
  /** The emulator's own address. */
  readonly address: string;
  readonly port: number;
  /** The domain names of the project's APIs, in lower case, with a port where they have one. */
  readonly ownHosts: readonly string[];
  /** AWS services that are let through. */
  readonly passthrough: readonly string[];
}

/** To the execution environment. */
export interface Invoke {
  readonly requestId: string;
  /** The event, as JSON text. */
  readonly event: string;
  /** When the invocation times out, epoch milliseconds. */
  readonly deadlineMs: number;
  readonly invokedFunctionArn: string;
  readonly traceId: string;
}

/** Lambda's error payload. */
export interface ErrorPayload {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

export type LogLevel = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL';

/** From the execution environment. */
export type FromEnvironment =
  | { readonly type: 'ready' }
  /** The handler could not be loaded, or an error between invocations was caught by nobody. */
  | { readonly type: 'failed'; readonly error: ErrorPayload }
  | Answer
  | { readonly type: 'log'; readonly level: LogLevel | undefined; readonly line: string }
  | { readonly type: 'hint'; readonly message: string }
  | AuthorityRequest;

/** How an invocation ended; `memoryBytes` is what the thread held at that moment. */
export type Answer =
  | { readonly type: 'response'; readonly memoryBytes: number; readonly body: string }
  | {
      readonly type: 'error';
      readonly memoryBytes: number;
      readonly error: ErrorPayload;
      /** The error was caught by nobody, and the environment exits. */
      readonly leaving: boolean;
    };

/** Asks for the certificate authority's certificate and blocks until `signal[0]` is 1. */
export interface AuthorityRequest {
  readonly type: 'authority';
  readonly reply: MessagePort;
  readonly signal: Int32Array;
}
