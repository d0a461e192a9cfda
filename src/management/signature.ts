/** Whether a request is signed at all; AWS refuses an unsigned one before it looks at anything else of it. */
import type { IncomingMessage } from 'node:http';

/** Signature Version 4, in the header or, for a presigned URL, in the query. */
export function isSigned(request: IncomingMessage, query: URLSearchParams): boolean {
  return (request.headers.authorization ?? '').startsWith('AWS4-') || query.has('X-Amz-Signature');
}
