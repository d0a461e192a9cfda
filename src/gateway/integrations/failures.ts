/** What API Gateway says when an integration failed: to the client of a handshake or message, and to the logs. */
import { ENDPOINT_TIMED_OUT, INTERNAL_SERVER_ERROR } from '../replies.ts';
import type { FailureCause } from './result.ts';

interface Failure {
  readonly status: number;
  readonly message: string;
  /** `$context.error.responseType` */
  readonly responseType: string;
}

export const FAILURES: Readonly<Record<FailureCause, Failure>> = {
  function: { status: 502, message: INTERNAL_SERVER_ERROR, responseType: 'INTEGRATION_FAILURE' },
  malformed: { status: 502, message: INTERNAL_SERVER_ERROR, responseType: 'API_CONFIGURATION_ERROR' },
  lambda: { status: 500, message: INTERNAL_SERVER_ERROR, responseType: 'API_CONFIGURATION_ERROR' },
  timeout: { status: 504, message: ENDPOINT_TIMED_OUT, responseType: 'INTEGRATION_TIMEOUT' },
};
