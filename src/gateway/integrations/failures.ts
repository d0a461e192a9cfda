/** What API Gateway says when an integration failed: to the client of a handshake or message, and to the logs. */
import { ENDPOINT_TIMED_OUT, INTERNAL_SERVER_ERROR, UNSUPPORTED_MEDIA_TYPE } from '../replies.ts';
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
  'media-type': { status: 415, message: UNSUPPORTED_MEDIA_TYPE, responseType: 'UNSUPPORTED_MEDIA_TYPE' },
  timeout: { status: 504, message: ENDPOINT_TIMED_OUT, responseType: 'INTEGRATION_TIMEOUT' },
};
