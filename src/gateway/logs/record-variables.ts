/**
 * The `$context` variables that access logs have beside those of the request: how it ended. Pure. Rows `access-log.*`.
 *
 * As recorded, `integration.*` stays unset for WebSocket APIs although the documentation lists it;
 * `integrationLatency` is what there is.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html
 */
import { type ContextVariables, contextVariables } from '../context-variables.ts';
import { formatRequestTime } from '../events.ts';
import type { ConnectionApiRecord, GatewayError, RouteRecord } from './request-record.ts';

export function routeVariables({ scope, status, error, result, more }: RouteRecord): ContextVariables {
  const { authorizer } = scope.connection;
  const asked = scope.eventType === 'CONNECT' ? authorizer : undefined;
  return contextVariables(scope, {
    status,
    integrationLatency: result?.integration?.latency,
    error: errorVariables(error),
    ...more,
    authorizer: {
      ...(asked && { integrationLatency: asked.integrationLatency, latency: asked.integrationLatency }),
      ...(typeof more.authorizer === 'object' && more.authorizer),
    },
  });
}

/** As recorded: an id of another form, the caller's address and agent, a latency of 0, and no `connectedAt`. */
export function connectionApiVariables({ scope, status, error }: ConnectionApiRecord): ContextVariables {
  return {
    apiId: scope.api.apiId,
    connectionId: scope.connectionId,
    domainName: scope.domainName,
    error: errorVariables(error),
    eventType: 'CONNECTION_API',
    extendedRequestId: scope.extendedRequestId,
    identity: { sourceIp: scope.sourceIp, userAgent: scope.userAgent },
    integrationLatency: 0,
    requestId: scope.requestId,
    requestTime: formatRequestTime(scope.at),
    requestTimeEpoch: scope.at,
    routeKey: scope.routeKey,
    stage: scope.stage.name,
    status,
  };
}

function errorVariables(error: GatewayError | undefined): ContextVariables | undefined {
  if (error === undefined) return undefined;
  const { message, responseType, validationErrorString } = error;
  return { message, messageString: JSON.stringify(message), responseType, validationErrorString };
}
