/** What the Runtime API answers, byte for byte as AWS's own server does. Pure. Rows `runtime-api.*`. */
import { MAX_FUNCTION_RESPONSE_BYTES } from '../../limits.ts';
import type { Invoke } from '../runtime/protocol.ts';
import { type CalledState, type RuntimeState, transitionFailure } from './states.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function json(status: number, value: object): Reply {
  const headers = { 'Content-Type': 'application/json' };
  return { status, headers, body: `${JSON.stringify(value)}\n` };
}

function refusal(status: number, errorType: string, errorMessage: string): Reply {
  return json(status, { errorMessage, errorType });
}

export const ACCEPTED = json(202, { status: 'OK' });
export const PONG: Reply = { status: 200, headers: {}, body: 'pong' };

export const INVALID_REQUEST_ID = refusal(400, 'InvalidRequestID', 'Invalid request ID');
export const INVALID_RESPONSE_MODE = refusal(
  400,
  'InvalidFunctionResponseMode',
  'Invalid function response mode',
);
export const TRUNCATED = refusal(400, 'TruncatedHTTPRequest', 'HTTP request detected as truncated');
export const TOO_LARGE = refusal(
  413,
  'RequestEntityTooLarge',
  `Exceeded maximum allowed payload size (${MAX_FUNCTION_RESPONSE_BYTES} bytes).`,
);

/** As Go's server says it. */
export const NOT_FOUND: Reply = {
  status: 404,
  headers: { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' },
  body: '404 page not found\n',
};
export const METHOD_NOT_ALLOWED: Reply = { status: 405, headers: {}, body: '' };

export function invalidTransition(state: RuntimeState, called: CalledState): Reply {
  return refusal(403, 'InvalidStateTransition', transitionFailure(state, called));
}

/** The invocation that a runtime has waited for; nobody here gives it an identity. */
export function invocationReply(invoke: Invoke): Reply {
  const headers = {
    'Content-Type': 'application/json',
    'Lambda-Runtime-Aws-Request-Id': invoke.requestId,
    'Lambda-Runtime-Deadline-Ms': String(invoke.deadlineMs),
    'Lambda-Runtime-Invoked-Function-Arn': invoke.invokedFunctionArn,
    'Lambda-Runtime-Trace-Id': invoke.traceId,
    ...(invoke.clientContext ? { 'Lambda-Runtime-Client-Context': headerText(invoke.clientContext) } : {}),
  };
  return { status: 200, headers, body: invoke.event };
}

/** JSON as a header: on one line, its letters as the bytes of UTF-8, without the one that no header may have. */
function headerText(json: string): string {
  const line = json.replace(/[\r\n\t]/g, ' ').replaceAll('\x7f', '\\u007f');
  return Buffer.from(line).toString('latin1');
}
