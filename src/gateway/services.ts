/** What the gateway's hops are given: by the composition root, and by the API that they serve. */
import type { Clock } from '../clock.ts';
import type { Journal } from '../journal/journal.ts';
import type { Api } from '../project/model.ts';
import type { Connections } from './connections.ts';
import type { Invoke } from './integrations/lambda-proxy.ts';
import type { RoutingTable } from './routing.ts';

/** What every hop needs and the composition root supplies. */
export interface GatewayServices {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly invoke: Invoke;
  /** Waits for the work; a rejection is a defect of ours and is reported as one. */
  guard(during: string, work: Promise<void>): Promise<void>;
}

/** What each connection of an API shares with the others. */
export interface ApiRuntime {
  readonly api: Api;
  readonly routes: RoutingTable;
  readonly connections: Connections;
}
