/**
 * What the emulator and the code inside an execution environment say to each other. Events and results cross
 * as JSON text: Lambda's own wire format, so that a result loses here what it loses there.
 */
import type { MessagePort } from 'node:worker_threads';
import type { Backlog } from './backlog.ts';

/** `callbacks`: nodejs22.x and earlier; `promises`: nodejs24.x and later. */
export type Era = 'callbacks' | 'promises';

/** What a function's execution environments are started with. */
export interface EnvironmentSettings {
  readonly era: Era;
  readonly runtime: string;
  /** The major version of Node.js that {@link runtime} names. */
  readonly version: number;
  /** Absolute path of the project's folder, whose packages include the SDK that Lambda's runtime would have. */
  readonly projectRoot: string;
  /** Absolute paths of the folders that are merged into `/opt` on Lambda; a later one covers an earlier one. */
  readonly layers: readonly string[];
  readonly bridge: BridgeSettings;
  /** The handler is not loaded from its file: what it was compiled to follows, as {@link HandlerCode}. */
  readonly compiled: boolean;
  /** Whether somebody watches the files that the function loads. */
  readonly reportsFiles: boolean;
}

/** What is the environment's own beside what it shares with the function's others. */
export interface EnvironmentData extends EnvironmentSettings {
  readonly backlog: Backlog;
  /** Whether a debugger is to stop where the handler's module begins. */
  readonly breakAtStart?: boolean;
  /** How long a debugger has held the thread so far, milliseconds: one number, shared. */
  readonly heldMs?: Float64Array;
}

/** What an environment that is a process has beside. */
export interface ProcessSettings extends EnvironmentSettings {
  /** The system does not tell what the process uses, so it has to do so itself. */
  readonly tellsUsage: boolean;
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
  /** The engine of the emulator's own DynamoDB. */
  readonly dynamodb?: { readonly address: string; readonly port: number } | undefined;
}

/** To the execution environment. */
export type ToEnvironment = Invoke | HandlerCode;

/** To one that is a thread. */
export type ToThread = ToEnvironment | Leave;

/** Exit, once nothing runs. */
export interface Leave {
  readonly type: 'leave';
}

/** What a handler was compiled to; sent once, before any invocation, to an environment that awaits it. */
export type HandlerCode =
  | (CompiledModule & { readonly type: 'code' })
  /** `error` is what the handler's loading fails with. */
  | { readonly type: 'code'; readonly error: LoadError };

/** JavaScript that is in no file. */
export interface CompiledModule {
  /** Absolute path of the file that it would be in, from which its imports are resolved. */
  readonly file: string;
  readonly format: 'commonjs' | 'module';
  /** With a source map in it. */
  readonly source: string;
}

/** An error of the runtime's, before it is thrown. */
export interface LoadError {
  readonly errorType: string;
  readonly errorMessage: string;
  /** What stands below type and message in the stack: where, and the line. */
  readonly where: string;
}

export interface Invoke {
  readonly requestId: string;
  /** The event, as JSON text. */
  readonly event: string;
  /** When the invocation times out, epoch milliseconds. */
  readonly deadlineMs: number;
  readonly invokedFunctionArn: string;
  readonly traceId: string;
  /** What the caller says of itself, JSON text; API Gateway says nothing. */
  readonly clientContext?: string | undefined;
}

/** Lambda's error payload. */
export interface ErrorPayload {
  /** Undefined for an error that has no name. */
  readonly errorType: string | undefined;
  readonly errorMessage: string;
  /** Undefined when the error could not be read (to nodejs22.x). */
  readonly trace?: readonly string[];
}

export type LogLevel = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL';

/** From the execution environment. */
export type FromEnvironment =
  | { readonly type: 'ready' }
  /** The handler could not be loaded, or an error between invocations was caught by nobody. */
  | { readonly type: 'failed'; readonly error: ErrorPayload; readonly memoryBytes?: number }
  | Answer
  /** The files that were loaded so far; before `ready` or `failed`, and after an invocation that loaded more. */
  | { readonly type: 'loaded'; readonly files: readonly string[] }
  | { readonly type: 'log'; readonly level: LogLevel | undefined; readonly line: string }
  | { readonly type: 'hint'; readonly message: string };

/** From an environment that is a thread. */
export type FromThread = FromEnvironment | AuthorityRequest;

/** From an environment that is a process. */
export type FromProcess =
  | FromEnvironment
  /** Asks for the certificate authority's certificate, and waits for it. */
  | { readonly type: 'authority' }
  /** What it holds, and for how long its event loop has not waited so far. */
  | { readonly type: 'usage'; readonly memoryBytes: number; readonly busyMs: number };

/** How an invocation ended; `memoryBytes` is what the environment held at that moment. */
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
