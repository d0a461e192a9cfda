/**
 * The request of an `HTTP` or `HTTP_PROXY` integration: its URL and headers. Pure.
 * Rows `integration.http.*`.
 */
import { createTraceId } from '../../ids.ts';
import type { Integration, IntegrationTarget } from '../../project/api-model.ts';
import type { RequestScope } from '../scope.ts';
import { withStageVariables } from '../stage-variables.ts';
import { IntegrationFailure } from './failure.ts';
import { type MappedParameters, mapParameters } from './parameter-mapping.ts';

/** A request that is ready to be sent. */
export interface HttpRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

type HttpTarget = Extract<IntegrationTarget, { kind: 'http' }>;

/** Methods whose requests have no body. */
const WITHOUT_BODY = new Set(['GET', 'HEAD', 'OPTIONS']);

/** @throws {IntegrationFailure} when the project's mapping makes no request. */
export function httpRequest(
  integration: Integration,
  target: HttpTarget,
  scope: RequestScope,
  payload: Buffer,
): HttpRequest {
  const parameters = mapParameters(integration.requestParameters, scope);
  const { method } = target;
  const body = WITHOUT_BODY.has(method) ? Buffer.alloc(0) : payload;
  const client = integration.type === 'HTTP_PROXY' ? clientHeaders(scope) : {};
  return {
    url: urlOf(integration, target, scope, parameters),
    method,
    headers: headersOf(scope, client, parameters, method, body),
    body,
  };
}

function urlOf(
  { type }: Integration,
  target: HttpTarget,
  scope: RequestScope,
  { path, querystring }: MappedParameters,
): URL {
  const text = withStageVariables(target.url, scope.stage).replace(
    /\{([\w.$-]+)\+?\}/g,
    (_match, name: string) => encodeURIComponent(path.get(name)?.at(-1) ?? ''),
  );
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new IntegrationFailure('lambda', `"${text}" is no http:// or https:// URL`);
  }
  const query = type === 'HTTP_PROXY' && scope.eventType === 'CONNECT' ? (scope.handshake.query ?? {}) : {};
  for (const [name, values] of [...Object.entries(query), ...querystring]) {
    for (const value of values) url.searchParams.append(name, value);
  }
  return url;
}

/** Headers of the client that are about its own connection to API Gateway. */
const NOT_FORWARDED = new Set(['host', 'expect', 'te', 'transfer-encoding', 'keep-alive', 'via']);

/** Of the upgrade request all others, `Sec-WebSocket-*` too; messages have none. */
function clientHeaders(scope: RequestScope): Readonly<Record<string, readonly string[]>> {
  if (scope.eventType !== 'CONNECT') return {};
  const headers = Object.entries(scope.handshake.headers);
  return Object.fromEntries(headers.filter(([name]) => !NOT_FORWARDED.has(name.toLowerCase())));
}

/** What API Gateway alone may write. */
const NOT_MAPPED = new Set([
  'content-length',
  'transfer-encoding',
  'x-amzn-trace-id',
  'x-amzn-apigateway-api-id',
]);

function headersOf(
  scope: RequestScope,
  client: Readonly<Record<string, readonly string[]>>,
  { header }: MappedParameters,
  method: string,
  body: Buffer,
): HttpRequest['headers'] {
  const headers = new Map<string, [name: string, values: readonly string[]]>();
  const set = (name: string, values: readonly string[]) => headers.set(name.toLowerCase(), [name, values]);
  set('User-Agent', [`AmazonAPIGateway_${scope.api.apiId}`]);
  if (body.length > 0) set('Content-Type', ['application/json']);
  for (const [name, values] of Object.entries(client)) set(name, values);
  set('x-amzn-apigateway-api-id', [scope.api.apiId]);
  set('X-Amzn-Trace-Id', [traceIdOf(scope)]);
  if (!WITHOUT_BODY.has(method)) set('Content-Length', [String(body.length)]);
  for (const [name, values] of header) {
    if (NOT_MAPPED.has(name.toLowerCase())) {
      throw new IntegrationFailure(
        'lambda',
        `requestParameters map the header ${name}, which is API Gateway's own`,
      );
    }
    set(name, values);
  }
  return Object.fromEntries(
    [...headers.values()].map(([name, values]) => [
      name,
      values.length === 1 ? (values[0] ?? '') : [...values],
    ]),
  );
}

function traceIdOf(scope: RequestScope): string {
  const handed =
    scope.eventType === 'CONNECT' ? scope.handshake.headers['X-Amzn-Trace-Id']?.at(-1) : undefined;
  return handed ?? createTraceId(scope.at);
}
