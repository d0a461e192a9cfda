/** What the gateway's hops are given: by the composition root, and by the stage that they serve. */
import type { Clock } from '../clock.ts';
import type { Journal } from '../journal/journal.ts';
import type { Connections } from './connections.ts';
import type { Deployment } from './deployment.ts';
import type { Enqueue, Invoke } from './integrations/invoke.ts';
import type { RouteThrottle } from './route-throttle.ts';

/** The network as connections see it, where a fault may make frames late. Row `fault.network`. */
interface Network {
  /**
   * Delivers a frame: at once, unless it is to be late or one before it still is.
   * @param direction - `to` the client, or `from` it.
   */
  carry(connectionId: string, direction: 'to' | 'from', deliver: () => void): void;
}

/** What every hop needs and the composition root supplies. */
export interface GatewayServices {
  /** Its timeouts stand still while a debugger holds a handler; row `lambda.debug-timeouts`. */
  readonly clock: Clock;
  /** How long one did so far, in milliseconds. */
  readonly held: { readonly heldMs: number };
  readonly journal: Journal;
  readonly network: Network;
  readonly invoke: Invoke;
  readonly enqueue: Enqueue;
  /** Part of the ARNs that authorizers are asked about. */
  readonly region: string;
  readonly accountId: string;
  /** URL of the DynamoDB that integrations of type `AWS` call. */
  readonly dynamodbEndpoint: string;
  /** The access key that they name. */
  readonly accessKey: string;
  /** The secret of an access key that the emulator gave out. */
  secretOf(accessKey: string): string | undefined;
  /** Waits for the work; a rejection is a defect of ours and is reported as one. */
  guard(during: string, work: Promise<void>): Promise<void>;
}

/** What the connections of a stage share. */
export interface StageRuntime {
  /** What is deployed now: sockets that are open follow it. */
  deployment: Deployment;
  readonly connections: Connections;
  /** How much of the routes' rates is used up; a deployment does not change that. */
  readonly throttle: RouteThrottle;
  /** Whether the stage is no more: who still waits for its `$connect` handler then is not there to be closed. */
  isGone: boolean;
}
