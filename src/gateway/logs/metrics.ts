/**
 * What a request adds to API Gateway's CloudWatch metrics. Pure. Rows `metric.*`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html
 */
import type { MetricName } from '../../journal/facts.ts';
import type { ConnectionApiRecord, RouteRecord } from './request-record.ts';

export interface Metric {
  readonly name: MetricName;
  readonly value: number;
  readonly unit: 'Count' | 'Milliseconds';
}

/** An answer counts as the client's error, as that of calling the integration, or as the integration's own. */
export function routeMetrics({ scope, status, error, result, replied }: RouteRecord): Metric[] {
  const { eventType, api, routeKey } = scope;
  const facts = result?.integration;
  const metrics: Metric[] = [];
  // Who was turned away before the integration has not been sent to it.
  if (eventType === 'CONNECT' && (result !== undefined || error === undefined))
    metrics.push(one('ConnectCount'));
  metrics.push(one('MessageCount'));
  if (replied) metrics.push(one('MessageCount'));
  if ((facts?.status ?? 0) >= 400) metrics.push(one('IntegrationError'));
  else if (status >= 500) metrics.push(one('ExecutionError'));
  else if (status >= 400) metrics.push(one('ClientError'));
  const isMock = api.routes.find((route) => route.routeKey === routeKey)?.integration.type === 'MOCK';
  if (facts !== undefined && !isMock) {
    metrics.push({ name: 'IntegrationLatency', value: facts.latency, unit: 'Milliseconds' });
  }
  return metrics;
}

/** A message that is posted counts; there is no integration whose latency could. */
export function connectionApiMetrics({ scope, status }: ConnectionApiRecord): Metric[] {
  if (status >= 400) return [one('ClientError')];
  return scope.routeKey.startsWith('POST ') ? [one('MessageCount')] : [];
}

function one(name: MetricName): Metric {
  return { name, value: 1, unit: 'Count' };
}
