/**
 * Events that were captured before 2021, in today's shape. AWS wrote `messageId: null` where there was none, an
 * identity of twelve keys of which most were null, nothing of how a connection ended, and three headers of
 * `$disconnect` in place of four; emulators that copied it wrote more. Which keys there are today, and their order,
 * the gateway's own builders say. Pure. Rows `modernize.*`.
 */
import { authorizerEvent, formatRequestTime, proxyEvent } from '../../gateway/events.ts';
import type { ConnectScope } from '../../gateway/scope.ts';
import { isObject, multiMap, present, textsOf, type Values } from './old-values.ts';
import type { EventTarget } from './target.ts';

export interface Modernized {
  readonly event: unknown;
  /** What is not as it was and had to be made up, or had to go: a sentence each. */
  readonly notes: readonly string[];
}

type Type = 'CONNECT' | 'MESSAGE' | 'DISCONNECT' | 'AUTHORIZER';

/** @param target - where the project is known, what fills in what the event does not say. */
export function modernizeEvent(old: unknown, target: EventTarget): Modernized {
  const event = isObject(old) ? old : {};
  const context = isObject(event.requestContext) ? present(event.requestContext) : {};
  const type = typeOf(event, context);
  if (type === undefined)
    return { event: old, notes: ['This is no event of a WebSocket API; it stays as it is.'] };
  const shape = shapeOf(event, context, type, target);
  const { values, notes } = withFallbacks(event, context, type, target);
  const names = Object.keys(shape.requestContext);
  const known = names.filter((name) => name in values);
  const requestContext = {
    ...Object.fromEntries(known.map((name) => [name, values[name]])),
    // In the order of today, and without what is null.
    ...pick(shape.requestContext, known, ['identity', 'authorizer']),
  };
  const written: Values = { ...shape, requestContext };
  const unknown = names.filter((name) => !known.includes(name));
  return { event: written, notes: [...notes, ...sayUnknown(unknown), ...sayLeftOut(event, written)] };
}

function typeOf(event: Values, { eventType, routeKey, connectionId }: Values): Type | undefined {
  // Those of REST APIs name a method there.
  if (event.type === 'REQUEST' && /\/\$connect$/.test(String(event.methodArn))) return 'AUTHORIZER';
  if (eventType === 'CONNECT' || eventType === 'MESSAGE' || eventType === 'DISCONNECT') return eventType;
  if (routeKey === '$connect') return 'CONNECT';
  if (routeKey === '$disconnect') return 'DISCONNECT';
  return typeof routeKey === 'string' && typeof connectionId === 'string' ? 'MESSAGE' : undefined;
}

type Shape = Values & { readonly requestContext: Values };

/** Such an event as the builders write it; of what `requestContext` says, only the maps in it are the event's own. */
function shapeOf(event: Values, context: Values, type: Type, { api, stage }: EventTarget): Shape {
  const headers = multiMap(event.headers, event.multiValueHeaders);
  const query = multiMap(event.queryStringParameters, event.multiValueQueryStringParameters);
  const { sourceIp = '', userAgent, ...identity } = textsOf(context.identity);
  const shared = {
    api,
    stage: { ...stage, variables: textsOf(event.stageVariables) },
    connection: {
      connectionId: '',
      connectedAt: 0,
      sourceIp,
      userAgent,
      domainName: hostOf(event, context) ?? api.domainName,
      identity,
      authorizer: authorizerOf(context),
    },
    requestId: '',
    at: 0,
  };
  const connect = (): ConnectScope => ({
    ...shared,
    eventType: 'CONNECT',
    routeKey: '$connect',
    handshake: {
      headers,
      upgradeHeaders: headers,
      query: Object.keys(query).length === 0 ? undefined : query,
      upgradeQuery: query,
    },
  });
  const body = typeof event.body === 'string' ? event.body : '';
  const close = { code: 0, reason: '' };
  const built =
    type === 'AUTHORIZER'
      ? authorizerEvent(connect(), String(event.methodArn))
      : type === 'CONNECT'
        ? proxyEvent(connect())
        : type === 'MESSAGE'
          ? proxyEvent({ ...shared, eventType: 'MESSAGE', routeKey: '', messageId: '', body })
          : proxyEvent({ ...shared, eventType: 'DISCONNECT', routeKey: '$disconnect', close });
  return built as Shape;
}

function authorizerOf({ authorizer }: Values): ConnectScope['connection']['authorizer'] {
  if (!isObject(authorizer)) return undefined;
  const { principalId, integrationLatency, ...context } = present(authorizer);
  return {
    principalId: principalId === undefined ? undefined : String(principalId),
    context: textsOf(context),
    integrationLatency: Number(integrationLatency ?? 0),
  };
}

/** What follows from the rest of the event, or from the project, where the event does not say it. */
function withFallbacks(event: Values, context: Values, type: Type, { api, stage, isKnown }: EventTarget) {
  const at = context.requestTimeEpoch ?? timeOf(context.requestTime);
  const domainName = hostOf(event, context);
  const [host] = /^[a-z0-9]{10}(?=\.execute-api\.)/.exec(domainName ?? '') ?? [];
  const isConnect = type === 'CONNECT' || type === 'AUTHORIZER';
  const followed = present({
    routeKey: isConnect ? '$connect' : type === 'DISCONNECT' ? '$disconnect' : undefined,
    eventType: type === 'AUTHORIZER' ? 'CONNECT' : type,
    messageDirection: 'IN',
    requestId: context.extendedRequestId,
    extendedRequestId: context.requestId,
    requestTimeEpoch: at,
    requestTime: typeof at === 'number' ? formatRequestTime(at) : undefined,
    connectedAt: isConnect ? at : undefined,
    domainName,
    apiId: host,
  });
  const ours: Values = isKnown ? { stage: stage.name, domainName: api.domainName, apiId: api.apiId } : {};
  const filled = Object.keys(ours).filter((name) => !(name in context) && !(name in followed));
  const notes = filled.map((name) => `requestContext.${name} was not there; it is this project's now.`);
  return { values: { ...ours, ...followed, ...context }, notes };
}

function hostOf(event: Values, { domainName }: Values): string | undefined {
  if (typeof domainName === 'string') return domainName;
  const headers = multiMap(event.headers, event.multiValueHeaders);
  return Object.entries(headers)
    .find(([name]) => name.toLowerCase() === 'host')?.[1]
    .at(-1);
}

/** `05/Apr/2020:05:20:58 +0000` */
function timeOf(requestTime: unknown): number | undefined {
  const [, day, time] = /^(\d\d\/\w{3}\/\d{4}):(\d\d:\d\d:\d\d \+0000)$/.exec(String(requestTime)) ?? [];
  const at = Date.parse(`${day?.replaceAll('/', ' ')} ${time}`);
  return Number.isNaN(at) ? undefined : at;
}

function pick(from: Values, among: readonly string[], names: readonly string[]): Values {
  return Object.fromEntries(names.filter((name) => among.includes(name)).map((name) => [name, from[name]]));
}

function sayUnknown(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  return [`${paths(names)}: not known of an event of that time; left out.`];
}

/** What the event said, and today's do not say. */
function sayLeftOut(old: Values, written: Values): string[] {
  const gone = (before: Values, now: Values) =>
    Object.keys(present(before)).filter((name) => !(name in now) && !isEmptyMap(before[name]));
  const [before, now] = [old.requestContext, written.requestContext];
  const inside = isObject(before) && isObject(now) ? gone(before, now) : [];
  const names = [...gone(old, written), ...inside.map((name) => `requestContext.${name}`)];
  return names.length === 0 ? [] : [`${names.join(', ')}: such an event has none today; left out.`];
}

function isEmptyMap(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

function paths(names: readonly string[]): string {
  return names.map((name) => `requestContext.${name}`).join(', ');
}
