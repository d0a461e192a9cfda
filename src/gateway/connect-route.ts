/** Asks the `$connect` route whether a connection may be opened. Rows `connect.*`. */
import type { IncomingMessage } from 'node:http';
import { createRequestId } from '../ids.ts';
import { type ConnectionFacts, connectEvent } from './events.ts';
import { readHandshake } from './handshake.ts';
import { type IntegrationResult, invokeProxy } from './integrations/lambda-proxy.ts';
import { ENDPOINT_TIMED_OUT, errorFrame, INTERNAL_SERVER_ERROR, type Refusal } from './replies.ts';
import type { ApiRuntime, GatewayServices } from './services.ts';

/** What the handler decided. */
export type Verdict =
  | { readonly accepted: true; readonly subprotocol: string | undefined }
  | { readonly accepted: false; readonly refusal: Refusal; readonly reason: string };

/** @param search - the URL's query. */
export async function askConnectRoute(
  { api, routes }: ApiRuntime,
  { clock, invoke }: GatewayServices,
  facts: ConnectionFacts,
  request: IncomingMessage,
  search: string,
): Promise<Verdict> {
  if (routes.connect === undefined) return { accepted: true, subprotocol: undefined };
  const requestId = createRequestId();
  const { connectedAt, connectionId, sourceIp } = facts;
  const handshake = readHandshake(request.rawHeaders, search, api.domainName, sourceIp, connectedAt);
  const event = connectEvent(api, facts, { requestId, at: clock.now() }, handshake);
  const result = await invokeProxy(invoke, clock, routes.connect.functionName, event);
  return judge(result, connectionId, requestId);
}

const FAILURE_STATUS = { function: 502, malformed: 502, lambda: 500, timeout: 504 } as const;

function judge(result: IntegrationResult, connectionId: string, requestId: string): Verdict {
  const headers = { 'x-amz-apigw-id': requestId };
  if (result.outcome === 'failed') {
    const message = result.cause === 'timeout' ? ENDPOINT_TIMED_OUT : INTERNAL_SERVER_ERROR;
    const body = errorFrame(message, connectionId, requestId);
    const refusal = { status: FAILURE_STATUS[result.cause], body, headers };
    return { accepted: false, refusal, reason: result.reason };
  }
  const { statusCode = 200, headers: answered, body = '' } = result.response;
  if (statusCode < 300) {
    // Nothing has no name: an empty header would be a subprotocol that no client knows.
    return { accepted: true, subprotocol: answered.get('sec-websocket-protocol') || undefined };
  }
  return {
    accepted: false,
    refusal: { status: statusCode, body, headers },
    reason: `the $connect handler answered ${statusCode}`,
  };
}
