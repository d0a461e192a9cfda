/** Tells the `$disconnect` handler of an end; what it answers reaches nobody. Row `close.disconnect-ignored`. */
import { createRequestId } from '../ids.ts';
import { integrate } from './integrations/integrate.ts';
import type { CloseFacts, ConnectionFacts, DisconnectScope } from './scope.ts';
import type { GatewayServices, StageRuntime } from './services.ts';

/** @returns when the handler has run; at once when the API has none. */
export async function invokeDisconnectRoute(
  { deployment: { api, stage, routes } }: StageRuntime,
  services: GatewayServices,
  connection: ConnectionFacts,
  close: CloseFacts,
): Promise<void> {
  if (routes.disconnect === undefined) return;
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
  const result = await integrate(routes.disconnect, scope, services);
  if (result.outcome === 'response') return;
  services.journal.append?.({
    type: 'integration.failed',
    api: api.name,
    routeKey: scope.routeKey,
    connectionId: connection.connectionId,
    requestId: scope.requestId,
    reason: result.reason,
  });
}
