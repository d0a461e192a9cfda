/** Answers a message: which route it is for, what is behind the route, what the client sees of it. Rows `message.*`, `frame.*`. */
import { createMessageId, createRequestId } from '../ids.ts';
import type { Api, Route } from '../project/api-model.ts';
import { FAILURES } from './integrations/failures.ts';
import { integrate } from './integrations/integrate.ts';
import type { IntegrationAnswer, IntegrationResult } from './integrations/result.ts';
import { refuseMisfit, refuseThrottled, refuseUnrouted } from './message-refusals.ts';
import { errorFrame } from './replies.ts';
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
  journal.append?.({
    type: 'message.received',
    api: api.name,
    connectionId,
    requestId: scope.requestId,
    routeKey: route?.routeKey,
    body,
  });
  if (route === undefined) return byError(refuseUnrouted(journal, scope, () => routes.explain(body)));
  if (!throttle.admits(stage, route.routeKey, scope.at)) return byError(refuseThrottled(journal, scope));
  const misfit = bodyChecks.get(route.routeKey)?.(body);
  if (misfit !== undefined) return byError(refuseMisfit(journal, scope, misfit));
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
  const { connectionId } = scope.connection;
  journal.append?.({
    type: 'integration.failed',
    api: scope.api.name,
    routeKey: scope.routeKey,
    connectionId,
    requestId: scope.requestId,
    reason,
  });
  return byError(errorFrame(FAILURES[cause].message, connectionId, scope.requestId));
}

function byError(body: string): Reply {
  return { by: 'error', body };
}
