/**
 * The events that Lambda proxy integrations receive: field for field, in the recorded key order. Pure.
 * Rows `event.*`; https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-requests.html
 */
import type { Stage } from '../project/api-model.ts';
import type { ConnectScope, DisconnectScope, MessageScope, RequestScope } from './scope.ts';

/** The event of a Lambda proxy integration. */
export function proxyEvent(scope: RequestScope): object {
  switch (scope.eventType) {
    case 'CONNECT':
      return connectEvent(scope);
    case 'MESSAGE':
      return messageEvent(scope);
    case 'DISCONNECT':
      return disconnectEvent(scope);
  }
}

function connectEvent(scope: ConnectScope): object {
  const { headers, query } = scope.handshake;
  const { authorizer } = scope.connection;
  return {
    headers: lastValues(headers),
    multiValueHeaders: headers,
    ...(query && {
      queryStringParameters: lastValues(query),
      multiValueQueryStringParameters: query,
    }),
    requestContext: {
      routeKey: '$connect',
      ...(authorizer && {
        authorizer: { ...authorizerMap(scope), integrationLatency: authorizer.integrationLatency },
      }),
      eventType: 'CONNECT',
      ...requestFields(scope),
      messageDirection: 'IN',
      ...sharedContext(scope),
    },
    ...stageVariables(scope.stage),
    isBase64Encoded: false,
  };
}

function messageEvent(scope: MessageScope): object {
  const { routeKey, messageId, body } = scope;
  return {
    requestContext: {
      routeKey,
      ...authorizerField(scope),
      messageId,
      eventType: 'MESSAGE',
      ...requestFields(scope),
      messageDirection: 'IN',
      ...sharedContext(scope),
    },
    ...stageVariables(scope.stage),
    body,
    isBase64Encoded: false,
  };
}

function disconnectEvent(scope: DisconnectScope): object {
  const { close, connection } = scope;
  const headers = { Host: connection.domainName, 'x-api-key': '', 'X-Forwarded-For': '', 'x-restapi': '' };
  return {
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    requestContext: {
      routeKey: '$disconnect',
      disconnectStatusCode: close.code,
      ...authorizerField(scope),
      eventType: 'DISCONNECT',
      ...requestFields(scope),
      messageDirection: 'IN',
      disconnectReason: close.reason,
      ...sharedContext(scope),
    },
    ...stageVariables(scope.stage),
    isBase64Encoded: false,
  };
}

/**
 * The event of a Lambda authorizer: nothing of the upgrade request is left out, and maps that are empty are there.
 * Rows `authorizer.event`; https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
 */
export function authorizerEvent(scope: ConnectScope, methodArn: string): object {
  const { upgradeHeaders, query = {} } = scope.handshake;
  return {
    type: 'REQUEST',
    methodArn,
    headers: lastValues(upgradeHeaders),
    multiValueHeaders: upgradeHeaders,
    queryStringParameters: lastValues(query),
    multiValueQueryStringParameters: query,
    stageVariables: scope.stage.variables,
    requestContext: {
      routeKey: '$connect',
      eventType: 'CONNECT',
      ...requestFields(scope),
      messageDirection: 'IN',
      ...sharedContext(scope),
    },
  };
}

function authorizerField(scope: RequestScope): object {
  return scope.connection.authorizer === undefined ? {} : { authorizer: authorizerMap(scope) };
}

function authorizerMap({ connection: { authorizer } }: RequestScope): object {
  return { ...authorizer?.context, principalId: authorizer?.principalId };
}

function requestFields({ requestId, at }: RequestScope): object {
  return { extendedRequestId: requestId, requestTime: formatRequestTime(at) };
}

/** The tail that every `requestContext` has. */
function sharedContext({ api, stage, connection, requestId, at }: RequestScope): object {
  const { userAgent, sourceIp, connectedAt, connectionId, domainName, identity } = connection;
  return {
    stage: stage.name,
    connectedAt,
    requestTimeEpoch: at,
    identity: { ...identity, ...(userAgent !== undefined && { userAgent }), sourceIp },
    requestId,
    domainName,
    connectionId,
    apiId: api.apiId,
  };
}

function stageVariables({ variables }: Stage): object {
  return Object.keys(variables).length === 0 ? {} : { stageVariables: variables };
}

/** One value each: the last. */
export function lastValues(multi: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  return Object.fromEntries(Object.entries(multi).map(([name, values]) => [name, values.at(-1) ?? '']));
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `25/Sep/2026:00:04:24 +0000`, always UTC. */
export function formatRequestTime(epochMs: number): string {
  const iso = new Date(epochMs).toISOString();
  const month = MONTHS[Number(iso.slice(5, 7)) - 1];
  return `${iso.slice(8, 10)}/${month}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}
