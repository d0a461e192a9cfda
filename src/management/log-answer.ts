/** What the logs of a stage say of a request to `@connections`. Rows `access-log.connection-api`, `execution-log.connection-api`. */
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../clock.ts';
import type { ConnectionApiScope } from '../gateway/logs/request-record.ts';
import { logConnectionApiRequest } from '../gateway/request-log.ts';
import { sourceIpOf } from '../gateway/source-ip.ts';
import type { Target } from '../gateway/target.ts';
import type { Journal } from '../journal/journal.ts';

/** The ids that both the answer's headers and the logs have. */
export type AnswerIds = Pick<ConnectionApiScope, 'requestId' | 'extendedRequestId'>;

interface Answered {
  readonly request: IncomingMessage;
  /** Undefined when the path is not that of a stage: there is no log then. */
  readonly target: Target | undefined;
  readonly connectionId: string | undefined;
  readonly ids: AnswerIds;
  readonly answer: { readonly status: number; readonly body?: string; readonly errorType?: string };
}

export function logAnswer(
  { clock, journal }: { readonly clock: Clock; readonly journal: Journal },
  { request, target, connectionId, ids, answer }: Answered,
): void {
  const { status, errorType: exception, body = '' } = answer;
  // Documented: what is too large is not logged.
  if (target === undefined || connectionId === undefined || status === 413) return;
  const { api, stage, domain } = target;
  const scope: ConnectionApiScope = {
    requestId: ids.requestId,
    extendedRequestId: ids.extendedRequestId,
    routeKey: `${request.method} /@connections/{connectionId}`,
    api,
    stage,
    connectionId,
    at: clock.now(),
    sourceIp: sourceIpOf(request.socket),
    userAgent: request.headers['user-agent'],
    domainName: (domain ?? api).domainName,
  };
  logConnectionApiRequest(journal, scope, { status, exception, body });
}
