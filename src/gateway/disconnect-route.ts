/** Tells the `$disconnect` handler of an end; what it answers reaches nobody. Row `close.disconnect-ignored`. */
import { createRequestId } from '../ids.ts';
import { integrate } from './integrations/integrate.ts';
import { logRequest } from './request-log.ts';
import type { CloseFacts, ConnectionFacts, DisconnectScope } from './scope.ts';
import type { GatewayServices, StageRuntime } from './services.ts';

/** @returns when the handler has run; at once when the API has none. */
export async function invokeDisconnectRoute(
  { deployment: { api, stage, routes } }: StageRuntime,
  services: GatewayServices,
  connection: ConnectionFacts,
  close: CloseFacts,
): Promise<void> {
  const scope: DisconnectScope = {
    eventType: 'DISCONNECT',
    routeKey: '$disconnect',
    api,
    stage,
    connection,
    requestId: createRequestId(),
    at: services.clock.now(),
    close,
  };
  const { disconnect } = routes;
  const result = disconnect && (await integrate(disconnect, scope, services));
  logRequest(services.journal, scope, { result });
  if (result?.outcome !== 'failed') return;
  services.journal.append?.({
    type: 'integration.failed',
    api: api.name,
    routeKey: scope.routeKey,
    connectionId: connection.connectionId,
    requestId: scope.requestId,
    reason: result.reason,
  });
}
