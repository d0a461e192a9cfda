/** The body of a request to one of AWS's APIs, up to what the API takes. */
import type { IncomingMessage } from 'node:http';

/**
 * The rest of a body that is too large is read and dropped, so that the client gets to see the answer.
 * @param limit - bytes.
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer | 'too-large' | 'aborted'> {
  const chunks: Buffer[] = [];
  let size = 0;
  // By its events, which costs a fraction of reading it as an iterable.
  return new Promise((resolve) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
    });
    request.on('end', () => {
      if (size > limit) resolve('too-large');
      else resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
    });
    // The client has gone; there is nobody to answer. After the end it changes nothing.
    const abort = () => resolve('aborted');
    request.on('error', abort).on('close', abort);
    if (request.destroyed) abort();
  });
}
