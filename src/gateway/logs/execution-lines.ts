/**
 * The lines of an execution log, as they were recorded. Pure. Rows `execution-log.*`.
 *
 * API Gateway also logs URI and headers of the requests that it makes to AWS; here no such request is made.
 */
import type { RequestScope } from '../scope.ts';
import type { ConnectionApiRecord, RouteRecord } from './request-record.ts';

export interface ExecutionLine {
  readonly level: 'ERROR' | 'INFO';
  readonly text: string;
}

/** Characters that are kept of a line, its prefix included. */
const MAX_LINE = 1024;

/** @param dataTrace - show what was sent to the integration and what came back. */
export function routeLines(record: RouteRecord, dataTrace: boolean): ExecutionLine[] {
  const { scope, status, result } = record;
  const { requestId } = scope;
  const facts = result?.integration;
  const lines: ExecutionLine[] = [
    ...opening(requestId, requestId, scope.routeKey, planLines(scope)),
    ...arrival(scope),
  ];
  if (dataTrace && facts !== undefined) {
    const { requestBody = '', responseBody = '', latency } = facts;
    if (scope.eventType === 'MESSAGE') {
      lines.push(
        info(
          `WebSocket API [${scope.api.apiId}] received message from client [${scope.connection.connectionId}]. Message: [${requestBody}].`,
        ),
      );
    }
    lines.push(info(`Endpoint request body after transformations: ${requestBody}`));
    if (facts.status !== undefined) {
      lines.push(info(`Received response. Status: ${facts.status}, Integration latency: ${latency} ms`));
      lines.push(info(`Endpoint response body before transformations: ${responseBody}`));
    }
  }
  const problem = problemOf(record);
  if (problem !== undefined) lines.push({ level: 'ERROR', text: problem });
  if (facts?.requestId !== undefined) {
    const text = `AWS Integration Endpoint RequestId : ${facts.requestId}`;
    lines.push({ level: problem === undefined ? 'INFO' : 'ERROR', text });
  }
  return [...lines, ...departure(scope, status, result !== undefined)].map(prefixed(requestId));
}

export function connectionApiLines({ scope, status, exception }: ConnectionApiRecord): ExecutionLine[] {
  const { requestId, extendedRequestId, routeKey } = scope;
  const lines = opening(requestId, extendedRequestId, routeKey, []);
  if (exception !== undefined) {
    lines.push({ level: 'ERROR', text: `Connection API request failed: ${exception}` });
  }
  lines.push(info(`Connection API request completed with status: ${status}`));
  return lines.map(prefixed(requestId));
}

function opening(
  requestId: string,
  extendedRequestId: string,
  routeKey: string,
  plan: readonly ExecutionLine[],
): ExecutionLine[] {
  return [
    info(`Extended Request Id: ${extendedRequestId}`),
    ...plan,
    info(`Starting execution for request: ${requestId}`),
    info(`WebSocket Request Route: [${routeKey}]`),
  ];
}

/** Said of every request, with an empty key where none is required. */
function planLines({ api, stage, connection, requestId, routeKey }: RequestScope): ExecutionLine[] {
  const required = api.routes.find((route) => route.routeKey === routeKey)?.apiKeyRequired ?? false;
  const key = masked((required && connection.identity.apiKey) || '');
  const place = `${api.apiId}/${stage.name}`;
  const free = `API Key ${key} authorized because route '${routeKey}' does not require API Key. Request will not contribute to throttle or quota limits`;
  return [
    info(`Verifying Usage Plan for request: ${requestId}. API Key: ${key} API Stage: ${place}`),
    ...(required ? [] : [info(free)]),
    info(`Usage Plan check succeeded for API Key ${key} and API Stage ${place}`),
  ];
}

/** All but the last six characters are stars. */
function masked(key: string): string {
  return key.slice(0, -6).replaceAll(/./gs, '*') + key.slice(-6);
}

function arrival({ eventType, api, connection }: RequestScope): ExecutionLine[] {
  const { userAgent = '', sourceIp, connectionId } = connection;
  switch (eventType) {
    case 'CONNECT':
      return [
        info(
          `Client [UserAgent: ${userAgent}, SourceIp: ${sourceIp}] is connecting to WebSocket API [${api.apiId}].`,
        ),
      ];
    case 'MESSAGE':
      return [
        info(`WebSocket API [${api.apiId}] received message from client [Connection Id: ${connectionId}].`),
      ];
    case 'DISCONNECT':
      return [];
  }
}

/** What went wrong; only the first is recorded for WebSocket APIs, the others are REST APIs' words. */
function problemOf({ result, error }: RouteRecord): string | undefined {
  if (result?.outcome !== 'failed') {
    return error === undefined ? undefined : `Execution failed: ${error.message}`;
  }
  const { status, requestId, responseBody } = result.integration ?? {};
  switch (result.cause) {
    case 'function': {
      const message = errorMessageOf(responseBody);
      if (message === undefined || requestId === undefined) {
        return 'Execution failed due to a network error communicating with endpoint';
      }
      return `Lambda execution failed with status ${status} due to customer function error: ${message}. Lambda request id: ${requestId}`;
    }
    case 'malformed':
      return 'Execution failed due to configuration error: Malformed Lambda proxy response';
    case 'lambda':
      return `Execution failed due to configuration error: ${result.reason}`;
    case 'timeout':
      return 'Execution failed due to a timeout error';
  }
}

/** Of the error that Lambda answers. */
function errorMessageOf(payload: string | undefined): string | undefined {
  try {
    const { errorMessage } = JSON.parse(payload ?? '') as { errorMessage?: unknown };
    return typeof errorMessage === 'string' ? errorMessage : undefined;
  } catch {
    return undefined;
  }
}

function departure(scope: RequestScope, status: number, integrated: boolean): ExecutionLine[] {
  const { apiId } = scope.api;
  const client = `[Connection Id: ${scope.connection.connectionId}]`;
  switch (scope.eventType) {
    case 'CONNECT':
      return status < 300 ? [info(`Client ${client} connected to API [${apiId}] successfully.`)] : [];
    case 'MESSAGE':
      return [
        info(`Message from client ${client} sent to API [${apiId}] with response status code [${status}].`),
      ];
    case 'DISCONNECT': {
      const answered = integrated ? ` with integration response status code [${status}]` : '';
      const { code, reason } = scope.close;
      return [
        info(
          `Client ${client} disconnected from API [${apiId}]${answered}. Close reason: [${code}: ${reason}]`,
        ),
      ];
    }
  }
}

function info(text: string): ExecutionLine {
  return { level: 'INFO', text };
}

function prefixed(requestId: string): (line: ExecutionLine) => ExecutionLine {
  return ({ level, text }) => {
    const line = `(${requestId}) ${text}`;
    return { level, text: line.length > MAX_LINE ? `${line.slice(0, MAX_LINE)} [TRUNCATED]` : line };
  };
}
