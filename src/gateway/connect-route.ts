/** Asks the `$connect` route whether a connection may be opened. Rows `connect.*`. */
import { FAILURES } from './integrations/failures.ts';
import { integrate } from './integrations/integrate.ts';
import type { IntegrationResult } from './integrations/result.ts';
import { INTERNAL_SERVER_ERROR, ownRefusal, type Refusal } from './replies.ts';
import { logRequest, type RequestOutcome } from './request-log.ts';
import type { ConnectScope } from './scope.ts';
import type { GatewayServices, StageRuntime } from './services.ts';

/** What was decided. */
export type Verdict =
  | {
      readonly accepted: true;
      readonly subprotocol: string | undefined;
      /** What the handler returned beside it. */
      readonly headers: ReadonlyMap<string, string>;
    }
  | { readonly accepted: false; readonly refusal: Refusal; readonly reason: string };

export async function askConnectRoute(
  { deployment: { routes } }: StageRuntime,
  services: GatewayServices,
  scope: ConnectScope,
): Promise<Verdict> {
  if (routes.connect === undefined) {
    logRequest(services.journal, scope, {});
    return { accepted: true, subprotocol: undefined, headers: new Map() };
  }
  const result = await integrate(routes.connect, scope, services);
  const verdict = judge(result, scope);
  logRequest(services.journal, scope, { result, refusal: ownWords(result, verdict) });
  return verdict;
}

/** An answer that API Gateway refuses for a reason of its own. */
function ownWords(result: IntegrationResult, verdict: Verdict): RequestOutcome['refusal'] {
  if (verdict.accepted || result.outcome === 'failed' || result.response.statusCode !== undefined)
    return undefined;
  const { status } = verdict.refusal;
  return { status, message: INTERNAL_SERVER_ERROR, responseType: FAILURES.malformed.responseType };
}

function judge(result: IntegrationResult, scope: ConnectScope): Verdict {
  if (result.outcome === 'failed') {
    const { status, message } = FAILURES[result.cause];
    return { accepted: false, refusal: ownRefusal(status, message, scope), reason: result.reason };
  }
  const { statusCode, headers, body = '' } = result.response;
  if (statusCode === undefined && scope.api.unmeasured.connectWithoutStatusCode === 'refuse') {
    const refusal = ownRefusal(500, INTERNAL_SERVER_ERROR, scope);
    return { accepted: false, refusal, reason: 'the $connect handler answered no statusCode' };
  }
  if (statusCode === undefined || statusCode < 300) {
    // Nothing has no name: an empty header would be a subprotocol that no client knows.
    const subprotocol = headers.get('sec-websocket-protocol') || undefined;
    return { accepted: true, subprotocol, headers };
  }
  const isProxy = scope.api.routes.some(
    ({ routeKey, integration }) => routeKey === '$connect' && integration.type === 'AWS_PROXY',
  );
  return {
    accepted: false,
    refusal: { status: statusCode, body, headers: { 'x-amz-apigw-id': scope.requestId } },
    reason: `the $connect ${isProxy ? 'handler' : 'integration'} answered ${statusCode}`,
  };
}
