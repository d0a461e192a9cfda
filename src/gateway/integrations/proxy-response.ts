/** The contract of a Lambda proxy response: these keys, these types, nothing else. Pure. Rows `proxy-response.*`. */
import { isHeaderValue } from './header-value.ts';
import type { IntegrationAnswer } from './result.ts';

const KEYS = new Set(['isBase64Encoded', 'statusCode', 'headers', 'multiValueHeaders', 'body']);

/** @returns the response, or why it is malformed. */
export function parseProxyResponse(payload: string): IntegrationAnswer | string {
  const value = parseJson(payload);
  if (value === undefined) return `the handler's streamed response is no JSON: ${payload.slice(0, 40)}`;
  if (value === null) {
    return 'the handler returned nothing (is a return missing, or a callback never called?); return an object such as { statusCode: 200 }';
  }
  if (typeof value !== 'object' || Array.isArray(value)) {
    return `the handler returned ${payload.slice(0, 40)}, not an object such as { statusCode: 200 }`;
  }
  const unknown = Object.keys(value).find((key) => !KEYS.has(key));
  if (unknown !== undefined) {
    return `the handler returned the key "${unknown}"; allowed are ${[...KEYS].join(', ')}`;
  }
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = value as Record<string, unknown>;
  const status = parseStatus(statusCode);
  if (status === 'malformed')
    return `statusCode is ${JSON.stringify(statusCode)}, not an HTTP status from 200 to 599`;
  const names = parseHeaders(headers, multiValueHeaders);
  if (names === undefined) return 'headers are not an object of strings without control characters';
  if (body !== undefined && body !== null && typeof body !== 'string') {
    return 'body is not a string; JSON.stringify it';
  }
  if (isBase64Encoded !== undefined && isBase64Encoded !== null && typeof isBase64Encoded !== 'boolean') {
    return 'isBase64Encoded is not a boolean';
  }
  return {
    statusCode: status,
    headers: names,
    body: isBase64Encoded ? Buffer.from(body ?? '', 'base64').toString() : (body ?? undefined),
  };
}

/** Only a handler that streams its response can answer with what is no JSON. */
function parseJson(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}

/**
 * A status in a string is taken too, as AWS's own blueprints write it. One below 200 would announce an answer
 * and not be one.
 */
function parseStatus(value: unknown): number | undefined | 'malformed' {
  if (value === undefined || value === null) return undefined;
  const status = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
  return typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 599
    ? status
    : 'malformed';
}

function parseHeaders(single: unknown, multi: unknown): Map<string, string> | undefined {
  const headers = new Map<string, string>();
  for (const source of [multi, single]) {
    if (source === undefined || source === null) continue;
    if (typeof source !== 'object' || Array.isArray(source)) return undefined;
    for (const [name, value] of Object.entries(source)) {
      const last: unknown = Array.isArray(value) && source === multi ? value.at(-1) : value;
      if (last === undefined || last === null) continue;
      // A line break in a value would be the beginning of another header.
      if (typeof last === 'object' || !isHeaderValue(String(last))) return undefined;
      headers.set(name.toLowerCase(), String(last));
    }
  }
  return headers;
}
