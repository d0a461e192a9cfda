/**
 * Request parameter mapping: what of a request goes into the headers, query and path of the integration's. Pure.
 * Rows `integration.parameters.*`;
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-data-mapping.html
 */

import { stageVariable } from '../../project/stage-variables.ts';
import { contextVariable, contextVariables } from '../context-variables.ts';
import type { RequestScope } from '../scope.ts';
import { bodyValue } from './request-variables.ts';

/** Values by name, as the project writes the name. */
export interface MappedParameters {
  readonly header: ReadonlyMap<string, readonly string[]>;
  readonly querystring: ReadonlyMap<string, readonly string[]>;
  readonly path: ReadonlyMap<string, readonly string[]>;
}

const TARGET = /^integration\.request\.(header|querystring|path)\.(.+)$/;

/** @returns what has a value; a source that the request does not have maps to nothing. */
export function mapParameters(
  parameters: Readonly<Record<string, string>>,
  scope: RequestScope,
): MappedParameters {
  const mapped = {
    header: new Map<string, readonly string[]>(),
    querystring: new Map<string, readonly string[]>(),
    path: new Map<string, readonly string[]>(),
  };
  for (const [target, source] of Object.entries(parameters)) {
    const [, place, name] = TARGET.exec(target) ?? [];
    if (place === undefined || name === undefined) continue;
    const values = valuesOf(source, scope);
    if (values.length > 0) mapped[place as keyof typeof mapped].set(name, values);
  }
  return mapped;
}

const STATIC = /^'(.*)'$/s;
const BODY = 'route.request.body';
const REQUEST = /^route\.request\.(multivalue)?(header|querystring)\.(.+)$/;

function valuesOf(source: string, scope: RequestScope): readonly string[] {
  const literal = STATIC.exec(source);
  if (literal !== null) return [literal[1] ?? ''];
  if (source.startsWith(BODY)) return textsOf(bodyValue(scope, source, BODY));
  const request = REQUEST.exec(source);
  if (request !== null) {
    const [, multi, place = '', name = ''] = request;
    const values = handshakeValues(scope, place, name);
    return multi === undefined ? values.slice(-1) : values;
  }
  const [, kind, name = ''] = /^(context|stageVariables)\.(.+)$/.exec(source) ?? [];
  if (kind === 'context') return textsOf(contextVariable(contextVariables(scope), name));
  return kind === undefined ? [] : textsOf(stageVariable(scope.stage, name));
}

/** Of `$connect` alone, for only its request has headers and a query. */
function handshakeValues(scope: RequestScope, place: string, name: string): readonly string[] {
  if (scope.eventType !== 'CONNECT') return [];
  const { headers, query = {} } = scope.handshake;
  if (place === 'querystring') return Object.hasOwn(query, name) ? (query[name] ?? []) : [];
  const found = Object.entries(headers).find(([header]) => header.toLowerCase() === name.toLowerCase());
  return found?.[1] ?? [];
}

function textsOf(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  return [typeof value === 'object' ? JSON.stringify(value) : String(value)];
}
