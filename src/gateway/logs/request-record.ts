/** What is known of a request when it has been answered: what access log, execution log and metrics are made from. */
import type { Api, Stage } from '../../project/api-model.ts';
import type { ContextVariables } from '../context-variables.ts';
import type { IntegrationResult } from '../integrations/result.ts';
import type { RequestScope } from '../scope.ts';

/** `$context.error`: API Gateway's own words to a client. */
export interface GatewayError {
  readonly message: string;
  /** Such as `ACCESS_DENIED`, `BAD_REQUEST_BODY`, `THROTTLED`, `UNAUTHORIZED`. */
  readonly responseType: string;
  /** What a message lacks of its model. */
  readonly validationErrorString?: string | undefined;
}

/** A request that a route answered, or was refused by. */
export interface RouteRecord {
  readonly scope: RequestScope;
  /** 200 also for a handshake that was granted. */
  readonly status: number;
  readonly error: GatewayError | undefined;
  /** Undefined when no integration was called. */
  readonly result: IntegrationResult | undefined;
  /** Whether what the integration answered was sent to the client. */
  readonly replied: boolean;
  /** Further `$context` variables. */
  readonly more: ContextVariables;
}

/** A request to `@connections`; the connection itself may be gone. */
export interface ConnectionApiScope {
  /** `POST /@connections/{connectionId}` */
  readonly routeKey: string;
  readonly api: Api;
  readonly stage: Stage;
  readonly connectionId: string;
  /** A UUID, where routes have an id like the extended one. */
  readonly requestId: string;
  readonly extendedRequestId: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The caller's, not those of the connection. */
  readonly sourceIp: string;
  readonly userAgent: string | undefined;
  readonly domainName: string;
}

export interface ConnectionApiRecord {
  readonly scope: ConnectionApiScope;
  readonly status: number;
  /** Such as `GoneException`. */
  readonly exception: string | undefined;
  /** Undefined also for 410, as recorded. */
  readonly error: GatewayError | undefined;
}
