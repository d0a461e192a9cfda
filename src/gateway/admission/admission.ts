/** What is said of a client that wants to connect. */
import type { ContextVariables } from '../context-variables.ts';
import { ownRefusal, type Refusal } from '../replies.ts';
import type { RequestOutcome } from '../request-log.ts';
import type { ConnectionFacts, ConnectScope } from '../scope.ts';

/**
 * Why a client is turned away, in API Gateway's words for its gateway responses, with their statuses.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
const STATUSES = {
  BAD_REQUEST_PARAMETERS: 400,
  UNAUTHORIZED: 401,
  ACCESS_DENIED: 403,
  EXPIRED_TOKEN: 403,
  INVALID_API_KEY: 403,
  INVALID_SIGNATURE: 403,
  MISSING_AUTHENTICATION_TOKEN: 403,
  QUOTA_EXCEEDED: 429,
  THROTTLED: 429,
  AUTHORIZER_CONFIGURATION_ERROR: 500,
  AUTHORIZER_FAILURE: 500,
} as const;

export type ResponseType = keyof typeof STATUSES;

export interface Refused {
  readonly admitted: false;
  readonly refusal: Refusal;
  /** For people. */
  readonly reason: string;
  /** For the logs. */
  readonly outcome: RequestOutcome;
}

/** What a guard found out of a client that it lets pass. */
export interface Passed {
  readonly admitted: true;
  readonly connection: ConnectionFacts;
}

export type Admission = Passed | Refused;

export function passed(connection: ConnectionFacts): Passed {
  return { admitted: true, connection };
}

/** @param more - further `$context` variables, such as the authorizer's. */
export function refused(
  responseType: ResponseType,
  message: string,
  scope: ConnectScope,
  reason: string,
  more: ContextVariables = {},
): Refused {
  const status = STATUSES[responseType];
  const refusal = ownRefusal(status, message, scope);
  const outcome = { refusal: { status, message, responseType }, more };
  return { admitted: false, refusal, reason, outcome };
}
