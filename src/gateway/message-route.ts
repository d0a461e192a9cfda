/** Answers a message: which route it is for, what is behind the route, what the client sees of it. Rows `message.*`, `frame.*`. */
import { createMessageId, createRequestId } from '../ids.ts';
import { integrate } from './integrations/integrate.ts';
import type { IntegrationResult } from './integrations/result.ts';
import {
  ENDPOINT_TIMED_OUT,
  errorFrame,
  FORBIDDEN,
  INTERNAL_SERVER_ERROR,
  TOO_MANY_REQUESTS,
} from './replies.ts';
import type { ConnectionFacts, MessageScope } from './scope.ts';
import type { GatewayServices, StageRuntime } from './services.ts';

/** A frame for the client: what the integration answered, or API Gateway's own words. */
export interface Reply {
  readonly by: 'route-response' | 'error';
  readonly body: string;
}

/** @returns undefined when the client is to see nothing. */
export async function answerMessage(
  { deployment, throttle }: StageRuntime,
  services: GatewayServices,
  connection: ConnectionFacts,
  body: string,
): Promise<Reply | undefined> {
  const { api, stage, routes } = deployment;
  const { journal } = services;
  const { connectionId } = connection;
  const route = routes.select(body);
  const scope: MessageScope = {
    eventType: 'MESSAGE',
    routeKey: route?.routeKey ?? '$default',
    api,
    stage,
    connection,
    requestId: createRequestId(),
    at: services.clock.now(),
    messageId: createMessageId(connectionId),
    body,
  };
  const { requestId } = scope;
  journal.append?.({
    type: 'message.received',
    api: api.name,
    connectionId,
    requestId,
    routeKey: route?.routeKey,
    body,
  });
  if (route === undefined) {
    journal.append?.({
      type: 'message.unrouted',
      api: api.name,
      connectionId,
      reason: routes.explain(body),
    });
    return errorReply(FORBIDDEN, scope);
  }
  if (!throttle.admits(stage, route.routeKey, scope.at)) {
    journal.append?.({ type: 'message.throttled', api: api.name, connectionId, routeKey: route.routeKey });
    return errorReply(TOO_MANY_REQUESTS, scope);
  }
  const result = await integrate(route.integration, scope, services);
  if (result.outcome === 'failed') return failure(result, scope, services);
  if (!route.routeResponse) return undefined;
  const answer = result.response.body ?? '';
  if (answer === '' && !api.unmeasured.emptyReplyFrame) return undefined;
  return { by: 'route-response', body: answer };
}

function failure(
  { cause, reason }: Extract<IntegrationResult, { outcome: 'failed' }>,
  scope: MessageScope,
  { journal }: GatewayServices,
): Reply {
  journal.append?.({
    type: 'integration.failed',
    api: scope.api.name,
    routeKey: scope.routeKey,
    connectionId: scope.connection.connectionId,
    requestId: scope.requestId,
    reason,
  });
  return errorReply(cause === 'timeout' ? ENDPOINT_TIMED_OUT : INTERNAL_SERVER_ERROR, scope);
}

function errorReply(message: string, { connection, requestId }: MessageScope): Reply {
  return { by: 'error', body: errorFrame(message, connection.connectionId, requestId) };
}
