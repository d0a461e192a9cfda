/**
 * The events that Lambda proxy integrations receive: field for field, in the recorded key order. Pure.
 * Rows `event.*`; https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-requests.html
 */
import { createMessageId } from '../ids.ts';
import type { Api } from '../project/model.ts';
import type { Handshake } from './handshake.ts';

/** What an event says about its connection; fixed when the connection is requested. */
export interface ConnectionFacts {
  readonly connectionId: string;
  /** Epoch milliseconds. */
  readonly connectedAt: number;
  readonly sourceIp: string;
  readonly userAgent: string | undefined;
}

/** What an event says about itself. */
export interface RequestFacts {
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** How a connection ended. */
export interface CloseFacts {
  readonly code: number;
  readonly reason: string;
}

export function connectEvent(
  api: Api,
  connection: ConnectionFacts,
  request: RequestFacts,
  handshake: Handshake,
): object {
  return {
    headers: lastValues(handshake.headers),
    multiValueHeaders: handshake.headers,
    ...(handshake.query && {
      queryStringParameters: lastValues(handshake.query),
      multiValueQueryStringParameters: handshake.query,
    }),
    requestContext: {
      routeKey: '$connect',
      eventType: 'CONNECT',
      extendedRequestId: request.requestId,
      requestTime: formatRequestTime(request.at),
      messageDirection: 'IN',
      ...sharedContext(api, connection, request),
    },
    ...stageVariables(api),
    isBase64Encoded: false,
  };
}

export function messageEvent(
  api: Api,
  connection: ConnectionFacts,
  request: RequestFacts,
  routeKey: string,
  body: string,
): object {
  return {
    requestContext: {
      routeKey,
      messageId: createMessageId(connection.connectionId),
      eventType: 'MESSAGE',
      extendedRequestId: request.requestId,
      requestTime: formatRequestTime(request.at),
      messageDirection: 'IN',
      ...sharedContext(api, connection, request),
    },
    ...stageVariables(api),
    body,
    isBase64Encoded: false,
  };
}

export function disconnectEvent(
  api: Api,
  connection: ConnectionFacts,
  request: RequestFacts,
  close: CloseFacts,
): object {
  const headers = { Host: api.domainName, 'x-api-key': '', 'X-Forwarded-For': '', 'x-restapi': '' };
  return {
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    requestContext: {
      routeKey: '$disconnect',
      disconnectStatusCode: close.code,
      eventType: 'DISCONNECT',
      extendedRequestId: request.requestId,
      requestTime: formatRequestTime(request.at),
      messageDirection: 'IN',
      disconnectReason: close.reason,
      ...sharedContext(api, connection, request),
    },
    ...stageVariables(api),
    isBase64Encoded: false,
  };
}

/** The tail that every `requestContext` has. */
function sharedContext(api: Api, connection: ConnectionFacts, request: RequestFacts): object {
  const { userAgent, sourceIp, connectedAt, connectionId } = connection;
  return {
    stage: api.stage,
    connectedAt,
    requestTimeEpoch: request.at,
    identity: userAgent === undefined ? { sourceIp } : { userAgent, sourceIp },
    requestId: request.requestId,
    domainName: api.domainName,
    connectionId,
    apiId: api.apiId,
  };
}

function stageVariables({ stageVariables }: Api): object {
  return Object.keys(stageVariables).length === 0 ? {} : { stageVariables };
}

function lastValues(multi: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  return Object.fromEntries(Object.entries(multi).map(([name, values]) => [name, values.at(-1) ?? '']));
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `25/Sep/2026:00:04:24 +0000`, always UTC. */
function formatRequestTime(epochMs: number): string {
  const iso = new Date(epochMs).toISOString();
  const month = MONTHS[Number(iso.slice(5, 7)) - 1];
  return `${iso.slice(8, 10)}/${month}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}
