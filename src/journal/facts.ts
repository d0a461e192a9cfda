/** What can happen in a running emulator, as plain data. Ids and names are those of the event that the handler saw. */

import type { ConnectionFact } from './connection-facts.ts';
import type { FaultFact } from './fault-facts.ts';
import type { InvocationFact } from './invocation-facts.ts';
import type { StreamFact } from './stream-facts.ts';

/** The CloudWatch metrics of WebSocket APIs. */
export type MetricName =
  | 'ConnectCount'
  | 'MessageCount'
  | 'IntegrationError'
  | 'ClientError'
  | 'ExecutionError'
  | 'IntegrationLatency';

/** A fact as it is appended, told apart by its `type`; the journal adds when. */
export type Fact =
  | ConnectionFact
  | InvocationFact
  | FaultFact
  | StreamFact
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
      readonly type: 'service.not-emulated';
      readonly service: string;
      readonly host: string;
      readonly message: string;
    }
  /** The definition was read again, and what it says now is deployed. */
  | { readonly type: 'project.deployed'; readonly file: string }
  /** The definition was read again and is wrong; what was deployed goes on. */
  | { readonly type: 'project.not-deployed'; readonly reason: string }
  | { readonly type: 'dynamodb.restarted'; readonly reason: string }
  /** Connections were closed, tables are what they were at the start, and what waited was given up. */
  | { readonly type: 'emulator.reset' }
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
