/** Messages that API Gateway answers itself, for no integration is called: each is told of, and has its frame. */
import type { Journal } from '../journal/journal.ts';
import { BAD_REQUEST_BODY, badBodyFrame, errorFrame, FORBIDDEN, TOO_MANY_REQUESTS } from './replies.ts';
import { logRequest } from './request-log.ts';
import type { MessageScope } from './scope.ts';

/** No route, and no `$default`. Row `frame.forbidden`. @param explain - why, for people. */
export function refuseUnrouted(journal: Journal, scope: MessageScope, explain: () => string): string {
  const { api, connection, requestId } = scope;
  const { connectionId } = connection;
  journal.append?.({ type: 'message.unrouted', api: api.name, connectionId, reason: explain() });
  const refusal = { status: 403, message: FORBIDDEN, responseType: 'ACCESS_DENIED' };
  logRequest(journal, scope, { refusal });
  return errorFrame(FORBIDDEN, connectionId, requestId);
}

/** More messages than the route takes. Row `throttle.message`. */
export function refuseThrottled(journal: Journal, scope: MessageScope): string {
  const { api, connection, requestId, routeKey } = scope;
  const { connectionId } = connection;
  journal.append?.({ type: 'message.throttled', api: api.name, connectionId, routeKey });
  const refusal = { status: 429, message: TOO_MANY_REQUESTS, responseType: 'THROTTLED' };
  logRequest(journal, scope, { refusal });
  return errorFrame(TOO_MANY_REQUESTS, connectionId, requestId);
}

/** A body that does not fit its model. Row `model.frame`. @param reason - what is wrong with it. */
export function refuseMisfit(journal: Journal, scope: MessageScope, reason: string): string {
  const { api, connection, requestId, routeKey, messageId } = scope;
  const { connectionId } = connection;
  journal.append?.({ type: 'message.invalid', api: api.name, connectionId, requestId, routeKey, reason });
  const refusal = { status: 400, message: BAD_REQUEST_BODY, responseType: 'BAD_REQUEST_BODY' };
  logRequest(journal, scope, { refusal: { ...refusal, validationErrorString: reason } });
  return badBodyFrame(connectionId, messageId);
}
