/**
 * Asks a Lambda authorizer whether a client may connect: once, at the handshake, and never from a cache.
 * Rows `authorizer.*`; https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
 */
import { DEFAULT_INTEGRATION_TIMEOUT_MS } from '../../limits.ts';
import type { Authorizer } from '../../project/api-model.ts';
import { withStageVariables } from '../../project/stage-variables.ts';
import { connectArn } from '../arns.ts';
import { authorizerEvent } from '../events.ts';
import { INTERNAL_SERVER_ERROR, UNAUTHORIZED } from '../replies.ts';
import type { ConnectScope } from '../scope.ts';
import type { GatewayServices } from '../services.ts';

import { withTimeout } from '../timeout.ts';

import { type Passed, passed, type Refused, refused } from './admission.ts';
import { parseAuthorizerResult } from './authorizer-result.ts';
import type { ConditionKeys } from './conditions.ts';
import { missingSource } from './identity-sources.ts';
import { evaluatePolicy } from './policy.ts';

const DENIED = {
  'explicit-deny':
    'User is not authorized to access this resource with an explicit deny in an identity-based policy',
  'no-allow':
    'User is not authorized to access this resource because no identity-based policy allows the execute-api:Invoke action',
} as const;

/** A client that was authorized, and the API key that the authorizer named for it. */
export type Authorized = Passed & { readonly usageIdentifierKey: string | undefined };

export async function askAuthorizer(
  { name, functionName, identitySource }: Authorizer,
  scope: ConnectScope,
  services: GatewayServices,
): Promise<Authorized | Refused> {
  const missing = missingSource(identitySource, scope);
  if (missing !== undefined) {
    return refused(
      'UNAUTHORIZED',
      UNAUTHORIZED,
      scope,
      `the request has no ${missing}, so "${name}" was not asked`,
    );
  }
  const { clock, invoke } = services;
  const methodArn = connectArn(scope, services);
  const startedAt = clock.now();
  const event = JSON.stringify(authorizerEvent(scope, methodArn));
  const asked = invoke(withStageVariables(functionName, scope.stage), event);
  const invocation = await withTimeout(asked, clock, DEFAULT_INTEGRATION_TIMEOUT_MS);
  const integrationLatency = clock.now() - startedAt;
  const variables = (status: number, error: string) => ({
    authorizer: { status, error, latency: integrationLatency, integrationLatency },
  });
  const failed = (reason: string) => {
    const why = `"${name}": ${reason}`;
    return refused('AUTHORIZER_FAILURE', INTERNAL_SERVER_ERROR, scope, why, variables(500, reason));
  };
  if (invocation === 'timeout') return failed(`no answer within ${DEFAULT_INTEGRATION_TIMEOUT_MS / 1000} s`);
  if (invocation.outcome === 'refused') return failed(invocation.message);
  if (invocation.outcome === 'function-error') {
    const { errorType, errorMessage } = invocation;
    if (errorMessage === UNAUTHORIZED) {
      return refused('UNAUTHORIZED', UNAUTHORIZED, scope, `"${name}" said so`, variables(401, errorMessage));
    }
    return failed(`${errorType}: ${errorMessage}`);
  }
  // Recorded: what cannot be understood is answered without a word.
  const malformed = (reason: string) => {
    const why = `"${name}": ${reason}`;
    return refused('AUTHORIZER_CONFIGURATION_ERROR', '', scope, why, variables(500, reason));
  };
  const result = parseAuthorizerResult(invocation.payload);
  if (typeof result === 'string') return malformed(result);
  const keys = conditionKeys(scope, clock.now());
  const request = { action: 'execute-api:Invoke', resource: methodArn, keys };
  const decision = evaluatePolicy(result.policyDocument, request);
  if (decision === 'malformed') return malformed('policyDocument is not a policy');
  if (decision !== 'allow') {
    const why =
      decision === 'no-allow' ? `nothing in its policy allows ${methodArn}` : 'its policy denies it';
    const message = DENIED[decision];
    return refused('ACCESS_DENIED', message, scope, `"${name}": ${why}`, variables(403, message));
  }
  const { principalId, context, usageIdentifierKey } = result;
  const authorizer = { principalId, context, integrationLatency };
  return { ...passed({ ...scope.connection, authorizer }), usageIdentifierKey };
}

/** What conditions can be about. API Gateway is reached over TLS alone, whatever this connection is. */
function conditionKeys({ connection: { sourceIp, userAgent } }: ConnectScope, now: number): ConditionKeys {
  return new Map([
    ['aws:sourceip', sourceIp],
    ['aws:securetransport', 'true'],
    ['aws:currenttime', new Date(now).toISOString()],
    ['aws:epochtime', String(Math.floor(now / 1000))],
    ...(userAgent === undefined ? [] : [['aws:useragent', userAgent] as const]),
  ]);
}
