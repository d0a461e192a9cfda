/**
 * AWS's quotas, with their units.
 *
 * API Gateway: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 * Lambda: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */

/** Largest message payload, bytes; also the largest body of a POST to `@connections`. */
export const MAX_MESSAGE_BYTES = 128 * 1024;

/** Largest WebSocket frame, bytes; a larger message comes, and goes, in several. */
export const MAX_FRAME_BYTES = 32 * 1024;

/** A connection with no message in either direction is closed after this long, milliseconds. */
export const IDLE_TIMEOUT_MS = 10 * 60 * 1000;

/** No connection lives longer, milliseconds. */
export const CONNECTION_LIFETIME_MS = 2 * 60 * 60 * 1000;

/** How long API Gateway waits for an integration when nothing is set, and the range that may be set, milliseconds. */
export const DEFAULT_INTEGRATION_TIMEOUT_MS = 29_000;
export const MIN_INTEGRATION_TIMEOUT_MS = 50;
export const MAX_INTEGRATION_TIMEOUT_MS = 29_000;

/** Longest answer of an HTTP integration, bytes. */
export const MAX_INTEGRATION_PAYLOAD_BYTES = 10 * 1024 * 1024;

/** Longest URL of an upgrade request, bytes. */
export const MAX_URL_BYTES = 4096;

/** Largest mapping template, bytes. */
export const MAX_TEMPLATE_BYTES = 300 * 1024;

/** Longest format of an access log, bytes. */
export const MAX_ACCESS_LOG_FORMAT_BYTES = 3 * 1024;

/** Largest answer of a Lambda authorizer, bytes. */
export const MAX_AUTHORIZER_RESULT_BYTES = 8 * 1024;

/** A Lambda function's timeout when none is set, seconds, and the range that may be set. */
export const DEFAULT_FUNCTION_TIMEOUT_S = 3;
export const MAX_FUNCTION_TIMEOUT_S = 900;

/** A Lambda function's memory when none is set, MB, and the range that may be set. */
export const DEFAULT_FUNCTION_MEMORY_MB = 128;
export const MAX_FUNCTION_MEMORY_MB = 10_240;

/** Longest init phase of an execution environment, milliseconds; a longer one starts again inside the invocation. */
export const INIT_TIMEOUT_MS = 10_000;

/** Largest response that a Lambda function may return, bytes (6 MiB and what Lambda allows on top). */
export const MAX_FUNCTION_RESPONSE_BYTES = 6_291_556;

/** Largest event of an invocation that somebody waits for, bytes; of one that nobody waits for; of the old `InvokeAsync`. */
export const MAX_INVOKE_PAYLOAD_BYTES = 6 * 1024 * 1024;
export const MAX_EVENT_INVOKE_PAYLOAD_BYTES = 1024 * 1024;
export const MAX_INVOKE_ASYNC_BYTES = 256 * 1024;

/** Longest client context, bytes of base64. */
export const MAX_CLIENT_CONTEXT_BYTES = 3583;

/** How much of its log an invocation's caller may ask for, bytes from the end. */
export const LOG_TAIL_BYTES = 4096;

/** How often a function that failed is tried again when nobody waits for it, and how old its event may get, milliseconds. */
export const MAX_RETRY_ATTEMPTS = 2;
export const MAX_EVENT_AGE_MS = 6 * 60 * 60 * 1000;

/** How long a stream keeps its records, milliseconds. */
export const STREAM_RETENTION_MS = 24 * 60 * 60 * 1000;

/** What an event source mapping of a stream may say: records, seconds, attempts, seconds (or -1: as long as it takes). */
export const MAX_BATCH_SIZE = 10_000;
export const MAX_BATCHING_WINDOW_S = 300;
export const MAX_STREAM_RETRY_ATTEMPTS = 10_000;
export const MIN_RECORD_AGE_S = 60;
export const MAX_RECORD_AGE_S = 604_800;
