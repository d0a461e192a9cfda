/** What a Lambda authorizer returns, read as API Gateway was recorded to read it. Pure. Rows `authorizer.result.*`. */
import { MAX_AUTHORIZER_RESULT_BYTES } from '../../limits.ts';

export interface AuthorizerResult {
  /** Undefined when there is none, or `null`. */
  readonly principalId: string | undefined;
  /** Not looked at yet. */
  readonly policyDocument: unknown;
  /** As text, nothing in it that was `null`. */
  readonly context: Readonly<Record<string, string>>;
  /** The client's API key, for APIs that look for it here. */
  readonly usageIdentifierKey: string | undefined;
}

/** @returns the result, or why it is none. */
export function parseAuthorizerResult(payload: string): AuthorizerResult | string {
  const size = Buffer.byteLength(payload);
  if (size > MAX_AUTHORIZER_RESULT_BYTES) {
    return `the authorizer returned ${size} bytes; ${MAX_AUTHORIZER_RESULT_BYTES} are allowed`;
  }
  const value: unknown = JSON.parse(payload);
  if (!isObject(value)) {
    return `the authorizer returned ${payload.slice(0, 40)}, not an object with a principalId and a policyDocument`;
  }
  const { principalId, policyDocument, context = {}, usageIdentifierKey } = value as Record<string, unknown>;
  if (policyDocument === undefined) {
    return `the authorizer returned no policyDocument, but ${Object.keys(value).join(', ') || 'nothing'}`;
  }
  if (typeof principalId === 'object' && principalId !== null) return 'principalId is not a text';
  const texts = context === null ? {} : textsOf(context);
  if (typeof texts === 'string') return texts;
  return {
    principalId: principalId === undefined || principalId === null ? undefined : String(principalId),
    policyDocument,
    context: texts,
    usageIdentifierKey: typeof usageIdentifierKey === 'string' ? usageIdentifierKey : undefined,
  };
}

function textsOf(context: unknown): Record<string, string> | string {
  if (!isObject(context)) return 'context is not an object';
  const entries = Object.entries(context).filter(([, value]) => value !== null);
  const nested = entries.find(([, value]) => typeof value === 'object');
  if (nested !== undefined) {
    return `context.${nested[0]} is an object or a list; only texts, numbers and booleans are allowed (JSON.stringify it)`;
  }
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
