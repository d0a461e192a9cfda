/** The body of a request to one of AWS's APIs, up to what the API takes. */
import type { IncomingMessage } from 'node:http';

/**
 * The rest of a body that is too large is read and dropped, so that the client gets to see the answer.
 * @param limit - bytes.
 */
export async function readBody(
  request: IncomingMessage,
  limit: number,
): Promise<Buffer | 'too-large' | 'aborted'> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
    }
  } catch {
    // The client has gone; there is nobody to answer.
    return 'aborted';
  }
  return size > limit ? 'too-large' : Buffer.concat(chunks);
}
