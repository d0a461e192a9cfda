/** Asks the `$connect` route whether a connection may be opened. Rows `connect.*`. */
import { integrate } from './integrations/integrate.ts';
import type { IntegrationResult } from './integrations/result.ts';
import { failureMessage, INTERNAL_SERVER_ERROR, ownRefusal, type Refusal } from './replies.ts';
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
  if (routes.connect === undefined) return { accepted: true, subprotocol: undefined, headers: new Map() };
  return judge(await integrate(routes.connect, scope, services), scope);
}

const FAILURE_STATUS = {
  function: 502,
  malformed: 502,
  lambda: 500,
  'media-type': 415,
  timeout: 504,
} as const;

function judge(result: IntegrationResult, scope: ConnectScope): Verdict {
  if (result.outcome === 'failed') {
    const refusal = ownRefusal(FAILURE_STATUS[result.cause], failureMessage(result.cause), scope);
    return { accepted: false, refusal, reason: result.reason };
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
  return {
    accepted: false,
    refusal: { status: statusCode, body, headers: { 'x-amz-apigw-id': scope.requestId } },
    reason: `the $connect handler answered ${statusCode}`,
  };
}
