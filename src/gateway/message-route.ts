/** Answers a message: which route it is for, what is behind the route, what the client sees of it. Rows `message.*`, `frame.*`. */
import { createMessageId, createRequestId } from '../ids.ts';
import type { Api, Route } from '../project/api-model.ts';
import { FAILURES } from './integrations/failures.ts';
import { integrate } from './integrations/integrate.ts';
import type { IntegrationAnswer, IntegrationResult } from './integrations/result.ts';
import { BAD_REQUEST_BODY, badBodyFrame, errorFrame, FORBIDDEN, TOO_MANY_REQUESTS } from './replies.ts';
import { logRequest } from './request-log.ts';
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
  const { api, stage, routes, bodyChecks } = deployment;
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
    logRequest(journal, scope, {
      refusal: { status: 403, message: FORBIDDEN, responseType: 'ACCESS_DENIED' },
    });
    return errorReply(FORBIDDEN, scope);
  }
  if (!throttle.admits(stage, route.routeKey, scope.at)) {
    journal.append?.({ type: 'message.throttled', api: api.name, connectionId, routeKey: route.routeKey });
    logRequest(journal, scope, {
      refusal: { status: 429, message: TOO_MANY_REQUESTS, responseType: 'THROTTLED' },
    });
    return errorReply(TOO_MANY_REQUESTS, scope);
  }
  const misfit = bodyChecks.get(route.routeKey)?.(body);
  if (misfit !== undefined) {
    const { routeKey } = route;
    journal.append?.({
      type: 'message.invalid',
      api: api.name,
      connectionId,
      requestId,
      routeKey,
      reason: misfit,
    });
    const refusal = { status: 400, message: BAD_REQUEST_BODY, responseType: 'BAD_REQUEST_BODY' };
    logRequest(journal, scope, { refusal: { ...refusal, validationErrorString: misfit } });
    return { by: 'error', body: badBodyFrame(connectionId, scope.messageId) };
  }
  const result = await integrate(route, scope, services);
  const reply =
    result.outcome === 'failed' ? failure(result, scope, services) : routeReply(route, result.response, api);
  logRequest(journal, scope, { result, replied: reply?.by === 'route-response' });
  return reply;
}

function routeReply(route: Route, response: IntegrationAnswer, api: Api): Reply | undefined {
  if (!route.routeResponse) return undefined;
  const { body = '' } = response;
  if (body === '' && !api.unmeasured.emptyReplyFrame) return undefined;
  return { by: 'route-response', body };
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
  return errorReply(FAILURES[cause].message, scope);
}

function errorReply(message: string, { connection, requestId }: MessageScope): Reply {
  return { by: 'error', body: errorFrame(message, connection.connectionId, requestId) };
}
