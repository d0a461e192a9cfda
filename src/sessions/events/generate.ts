/**
 * Events without a client: from settings to what the gateway would send, by the gateway's own builders.
 * Rows `generate-event.*`.
 */
import { randomBytes } from 'node:crypto';
import { connectArn } from '../../gateway/arns.ts';
import { clientClose, GOING_AWAY } from '../../gateway/closes.ts';
import { authorizerEvent, proxyEvent } from '../../gateway/events.ts';
import { type Handshake, readHandshake } from '../../gateway/handshake.ts';
import { createRoutingTable } from '../../gateway/routing.ts';
import type { ConnectionFacts, ConnectScope } from '../../gateway/scope.ts';
import { createConnectionId, createMessageId, createRequestId } from '../../ids.ts';
import type { Project } from '../../project/model.ts';
import { didYouMean } from '../../project/spelling.ts';
import { CONNECTION_ID, isAll } from '../../value-shapes.ts';
import { checkSettings, type EventSettings, readAuthorizer, type SettingProblem } from './event-settings.ts';
import { type EventTarget, findTarget } from './target.ts';

export type Generated =
  | { readonly ok: true; readonly event: object }
  | { readonly ok: false; readonly problems: readonly SettingProblem[] };

/**
 * @param project - undefined outside of one.
 * @param now - epoch milliseconds.
 */
export function generateEvent(
  settings: EventSettings,
  project: Project | undefined,
  now: number = Date.now(),
): Generated {
  const problems = checkSettings(settings);
  const found = findTarget(project, settings);
  if ('setting' in found) return { ok: false, problems: [found, ...problems] };
  const message = readMessage(settings, found);
  if ('setting' in message) return { ok: false, problems: [message, ...problems] };
  if (problems.length > 0) return { ok: false, problems };
  const target = withSettings(found, settings);
  const at = settings.time ?? now;
  const connection = connectionFacts(settings, target, at);
  const { api, stage } = target;
  const shared = { api, stage, connection, requestId: settings.requestId ?? createRequestId(), at };
  switch (settings.type) {
    case 'connect':
      return made(proxyEvent(connectScope(settings, shared)));
    case 'authorizer':
      return made(authorizerEvent(connectScope(settings, shared), connectArn(target, target)));
    case 'disconnect': {
      const close = closeFacts(settings, target);
      return made(proxyEvent({ ...shared, eventType: 'DISCONNECT', routeKey: '$disconnect', close }));
    }
    case 'message': {
      const messageId = settings.messageId ?? newMessageId(connection.connectionId);
      return made(proxyEvent({ ...shared, eventType: 'MESSAGE', messageId, ...message }));
    }
  }
}

function made(event: object): Generated {
  return { ok: true, event };
}

function withSettings(target: EventTarget, { stageVariables, domainName }: EventSettings): EventTarget {
  const { api, stage } = target;
  return {
    ...target,
    api: { ...api, domainName: domainName ?? api.domainName },
    stage: { ...stage, variables: { ...stage.variables, ...stageVariables } },
  };
}

const LOOPBACK = '127.0.0.1';
/** What asking an authorizer takes, about, milliseconds. */
const AUTHORIZER_LATENCY_MS = 25;

function connectionFacts(settings: EventSettings, { api }: EventTarget, at: number): ConnectionFacts {
  const { connectionId = createConnectionId(api.unmeasured.connectionIdFormat), sourceIp = LOOPBACK } =
    settings;
  const connectedAt = settings.connectedAt ?? at;
  return {
    connectionId,
    connectedAt,
    sourceIp,
    userAgent: settings.userAgent ?? lastValueOf(settings.headers ?? [], 'user-agent'),
    domainName: api.domainName,
    identity: {},
    authorizer: authorizerFacts(settings),
  };
}

function authorizerFacts({ authorizer }: EventSettings): ConnectionFacts['authorizer'] {
  if (authorizer === undefined) return undefined;
  const values = readAuthorizer(authorizer);
  if (typeof values === 'string') throw new Error(values);
  const { principalId, context } = values;
  const { integrationLatency: latency } = authorizer;
  const integrationLatency = typeof latency === 'number' ? latency : AUTHORIZER_LATENCY_MS;
  return { principalId, context, integrationLatency };
}

function connectScope(
  settings: EventSettings,
  shared: Pick<ConnectScope, 'api' | 'stage' | 'connection' | 'requestId' | 'at'>,
): ConnectScope {
  return { ...shared, eventType: 'CONNECT', routeKey: '$connect', handshake: handshakeOf(settings, shared) };
}

/** What every client sends, under what the settings say. */
function handshakeOf(
  { headers = [], query = [], protocols = [], userAgent }: EventSettings,
  { connection, at }: Pick<ConnectScope, 'connection' | 'at'>,
): Handshake {
  const own = [
    ...(userAgent === undefined ? headers : headers.filter(([name]) => name.toLowerCase() !== 'user-agent')),
    ...(userAgent === undefined ? [] : [['User-Agent', userAgent] as const]),
    ...(protocols.length === 0 ? [] : [['Sec-WebSocket-Protocol', protocols.join(', ')] as const]),
  ];
  const everyClients = [
    ['Sec-WebSocket-Extensions', 'permessage-deflate; client_max_window_bits'],
    ['Sec-WebSocket-Key', randomBytes(16).toString('base64')],
    ['Sec-WebSocket-Version', '13'],
  ] as const;
  const rest = everyClients.filter(([name]) => lastValueOf(own, name) === undefined);
  const search = new URLSearchParams(
    query.map(([name, value]): [string, string] => [name, value]),
  ).toString();
  return readHandshake([...own, ...rest].flat(), search, connection.domainName, connection.sourceIp, at);
}

function lastValueOf(pairs: readonly (readonly [string, string])[], name: string): string | undefined {
  return pairs.findLast(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

const CLOSED_BY_CLIENT = 1000;

function closeFacts({ code = CLOSED_BY_CLIENT, reason }: EventSettings, { api }: EventTarget) {
  if (reason !== undefined) return { code, reason };
  return code === GOING_AWAY.code ? GOING_AWAY : clientClose(code, '', api.unmeasured);
}

/** The route that is asked for, or the one that the gateway would choose; and a body that leads there. */
function readMessage(
  { type, route, body }: EventSettings,
  { api, isKnown }: EventTarget,
): { readonly routeKey: string; readonly body: string } | SettingProblem {
  if (type !== 'message') return { routeKey: '', body: '' };
  const keys = api.routes.map(({ routeKey }) => routeKey).filter((key) => !LIFECYCLE.includes(key));
  if (route !== undefined) {
    if (LIFECYCLE.includes(route)) return { setting: 'route', message: `${route} is no message's route` };
    if (!isKnown || keys.includes(route)) return { routeKey: route, body: body ?? smallestBody(route, api) };
    const known = keys.length === 0 ? 'it has none for messages' : `there is ${keys.join(', ')}`;
    return {
      setting: 'route',
      message: `${api.name} has no route "${route}"; ${didYouMean(route, keys, known)}`,
    };
  }
  if (!isKnown) return { routeKey: '$default', body: body ?? '' };
  const table = createRoutingTable(api);
  if (body === undefined) {
    const [first = '$default'] = [...keys.filter((key) => key !== '$default'), ...keys];
    return { routeKey: first, body: smallestBody(first, api) };
  }
  const routeKey = table.select(body)?.routeKey;
  return routeKey === undefined ? { setting: 'body', message: table.explain(body) } : { routeKey, body };
}

const LIFECYCLE = ['$connect', '$disconnect'];

/** `{"action":"echo"}`, where the API selects its routes by one property of the message. */
function smallestBody(route: string, { routeSelectionExpression }: EventTarget['api']): string {
  const [, path] = /^\$\{?request\.body\.([\w-]+(?:\.[\w-]+)*)\}?$/.exec(routeSelectionExpression) ?? [];
  if (path === undefined || route === '$default') return '';
  const value = path.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), route);
  return JSON.stringify(value);
}

/** An id that is no connection's of AWS's has no tail to share. */
function newMessageId(connectionId: string): string {
  return createMessageId(isAll(CONNECTION_ID, connectionId) ? connectionId : createConnectionId());
}
