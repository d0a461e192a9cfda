/** Tells the `$disconnect` handler of an end; what it answers reaches nobody. Row `close.disconnect-ignored`. */
import { createRequestId } from '../ids.ts';
import { type CloseFacts, type ConnectionFacts, disconnectEvent } from './events.ts';
import { invokeProxy } from './integrations/lambda-proxy.ts';
import type { ApiRuntime, GatewayServices } from './services.ts';

/** @returns when the handler has run; at once when the API has none. */
export async function invokeDisconnectRoute(
  { api, routes }: ApiRuntime,
  { clock, invoke, journal }: GatewayServices,
  facts: ConnectionFacts,
  close: CloseFacts,
): Promise<void> {
  if (routes.disconnect === undefined) return;
  const { routeKey, functionName } = routes.disconnect;
  const requestId = createRequestId();
  const event = disconnectEvent(api, facts, { requestId, at: clock.now() }, close);
  const result = await invokeProxy(invoke, clock, functionName, event);
  if (result.outcome === 'response') return;
  const { connectionId } = facts;
  const { reason } = result;
  journal.append?.({
    type: 'integration.failed',
    api: api.name,
    routeKey,
    connectionId,
    requestId,
    reason,
  });
}
