/**
 * The errors that a runtime posts: whatever it says stays as it was said, for whoever invoked the function gets
 * it. Pure. Row `runtime-api.error`.
 */
import type { ErrorPayload } from '../runtime/protocol.ts';

const CAUSE_TYPE = 'application/vnd.aws.lambda.error.cause+json';

/** @param headerType - of `Lambda-Runtime-Function-Error-Type`. */
export function postedError(
  body: string,
  headerType: string | undefined,
  contentType: string | undefined,
): ErrorPayload {
  const posted = objectOf(body);
  if (contentType === CAUSE_TYPE) {
    // The other members are for X-Ray.
    if (posted === undefined) return { errorType: knownType(headerType), errorMessage: 'Invalid error body' };
    const { errorMessage, errorType, stackTrace } = posted;
    return payloadOf({ errorMessage, errorType, stackTrace }, headerType);
  }
  return posted === undefined
    ? { errorType: knownType(headerType), errorMessage: body }
    : payloadOf(posted, headerType);
}

/** The error at the end of a streamed response, whose body is base64. */
export function trailedError(body: string | undefined, headerType: string): ErrorPayload {
  return postedError(Buffer.from(body ?? '', 'base64').toString(), headerType, undefined);
}

/** Lambda records names of its own form only. */
function knownType(errorType = ''): string {
  if (/(Runtime|Function)\.[A-Z][a-zA-Z]+/.test(errorType)) return errorType;
  return errorType.startsWith('Function.') ? 'Function.Unknown' : 'Runtime.Unknown';
}

function payloadOf(posted: Record<string, unknown>, headerType: string | undefined): ErrorPayload {
  const { errorType = knownType(headerType), errorMessage = '' } = posted;
  return { ...posted, errorType: textOf(errorType), errorMessage: textOf(errorMessage) };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function objectOf(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
