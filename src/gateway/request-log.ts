/**
 * Where every request is told of once, when it has been answered: it becomes the facts that access logs,
 * execution logs and metrics are. With nobody to read them nothing is made. Rows `access-log.*`,
 * `execution-log.*`, `metric.*`.
 */
import type { Journal } from '../journal/journal.ts';
import type { ContextVariables } from './context-variables.ts';
import { FAILURES } from './integrations/failures.ts';
import type { IntegrationResult } from './integrations/result.ts';
import { formatAccessLine } from './logs/access-line.ts';
import { connectionApiLines, type ExecutionLine, routeLines } from './logs/execution-lines.ts';
import { executionLogSettings, logGroupOf } from './logs/log-settings.ts';
import { connectionApiMetrics, type Metric, routeMetrics } from './logs/metrics.ts';
import { connectionApiVariables, routeVariables } from './logs/record-variables.ts';
import type { ConnectionApiScope, GatewayError, RouteRecord } from './logs/request-record.ts';
import type { RequestScope } from './scope.ts';

/** How a request ended; empty: there was no integration to call. */
export interface RequestOutcome {
  /** What the integration gave. */
  readonly result?: IntegrationResult | undefined;
  /** API Gateway's own refusal, before the integration was called or in spite of what it answered. */
  readonly refusal?: (GatewayError & { readonly status: number }) | undefined;
  /** Whether what the integration answered was sent to the client. */
  readonly replied?: boolean;
  /** Further `$context` variables, such as an authorizer's. */
  readonly more?: ContextVariables;
}

/** Tells of a request that a route answered, or was refused by. */
export function logRequest(journal: Journal, scope: RequestScope, outcome: RequestOutcome): void {
  if (journal.append === undefined) return;
  const record = toRecord(scope, outcome);
  publish(journal.append, scope, {
    variables: () => routeVariables(record),
    lines: (dataTrace) => routeLines(record, dataTrace),
    metrics: routeMetrics(record),
  });
}

/** Tells of a request to `@connections`; `exception` is its `x-amzn-ErrorType`. */
export function logConnectionApiRequest(
  journal: Journal,
  scope: ConnectionApiScope,
  answer: { readonly status: number; readonly exception: string | undefined; readonly body: string },
): void {
  if (journal.append === undefined) return;
  const { status, exception } = answer;
  const record = { scope, status, exception, error: connectionApiError(exception, answer.body) };
  publish(journal.append, scope, {
    variables: () => connectionApiVariables(record),
    lines: () => connectionApiLines(record),
    metrics: connectionApiMetrics(record),
  });
}

function toRecord(scope: RequestScope, outcome: RequestOutcome): RouteRecord {
  const { result, refusal, replied = false, more = {} } = outcome;
  const failure = result?.outcome === 'failed' ? FAILURES[result.cause] : undefined;
  const answered = result?.outcome === 'response' ? result.response.statusCode : undefined;
  const error = refusal ?? failure;
  return { scope, status: error?.status ?? answered ?? 200, error, result, replied, more };
}

/** As for REST APIs; of 410 the log says nothing but the status. */
const RESPONSE_TYPES: Readonly<Record<string, string>> = {
  AccessDeniedException: 'ACCESS_DENIED',
  BadRequestException: 'BAD_REQUEST_BODY',
  ForbiddenException: 'ACCESS_DENIED',
  InvalidSignatureException: 'INVALID_SIGNATURE',
  LimitExceededException: 'THROTTLED',
  MissingAuthenticationTokenException: 'MISSING_AUTHENTICATION_TOKEN',
};

function connectionApiError(exception: string | undefined, body: string): GatewayError | undefined {
  const responseType = RESPONSE_TYPES[exception ?? ''];
  if (responseType === undefined) return undefined;
  const { message, Message } = JSON.parse(body) as { message?: string; Message?: string };
  return { message: message ?? Message ?? '', responseType };
}

type Append = NonNullable<Journal['append']>;

interface Log {
  variables(): ContextVariables;
  lines(dataTrace: boolean): readonly ExecutionLine[];
  readonly metrics: readonly Metric[];
}

function publish(append: Append, scope: RequestScope | ConnectionApiScope, log: Log): void {
  const { api, stage, routeKey, requestId } = scope;
  const place = { api: api.name, stage: stage.name };
  const { accessLogSettings } = stage;
  if (accessLogSettings !== undefined) {
    const { format, destination } = accessLogSettings;
    append({ type: 'access-log', ...place, destination, line: formatAccessLine(format, log.variables()) });
  }
  const { level: wanted, dataTrace } = executionLogSettings(stage, routeKey);
  if (wanted !== 'OFF') {
    const logGroup = logGroupOf(api.apiId, stage);
    for (const { level, text } of log.lines(dataTrace)) {
      if (level === 'INFO' && wanted === 'ERROR') continue;
      append({ type: 'execution-log', ...place, logGroup, requestId, level, line: text });
    }
  }
  for (const { name, value, unit } of log.metrics)
    append({ type: 'metric', api: api.name, stage: stage.name, routeKey, name, value, unit });
}
