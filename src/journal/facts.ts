/** What can happen in a running emulator, as plain data. Ids and names are those of the event that the handler saw. */

import type { StreamFact } from './stream-facts.ts';

/** Type of the error of an invocation that the emulator ended because it stops; AWS has none for that. */
export const STOPPED = 'Emulator.Stopped';

/** The CloudWatch metrics of WebSocket APIs. */
export type MetricName =
  | 'ConnectCount'
  | 'MessageCount'
  | 'IntegrationError'
  | 'ClientError'
  | 'ExecutionError'
  | 'IntegrationLatency';

/** A place in the user's code. */
export interface SourcePlace {
  /** Absolute path. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1; undefined when it is not known. */
  readonly column: number | undefined;
  /** The text of the line. */
  readonly source: string;
}

/** A fact as it is appended, told apart by its `type`; the journal adds when. */
export type Fact =
  | {
      readonly type: 'connection.opened';
      readonly api: string;
      readonly stage: string;
      readonly connectionId: string;
      readonly sourceIp: string;
    }
  | {
      readonly type: 'connection.refused';
      /** Undefined when the request named no API. */
      readonly api: string | undefined;
      readonly url: string;
      readonly status: number;
      readonly reason: string;
    }
  /** The `$connect` handler accepted, and the client had gone before it could be told. */
  | { readonly type: 'connection.abandoned'; readonly api: string; readonly connectionId: string }
  /** A request to an API that was no upgrade, from a browser's address line, say. */
  | {
      readonly type: 'request.refused';
      readonly method: string;
      readonly url: string;
      readonly status: number;
    }
  | {
      readonly type: 'connection.closed';
      readonly api: string;
      readonly connectionId: string;
      readonly code: number;
      readonly reason: string;
    }
  | {
      readonly type: 'message.received';
      readonly api: string;
      readonly connectionId: string;
      readonly requestId: string;
      /** Undefined when no route matched and there is no `$default`. */
      readonly routeKey: string | undefined;
      readonly body: string;
    }
  | {
      readonly type: 'message.unrouted';
      readonly api: string;
      readonly connectionId: string;
      /** What was looked for, and what there is. */
      readonly reason: string;
    }
  /** It does not fit the model that its route selects. */
  | {
      readonly type: 'message.invalid';
      readonly api: string;
      readonly connectionId: string;
      readonly requestId: string;
      readonly routeKey: string;
      readonly reason: string;
    }
  /** The stage's settings allow the route fewer messages. */
  | {
      readonly type: 'message.throttled';
      readonly api: string;
      readonly connectionId: string;
      readonly routeKey: string;
    }
  | {
      readonly type: 'message.sent';
      readonly api: string;
      readonly connectionId: string;
      /** Who sent it: a two-way route, a POST to `@connections`, or API Gateway with an error. */
      readonly by: 'route-response' | 'management' | 'error';
      readonly body: string;
    }
  | {
      readonly type: 'integration.failed';
      readonly api: string;
      readonly routeKey: string;
      readonly connectionId: string;
      readonly requestId: string;
      readonly reason: string;
    }
  /** A backend that is no Lambda proxy answered with an error; what the client sees of it is the project's to say. */
  | {
      readonly type: 'integration.error-answer';
      readonly api: string;
      readonly routeKey: string;
      readonly connectionId: string;
      readonly requestId: string;
      /** Of the backend; 200 for a function that failed. */
      readonly status: number;
      /** The function's error, or the beginning of the body. */
      readonly reason: string;
    }
  | {
      readonly type: 'management.answered';
      readonly api: string | undefined;
      readonly method: string;
      readonly connectionId: string | undefined;
      readonly status: number;
      /** Why, when it is not what the caller hoped for. */
      readonly reason: string | undefined;
    }
  | {
      readonly type: 'access-log';
      readonly api: string;
      readonly stage: string;
      /** `console`, or the absolute path of a file. */
      readonly destination: string;
      /** Without a newline. */
      readonly line: string;
    }
  | {
      readonly type: 'execution-log';
      readonly api: string;
      readonly stage: string;
      /** `/aws/apigateway/{apiId}/{stage}` */
      readonly logGroup: string;
      readonly requestId: string;
      readonly level: 'ERROR' | 'INFO';
      readonly line: string;
    }
  /** What one request adds to a CloudWatch metric of API Gateway's. */
  | {
      readonly type: 'metric';
      readonly api: string;
      readonly stage: string;
      readonly routeKey: string;
      readonly name: MetricName;
      readonly value: number;
      readonly unit: 'Count' | 'Milliseconds';
    }
  | {
      readonly type: 'invocation.started';
      readonly function: string;
      readonly requestId: string;
      readonly logStream: string;
      /** How long it waited for an execution environment, a cold start included. */
      readonly waitedMs: number;
      /** Of one that nobody waits for, which attempt it is, from 1; else undefined. */
      readonly attempt?: number | undefined;
    }
  | {
      readonly type: 'invocation.ended';
      readonly function: string;
      readonly requestId: string;
      readonly waitedMs: number;
      readonly durationMs: number;
      /** Set when the invocation was a cold start. */
      readonly initDurationMs: number | undefined;
      /** Of one that nobody waits for, which attempt it was, from 1; else undefined. */
      readonly attempt?: number | undefined;
      readonly error: { readonly errorType: string | undefined; readonly errorMessage: string } | undefined;
    }
  /** A request to Lambda's API that came to no invocation, and was not throttled. */
  | {
      readonly type: 'invocation.refused';
      /** As the request names it. */
      readonly function: string;
      readonly status: number;
      /** Lambda's error. */
      readonly errorType: string;
      readonly reason: string;
    }
  /** One that nobody waits for failed, or was throttled, and will be tried again. */
  | {
      readonly type: 'invocation.postponed';
      readonly function: string;
      readonly requestId: string;
      /** Which attempt comes next. */
      readonly attempt: number;
      readonly delayMs: number;
      readonly reason: string;
    }
  /** One that nobody waits for is given up. */
  | {
      readonly type: 'invocation.dropped';
      readonly function: string;
      readonly requestId: string;
      /** How often it ran. */
      readonly attempts: number;
      readonly reason: string;
    }
  | StreamFact
  /** Lambda did not take it: more at once than the function's reserved concurrency. */
  | { readonly type: 'invocation.throttled'; readonly function: string; readonly reservedConcurrency: number }
  | {
      readonly type: 'environment.started';
      readonly function: string;
      readonly logStream: string;
      /** How many the function has now, and all functions together. */
      readonly environments: number;
      readonly inAll: number;
    }
  /** The handler is loaded. */
  | {
      readonly type: 'environment.ready';
      readonly function: string;
      readonly logStream: string;
      readonly initDurationMs: number;
    }
  /** A debugger has stopped it while something runs in it. */
  | {
      readonly type: 'environment.paused';
      readonly function: string;
      readonly logStream: string;
    }
  /** It goes on. */
  | {
      readonly type: 'environment.resumed';
      readonly function: string;
      readonly logStream: string;
      /** The debugger has gone without letting it go on. */
      readonly isAbandoned: boolean;
    }
  | {
      readonly type: 'environment.ended';
      readonly function: string;
      readonly logStream: string;
      readonly environments: number;
      readonly inAll: number;
    }
  | {
      readonly type: 'function.log';
      readonly function: string;
      /** `/aws/lambda/{function}` */
      readonly logGroup: string;
      readonly logStream: string;
      /** `platform`: Lambda's own lines (START, END, REPORT, …). */
      readonly source: 'function' | 'platform';
      readonly level: string | undefined;
      readonly line: string;
    }
  | {
      readonly type: 'service.not-emulated';
      readonly service: string;
      readonly host: string;
      readonly message: string;
    }
  /** The definition was read again, and what it says now is deployed. */
  | { readonly type: 'project.deployed'; readonly file: string }
  /** The definition was read again and is wrong; what was deployed goes on. */
  | { readonly type: 'project.not-deployed'; readonly reason: string }
  /** Files were saved, and new environments with what they say now serve the function. */
  | {
      readonly type: 'function.reloaded';
      readonly function: string;
      /** Absolute paths. */
      readonly files: readonly string[];
      /** From the moment in which the change was noticed. */
      readonly durationMs: number;
    }
  /** Files were saved and the function's code does not load; the environments from before go on. */
  | {
      readonly type: 'function.not-reloaded';
      readonly function: string;
      readonly files: readonly string[];
      readonly error: { readonly errorType: string | undefined; readonly errorMessage: string };
      /** Where it fails; undefined when that is not known. */
      readonly place: SourcePlace | undefined;
      /** Whether there are environments from before. */
      readonly isServed: boolean;
    }
  | { readonly type: 'dynamodb.restarted'; readonly reason: string }
  | { readonly type: 'notice'; readonly message: string }
  /** A defect of the emulator. */
  | { readonly type: 'internal-error'; readonly during: string; readonly error: unknown };

/**
 * A fact in the journal: with its time, epoch milliseconds by the emulator's clock.
 *
 * @example
 * ```ts
 * const print = (entry: JournalEntry) => {
 *   if (entry.type === 'message.received') console.log(entry.at, entry.connectionId, entry.body);
 * };
 * ```
 */
export type JournalEntry = Fact & { readonly at: number };
