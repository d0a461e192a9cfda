/**
 * The events that Lambda proxy integrations receive: field for field, in the recorded key order. Pure.
 * Rows `event.*`; https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-requests.html
 */
import type { Stage } from '../project/api-model.ts';
import { inJavaOrder } from './java-map.ts';
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
  return {
    headers: lastValues(headers),
    multiValueHeaders: headers,
    ...(query && {
      queryStringParameters: lastValues(query),
      multiValueQueryStringParameters: query,
    }),
    ...stageVariables(scope.stage),
    requestContext: {
      routeKey: '$connect',
      ...authorizerField(scope),
      eventType: 'CONNECT',
      ...requestFields(scope),
      messageDirection: 'IN',
      ...sharedContext(scope),
    },
    isBase64Encoded: false,
  };
}

function messageEvent(scope: MessageScope): object {
  const { routeKey, messageId, body } = scope;
  return {
    ...stageVariables(scope.stage),
    requestContext: {
      routeKey,
      ...authorizerField(scope),
      messageId,
      eventType: 'MESSAGE',
      ...requestFields(scope),
      messageDirection: 'IN',
      ...sharedContext(scope),
    },
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
    ...stageVariables(scope.stage),
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
    isBase64Encoded: false,
  };
}

/**
 * The event of a Lambda authorizer: nothing of the upgrade request is left out, and maps that are empty are there.
 * Rows `authorizer.event.*`; https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
 */
export function authorizerEvent(scope: ConnectScope, methodArn: string): object {
  const { upgradeHeaders, upgradeQuery } = scope.handshake;
  return {
    type: 'REQUEST',
    methodArn,
    headers: lastValues(upgradeHeaders),
    multiValueHeaders: upgradeHeaders,
    queryStringParameters: lastValues(upgradeQuery),
    multiValueQueryStringParameters: upgradeQuery,
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

/** What the authorizer said; how long it took is told to `$connect` alone. Rows `authorizer.context*`. */
function authorizerField({ eventType, connection: { authorizer } }: RequestScope): object {
  if (authorizer === undefined) return {};
  const { principalId, context, integrationLatency } = authorizer;
  const map = {
    ...(principalId !== undefined && { principalId }),
    ...context,
    ...(eventType === 'CONNECT' && { integrationLatency }),
  };
  return { authorizer: inJavaOrder(map) };
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
    identity: identityMap({ ...identity, ...(userAgent !== undefined && { userAgent }), sourceIp }),
    requestId,
    domainName,
    connectionId,
    apiId: api.apiId,
  };
}

/** AWS's map has room for twelve keys and more, whatever it is filled with; two keys are in its order already. */
function identityMap(identity: Record<string, string>): Record<string, string> {
  return Object.keys(identity).length <= 2 ? identity : inJavaOrder(identity, 32);
}

function stageVariables({ variables }: Stage): object {
  return Object.keys(variables).length === 0 ? {} : { stageVariables: variables };
}

/** One value each: the last. */
export function lastValues(multi: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  return Object.fromEntries(Object.entries(multi).map(([name, values]) => [name, values.at(-1) ?? '']));
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Many requests come in one second. */
let worded = { second: Number.NaN, text: '' };

/** `25/Sep/2026:00:04:24 +0000`, always UTC. */
export function formatRequestTime(epochMs: number): string {
  const second = Math.floor(epochMs / 1000);
  if (worded.second !== second) {
    const iso = new Date(epochMs).toISOString();
    const month = MONTHS[Number(iso.slice(5, 7)) - 1];
    const text = `${iso.slice(8, 10)}/${month}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
    worded = { second, text };
  }
  return worded.text;
}
